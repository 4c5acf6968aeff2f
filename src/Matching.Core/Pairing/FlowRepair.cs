namespace Matching.Core.Pairing;

/// <summary>
/// The three repairs. Each mends one breach of the optimality conditions and breaks no other, so that a flow is optimal again
/// when nothing is left to insert, to fill and to evict; where the prices came from does not matter.
/// </summary>
internal sealed class FlowRepair
{
    private readonly FlowState state;
    private readonly ForwardSearch forward;
    private readonly BackwardSearch backward;

    public FlowRepair(FlowState state)
    {
        this.state = state;
        EdgesInto = new SlotEdges(state);
        forward = new ForwardSearch(state);
        backward = new BackwardSearch(state, EdgesInto);
    }

    public SlotEdges EdgesInto { get; }

    /// <summary>Whether insertions will follow fillings, as in a pairing that lives on.</summary>
    public bool KeepsStays
    {
        set => backward.KeepsStays = value;
    }

    /// <summary>Places the demand's waiting units as far as that gains.</summary>
    /// <returns>Nodes that the searches passed, and one: what it cost.</returns>
    public int Insert(int d)
    {
        var work = 1;
        while (state.Demand[d].Unplaced > 0)
        {
            var (surplus, best) = state.Best(d);
            if (best < 0)
                break;
            if (state.RoomAbove(state.Edge[best].Slot) is > 0 and var room && IsFreeToEnter(state.Edge[best].Slot))
            {
                state.Add(best, Math.Min(room, state.Demand[d].Unplaced));
                continue;
            }
            var places = forward.FromDemand(d, surplus);
            work += forward.Passed;
            if (!places)
                break;
            forward.Shift(state.Demand[d].Unplaced);
        }
        return work;
    }

    /// <summary>Fills a node that has room although it costs more than the cap above it, or lowers its price.</summary>
    public int Fill(int node)
    {
        var work = 1;
        while (state.Node[node].Room > 0 && state.OwnPrice(node) > 0)
        {
            if (RoomAbove(node) == 0 && !MakeRoomAbove(node))
                continue;
            if (backward.ToNode(node))
                backward.Shift(Math.Min(state.Node[node].Room, RoomAbove(node)));
            work += backward.Passed;
        }
        return work;
    }

    /// <summary>Fills a node and every cap above it.</summary>
    public int FillUp(int node)
    {
        var work = 0;
        for (; node != FlowState.Outside; node = state.Node[node].Parent)
            work += Fill(node);
        return work;
    }

    /// <summary>Takes out of a node what it holds beyond its capacity, at the least loss.</summary>
    public void Evict(int node)
    {
        while (state.Node[node].Room < 0)
        {
            forward.FromNode(node, long.MaxValue / 4);
            forward.Shift(-state.Node[node].Room);
        }
        FillUp(node);
    }

    /// <summary>A node cheaper than the cap above it, being empty, must first cost as much.</summary>
    private bool IsFreeToEnter(int node)
    {
        for (; node != FlowState.Outside; node = state.Node[node].Parent)
        {
            if (state.OwnPrice(node) < 0)
                return false;
        }
        return true;
    }

    private int RoomAbove(int node) =>
        state.Node[node].Parent is >= 0 and var parent ? state.RoomAbove(parent) : int.MaxValue;

    /// <summary>Sends a unit of the caps above elsewhere, where that costs less than the node's own price; else lowers that price.</summary>
    private bool MakeRoomAbove(int node) =>
        forward.FromNode(state.Node[node].Parent, state.OwnPrice(node)) && forward.Shift(1) > 0;
}
