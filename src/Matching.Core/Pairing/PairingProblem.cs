namespace Matching.Core.Pairing;

/// <summary>
/// The pairing problem as flat arrays. Demands d want <see cref="Quantity"/>[d], slots s hold <see cref="Capacity"/>[s]; edge e
/// joins its demand to <see cref="EdgeSlot"/>[e] at <see cref="EdgeScore"/>[e] > 0 points per unit; the edges of d are
/// [EdgeStart[d], EdgeStart[d + 1]). A cap limits the number of orders in its slots.
/// </summary>
/// <remarks>Maximise Σ score × amount with Σ amount ≤ quantity per demand and ≤ capacity per slot; a whole demand takes all of
/// its quantity at one slot or nothing.</remarks>
public sealed class PairingProblem
{
    public PairingProblem(int[] quantity, bool[] whole, int[] edgeStart, int[] edgeSlot, long[] edgeScore, int[] capacity, int[] slotCap, int[] capLimit)
    {
        (Quantity, Whole, EdgeStart, EdgeSlot, EdgeScore) = (quantity, whole, edgeStart, edgeSlot, edgeScore);
        (Capacity, SlotCap, CapLimit) = (capacity, slotCap, capLimit);
        EdgeDemand = new int[edgeSlot.Length];
        for (var d = 0; d < quantity.Length; d++)
        {
            for (var e = edgeStart[d]; e < edgeStart[d + 1]; e++)
                EdgeDemand[e] = d;
        }
        CheckRange();
        CapSlots = SlotsByCap();
        CapIsFlow = CapsThatCountUnits();
    }

    public int Demands => Quantity.Length;

    public int Slots => Capacity.Length;

    public int Caps => CapLimit.Length;

    public int[] Quantity { get; }

    /// <summary>Not divisible and of more than one unit: served at one slot or not at all.</summary>
    public bool[] Whole { get; }

    public int[] EdgeStart { get; }

    public int[] EdgeSlot { get; }

    public int[] EdgeDemand { get; }

    public long[] EdgeScore { get; }

    public int[] Capacity { get; }

    /// <summary>Per slot its cap, or -1.</summary>
    public int[] SlotCap { get; }

    /// <summary>Per cap, the most orders.</summary>
    public int[] CapLimit { get; }

    public int[][] CapSlots { get; }

    /// <summary>Caps under which every demand wants one unit, so that orders are units of flow.</summary>
    public bool[] CapIsFlow { get; }

    /// <summary>The same edges with other quantities, capacities and limits.</summary>
    public PairingProblem With(int[] quantity, int[] capacity, int[] capLimit) =>
        new(quantity, Whole, EdgeStart, EdgeSlot, EdgeScore, capacity, SlotCap, capLimit);

    /// <summary>The same problem at other scores.</summary>
    public PairingProblem WithScores(long[] edgeScore) =>
        new(Quantity, Whole, EdgeStart, EdgeSlot, edgeScore, Capacity, SlotCap, CapLimit);

    private void CheckRange()
    {
        Int128 most = 0;
        for (var d = 0; d < Demands; d++)
        {
            long best = 0;
            for (var e = EdgeStart[d]; e < EdgeStart[d + 1]; e++)
                best = Math.Max(best, EdgeScore[e]);
            most += (Int128)best * Quantity[d];
        }
        if (most > long.MaxValue / 4)
            throw new RuleBrokenException("score-range", most.ToString());
    }

    private int[][] SlotsByCap()
    {
        var slots = Array.ConvertAll(CapLimit, _ => new List<int>());
        for (var s = 0; s < Slots; s++)
        {
            if (SlotCap[s] >= 0)
                slots[SlotCap[s]].Add(s);
        }
        return Array.ConvertAll(slots, list => list.ToArray());
    }

    private bool[] CapsThatCountUnits()
    {
        var isFlow = new bool[Caps];
        Array.Fill(isFlow, true);
        for (var e = 0; e < EdgeSlot.Length; e++)
        {
            if (SlotCap[EdgeSlot[e]] >= 0 && Quantity[EdgeDemand[e]] > 1)
                isFlow[SlotCap[EdgeSlot[e]]] = false;
        }
        return isFlow;
    }
}
