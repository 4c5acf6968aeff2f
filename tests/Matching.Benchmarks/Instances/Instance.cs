using Matching.Core.Pairing;

namespace Matching.Benchmarks.Instances;

/// <summary>What an instance file says, as flat arrays that become the problem's own: nothing is held twice.</summary>
/// <param name="Whole">Per demand: indivisible, and of more than one unit or of weights that differ by slot.</param>
/// <param name="Weight">Per edge what it takes of its slot (mode g), else null.</param>
/// <param name="DemandOf">Where demands of several units were read as units, the file's demand of each; else null.</param>
internal sealed record Instance(
    int[] Capacity, int[] Quantity, bool[] Whole, int[] EdgeStart, PairingEdge[] Edges, int[]? Weight, IReadOnlyList<InstanceCap> Caps, CapForest Forest,
    int[]? DemandOf = null)
{
    /// <summary>Where slots were renumbered, the file's slot of each; else null.</summary>
    private int[]? SlotOf { get; init; }

    public PairingProblem ToProblem() =>
        new(Quantity, Whole, EdgeStart, Edges, Capacity, Forest.SlotCap, [.. Caps.Select(cap => cap.Limit)], Forest.Parent, Weight) { IsLocal = SlotOf is not null };

    /// <summary>The same with demands and slots that compete near each other in memory; pairs are still told in the file's numbers.</summary>
    public Instance NearTogether()
    {
        if (Weight is not null)
            return this;
        var problem = Locality.Ordered(ToProblem(), out var demands, out var slots);
        return this with
        {
            Capacity = problem.Capacity, Quantity = problem.Quantity, Whole = problem.Whole, EdgeStart = problem.EdgeStart, Edges = problem.Edges,
            Forest = Forest with { SlotCap = problem.SlotCap }, DemandOf = Array.ConvertAll(demands, FileDemand), SlotOf = slots,
        };
    }

    public int FileDemand(int demand) => DemandOf is null ? demand : DemandOf[demand];

    private int FileSlot(int slot) => SlotOf is null ? slot : SlotOf[slot];

    /// <summary>The pairs that hold anything, as the file counts demands.</summary>
    /// <param name="amount">Per edge of the problem.</param>
    public IEnumerable<(int Demand, int Slot, int Amount)> PairsOf(int[] amount) =>
        Enumerable.Range(0, amount.Length)
            .Where(e => amount[e] > 0)
            .GroupBy(e => (Demand: FileDemand(Edges[e].Demand), Slot: FileSlot(Edges[e].Slot)), e => amount[e])
            .Select(pair => (pair.Key.Demand, pair.Key.Slot, pair.Sum()));

    /// <summary>
    /// Every unit as a demand of its own: the same problem, in which a cap over orders counts units, as mode b wants it.
    /// </summary>
    public Instance InUnits()
    {
        var demandOf = Enumerable.Range(0, Quantity.Length).SelectMany(d => Enumerable.Repeat(d, Quantity[d])).ToArray();
        var (start, edges) = (new int[demandOf.Length + 1], new List<PairingEdge>(Edges.Length));
        for (var unit = 0; unit < demandOf.Length; unit++)
        {
            foreach (var edge in Edges.AsSpan(EdgeStart[demandOf[unit]]..EdgeStart[demandOf[unit] + 1]))
                edges.Add(edge with { Demand = unit });
            start[unit + 1] = edges.Count;
        }
        var one = new int[demandOf.Length];
        Array.Fill(one, 1);
        return this with { Quantity = one, Whole = new bool[one.Length], EdgeStart = start, Edges = [.. edges], DemandOf = demandOf };
    }
}
