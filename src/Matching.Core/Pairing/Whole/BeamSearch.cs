namespace Matching.Core.Pairing.Whole;

/// <summary>
/// A first pairing of undivided demands: breadth first, one demand after another, keeping only the partial pairings with the best
/// Lagrangian bounds (beam search; Ow and Morton 1988). Never exact, but it sees what a choice costs everyone who comes later.
/// </summary>
internal sealed class BeamSearch
{
    private readonly PairingProblem problem;
    private readonly LagrangianTables bounds;
    private readonly int[] order;
    private readonly int width;
    private readonly List<(int Parent, int Edge)[]> levels = [];
    private List<State> states;

    private BeamSearch(PairingProblem problem, LagrangianTables bounds, int[] order, int width)
    {
        (this.problem, this.bounds, this.order, this.width) = (problem, bounds, order, width);
        states = [new State(bounds.Root(), [.. problem.Capacity], [.. problem.CapLimit])];
    }

    /// <summary>A partial pairing: its bound and what it leaves.</summary>
    private sealed record State(long Bound, int[] Room, int[] CapRoom);

    private readonly record struct Child(long Bound, int Parent, int Edge);

    /// <returns>The best pairing found, or null when the limit ended before.</returns>
    public static int[]? Solve(PairingProblem problem, LagrangianTables bounds, int[] order, int width, WorkLimit limit)
    {
        var search = new BeamSearch(problem, bounds, order, width);
        foreach (var d in order)
        {
            if (!limit.Take(search.states.Count * (long)(problem.EdgeStart[d + 1] - problem.EdgeStart[d] + 1 + (problem.Slots / 4))))
                return null;
            search.Decide(d);
        }
        return search.Best();
    }

    private void Decide(int d)
    {
        var children = new List<Child>();
        for (var i = 0; i < states.Count; i++)
        {
            var without = bounds.Without(d, states[i].Bound, states[i].Room);
            children.Add(new Child(without, i, -1));
            for (var e = problem.EdgeStart[d]; e < problem.EdgeStart[d + 1]; e++)
            {
                if (Fits(states[i], e))
                    children.Add(new Child(without + bounds.Change(e, states[i].Room), i, e));
            }
        }
        children.Sort(BestFirst);
        if (children.Count > width)
            children.RemoveRange(width, children.Count - width);
        levels.Add([.. children.Select(child => (child.Parent, child.Edge))]);
        states = children.ConvertAll(child => After(states[child.Parent], child));
    }

    private static int BestFirst(Child a, Child b) =>
        a.Bound != b.Bound ? b.Bound.CompareTo(a.Bound) : a.Parent != b.Parent ? a.Parent.CompareTo(b.Parent) : a.Edge.CompareTo(b.Edge);

    private bool Fits(State state, int e)
    {
        var s = problem.Edges[e].Slot;
        if (state.Room[s] < problem.UnitsOf(e))
            return false;
        var cap = problem.SlotCap[s];
        while (cap >= 0 && state.CapRoom[cap] > 0)
            cap = problem.CapParent[cap];
        return cap < 0;
    }

    private State After(State state, Child child)
    {
        if (child.Edge < 0)
            return state with { Bound = child.Bound };
        var s = problem.Edges[child.Edge].Slot;
        int[] room = [.. state.Room];
        room[s] -= problem.UnitsOf(child.Edge);
        int[] capRoom = problem.SlotCap[s] < 0 ? state.CapRoom : [.. state.CapRoom];
        for (var cap = problem.SlotCap[s]; cap >= 0; cap = problem.CapParent[cap])
            capRoom[cap]--;
        return new State(child.Bound, room, capRoom);
    }

    private int[] Best()
    {
        var at = Enumerable.Range(0, states.Count).MaxBy(i => states[i].Bound - bounds.UnusedOrders(states[i].CapRoom));
        var amount = new int[problem.Edges.Length];
        for (var i = levels.Count - 1; i >= 0; i--)
        {
            if (levels[i][at].Edge is >= 0 and var e)
                amount[e] = problem.Quantity[problem.Edges[e].Demand];
            at = levels[i][at].Parent;
        }
        return amount;
    }
}
