using System.Runtime.InteropServices;

namespace Matching.Core.Pairing;

/// <summary>An edge into a slot, with its score rounded up: what a search needs to see that the edge can't matter.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct SlotEdge(float ScoreAbove, int Edge);

/// <summary>The edges into each slot, in one stretch a slot. Only filling reads them, so they are made when first wanted.</summary>
/// <remarks>8 bytes an edge, read in a row: most of a slot's edges are passed over without a look at the edge itself.</remarks>
internal sealed class SlotEdges
{
    private readonly FlowState state;
    private (int First, int Count, int Space)[] row = [];
    private SlotEdge[] edges = [];
    private int end;
    private bool isBuilt;

    public SlotEdges(FlowState state) => this.state = state;

    public ReadOnlySpan<SlotEdge> Of(int slot)
    {
        if (!isBuilt)
            Build();
        return slot < row.Length ? edges.AsSpan(row[slot].First, row[slot].Count) : [];
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
            MoveToLongerStretch(ref row[slot]);
        edges[row[slot].First + row[slot].Count++] = Entry(e);
    }

    private SlotEdge Entry(int e) => new(MathF.BitIncrement(state.Edge[e].Score), e);

    private void Build()
    {
        isBuilt = true;
        row = new (int, int, int)[state.Node.Length];
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

    private void MoveToLongerStretch(ref (int First, int Count, int Space) own)
    {
        var space = Math.Max(4, 2 * own.Space);
        if (end + space > edges.Length)
            Array.Resize(ref edges, Math.Max(2 * edges.Length, end + space));
        Array.Copy(edges, own.First, edges, end, own.Count);
        (own.First, own.Space) = (end, space);
        end += space;
    }
}
