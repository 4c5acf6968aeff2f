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

    private Refusals()
    {
    }

    public IReadOnlyList<RefusalGroup> Groups => [.. groups.Select(group => new RefusalGroup(group.Key, group.Value.Offers, group.Value.Slots))];

    /// <summary>Null when there is no slot at all, or when every refusal is beyond cure.</summary>
    public NearMiss? Nearest { get; private set; }

    public static Refusals Of(MatchRun run, int d)
    {
        var refusals = new Refusals();
        var rules = new RuleBook(run.Lists);
        for (var o = 0; o < run.Lists.Offers.Length; o++)
            refusals.Look(run, rules, d, o);
        if (refusals.Nearest is { } miss)
            refusals.Nearest = miss with { Score = run.Scorer.Mean(run.Scorer.Factors(d, miss.Slot)) };
        return refusals;
    }

    private void Look(MatchRun run, RuleBook rules, int d, int o)
    {
        var lists = run.Lists;
        var ofOffer = rules.OfOffer(d, o);
        if (ofOffer != HardRules.None && Cost(ofOffer) > nearest.Cost)
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
                continue;
            }
            var first = First(broken);
            Count(first, firstRule == HardRules.None ? 1 : 0, 1);
            firstRule = first;
            Consider(lists, d, s, broken);
        }
        if (feasible == 0 && firstRule == HardRules.None && ofOffer != HardRules.None)
            Count(First(ofOffer), 1, 0);
    }

    private void Count(HardRules rule, int offers, int slots)
    {
        var (o, s) = groups.GetValueOrDefault(rule);
        groups[rule] = (o + offers, s + slots);
    }

    private void Consider(MatchLists lists, int d, int s, HardRules broken)
    {
        var key = (Cost(broken), Apart(lists.Demands[d], lists.Slots[s], broken));
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

    private static int Cost(HardRules broken)
    {
        var cost = 0;
        foreach (var (rule, ofRule) in CureCost)
            cost += (broken & rule) != 0 ? ofRule : 0;
        return cost;
    }

    private static HardRules First(HardRules broken) => (HardRules)((int)broken & -(int)broken);
}
