namespace Matching.Core.Pairing;

/// <summary>Writes a flow that has grown and shrunk out as a problem and its pairing, so that anyone can check it.</summary>
internal sealed class FlowSnapshot
{
    private readonly FlowState state;
    private readonly int demands;
    private readonly int[] slots;
    private readonly int[] caps;
    private readonly int[] place;

    public FlowSnapshot(FlowState state, int demands, int[] slots, int[] caps)
    {
        (this.state, this.demands, this.slots, this.caps) = (state, demands, slots, caps);
        place = new int[state.Node.Length];
        for (var i = 0; i < slots.Length; i++)
            place[slots[i]] = i;
        for (var i = 0; i < caps.Length; i++)
            place[caps[i]] = i;
    }

    public (PairingProblem Problem, FlowPairing Pairing) Take(int[] quantity)
    {
        var start = new int[demands + 1];
        var edges = new List<PairingEdge>();
        var amount = new List<int>();
        for (var d = 0; d < demands; d++)
        {
            for (var e = state.Demand[d].First; e < state.Demand[d].End; e++)
            {
                edges.Add(new PairingEdge(state.Edge[e].Score, place[state.Edge[e].Slot], d));
                amount.Add(state.Amount[e]);
            }
            start[d + 1] = edges.Count;
        }
        var problem = new PairingProblem(
            quantity, new bool[demands], start, [.. edges], Array.ConvertAll(slots, s => state.Node[s].Capacity), Array.ConvertAll(slots, Above),
            Array.ConvertAll(caps, k => state.Node[k].Capacity), Array.ConvertAll(caps, Above));
        return (problem, new FlowPairing([.. amount], Array.ConvertAll(slots, state.ProvingPrice), Array.ConvertAll(caps, state.ProvingPrice)));
    }

    private int Above(int node) => state.Node[node].Parent == FlowState.Outside ? -1 : place[state.Node[node].Parent];
}
