namespace Matching.Core.Pairing;

/// <summary>
/// The pairing problem as flat arrays. Demands d want <see cref="Quantity"/>[d], slots s hold <see cref="Capacity"/>[s]; the edges of
/// d are <see cref="Edges"/>[EdgeStart[d] .. EdgeStart[d + 1]], best first. Caps, nested or disjoint, limit the orders in their slots.
/// </summary>
/// <remarks>
/// Maximise Σ score × amount with Σ amount ≤ quantity per demand and ≤ capacity per slot; a whole demand takes all of its quantity
/// at one slot or nothing. Best first is what makes the searches fast: as prices are not negative, an edge can be worth no more than
/// its score, so a scan stops at the first score that is no better than what it has found.
/// </remarks>
public sealed class PairingProblem
{
    /// <param name="edges">Grouped by demand, each demand's by falling score.</param>
    /// <param name="slotCap">Per slot its innermost cap, or -1.</param>
    /// <param name="capParent">Per cap the next one above it, or -1; null = none is nested.</param>
    /// <param name="edgeUnits">Per edge, what all of its demand takes of that slot; null = its quantity everywhere. Given, every
    /// demand is whole and of quantity 1.</param>
    /// <exception cref="ArgumentException">The arrays contradict one another.</exception>
    /// <exception cref="RuleBrokenException"><c>score-range</c>: the scores could add up to more than 2⁶¹.</exception>
    public PairingProblem(
        int[] quantity, bool[] whole, int[] edgeStart, PairingEdge[] edges, int[] capacity, int[] slotCap, int[] capLimit,
        int[]? capParent = null, int[]? edgeUnits = null)
    {
        (Quantity, Whole, EdgeStart, Edges, EdgeUnits) = (quantity, whole, edgeStart, edges, edgeUnits);
        (Capacity, SlotCap, CapLimit) = (capacity, slotCap, capLimit);
        CapParent = capParent ?? NoParents(capLimit.Length);
        CheckEdges();
        CheckRange();
        CapSlots = SlotsByCap();
        CapIsFlow = CapsThatCountUnits();
    }

    /// <summary>The most that all scores together may come to.</summary>
    public const long MostTotal = long.MaxValue / 4;

    /// <summary>What all demands would be worth, each at its best slot.</summary>
    public long Total { get; private set; }

    public int Demands => Quantity.Length;

    public int Slots => Capacity.Length;

    public int Caps => CapLimit.Length;

    public int[] Quantity { get; }

    /// <summary>Not divisible and of more than one unit: served at one slot or not at all.</summary>
    public bool[] Whole { get; }

    public int[] EdgeStart { get; }

    public PairingEdge[] Edges { get; }

    public int[]? EdgeUnits { get; }

    public int[] Capacity { get; }

    /// <summary>Per slot its innermost cap, or -1.</summary>
    public int[] SlotCap { get; }

    /// <summary>Per cap, the most orders.</summary>
    public int[] CapLimit { get; }

    /// <summary>Per cap the one above it, or -1.</summary>
    public int[] CapParent { get; }

    /// <summary>Per cap, the slots that it or a cap within it counts.</summary>
    public int[][] CapSlots { get; }

    /// <summary>Caps under which every demand wants one unit, so that orders are units of flow.</summary>
    public bool[] CapIsFlow { get; }

    /// <summary>Slots and demands that compete are known to stand near each other: <see cref="Locality"/> has nothing to gain.</summary>
    public bool IsLocal { get; init; }

    /// <summary>The problem with its edges brought into order; <paramref name="place"/>[i] tells where the i-th edge went.</summary>
    public static PairingProblem Sorted(
        int[] quantity, bool[] whole, int[] edgeStart, int[] edgeSlot, long[] edgeScore, int[] capacity, int[] slotCap, int[] capLimit,
        int[]? capParent, out int[] place)
    {
        var edges = new PairingEdge[edgeSlot.Length];
        var from = new int[edges.Length];
        place = new int[edges.Length];
        for (var d = 0; d < quantity.Length; d++)
        {
            for (var e = edgeStart[d]; e < edgeStart[d + 1]; e++)
                (edges[e], from[e]) = (new PairingEdge(edgeScore[e], edgeSlot[e], d), e);
            var (first, count) = (edgeStart[d], edgeStart[d + 1] - edgeStart[d]);
            edges.AsSpan(first, count).Sort(from.AsSpan(first, count), BestFirst);
        }
        for (var e = 0; e < from.Length; e++)
            place[from[e]] = e;
        return new PairingProblem(quantity, whole, edgeStart, edges, capacity, slotCap, capLimit, capParent);
    }

    /// <summary>The order of a demand's edges: falling score, then slot.</summary>
    public static int BestFirst(PairingEdge a, PairingEdge b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Slot.CompareTo(b.Slot);

    /// <summary>The same edges with other quantities, capacities and limits.</summary>
    public PairingProblem With(int[] quantity, int[] capacity, int[] capLimit) =>
        new(quantity, Whole, EdgeStart, Edges, capacity, SlotCap, capLimit, CapParent, EdgeUnits);

    /// <summary>Whether anything can go over the edge: a whole demand must fit into the slot.</summary>
    public bool CanServe(int edge) =>
        Edges[edge].Score > 0 && Capacity[Edges[edge].Slot] >= (Whole[Edges[edge].Demand] ? UnitsOf(edge) : 1);

    /// <summary>What the edge brings when it serves all of its demand.</summary>
    public long WorthOf(int edge) => Edges[edge].Score * Quantity[Edges[edge].Demand];

    /// <summary>What all of the edge's demand takes of the edge's slot.</summary>
    public int UnitsOf(int edge) => EdgeUnits is null ? Quantity[Edges[edge].Demand] : EdgeUnits[edge];

    /// <summary>What an amount on the edge takes of its slot.</summary>
    public int LoadOf(int edge, int amount) => EdgeUnits is null ? amount : amount * EdgeUnits[edge];

    /// <summary>What the orders for all of demand d cost at least at slot s, at so much an order: an order holds no more than the
    /// slot, so a demand that is larger needs more of them.</summary>
    public long OrdersFor(int d, int s, long order) =>
        EdgeUnits is not null || Quantity[d] <= Capacity[s] || Capacity[s] <= 0
            ? order
            : (long)Int128.Min((Int128)order * Quantity[d] / Capacity[s], MostTotal);

    /// <summary>The caps that count an order in the slot, innermost first.</summary>
    public IEnumerable<int> CapsAbove(int slot)
    {
        for (var cap = SlotCap[slot]; cap >= 0; cap = CapParent[cap])
            yield return cap;
    }

    /// <summary>The edges that can serve, by slot: those of s are Edges[Start[s] .. Start[s + 1]].</summary>
    public (int[] Start, int[] Edges) EdgesBySlot()
    {
        var start = new int[Slots + 1];
        for (var e = 0; e < Edges.Length; e++)
            start[Edges[e].Slot + 1] += CanServe(e) ? 1 : 0;
        for (var s = 0; s < Slots; s++)
            start[s + 1] += start[s];
        var bySlot = new int[start[^1]];
        var next = start.ToArray();
        for (var e = 0; e < Edges.Length; e++)
        {
            if (CanServe(e))
                bySlot[next[Edges[e].Slot]++] = e;
        }
        return (start, bySlot);
    }

    private static int[] NoParents(int caps)
    {
        var parent = new int[caps];
        Array.Fill(parent, -1);
        return parent;
    }

    private void CheckEdges()
    {
        if (EdgeStart.Length != Demands + 1 || EdgeStart[^1] != Edges.Length || EdgeUnits is not null && EdgeUnits.Length != Edges.Length)
            throw new ArgumentException("The edges do not add up.");
        for (var d = 0; d < Demands; d++)
        {
            for (var e = EdgeStart[d]; e < EdgeStart[d + 1]; e++)
            {
                if (Edges[e].Demand != d || (e > EdgeStart[d] && Edges[e - 1].Score < Edges[e].Score))
                    throw new ArgumentException($"Edge {e} of demand {d} is out of order.");
            }
            if (EdgeUnits is not null && !(Whole[d] && Quantity[d] == 1))
                throw new ArgumentException($"Demand {d} has units per edge, but is not one whole.");
        }
    }

    private void CheckRange()
    {
        Int128 most = 0;
        for (var d = 0; d < Demands; d++)
        {
            if (EdgeStart[d] < EdgeStart[d + 1])
                most += (Int128)Math.Max(0, Edges[EdgeStart[d]].Score) * Quantity[d];
        }
        Total = most <= MostTotal ? (long)most : throw new RuleBrokenException("score-range", most.ToString());
    }

    private int[][] SlotsByCap()
    {
        var slots = Array.ConvertAll(CapLimit, _ => new List<int>());
        for (var s = 0; s < Slots; s++)
        {
            for (var cap = SlotCap[s]; cap >= 0; cap = CapParent[cap])
                slots[cap].Add(s);
        }
        return Array.ConvertAll(slots, list => list.ToArray());
    }

    private bool[] CapsThatCountUnits()
    {
        var isFlow = new bool[Caps];
        Array.Fill(isFlow, EdgeUnits is null);
        foreach (var edge in Caps == 0 ? [] : Edges)
        {
            for (var cap = SlotCap[edge.Slot]; cap >= 0 && Quantity[edge.Demand] > 1; cap = CapParent[cap])
                isFlow[cap] = false;
        }
        return isFlow;
    }
}
