using System.Numerics;
using Matching.Core.Candidates;

namespace Matching.Core.Reports;

/// <summary>Offers and slots that a demand can't have, counted by the first rule that each breaks.</summary>
public sealed record RefusalGroup(HardRules Rule, int Offers, int Slots);

/// <summary>The slot that is nearest to being possible, and all rules it still breaks.</summary>
/// <param name="Score">Soft score it would have, in millionths.</param>
public sealed record NearMiss(int Slot, HardRules Broken, int Score);

/// <summary>Why a demand can't have what it can't have: every offer looked at, grouped by reason, and the nearest miss.</summary>
public sealed class Refusals
{
    /// <summary>How hard it is for people to cure a broken rule; the nearest miss has the least sum.</summary>
    private static readonly (HardRules Rule, int Cost)[] CureCost =
    [
        (HardRules.Notice, 2), (HardRules.MonthlyCap, 2), (HardRules.Capacity, 2), (HardRules.Time, 3),
        (HardRules.ServiceArea, 4), (HardRules.Audience, 4), (HardRules.OfferValid, 5), (HardRules.UnitSuspended, 6),
        (HardRules.BarredSlot, 6), (HardRules.UnitOfQuantity, 8), (HardRules.Qualification, 8),
        (HardRules.BarredUnit, 9), (HardRules.Category, 10), (HardRules.ConflictOfInterest, 20),
    ];

    private static readonly int[] CostOfBroken = [.. Enumerable.Range(0, 1 << CureCost.Length).Select(broken =>
        CureCost.Sum(cure => ((int)cure.Rule & broken) != 0 ? cure.Cost : 0))];

    private readonly MatchLists lists;
    private readonly Need need;
    private readonly int[] offersBy = new int[CureCost.Length];
    private readonly int[] slotsBy = new int[CureCost.Length];
    private (int Cost, long Apart) nearest = (int.MaxValue, long.MaxValue);

    private Refusals(MatchLists lists, Need need) => (this.lists, this.need) = (lists, need);

    /// <summary>Slots that break no rule.</summary>
    public int Feasible { get; private set; }

    public IReadOnlyList<RefusalGroup> Groups =>
        [.. Enumerable.Range(0, CureCost.Length).Where(rule => offersBy[rule] + slotsBy[rule] > 0).Select(rule => new RefusalGroup((HardRules)(1 << rule), offersBy[rule], slotsBy[rule]))];

    /// <summary>Null when there is no slot at all, or when every refusal is beyond cure.</summary>
    public NearMiss? Nearest { get; private set; }

    public static Refusals Of(MatchRun run, int d) => Of(run, new OfferGroups(run.Lists), d);

    /// <param name="groups">Shared by the demands of one report.</param>
    internal static Refusals Of(MatchRun run, OfferGroups groups, int d)
    {
        var refusals = new Refusals(run.Lists, run.Lists.Needs[d]);
        refusals.LookAt(groups);
        if (refusals.Nearest is { } miss)
            refusals.Nearest = miss with { Score = run.Scorer.Mean(run.Scorer.Factors(d, miss.Slot)) };
        return refusals;
    }

    /// <summary>Offers of another category or unit of quantity are only counted where they can't come nearer than what was found, or
    /// matter little because some slot is feasible.</summary>
    private void LookAt(OfferGroups groups)
    {
        var (ofCategory, near) = (groups.OfCategory(need), groups.OfNeed(need));
        foreach (var o in near.Offers)
            Look(lists.Facts[o]);
        if (Feasible == 0 && nearest.Cost >= CostOfBroken[(int)HardRules.UnitOfQuantity])
        {
            LookFar(near.Offers);
            return;
        }
        Count(HardRules.Category, groups.All.Offers.Length - ofCategory.Offers.Length, groups.All.Slots - ofCategory.Slots);
        Count(HardRules.UnitOfQuantity, ofCategory.Offers.Length - near.Offers.Length, ofCategory.Slots - near.Slots);
    }

    private void LookFar(int[] near)
    {
        for (int o = 0, next = 0; o < lists.Facts.Length; o++)
        {
            if (next < near.Length && near[next] == o)
                next++;
            else
                Look(lists.Facts[o]);
        }
    }

    private void Look(OfferFacts offer)
    {
        var ofOffer = RuleBook.OfOffer(lists.Catalogue, need, offer);
        if (ofOffer != HardRules.None)
            Count(First(ofOffer), 1, offer.Slots.Length);
        // Its slots break at least these rules: where they cost too much already, none of them can be nearer.
        if (CostOfBroken[(int)ofOffer] > nearest.Cost)
            return;
        var isCounted = ofOffer != HardRules.None;
        foreach (ref readonly var slot in offer.Slots.AsSpan())
        {
            var broken = ofOffer | RuleBook.OfSlot(need, offer, slot, lists.Now);
            if (broken == HardRules.None)
            {
                Feasible++;
                continue;
            }
            if (ofOffer == HardRules.None)
                Count(First(broken), isCounted ? 0 : 1, 1);
            isCounted = true;
            Consider(slot, broken);
        }
    }

    private void Count(HardRules rule, int offers, int slots)
    {
        var at = BitOperations.TrailingZeroCount((int)rule);
        offersBy[at] += offers;
        slotsBy[at] += slots;
    }

    private void Consider(in SlotFacts slot, HardRules broken)
    {
        var cost = CostOfBroken[(int)broken];
        if (cost > nearest.Cost || slot.End <= lists.Now)
            return;
        var key = (cost, Apart(slot, broken));
        if (key.CompareTo(nearest) >= 0)
            return;
        nearest = key;
        Nearest = new NearMiss(slot.Position, broken, 0);
    }

    /// <summary>Minutes between the windows, or units of capacity missing.</summary>
    private long Apart(in SlotFacts slot, HardRules broken)
    {
        long apart = 0;
        if ((broken & HardRules.Time) != 0)
            apart = (need.From > slot.End ? need.From - slot.End : need.Until < slot.Start ? slot.Start - need.Until : 0) / TimeSpan.TicksPerMinute;
        if ((broken & HardRules.Capacity) != 0)
            apart += need.Quantity - slot.Remaining;
        return apart;
    }

    private static HardRules First(HardRules broken) => (HardRules)((int)broken & -(int)broken);
}
