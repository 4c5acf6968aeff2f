namespace Matching.Core.Pairing;

/// <summary>
/// Lets a flow grow and shrink in place: demands and nodes are appended, a demand whose edges change gets a new stretch at the end.
/// Old stretches stay behind as dead edges until there are more of them than living ones.
/// </summary>
internal sealed class FlowGrowth
{
    private const int Dead = -1;
    private const int FewEdges = 1_000;

    private readonly FlowState state;
    private int edges;
    private int dead;

    public FlowGrowth(FlowState state)
    {
        this.state = state;
        state.Edge = [.. state.Edge];
        state.Comers = null;
        (Demands, Nodes, edges) = (state.Demand.Length, state.Node.Length, state.Edge.Length);
    }

    private FlowGrowth(FlowState state, FlowGrowth of)
    {
        this.state = state;
        (Demands, Nodes, edges, dead) = (of.Demands, of.Nodes, of.edges, of.dead);
    }

    public int Demands { get; private set; }

    public int Nodes { get; private set; }

    /// <summary>More edges are dead than alive.</summary>
    public bool IsWasteful => dead > FewEdges && 2 * dead > edges;

    /// <summary>The same for a copy of the state.</summary>
    public FlowGrowth Copy(FlowState copied) => new(copied, this);

    public int AddDemand()
    {
        if (Demands == state.Demand.Length)
        {
            Array.Resize(ref state.Demand, Longer(Demands));
            Array.Resize(ref state.SurplusBelow, state.Demand.Length);
            Array.Resize(ref state.AlternativeBelow, state.Demand.Length);
        }
        (state.Demand[Demands], state.AlternativeBelow[Demands]) = (new DemandRow { Home = FlowState.Nowhere }, float.PositiveInfinity);
        return Demands++;
    }

    public int AddCap(int limit)
    {
        var cap = AddSlot(limit, FlowState.Outside);
        state.Inside[cap] = [];
        return cap;
    }

    /// <summary>A new, empty slot under a cap, or under none; it costs what the cap costs.</summary>
    public int AddSlot(int capacity, int cap)
    {
        if (Nodes == state.Node.Length)
            state.GrowNodes(Longer(Nodes));
        state.Node[Nodes] = new NodeRow { Capacity = capacity, Parent = cap };
        if (cap != FlowState.Outside)
        {
            state.Price[Nodes] = state.Price[cap];
            state.Inside[cap]!.Add(Nodes);
        }
        return Nodes++;
    }

    /// <summary>Gives the demand, which holds nothing now, these edges instead of its own.</summary>
    public void SetEdges(int d, ReadOnlySpan<PairingEdge> own, SlotEdges into)
    {
        ref var demand = ref state.Demand[d];
        Bury(demand);
        if (edges + own.Length > state.Edge.Length)
        {
            Array.Resize(ref state.Edge, Math.Max(edges + own.Length, Longer(edges)));
            Array.Resize(ref state.Amount, state.Edge.Length);
        }
        (demand.First, demand.End) = (edges, edges + own.Length);
        // Slots may still name it where it had edges before; without any, no search need look.
        state.SurplusBelow[d] = own.Length == 0 ? float.PositiveInfinity : 0;
        foreach (var edge in own)
        {
            state.Edge[edges] = edge;
            into.Add(edges++);
        }
    }

    /// <summary>Moves the living edges together; what knew edges by their numbers must be made anew.</summary>
    public void Compact()
    {
        var (edge, amount) = (new PairingEdge[edges - dead], new int[edges - dead]);
        var count = 0;
        var moved = new int[edges];
        for (var d = 0; d < Demands; d++)
        {
            ref var demand = ref state.Demand[d];
            var first = count;
            for (var e = demand.First; e < demand.End; e++)
            {
                moved[e] = count;
                (edge[count], amount[count]) = (state.Edge[e], state.Amount[e]);
                count++;
            }
            (demand.First, demand.End) = (first, count);
            if (demand.Home >= 0)
                demand.Home = moved[demand.Home];
        }
        (state.Edge, state.Amount, edges, dead) = (edge, amount, count, 0);
        for (var node = 0; node < Nodes; node++)
        {
            foreach (ref var occupant in state.Occupant.AsSpan(state.Node[node].First, state.Node[node].Count))
                occupant.Edge = moved[occupant.Edge];
        }
    }

    private void Bury(in DemandRow demand)
    {
        for (var e = demand.First; e < demand.End; e++)
            state.Edge[e] = state.Edge[e] with { Demand = Dead };
        dead += demand.End - demand.First;
    }

    private static int Longer(int length) => Math.Max(16, length + length / 2);
}
