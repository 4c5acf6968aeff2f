using Matching.Core.Candidates;
using Matching.Core.Reports;

namespace Matching.Core.Tests.Reports;

/// <summary>Refusals by looking at every slot of every offer in turn: slow and obvious.</summary>
internal static class SlowRefusals
{
    private static readonly Dictionary<HardRules, int> Cost = new()
    {
        [HardRules.Notice] = 2, [HardRules.MonthlyCap] = 2, [HardRules.Capacity] = 2, [HardRules.Time] = 3, [HardRules.ServiceArea] = 4, [HardRules.Audience] = 4,
        [HardRules.OfferValid] = 5, [HardRules.UnitSuspended] = 6, [HardRules.BarredSlot] = 6, [HardRules.UnitOfQuantity] = 8, [HardRules.Qualification] = 8,
        [HardRules.BarredUnit] = 9, [HardRules.Category] = 10, [HardRules.ConflictOfInterest] = 20,
    };

    /// <summary>Each offer's slots by the first rule that its offer, or else the slot itself, breaks. An offer counts where its first slot
    /// stands.</summary>
    public static IEnumerable<RefusalGroup> Groups(MatchRun run, int d)
    {
        var refused = new List<(int Offer, HardRules Rule, bool IsSlot)>();
        for (var o = 0; o < run.Lists.Offers.Length; o++)
        {
            var ofOffer = new RuleBook(run.Lists).OfOffer(d, o);
            if (ofOffer != HardRules.None && run.Lists.OfferSlots[o] == run.Lists.OfferSlots[o + 1])
                refused.Add((o, First(ofOffer), false));
            foreach (var s in SlotsOf(run, o).Where(s => Broken(run, d, s) != HardRules.None))
                refused.Add((o, First(ofOffer != HardRules.None ? ofOffer : Broken(run, d, s)), true));
        }
        var ruleOfOffer = refused.GroupBy(row => row.Offer).Select(own => own.First().Rule).ToList();
        return refused.GroupBy(row => row.Rule).OrderBy(group => group.Key)
            .Select(group => new RefusalGroup(group.Key, ruleOfOffer.Count(rule => rule == group.Key), group.Count(row => row.IsSlot)));
    }

    /// <summary>The slot not yet over that costs least to cure, then misses by least; offers of the same need first, then by position.</summary>
    public static (int Slot, HardRules Broken)? Nearest(MatchRun run, int d)
    {
        var lists = run.Lists;
        bool IsNear(int s) => (Broken(run, d, s) & (HardRules.Category | HardRules.UnitOfQuantity)) == HardRules.None;
        var misses = Enumerable.Range(0, lists.Slots.Length).Where(s => Broken(run, d, s) != HardRules.None && lists.Slots[s].End > lists.Input.Now)
            .OrderBy(s => CostOf(Broken(run, d, s))).ThenBy(s => Apart(run, d, s)).ThenBy(s => IsNear(s) ? 0 : 1).ThenBy(s => s).ToList();
        if (Enumerable.Range(0, lists.Slots.Length).Any(s => Broken(run, d, s) == HardRules.None))
            misses.RemoveAll(s => !IsNear(s));
        return misses.Count == 0 ? null : (misses[0], Broken(run, d, misses[0]));
    }

    private static IEnumerable<int> SlotsOf(MatchRun run, int o) => Enumerable.Range(run.Lists.OfferSlots[o], run.Lists.OfferSlots[o + 1] - run.Lists.OfferSlots[o]);

    private static HardRules Broken(MatchRun run, int d, int s) => new RuleBook(run.Lists).OfOffer(d, run.Lists.SlotOffer[s]) | new RuleBook(run.Lists).OfSlot(d, s);

    private static HardRules First(HardRules broken) => Cost.Keys.Where(rule => broken.HasFlag(rule)).Min();

    private static int CostOf(HardRules broken) => Cost.Where(cost => broken.HasFlag(cost.Key)).Sum(cost => cost.Value);

    private static long Apart(MatchRun run, int d, int s)
    {
        var (demand, slot, broken) = (run.Lists.Demands[d], run.Lists.Slots[s], Broken(run, d, s));
        var minutes = broken.HasFlag(HardRules.Time) ? new[] { (demand.From - slot.End)?.TotalMinutes ?? 0, (slot.Start - demand.Until)?.TotalMinutes ?? 0, 0 }.Max() : 0;
        return (long)minutes + (broken.HasFlag(HardRules.Capacity) ? demand.Quantity - slot.Remaining : 0);
    }
}
