namespace Matching.Core.Pairing;

/// <summary>
/// The mirror search: who fills a place that stands empty at a price, at the least loss. Reaching a node means that it would have
/// a place free: someone comes to it from another slot, which then has one free, or from nowhere. Prices of the nodes that were
/// passed fall.
/// </summary>
internal sealed class BackwardSearch(FlowState state, SlotEdges edgesInto) : PathSearch(state)
{
    private int start;

    /// <summary>Whether occupants are told of slots that have become cheaper; needless when no insertion follows.</summary>
    public bool KeepsStays { get; set; }

    /// <summary>The best unit for a place at a node that has room although it costs more than the cap above it; prices fall.</summary>
    /// <returns>False when it is best left empty: then the node costs no more than the cap above.</returns>
    public bool ToNode(int node)
    {
        start = node;
        Begin(State.OwnPrice(node));
        Reach(node, 0, FlowState.Outside, -1, -1);
        Run();
        MovePrices(rise: false);
        if (KeepsStays)
            TellComers();
        return EndNode != FlowState.Outside;
    }

    /// <summary>Moves as many units along the path as fit, at most <paramref name="units"/>.</summary>
    public int Shift(int units)
    {
        units = Narrowest(EndEdge >= 0 ? Math.Min(units, State.Demand[State.Edge[EndEdge].Demand].Unplaced) : Math.Min(units, State.Node[EndNode].Load));
        Move(units);
        if (EndEdge >= 0)
            State.Add(EndEdge, units);
        return units;
    }

    protected override int Passage(int from, int to) => State.Node[to].Parent == from ? State.Node[to].Room : State.Node[from].Load;

    protected override void Visit(int node, long at)
    {
        if (node == State.Node[start].Parent)
        {
            (End, EndNode, EndEdge) = (at, node, -1);
            return;
        }
        if (node != start && State.Node[node].Load > 0)
            ReachCap(node, at);
        if (State.Inside[node] is { } inside)
        {
            foreach (var child in inside)
            {
                if (State.Node[child].Room > 0)
                    Reach(child, at + Math.Max(0, State.Price[node] - State.Price[child]), node, -1, -1);
            }
        }
        else
            VisitComers(node, at);
    }

    /// <summary>A node whose unit came here has a place free itself, and so has the cap above it, or its price falls to nothing.</summary>
    private void ReachCap(int node, long at)
    {
        var parent = State.Node[node].Parent;
        if (parent != FlowState.Outside)
            Reach(parent, at + Math.Max(0, State.OwnPrice(node)), node, -1, -1);
        else if (at + State.Price[node] < End)
            (End, EndNode, EndEdge) = (at + State.Price[node], node, -1);
    }

    /// <summary>Who would come: only a demand to which the slot is worth more than it has, less what is left of the way to the end.</summary>
    private void VisitComers(int slot, long at)
    {
        var (rows, surplusBelow, price) = (State.Demand, State.SurplusBelow, State.Price[slot]);
        foreach (ref readonly var comer in edgesInto.Of(slot))
        {
            var (scoreAbove, d) = (comer.ScoreAbove, comer.Other);
            // Its price would not fall below this; rounding keeps the order, so no one who matters is passed by.
            var lowest = at + price - End;
            if (scoreAbove - surplusBelow[d] < lowest)
                continue;
            ref readonly var demand = ref rows[d];
            var soonest = at + price - (long)MathF.BitIncrement(scoreAbove - surplusBelow[d]);
            if (demand.Unplaced == 0 && demand.Home >= 0 && (demand.HomeSlot == slot || !IsNearer(demand.HomeSlot, soonest)))
                continue;
            if (EdgeInto(slot, demand) is >= 0 and var e)
                Come(demand, at - State.Edge[e].Score + price, slot, e);
        }
    }

    /// <summary>Where a price fell, whoever the slot is worth more to now than what its stay was noted by would leave its place earlier,
    /// unless it is there already.</summary>
    private void TellComers()
    {
        var alternativeBelow = State.AlternativeBelow;
        foreach (var node in PassedNodes)
        {
            var price = State.Price[node];
            foreach (ref readonly var comer in Row[node].Distance < End ? edgesInto.Of(node) : [])
            {
                if ((long)comer.ScoreAbove - price > alternativeBelow[comer.Other] && State.Demand[comer.Other].HomeSlot != node)
                    State.LowerStay(comer.Other, (long)comer.ScoreAbove - price);
            }
        }
    }

    /// <summary>The demand's edge into the slot; -1 when it has none any more.</summary>
    private int EdgeInto(int slot, in DemandRow demand)
    {
        for (var e = demand.First; e < demand.End; e++)
        {
            if (State.Edge[e].Slot == slot)
                return e;
        }
        return -1;
    }

    private void Come(in DemandRow demand, long from, int slot, int entering)
    {
        if (demand.Unplaced > 0)
        {
            if (from < End)
                (End, EndNode, EndEdge) = (from, slot, entering);
        }
        else if (demand.Home >= 0)
            ReachHome(demand.Home, from, slot, entering);
        else if (demand.Home == FlowState.Several)
            ReachHomes(demand, from, slot, entering);
    }

    /// <summary>Its place becomes free: the next one comes to it, or, where no cap asks, its price falls to nothing.</summary>
    private void ReachHome(int home, long at, int from, int entering)
    {
        if (home == entering)
            return;
        ref readonly var edge = ref State.Edge[home];
        var price = State.Price[edge.Slot];
        at += edge.Score - price;
        if (at >= End || !Improve(edge.Slot, at, from, entering, home))
            return;
        if (State.Node[edge.Slot].Parent == FlowState.Outside && at + price < End)
            (End, EndNode, EndEdge) = (at + price, edge.Slot, -1);
        Open(edge.Slot, at);
    }

    private void ReachHomes(in DemandRow demand, long at, int from, int entering)
    {
        for (var e = demand.First; e < demand.End; e++)
        {
            if (State.Amount[e] > 0)
                ReachHome(e, at, from, entering);
        }
    }
}
