namespace Matching.Core.Pairing;

/// <summary>
/// The exact optimum when every demand may be split: price, then repair. An auction gives starting prices; each demand is inserted
/// along a shortest path; nodes left with room at a price are filled by the mirror search. At the end amounts and prices prove
/// one another, whatever prices it started from.
/// </summary>
public static class FlowSolver
{
    /// <summary>Fewer edges than this fit into the processor's caches in any order.</summary>
    private const int ManyEdges = 50_000;

    /// <param name="limit">When it ends, demands not yet reached stay unplaced, and the prices still bound the optimum.</param>
    public static FlowPairing Solve(PairingProblem problem, WorkLimit? limit = null)
    {
        limit ??= WorkLimit.None;
        if (problem.Edges.Length < ManyEdges || problem.IsLocal)
            return SolveInOrder(problem, limit);
        var ordered = Locality.Ordered(problem, out var demands, out var slots);
        return Locality.Restored(problem, SolveInOrder(ordered, limit), demands, slots);
    }

    private static FlowPairing SolveInOrder(PairingProblem problem, WorkLimit limit)
    {
        var state = new FlowState(problem);
        SlotAuction.Run(state, limit);
        Repair(state, new FlowRepair(state), limit);
        return Pairing(problem, state);
    }

    internal static void Repair(FlowState state, FlowRepair repair, WorkLimit limit)
    {
        for (var d = 0; d < state.Demand.Length; d++)
        {
            if (!limit.Take(repair.Insert(d)))
                return;
        }
        foreach (var node in InnermostFirst(state))
        {
            if (!limit.Take(repair.Fill(node)))
                return;
        }
    }

    private static IEnumerable<int> InnermostFirst(FlowState state)
    {
        var nodes = Enumerable.Range(0, state.Node.Length);
        return Array.TrueForAll(state.Inside, inside => inside is null) ? nodes : nodes.OrderByDescending(node => Depth(state, node));
    }

    private static int Depth(FlowState state, int node) =>
        state.Node[node].Parent == FlowState.Outside ? 0 : 1 + Depth(state, state.Node[node].Parent);

    private static FlowPairing Pairing(PairingProblem problem, FlowState state) => new(state.Amount,
        [.. Enumerable.Range(0, problem.Slots).Select(state.ProvingPrice)],
        [.. Enumerable.Range(problem.Slots, problem.Caps).Select(state.ProvingPrice)]);
}
