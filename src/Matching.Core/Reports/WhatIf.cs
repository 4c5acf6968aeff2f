using Matching.Core.Demands;

namespace Matching.Core.Reports;

/// <summary>Other lists or weights solved beside the current ones. Nothing is written; what issued and proposed orders hold counts as it
/// would in the next run.</summary>
/// <param name="Now">The current lists, matched.</param>
/// <param name="Then">The changed lists, matched as the next run would: the current pairs stand and move only for more.</param>
/// <param name="Differences">Every demand that gets another amount or other slots, by code.</param>
public sealed record WhatIf(MatchRun Now, MatchRun Then, IReadOnlyList<PairDifference> Differences)
{
    /// <exception cref="ArgumentException">The changed lists contradict themselves.</exception>
    /// <exception cref="RuleBrokenException"><c>score-range</c>.</exception>
    /// <exception cref="OperationCanceledException">The caller has stopped it.</exception>
    public static WhatIf Solve(MatchInput now, MatchPolicy policy, MatchInput then, MatchPolicy thenPolicy, CancellationToken stop)
    {
        var current = MatchRun.Execute(now, policy, Check, stop);
        var changed = MatchRun.Execute(then with { Standing = StandingAt(current) }, thenPolicy, Check, stop);
        return new WhatIf(current, changed, PairDifference.Between(current, changed));

        void Check(string stage) => stop.ThrowIfCancellationRequested();
    }

    /// <summary>The current pairs as orders that stand: proposals, and issued where they are issued today.</summary>
    private static IReadOnlyList<StandingOrder> StandingAt(MatchRun run)
    {
        var issued = run.Lists.Input.Standing.Where(order => order.Issued).Select(order => (order.Demand, order.Slot)).ToHashSet();
        return [.. run.Orders.Select((order, i) =>
        {
            var (demand, slot) = (run.Lists.Demands[order.Demand].Code, run.Lists.Slots[order.Slot]);
            var name = new SlotName(slot.Offer, slot.Start);
            return new StandingOrder($"{i}", demand, name, order.Quantity, issued.Contains((demand, name)));
        })];
    }
}
