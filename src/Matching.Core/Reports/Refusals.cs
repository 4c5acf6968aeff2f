using Matching.Core.Candidates;
using Matching.Core.Demands;
using Matching.Core.Offers;

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

    private readonly SortedDictionary<HardRules, (int Offers, int Slots)> groups = [];
    private (int Cost, long Apart) nearest = (int.MaxValue, long.MaxValue);
    private bool isFeasible;

    private Refusals()
    {
    }

    public IReadOnlyList<RefusalGroup> Groups => [.. groups.Select(group => new RefusalGroup(group.Key, group.Value.Offers, group.Value.Slots))];

    /// <summary>Null when there is no slot at all, or when every refusal is beyond cure.</summary>
    public NearMiss? Nearest { get; private set; }

    public static Refusals Of(MatchRun run, int d) => Of(run, new OfferIndex(run.Lists), d);

    /// <param name="index">Shared by the demands of one report.</param>
    internal static Refusals Of(MatchRun run, OfferIndex index, int d)
    {
        var refusals = new Refusals();
        var rules = new RuleBook(run.Lists);
        var near = index.OfNeed(d);
        foreach (var o in near)
            refusals.Look(run, rules, d, o);
        if (refusals.isFeasible || refusals.nearest.Cost < CostOf(HardRules.UnitOfQuantity))
            refusals.CountFar(run.Lists, index.OfCategory(d), near);
        else
            refusals.LookFar(run, rules, d, near);
        if (refusals.Nearest is { } miss)
            refusals.Nearest = miss with { Score = run.Scorer.Mean(run.Scorer.Factors(d, miss.Slot)) };
        return refusals;
    }

    /// <summary>Offers of another category or unit of quantity can't come nearer than what was found, or matter little where some
    /// slot is feasible: they are only counted.</summary>
    private void CountFar(MatchLists lists, int[] ofCategory, int[] near)
    {
        var all = (lists.Offers.Length, lists.Slots.Length);
        var fitting = (ofCategory.Length, Slots(lists, ofCategory));
        var close = (near.Length, Slots(lists, near));
        Count(HardRules.Category, all.Item1 - fitting.Item1, all.Item2 - fitting.Item2);
        Count(HardRules.UnitOfQuantity, fitting.Item1 - close.Item1, fitting.Item2 - close.Item2);
    }

    private void LookFar(MatchRun run, RuleBook rules, int d, int[] near)
    {
        for (int o = 0, next = 0; o < run.Lists.Offers.Length; o++)
        {
            if (next < near.Length && near[next] == o)
                next++;
            else
                Look(run, rules, d, o);
        }
    }

    private static int Slots(MatchLists lists, int[] offers) => offers.Sum(o => lists.OfferSlots[o + 1] - lists.OfferSlots[o]);

    private void Look(MatchRun run, RuleBook rules, int d, int o)
    {
        var lists = run.Lists;
        var ofOffer = rules.OfOffer(d, o);
        if (ofOffer != HardRules.None && CostOf(ofOffer) > nearest.Cost)
        {
            Count(First(ofOffer), 1, lists.OfferSlots[o + 1] - lists.OfferSlots[o]);
            return;
        }
        var firstRule = HardRules.None;
        var feasible = 0;
        for (var s = lists.OfferSlots[o]; s < lists.OfferSlots[o + 1]; s++)
        {
            var broken = ofOffer | rules.OfSlot(d, s);
            if (broken == HardRules.None)
            {
                feasible++;
                isFeasible = true;
                continue;
            }
            var first = First(ofOffer != HardRules.None ? ofOffer : broken);
            Count(first, firstRule == HardRules.None ? 1 : 0, 1);
            firstRule = first;
            Consider(lists, d, s, broken);
        }
        if (feasible == 0 && firstRule == HardRules.None && ofOffer != HardRules.None)
            Count(First(ofOffer), 1, 0);
    }

    private void Count(HardRules rule, int offers, int slots)
    {
        if (offers == 0 && slots == 0)
            return;
        var (o, s) = groups.GetValueOrDefault(rule);
        groups[rule] = (o + offers, s + slots);
    }

    private void Consider(MatchLists lists, int d, int s, HardRules broken)
    {
        if (lists.Slots[s].End <= lists.Input.Now)
            return;
        var key = (CostOf(broken), Apart(lists.Demands[d], lists.Slots[s], broken));
        if (key.CompareTo(nearest) >= 0)
            return;
        nearest = key;
        Nearest = new NearMiss(s, broken, 0);
    }

    /// <summary>Minutes between the windows, or units of capacity missing.</summary>
    private static long Apart(Demand demand, Slot slot, HardRules broken)
    {
        long apart = 0;
        if (broken.HasFlag(HardRules.Time))
        {
            var before = demand.From - slot.End;
            var after = slot.Start - demand.Until;
            apart += (long)Math.Max(Math.Max(before?.TotalMinutes ?? 0, after?.TotalMinutes ?? 0), 0);
        }
        if (broken.HasFlag(HardRules.Capacity))
            apart += demand.Quantity - slot.Remaining;
        return apart;
    }

    private static int CostOf(HardRules broken)
    {
        var cost = 0;
        foreach (var (rule, ofRule) in CureCost)
            cost += (broken & rule) != 0 ? ofRule : 0;
        return cost;
    }

    private static HardRules First(HardRules broken) => (HardRules)((int)broken & -(int)broken);
}
