namespace Matching.Core.Pairing.Whole;

/// <summary>
/// Improves a pairing by solving a few slots at a time exactly (large neighbourhood search; Shaw 1998). Slots are chosen along
/// the demands they share; how many, by whether the last ones could be solved within their share of work.
/// </summary>
internal sealed class NeighbourhoodSearch(PairingProblem problem, DraftPairing placement)
{
    private const int FewestSlots = 1, MostSlots = 16;
    private const long LooksEach = 400_000;

    private readonly SlotCandidates bySlot = new(problem);
    private readonly KnapsackTable[] tables = [.. Enumerable.Range(0, MostSlots).Select(_ => new KnapsackTable())];
    private readonly DrawnNumbers drawn = new(1);
    private double size = 3;

    /// <summary>Solves one neighbourhood; true when the pairing became better.</summary>
    public bool Step(Certificate multipliers, WorkLimit limit)
    {
        limit.Take(100);
        var slots = Choose();
        if (slots.Length == 0)
            return false;
        var near = Neighbourhood.OfSlots(problem, bySlot, placement, slots, multipliers);
        limit.Take(near.Problem.Edges.Length * 10);
        if (near.Problem.Edges.Length == 0)
            return false;
        var bounds = new MultiplierSearch(near.Problem, near.Multipliers(multipliers));
        bounds.Lower(new int[near.Problem.Edges.Length], near.Present, limit.Part(LooksEach / 4));
        if (bounds.Bound <= near.Present)
        {
            Grow(0.05);
            return false;
        }
        var order = bounds.UnsettledFirst();
        var part = limit.Part(LooksEach);
        var (amount, proved) = BranchAndBound.Solve(near.Problem, new LagrangianTables(near.Problem, bounds.Best, order, tables, part), order, near.Present, part);
        Grow(proved ? 0.05 : -0.15);
        return amount is not null && near.Apply(amount);
    }

    private void Grow(double by) => size = Math.Clamp(size + by, FewestSlots, MostSlots);

    /// <summary>A random slot, and others reached from it over demands that could be in both.</summary>
    private int[] Choose()
    {
        var chosen = new SortedSet<int>();
        var first = drawn.Below(problem.Slots);
        for (var tries = 0; tries < 50 && bySlot.Of(first).IsEmpty; tries++)
            first = drawn.Below(problem.Slots);
        if (bySlot.Of(first).IsEmpty)
            return [];
        chosen.Add(first);
        for (var tries = 0; tries < 30 && chosen.Count < (int)size; tries++)
        {
            var from = bySlot.Of(chosen.ElementAt(drawn.Below(chosen.Count)));
            var d = problem.Edges[from[drawn.Below(from.Length)]].Demand;
            var e = problem.EdgeStart[d] + drawn.Below(problem.EdgeStart[d + 1] - problem.EdgeStart[d]);
            if (problem.CanServe(e))
                chosen.Add(problem.Edges[e].Slot);
        }
        return [.. chosen];
    }
}
