namespace Matching.Core.Pairing;

/// <summary>
/// A flow of units from demands through slots, and the caps above them, to the outside, with a price per node: what a unit that
/// enters there must pay, caps included. It is what the two searches read and change.
/// </summary>
/// <remarks>
/// Between operations, with w the score and p the price: a placed unit is nowhere better off (w − p is the demand's best, and not
/// negative); an unplaced one would gain nowhere; a node that holds something costs no less than the cap above it, and no more
/// unless it is full. These are the optimality conditions, so amounts and prices prove one another.
/// Stays may be noted too low but never too high: one too low makes a search look at an occupant in vain, one too high would hide the
/// cheapest way, and prices would rise too far. Rising prices elsewhere only make staying better, so notes outlive insertions;
/// where filling lowers a price, those to whom that slot is now worth more than what they noted are told.
/// Memory: a bid reads only <see cref="Price"/> (8 bytes a node) and the demand's edges, which lie in a row (16 bytes an edge);
/// an occupant is 24 bytes in its slot's stretch, so a search that can't use it never touches its demand; what a
/// demand's places leave it is 4 bytes in <see cref="SurplusBelow"/>, so a search that can't win it over never touches its row.
/// </remarks>
internal sealed class FlowState
{
    public const int Outside = -1;
    public const int Nowhere = -1;
    public const int Several = -2;

    public PairingEdge[] Edge;
    public int[] Amount;
    public DemandRow[] Demand;
    public NodeRow[] Node;
    public long[] Price;
    /// <summary>No more than what the demand's places leave of their scores at today's prices (the same at each); 0 without a place.</summary>
    public float[] SurplusBelow;
    /// <summary>A slot worth no more than this to the demand leaves what is noted of its stay true.</summary>
    public float[] AlternativeBelow;
    public Occupant[] Occupant;
    /// <summary>Per node, the edges into it; null once they may change.</summary>
    public int[]? Comers;
    private EdgeNote[] notes = [];
    private int occupantsEnd;

    public FlowState(PairingProblem problem)
    {
        Edge = problem.Edges;
        Amount = new int[Edge.Length];
        Demand = new DemandRow[problem.Demands];
        for (var d = 0; d < Demand.Length; d++)
            Demand[d] = new DemandRow { First = problem.EdgeStart[d], End = problem.EdgeStart[d + 1], Unplaced = problem.Quantity[d], Home = Nowhere };
        (SurplusBelow, AlternativeBelow) = (new float[Demand.Length], new float[Demand.Length]);
        Node = new NodeRow[problem.Slots + problem.Caps];
        Price = new long[Node.Length];
        Inside = new List<int>?[Node.Length];
        for (var s = 0; s < problem.Slots; s++)
            Node[s] = new NodeRow { Capacity = problem.Capacity[s], Parent = CapNode(problem, problem.SlotCap[s]) };
        for (var k = 0; k < problem.Caps; k++)
        {
            Inside[problem.Slots + k] = [];
            Node[problem.Slots + k] = new NodeRow { Capacity = problem.CapLimit[k], Parent = CapNode(problem, problem.CapParent[k]) };
        }
        for (var node = 0; node < Node.Length; node++)
        {
            if (Node[node].Parent != Outside)
                Inside[Node[node].Parent]!.Add(node);
        }
        Comers = CountComers();
        Occupant = new Occupant[Spaces(Comers)];
        occupantsEnd = Occupant.Length;
    }

    /// <summary>Per cap the nodes right under it; null for slots.</summary>
    public List<int>?[] Inside { get; private set; }

    /// <summary>Σ score × amount.</summary>
    public long Total { get; private set; }

    public FlowState Copy()
    {
        var copy = (FlowState)MemberwiseClone();
        (copy.Edge, copy.Amount, copy.Demand) = ([.. Edge], [.. Amount], [.. Demand]);
        (copy.Node, copy.Price, copy.Occupant) = ([.. Node], [.. Price], [.. Occupant]);
        (copy.SurplusBelow, copy.AlternativeBelow) = ([.. SurplusBelow], [.. AlternativeBelow]);
        copy.notes = [];
        copy.Inside = Array.ConvertAll(Inside, inside => inside?.ToList());
        return copy;
    }

    /// <summary>A cap that counts orders of several units is no node: it bounds nothing here.</summary>
    private static int CapNode(PairingProblem problem, int cap)
    {
        while (cap >= 0 && !problem.CapIsFlow[cap])
            cap = problem.CapParent[cap];
        return cap < 0 ? Outside : problem.Slots + cap;
    }

    /// <summary>Per node, the edges into it that demands have now.</summary>
    public int[] CountComers()
    {
        var comers = new int[Node.Length];
        foreach (ref readonly var demand in Demand.AsSpan())
        {
            foreach (ref readonly var edge in Edge.AsSpan(demand.First..demand.End))
                comers[edge.Slot]++;
        }
        return comers;
    }

    /// <summary>Space for a note on so many edges, in which anything may stand; whoever is done with it leaves it for the next.</summary>
    public EdgeNote[] TakeNotes(int count)
    {
        var taken = notes.Length >= count ? notes : new EdgeNote[count];
        notes = [];
        return taken;
    }

    public void LeaveNotes(EdgeNote[] done) => notes = done;

    /// <summary>A slot's stretch has a place for every edge that can hold units there at once.</summary>
    private int Spaces(int[] comers)
    {
        var spaces = 0;
        for (var node = 0; node < Node.Length; node++)
        {
            Node[node].Space = Math.Min(comers[node], Math.Max(0, Node[node].Capacity));
            Node[node].First = spaces;
            spaces += Node[node].Space;
        }
        return spaces;
    }

    /// <summary>What a unit is worth to the demand at its best slot and today's prices, and the edge; 0 and -1 when nothing.</summary>
    public (long Surplus, int Edge) Best(int d)
    {
        var (best, at) = (0L, -1);
        var (edge, price) = (Edge, Price);
        var end = Demand[d].End;
        for (var e = Demand[d].First; e < end && edge[e].Score > best; e++)
        {
            var value = edge[e].Score - price[edge[e].Slot];
            if (value > best)
                (best, at) = (value, e);
        }
        return (best, at);
    }

    /// <summary>Units that could enter the slot without anyone leaving.</summary>
    public int RoomAbove(int node)
    {
        var room = Node[node].Room;
        for (node = Node[node].Parent; node != Outside && room > 0; node = Node[node].Parent)
            room = Math.Min(room, Node[node].Room);
        return room;
    }

    /// <summary>Places units on the edge, or takes them off it.</summary>
    public void Add(int e, int units)
    {
        ref readonly var edge = ref Edge[e];
        for (var node = edge.Slot; node != Outside; node = Node[node].Parent)
            Node[node].Load += units;
        var before = Amount[e];
        Amount[e] = before + units;
        Total += edge.Score * units;
        ref var demand = ref Demand[edge.Demand];
        demand.Unplaced -= units;
        if (before == 0)
        {
            Enter(e, edge);
            Settle(edge.Demand, demand.Home == Nowhere ? e : Several);
            SurplusBelow[edge.Demand] = RoundDown(edge.Score - Price[edge.Slot]);
        }
        else if (before + units == 0)
        {
            Leave(e, edge.Slot);
            Settle(edge.Demand, demand.Home == e ? Nowhere : OnlyHome(demand));
            if (demand.Home == Nowhere)
                SurplusBelow[edge.Demand] = 0;
        }
    }

    private void Settle(int d, int home)
    {
        ref var demand = ref Demand[d];
        // Who is nowhere has noted nothing, and who has just come would leave at once for all that is noted: they need not be told of anything.
        AlternativeBelow[d] = home == Nowhere || (home >= 0 && demand.Home == Nowhere) ? float.PositiveInfinity : float.NegativeInfinity;
        demand.Home = home;
        demand.HomeSlot = home >= 0 ? Edge[home].Slot : Outside;
    }

    /// <summary>Moves the price of a node; what it leaves to those who are there moves along.</summary>
    public void SetPrice(int node, long price)
    {
        Price[node] = price;
        foreach (ref readonly var occupant in Occupant.AsSpan(Node[node].First, Node[node].Count))
            SurplusBelow[occupant.Demand] = RoundDown(occupant.Score - price);
    }

    public static float RoundDown(long value) => MathF.BitDecrement(value);

    /// <summary>Another slot is worth <paramref name="alternative"/> to the demand now: it may leave its places earlier.</summary>
    public void LowerStay(int d, long alternative)
    {
        ref var demand = ref Demand[d];
        if (demand.Home >= 0)
            AlternativeBelow[d] = RoundDown(alternative);
        for (var e = demand.Home >= 0 ? demand.Home : demand.First; e < demand.End; e++)
        {
            if (Amount[e] > 0)
                LowerStayAt(e, Edge[e].Score - alternative);
            if (demand.Home >= 0)
                return;
        }
    }

    private void LowerStayAt(int e, long stay)
    {
        ref readonly var node = ref Node[Edge[e].Slot];
        foreach (ref var occupant in Occupant.AsSpan(node.First, node.Count))
        {
            if (occupant.Edge == e)
                occupant.Stay = Math.Min(occupant.Stay, stay);
        }
    }

    /// <summary>Forgets how long anyone would stay: the next search that passes finds out.</summary>
    public void ForgetStays()
    {
        for (var i = 0; i < Occupant.Length; i++)
            Occupant[i].Stay = 0;
        for (var d = 0; d < Demand.Length; d++)
            AlternativeBelow[d] = Demand[d].Home == Several ? float.NegativeInfinity : float.PositiveInfinity;
    }

    /// <summary>What a node costs beyond the cap above it.</summary>
    public long OwnPrice(int node) => Price[node] - (Node[node].Parent == Outside ? 0 : Price[Node[node].Parent]);

    /// <summary>The same as a proof states it, where an empty node costs no less than the cap above it.</summary>
    public long ProvingPrice(int node) => Cost(node) - (Node[node].Parent == Outside ? 0 : Cost(Node[node].Parent));

    private long Cost(int node) => Node[node].Parent == Outside ? Price[node] : Math.Max(Price[node], Cost(Node[node].Parent));

    /// <summary>Makes place for more nodes.</summary>
    public void GrowNodes(int length)
    {
        var before = Node.Length;
        Array.Resize(ref Node, length);
        Array.Resize(ref Price, length);
        var inside = Inside;
        Array.Resize(ref inside, length);
        Inside = inside;
        Array.Fill(Node, new NodeRow { Parent = Outside }, before, length - before);
    }

    private int OnlyHome(in DemandRow demand)
    {
        var home = Nowhere;
        for (var e = demand.First; e < demand.End; e++)
        {
            if (Amount[e] > 0)
                home = home == Nowhere ? e : Several;
        }
        return home;
    }

    private void Enter(int e, in PairingEdge edge)
    {
        ref var node = ref Node[edge.Slot];
        if (node.Count == node.Space)
            Stretch.Lengthen(ref Occupant, ref occupantsEnd, ref node.First, node.Count, ref node.Space);
        Occupant[node.First + node.Count++] = new Occupant { Edge = e, Demand = edge.Demand, Score = edge.Score };
    }

    private void Leave(int e, int slot)
    {
        ref var node = ref Node[slot];
        var i = node.First;
        while (Occupant[i].Edge != e)
            i++;
        Occupant[i] = Occupant[node.First + --node.Count];
    }
}
