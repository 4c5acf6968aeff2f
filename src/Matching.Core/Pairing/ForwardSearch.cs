namespace Matching.Core.Pairing;

/// <summary>
/// Where a unit too many goes at the least cost (Dijkstra over nodes; Edmonds and Karp 1972, Tomizawa 1971). Reaching a node means
/// that one unit wants in: it enters a node with room, or an occupant leaves for another of its slots, or gives up. Prices of the
/// nodes that were passed rise by what keeps every other step at a cost that is not negative.
/// </summary>
internal sealed class ForwardSearch(FlowState state) : PathSearch(state)
{
    /// <summary>The cheapest way to place a unit of d, which is worth <paramref name="surplus"/> at its best slot; prices rise.</summary>
    /// <returns>False when leaving it unplaced is as cheap.</returns>
    public bool FromDemand(int d, long surplus)
    {
        Begin(surplus);
        Scan(d, -1, surplus, FlowState.Outside);
        Run();
        MovePrices(rise: true);
        return EndNode != FlowState.Outside;
    }

    /// <summary>The cheapest way out for one unit of a node; prices rise. A path that costs <paramref name="most"/> is none.</summary>
    public bool FromNode(int node, long most)
    {
        Begin(most);
        Reach(node, 0, FlowState.Outside, -1, -1);
        Run();
        MovePrices(rise: true);
        return EndNode != FlowState.Outside;
    }

    /// <summary>Moves as many units along the path as fit, at most <paramref name="units"/>.</summary>
    public int Shift(int units)
    {
        units = Narrowest(EndEdge >= 0 ? Math.Min(units, State.Amount[EndEdge]) : Math.Min(units, State.Node[EndNode].Room));
        if (EndEdge >= 0)
            State.Add(EndEdge, -units);
        Move(units);
        return units;
    }

    protected override int Passage(int from, int to) => State.Node[to].Parent == from ? State.Node[to].Load : State.Node[from].Room;

    protected override void Visit(int node, long at)
    {
        var parent = State.Node[node].Parent;
        if (State.Node[node].Room > 0)
            ReachCap(node, parent, at);
        if (State.Inside[node] is { } inside)
        {
            foreach (var child in inside)
            {
                if (State.Node[child].Load > 0)
                    Reach(child, at + Math.Max(0, State.Price[child] - State.Price[node]), node, -1, -1);
            }
        }
        else
            VisitOccupants(node, at);
    }

    /// <summary>A unit that fits into a node wants into the cap above it, or is out.</summary>
    private void ReachCap(int node, int parent, long at)
    {
        if (parent != FlowState.Outside)
            Reach(parent, at + Math.Max(0, State.Price[parent] - State.Price[node]), node, -1, -1);
        else if (at < End)
            (End, EndNode, EndEdge) = (at, node, -1);
    }

    private void VisitOccupants(int slot, long at)
    {
        ref readonly var node = ref State.Node[slot];
        var occupants = State.Occupant.AsSpan(node.First, node.Count);
        var price = State.Price[slot];
        for (var i = 0; i < occupants.Length; i++)
        {
            if (at + occupants[i].Stay - price >= End)
                continue;
            var (e, demand, score) = (occupants[i].Edge, occupants[i].Demand, occupants[i].Score);
            var leave = at + score - price;
            if (leave < End)
                (End, EndNode, EndEdge) = (leave, slot, e);
            var alternative = Scan(demand, e, leave, slot);
            if (State.Demand[demand].Home == e)
                State.AlternativeBelow[demand] = FlowState.RoundDown(alternative);
            occupants[i].Stay = score - alternative;
        }
    }

    /// <summary>Reaches the slots that a demand could enter; a score that can't beat the path's end beats it at no price.</summary>
    /// <returns>No less than what its best slot besides its own is worth to it.</returns>
    private long Scan(int d, int own, long at, int from)
    {
        var (edge, price) = (State.Edge, State.Price);
        var last = State.Demand[d].End;
        var alternative = 0L;
        for (var e = State.Demand[d].First; e < last; e++)
        {
            var score = edge[e].Score;
            if (score <= at - End)
                return Math.Max(alternative, score);
            if (e == own)
                continue;
            var slot = edge[e].Slot;
            var value = score - price[slot];
            alternative = Math.Max(alternative, value);
            if (at - value < End)
                ReachSlot(slot, at - value, from, e, own);
        }
        return alternative;
    }

    /// <summary>A slot with room and no cap ends the path at once, without a turn in the queue.</summary>
    private void ReachSlot(int slot, long at, int from, int entering, int leaving)
    {
        ref readonly var node = ref State.Node[slot];
        if (node.Room <= 0 || node.Parent != FlowState.Outside)
            Reach(slot, at, from, entering, leaving);
        else if (Improve(slot, at, from, entering, leaving))
            (End, EndNode, EndEdge) = (at, slot, -1);
    }
}
