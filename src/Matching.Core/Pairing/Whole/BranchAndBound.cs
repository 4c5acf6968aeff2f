namespace Matching.Core.Pairing.Whole;

/// <summary>
/// Solves a small problem of undivided demands exactly: depth first, one demand after another, the child with the best Lagrangian
/// bound first.
/// </summary>
internal sealed class BranchAndBound
{
    private const int LooksPerReport = 2_000;

    private readonly PairingProblem problem;
    private readonly WorkLimit limit;
    private readonly int[] order;
    private readonly LagrangianTables bounds;
    private readonly int[] room;
    private readonly int[] capRoom;
    private readonly long[] childBound;
    private readonly int[] chosen;
    private readonly long step;
    private long best;
    private int[]? found;
    private int looks;
    private bool stopped;

    private BranchAndBound(PairingProblem problem, LagrangianTables bounds, int[] order, long best, WorkLimit limit)
    {
        (this.problem, this.bounds, this.order, this.best, this.limit) = (problem, bounds, order, best, limit);
        room = [.. problem.Capacity];
        capRoom = [.. problem.CapLimit];
        childBound = new long[problem.Edges.Length + problem.Demands];
        chosen = new int[problem.Demands];
        step = StepOf(problem);
    }

    /// <param name="bounds">Of the same order; any multipliers give the optimum, good ones soon.</param>
    /// <param name="order">The demands in the order of branching.</param>
    /// <param name="atLeast">Only pairings worth more are of interest.</param>
    /// <returns>The best pairing if it is worth more, and whether nothing better can exist.</returns>
    public static (int[]? Amount, bool Proved) Solve(PairingProblem problem, LagrangianTables bounds, int[] order, long atLeast, WorkLimit limit)
    {
        var search = new BranchAndBound(problem, bounds, order, atLeast, limit);
        search.Branch(0, bounds.Root());
        limit.Take(search.looks);
        return (search.found, !search.stopped);
    }

    /// <summary>All totals are multiples of this: a bound less than one step above the best is none.</summary>
    public static long StepOf(PairingProblem problem)
    {
        long step = 0;
        for (var e = 0; e < problem.Edges.Length; e++)
        {
            for (var worth = problem.WorthOf(e); worth != 0; (step, worth) = (worth, step % worth))
            {
            }
        }
        return Math.Max(1, step);
    }

    private void Branch(int depth, long bound)
    {
        if (depth == order.Length)
        {
            Found(bound - bounds.UnusedOrders(capRoom));
            return;
        }
        var d = order[depth];
        var (first, count) = (problem.EdgeStart[d], problem.EdgeStart[d + 1] - problem.EdgeStart[d]);
        var children = childBound.AsSpan(first + d, count + 1);
        Look(count + 1);
        children[count] = bounds.Without(d, bound, room);
        for (var i = 0; i < count; i++)
            children[i] = Fits(first + i) ? children[count] + bounds.Change(first + i, room) : long.MinValue;
        while (!stopped && Largest(children) is var child && children[child] >= best + step)
        {
            var with = children[child];
            children[child] = long.MinValue;
            chosen[d] = child < count ? first + child : -1;
            Occupy(chosen[d], 1);
            Branch(depth + 1, with);
            Occupy(first + child < first + count ? first + child : -1, -1);
        }
    }

    private static int Largest(ReadOnlySpan<long> values)
    {
        var largest = 0;
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] > values[largest])
                largest = i;
        }
        return largest;
    }

    private bool Fits(int e)
    {
        var s = problem.Edges[e].Slot;
        if (room[s] < problem.UnitsOf(e))
            return false;
        var cap = problem.SlotCap[s];
        while (cap >= 0 && capRoom[cap] > 0)
            cap = problem.CapParent[cap];
        return cap < 0;
    }

    private void Occupy(int e, int sign)
    {
        if (e < 0)
            return;
        var s = problem.Edges[e].Slot;
        room[s] -= sign * problem.UnitsOf(e);
        for (var cap = problem.SlotCap[s]; cap >= 0; cap = problem.CapParent[cap])
            capRoom[cap] -= sign;
    }

    private void Found(long worth)
    {
        if (worth <= best)
            return;
        best = worth;
        found = new int[problem.Edges.Length];
        foreach (var e in chosen)
        {
            if (e >= 0)
                found[e] = problem.Quantity[problem.Edges[e].Demand];
        }
    }

    private void Look(int at)
    {
        looks += at;
        if (looks < LooksPerReport)
            return;
        stopped = !limit.Take(looks);
        looks = 0;
    }
}
