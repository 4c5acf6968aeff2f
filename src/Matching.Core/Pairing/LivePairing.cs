namespace Matching.Core.Pairing;

/// <summary>A demand's place: so many units at a slot, at so many points each.</summary>
public readonly record struct Placement(int Slot, int Units, long Score);

/// <summary>
/// The pairing of divisible demands kept optimal while the lists change. Each change is applied, and the breaches of optimality
/// that it leaves are repaired by the searches that solved the whole: total and prices are those of a fresh solve, though among
/// equally good pairs it may hold others. Whole demands are treated as divisible and caps over quantities as absent, so the
/// total is an upper bound where such take part.
/// </summary>
/// <remarks>Demands and slots are known by number: those of the problem it began with, then in order of arrival. A cap k of that
/// problem is known as <see cref="Caps"/>[k]. Not safe for several threads.</remarks>
public sealed partial class LivePairing
{
    private readonly FlowState state;
    private readonly FlowGrowth growth;
    private readonly List<int> quantity;
    private readonly HashSet<int> waiting = [];
    private readonly HashSet<int> opened = [];
    private readonly HashSet<int> exceeded = [];
    private readonly HashSet<int> loose;
    private FlowRepair repair;
    private Int128 most;
    private bool isHeld;

    /// <summary>Solves the problem and keeps it.</summary>
    public LivePairing(PairingProblem problem) : this(problem, SlotAuction.Run)
    {
    }

    /// <summary>Takes a pairing up as it stands: where its prices prove it optimal, nothing moves.</summary>
    /// <param name="held">Amounts and prices of this problem; only caps that count units have a price.</param>
    public LivePairing(PairingProblem problem, FlowPairing held) : this(problem, (state, _) => Hold(problem, state, held))
    {
    }

    private LivePairing(PairingProblem problem, Action<FlowState, WorkLimit> begin)
    {
        (FirstSlots, Caps) = (problem.Slots, [.. Enumerable.Range(problem.Slots, problem.Caps)]);
        (state, quantity, most) = (new FlowState(problem), [.. problem.Quantity], problem.Total);
        loose = [.. Caps.Where((_, k) => !problem.CapIsFlow[k])];
        foreach (var cap in loose)
            state.Node[cap].Capacity = int.MaxValue;
        growth = new FlowGrowth(state);
        repair = new FlowRepair(state);
        begin(state, WorkLimit.None);
        FlowSolver.Repair(state, repair, WorkLimit.None);
        state.ForgetStays();
        repair.KeepsStays = true;
    }

    private LivePairing(LivePairing of)
    {
        (FirstSlots, Caps, loose) = (of.FirstSlots, of.Caps, [.. of.loose]);
        (state, quantity, most) = (of.state.Copy(), [.. of.quantity], of.most);
        growth = of.growth.Copy(state);
        repair = new FlowRepair(state) { KeepsStays = true };
    }

    /// <summary>Σ score × units over all pairs, in points.</summary>
    public long Total => state.Total;

    public int Demands => growth.Demands;

    /// <summary>How many slots it began with: they are known by their numbers in that problem.</summary>
    public int FirstSlots { get; }

    /// <summary>The numbers by which the caps of the first problem are known, in their order.</summary>
    public IReadOnlyList<int> Caps { get; }

    public int Quantity(int demand) => quantity[demand];

    public int Capacity(int slot) => state.Node[slot].Capacity;

    /// <summary>What one more unit that enters pays, caps included, in points, by number of slot or cap: for reading at once, not for keeping.</summary>
    internal long[] NodePrices => state.Price;

    /// <summary>What a unit of the demand is worth at its best slot beyond that slot's price; 0 = nothing.</summary>
    public long Surplus(int demand) => state.Best(demand).Surplus;

    public IReadOnlyList<Placement> PlacesOf(int demand)
    {
        var row = state.Demand[demand];
        var places = new List<Placement>();
        for (var e = row.First; row.Home != FlowState.Nowhere && e < row.End; e++)
        {
            if (state.Amount[e] > 0)
                places.Add(new Placement(state.Edge[e].Slot, state.Amount[e], state.Edge[e].Score));
        }
        return places;
    }

    /// <summary>An independent twin, to ask questions of.</summary>
    public LivePairing Copy() => new(this);

    /// <summary>Applies several changes and repairs once.</summary>
    public void Together(Action changes)
    {
        isHeld = true;
        try
        {
            changes();
        }
        finally
        {
            isHeld = false;
            Settle();
        }
    }

    /// <summary>A demand arrives; the answer is its number.</summary>
    /// <param name="slots">Slots and points per unit, in any order.</param>
    public int Arrive(int units, IReadOnlyCollection<(int Slot, long Score)> slots)
    {
        var d = growth.AddDemand();
        quantity.Add(0);
        Change(d, units, slots);
        return d;
    }

    /// <summary>The demand wants so many units, of these slots, at these scores; whatever it held is decided anew.</summary>
    /// <exception cref="RuleBrokenException"><c>score-range</c>: all scores together could exceed 2⁶¹; nothing is changed.</exception>
    public void Change(int demand, int units, IReadOnlyCollection<(int Slot, long Score)> slots)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(units);
        var edges = slots.Select(slot => new PairingEdge(slot.Score, KnownSlot(slot.Slot), demand)).ToArray();
        Array.Sort(edges, PairingProblem.BestFirst);
        CheckRange(demand, units, edges.Length == 0 ? 0 : edges[0].Score);
        TakeOut(demand);
        (state.Demand[demand].Unplaced, quantity[demand]) = (units, units);
        growth.SetEdges(demand, edges, repair.EdgesInto);
        DissolveCaps(units, edges);
        waiting.Add(demand);
        Settle();
    }

    /// <summary>The demand is withdrawn; its number stays unused.</summary>
    public void Cancel(int demand) => Change(demand, 0, []);

    /// <summary>The pair is impossible from now on.</summary>
    public void Forbid(int demand, int slot) =>
        Change(demand, quantity[demand], [.. EdgesOf(demand).Where(edge => edge.Slot != slot)]);

    /// <summary>The pair is possible from now on, or has another score.</summary>
    public void Allow(int demand, int slot, long score) =>
        Change(demand, quantity[demand], [.. EdgesOf(demand).Where(edge => edge.Slot != slot), (slot, score)]);

    /// <summary>A new slot, under a cap of that number if any; the answer is its number. Nobody can enter before being allowed.</summary>
    public int AddSlot(int capacity, int cap = FlowState.Outside) => growth.AddSlot(capacity, cap);

    /// <summary>A new cap, over no slot yet; the answer is its number.</summary>
    public int AddCap(int limit) => growth.AddCap(limit);

    /// <summary>A slot, or a cap, holds more or less from now on.</summary>
    public void SetCapacity(int node, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        if (loose.Contains(node))
            return;
        var before = state.Node[node].Capacity;
        state.Node[node].Capacity = capacity;
        (capacity > before ? opened : exceeded).Add(node);
        Settle();
    }

    /// <summary>Units of the demand are fixed at the slot: they, and the capacity that they take, leave the game.</summary>
    public void Pin(int demand, int slot, int units)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(units, quantity[demand]);
        ref var row = ref state.Demand[demand];
        most -= row.First < row.End ? (Int128)units * Math.Max(0, state.Edge[row.First].Score) : 0;
        TakeOut(demand, KnownSlot(slot), units);
        foreach (var place in PlacesOf(demand))
            TakeOut(demand, place.Slot, Math.Max(0, units - row.Unplaced));
        quantity[demand] -= units;
        row.Unplaced -= units;
        for (var node = slot; node != FlowState.Outside; node = state.Node[node].Parent)
        {
            if (!loose.Contains(node))
                state.Node[node].Capacity = Math.Max(0, state.Node[node].Capacity - units);
            exceeded.Add(node);
        }
        Settle();
    }

    /// <summary>The demand's slots and scores.</summary>
    public IEnumerable<(int Slot, long Score)> EdgesOf(int demand)
    {
        var row = state.Demand[demand];
        for (var e = row.First; e < row.End; e++)
            yield return (state.Edge[e].Slot, state.Edge[e].Score);
    }

    /// <summary>The lists as they are now, with what is paired and the prices that prove it.</summary>
    public (PairingProblem Problem, FlowPairing Pairing) Snapshot()
    {
        var slots = Enumerable.Range(0, growth.Nodes).Where(node => state.Inside[node] is null).ToArray();
        var caps = Enumerable.Range(0, growth.Nodes).Where(node => state.Inside[node] is not null).ToArray();
        return new FlowSnapshot(state, growth.Demands, slots, caps).Take([.. quantity]);
    }

    /// <summary>What each slot and each cap it began with costs beyond the caps above it.</summary>
    public (long[] Slots, long[] Caps) Prices() =>
        ([.. Enumerable.Range(0, FirstSlots).Select(state.ProvingPrice)], [.. Caps.Select(state.ProvingPrice)]);

    /// <summary>Checks, from amounts and prices alone, that nothing better is possible.</summary>
    /// <exception cref="CertificateException">The pairing is not optimal: a defect.</exception>
    public void Verify()
    {
        var (problem, pairing) = Snapshot();
        Certificate.OfPrices(problem, pairing.SlotPrice, pairing.CapPrice).Verify(problem, pairing.Amount, Total, Total);
    }

    private static void Hold(PairingProblem problem, FlowState state, FlowPairing held)
    {
        long CapCost(int cap) => cap < 0 ? 0 : held.CapPrice[cap] + CapCost(problem.CapParent[cap]);
        for (var k = 0; k < problem.Caps; k++)
            state.Price[problem.Slots + k] = CapCost(k);
        for (var s = 0; s < problem.Slots; s++)
            state.Price[s] = held.SlotPrice[s] + CapCost(problem.SlotCap[s]);
        for (var e = 0; e < held.Amount.Length; e++)
        {
            if (held.Amount[e] > 0)
                state.Add(e, held.Amount[e]);
        }
    }
}
