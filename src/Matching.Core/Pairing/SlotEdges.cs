using System.Runtime.InteropServices;

namespace Matching.Core.Pairing;

/// <summary>Whose edge leads into a slot, and its score rounded up: what a search needs to see that it can't matter.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct SlotEdge(float ScoreAbove, int Demand);

/// <summary>The edges into each slot, in one stretch a slot. Only filling reads them, so they are made when first wanted.</summary>
/// <remarks>8 bytes an edge: a search passes by who can't matter without a look at the edges themselves. A demand that has moved on may still stand here: whoever reads looks for the edge.</remarks>
internal sealed class SlotEdges
{
    private readonly FlowState state;

    private Row[] row = [];
    private SlotEdge[] edges = [];
    private int end;
    private bool isBuilt;

    public SlotEdges(FlowState state) => this.state = state;

    public ReadOnlySpan<SlotEdge> Of(int slot)
    {
        if (!isBuilt)
            Build();
        if (slot >= row.Length)
            return [];
        return edges.AsSpan(row[slot].First, row[slot].Count);
    }

    /// <summary>Notes a new edge of the state.</summary>
    public void Add(int e)
    {
        if (!isBuilt)
            return;
        var slot = state.Edge[e].Slot;
        if (slot >= row.Length)
            Array.Resize(ref row, Math.Max(slot + 1, 2 * row.Length));
        if (row[slot].Count == row[slot].Space)
            Stretch.Lengthen(ref edges, ref end, ref row[slot].First, row[slot].Count, ref row[slot].Space);
        edges[row[slot].First + row[slot].Count++] = Entry(e);
    }

    private SlotEdge Entry(int e) => new(MathF.BitIncrement(state.Edge[e].Score), state.Edge[e].Demand);

    private void Build()
    {
        isBuilt = true;
        row = new Row[state.Node.Length];
        foreach (var demand in state.Demand)
        {
            for (var e = demand.First; e < demand.End; e++)
                row[state.Edge[e].Slot].Space++;
        }
        for (var slot = 0; slot < row.Length; slot++)
        {
            row[slot].First = end;
            end += row[slot].Space;
        }
        edges = new SlotEdge[end];
        foreach (var demand in state.Demand)
        {
            for (var e = demand.First; e < demand.End; e++)
            {
                ref var own = ref row[state.Edge[e].Slot];
                edges[own.First + own.Count++] = Entry(e);
            }
        }
    }

    private struct Row
    {
        public int First;
        public int Count;
        public int Space;
    }
}
