namespace Matching.Core.Pairing.Whole;

/// <summary>
/// Variable fixing (Posta, Ferland and Michelon 2012): an edge whose use alone pulls the Lagrangian bound below the best known pairing
/// is in no better one and is left out. What remains, the core, is small where bound and pairing are close.
/// </summary>
/// <param name="Problem">The same demands and slots with fewer edges.</param>
/// <param name="Edge">Where each of its edges stands in the whole.</param>
internal sealed record CoreEdges(PairingProblem Problem, int[] Edge)
{
    /// <summary>Largest table of one slot; above it all of the slot's edges stay.</summary>
    private const long MostCells = 500_000;

    public static CoreEdges All(PairingProblem problem) => new(problem, [.. Enumerable.Range(0, problem.Edges.Length)]);

    /// <summary>The edges that may be in a pairing worth at least <paramref name="wanted"/>, and those that <paramref name="amount"/> uses.</summary>
    public CoreEdges Narrowed(Certificate multipliers, long bound, long wanted, int[] amount, WorkLimit limit)
    {
        var keep = new bool[Edge.Length];
        var bySlot = new SlotCandidates(Problem);
        var (before, after) = (new KnapsackTable(), new KnapsackTable());
        for (var s = 0; s < Problem.Slots; s++)
            Test(s, bySlot.Of(s), multipliers, wanted - bound, keep, before, after, limit);
        var kept = Enumerable.Range(0, keep.Length).Where(e => keep[e] || amount[e] > 0).ToArray();
        var start = new int[Problem.Demands + 1];
        foreach (var e in kept)
            start[Problem.Edges[e].Demand + 1]++;
        for (var d = 0; d < Problem.Demands; d++)
            start[d + 1] += start[d];
        var narrowed = new PairingProblem(
            Problem.Quantity, Problem.Whole, start, [.. kept.Select(e => Problem.Edges[e])], Problem.Capacity, Problem.SlotCap, Problem.CapLimit,
            Problem.CapParent, Problem.EdgeUnits is { } units ? [.. kept.Select(e => units[e])] : null);
        return new CoreEdges(narrowed, [.. kept.Select(e => Edge[e])]);
    }

    /// <summary>Amounts of the core as amounts of the whole.</summary>
    public int[] InWhole(int[] amount, int edges)
    {
        var whole = new int[edges];
        for (var e = 0; e < amount.Length; e++)
            whole[Edge[e]] = amount[e];
        return whole;
    }

    /// <summary>Forces each edge into its slot's knapsack: the best of the items before it and of those after it, in what it leaves.</summary>
    private void Test(
        int s, ReadOnlySpan<int> edges, Certificate multipliers, long atLeast, bool[] keep, KnapsackTable before, KnapsackTable after, WorkLimit limit)
    {
        var order = multipliers.OrderPrice(Problem, s);
        var room = Problem.Capacity[s];
        long Profit(int e) => Problem.WorthOf(e) - multipliers.DemandValue[Problem.Edges[e].Demand] - order;
        var items = edges.ToArray().Where(e => Profit(e) > 0).ToArray();
        if ((room + 1L) * (items.Length + 1) > MostCells || !edges.ToArray().All(e => Problem.Whole[Problem.Edges[e].Demand] || Problem.Quantity[Problem.Edges[e].Demand] == 1))
        {
            foreach (var e in edges)
                keep[e] = true;
            return;
        }
        limit.Take((room + 1L) * edges.Length);
        before.Clear(room, items.Length);
        after.Clear(room, items.Length);
        for (var i = 0; i < items.Length; i++)
        {
            before.Add(Problem.UnitsOf(items[i]), Profit(items[i]));
            after.Add(Problem.UnitsOf(items[^(i + 1)]), Profit(items[^(i + 1)]));
        }
        var best = before.At(items.Length, room);
        foreach (var e in edges)
        {
            var left = room - Problem.UnitsOf(e);
            var place = Array.IndexOf(items, e);
            var others = place < 0 ? before.At(items.Length, left) : BestBeside(before.Row(place), after.Row(items.Length - 1 - place), left);
            keep[e] = Profit(e) + others - best >= atLeast;
        }
    }

    private static long BestBeside(ReadOnlySpan<long> before, ReadOnlySpan<long> after, int room)
    {
        long best = 0;
        for (var c = 0; c <= room; c++)
            best = Math.Max(best, before[c] + after[room - c]);
        return best;
    }
}
