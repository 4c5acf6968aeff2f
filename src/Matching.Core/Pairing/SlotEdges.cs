namespace Matching.Core.Pairing;

/// <summary>The edges into each slot, in one stretch a slot. Only filling reads them, so they are made when first wanted.</summary>
/// <remarks>8 bytes an edge, where the auction's stood: a search passes by who can't matter without a look at the edges themselves.
/// A demand that has moved on may still stand here: whoever reads looks for the edge.</remarks>
internal sealed class SlotEdges
{
    private readonly FlowState state;

    private Row[] row = [];
    private EdgeNote[] edges = [];
    private int end;
    private bool isBuilt;

    public SlotEdges(FlowState state) => this.state = state;

    public ReadOnlySpan<EdgeNote> Of(int slot)
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

    private EdgeNote Entry(int e) => new(MathF.BitIncrement(state.Edge[e].Score), state.Edge[e].Demand);

    private void Build()
    {
        isBuilt = true;
        row = new Row[state.Node.Length];
        var comers = state.Comers ?? state.CountComers();
        for (var slot = 0; slot < comers.Length; slot++)
        {
            (row[slot].First, row[slot].Space) = (end, comers[slot]);
            end += comers[slot];
        }
        edges = state.TakeNotes(end);
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
