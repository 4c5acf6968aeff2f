namespace Matching.Core.Pairing;

/// <summary>
/// A part of a solved pairing, asked what a change would do to it. Where demands are single or divisible the answer is exact, from a
/// twin that stands as the pairing stands. Where whole demands or caps over quantities take part, it is solved again: exact when
/// both are proven optimal, else with two ends; and from the relaxation alone where the part is large.
/// </summary>
/// <remarks>Demands and slots are named by their positions in the whole pairing. Not safe for several threads.</remarks>
public sealed class PairingPart
{
    /// <summary>Edges of a part with whole demands above which it is not solved again.</summary>
    private const int ManyEdges = 20_000;

    /// <summary>Work units that one answer may search for.</summary>
    private const long SearchWork = 3_000_000;

    private readonly PairingResult whole;
    private readonly int[] demands;
    private readonly int[] slots;
    private readonly Dictionary<int, int> demandPlace;
    private readonly Dictionary<int, int> slotPlace;
    private readonly PairingProblem problem;
    private readonly int[] amount;
    private readonly long objective;
    private readonly Lazy<LivePairing> twin;
    private readonly Lazy<long> bound;

    internal PairingPart(PairingResult whole, int[] demands, int[] slots)
    {
        (this.whole, this.demands, this.slots) = (whole, demands, slots);
        demandPlace = Enumerable.Range(0, demands.Length).ToDictionary(i => demands[i]);
        slotPlace = Enumerable.Range(0, slots.Length).ToDictionary(i => slots[i]);
        var edges = demands.SelectMany(d => Enumerable.Range(whole.Problem.EdgeStart[d], whole.Problem.EdgeStart[d + 1] - whole.Problem.EdgeStart[d])).ToArray();
        var caps = slots.SelectMany(whole.Problem.CapsAbove).Distinct().Order().ToArray();
        problem = Cut(edges, caps);
        amount = Array.ConvertAll(edges, e => whole.Amount[e]);
        objective = Feasibility.Worth(problem, amount);
        bound = new(OwnBound);
        twin = new(() => Twin(Array.ConvertAll(slots, s => whole.SlotPrice[s]), Array.ConvertAll(caps, k => whole.CapPrice[k])));
    }

    private bool IsDivisible => !problem.Whole.Contains(true) && !problem.CapIsFlow.Contains(false);

    private bool IsAnsweredByTwin => IsDivisible || problem.Edges.Length > ManyEdges;

    private EffectStatus TwinStatus => IsDivisible ? EffectStatus.Exact : EffectStatus.Relaxed;

    /// <summary>So many more units of the slot.</summary>
    public Effect More(int slot, int units)
    {
        var s = slotPlace[slot];
        if (IsAnsweredByTwin)
            return OfTwin((questions, seen) => questions.WorthOfMore(s, units, seen));
        var capacity = problem.Capacity.ToArray();
        capacity[s] += units;
        var effect = Solved(Rows(), problem.Quantity, capacity, problem.SlotCap, problem.CapLimit);
        return effect with { AtLeast = Math.Max(0, effect.AtLeast) };
    }

    /// <summary>So many units of the demand fixed at the slot, whatever else they could have.</summary>
    /// <param name="units">All of a whole demand; of another at most what the slot can hold.</param>
    /// <param name="score">Points per unit that the pair is worth; it need not be an edge.</param>
    public Effect Forced(int demand, int slot, int units, long score)
    {
        var (d, s) = (demandPlace[demand], slotPlace[slot]);
        if (IsAnsweredByTwin)
            return OfTwin((questions, seen) => -questions.CostOfForcing(d, s, units, score, seen), (d, s, units));
        var (rows, quantity, capacity, limit) = (Rows(), problem.Quantity.ToArray(), problem.Capacity.ToArray(), problem.CapLimit.ToArray());
        if (units == quantity[d])
            rows[d].Clear();
        else
            quantity[d] -= units;
        capacity[s] -= units;
        foreach (var cap in problem.CapsAbove(s))
            limit[cap]--;
        var effect = Solved(rows, quantity, capacity, problem.SlotCap, limit, (d, s, units), score);
        return effect with { AtMost = Math.Min(0, effect.AtMost) };
    }

    /// <summary>A new slot, under no cap, that these demands could use at these points per unit.</summary>
    public Effect WithSlot(int capacity, IReadOnlyList<(int Demand, long Score)> comers)
    {
        var own = comers.Select(comer => (demandPlace[comer.Demand], comer.Score)).ToList();
        if (IsAnsweredByTwin)
            return OfTwin((questions, seen) => questions.WorthOfSlot(capacity, own, seen).Gain);
        var rows = Rows();
        foreach (var (d, score) in own)
            rows[d].Add(new Row(slots.Length, score, 0));
        var effect = Solved(rows, problem.Quantity, [.. problem.Capacity, capacity], [.. problem.SlotCap, -1], problem.CapLimit);
        return effect with { AtLeast = Math.Max(0, effect.AtLeast) };
    }

    private PairingProblem Cut(int[] edges, int[] caps)
    {
        var capPlace = Enumerable.Range(0, caps.Length).ToDictionary(i => caps[i]);
        int CapPlace(int cap) => cap < 0 ? -1 : capPlace[cap];
        var from = whole.Problem;
        var start = new int[demands.Length + 1];
        for (var i = 0; i < demands.Length; i++)
            start[i + 1] = start[i] + from.EdgeStart[demands[i] + 1] - from.EdgeStart[demands[i]];
        return new PairingProblem(
            Array.ConvertAll(demands, d => from.Quantity[d]), Array.ConvertAll(demands, d => from.Whole[d]), start,
            Array.ConvertAll(edges, e => new PairingEdge(from.Edges[e].Score, slotPlace[from.Edges[e].Slot], demandPlace[from.Edges[e].Demand])),
            Array.ConvertAll(slots, s => from.Capacity[s]), Array.ConvertAll(slots, s => CapPlace(from.SlotCap[s])),
            Array.ConvertAll(caps, k => from.CapLimit[k]), Array.ConvertAll(caps, k => CapPlace(from.CapParent[k])));
    }

    /// <summary>Where the pairing is optimal by its prices, the twin stands as it does; else it is another optimum of the relaxation.</summary>
    private LivePairing Twin(long[] slotPrice, long[] capPrice) =>
        IsDivisible && Certificate.OfPrices(problem, slotPrice, capPrice).Bound(problem) == objective
            ? new LivePairing(problem, new FlowPairing(amount, slotPrice, capPrice))
            : new LivePairing(problem);

    private Effect OfTwin(Func<PairingQuestions, Action<LivePairing>, long> ask, (int Demand, int Slot, int Units)? pinned = null)
    {
        var before = UnitsOf(twin.Value);
        var after = before;
        var points = ask(new PairingQuestions(twin.Value), changed => after = UnitsOf(changed));
        return Effect.Known(TwinStatus, points, Shifts(before, after, pinned));
    }

    private Effect Solved(List<Row>[] rows, int[] quantity, int[] capacity, int[] slotCap, int[] limit, (int Demand, int Slot, int Units)? pinned = null, long score = 0)
    {
        var start = new int[rows.Length + 1];
        for (var d = 0; d < rows.Length; d++)
        {
            rows[d].RemoveAll(row => problem.Whole[d] && capacity[row.Slot] < quantity[d]);
            start[d + 1] = start[d] + rows[d].Count;
        }
        var all = rows.SelectMany(own => own).ToArray();
        var changed = PairingProblem.Sorted(
            quantity, problem.Whole, start, Array.ConvertAll(all, row => row.Slot), Array.ConvertAll(all, row => row.Score), capacity, slotCap, limit, problem.CapParent, out var place);
        var held = new int[all.Length];
        for (var i = 0; i < all.Length; i++)
            held[place[i]] = all[i].Held;
        var found = PairingSolver.Solve(changed, new WorkLimit(SearchWork), Kept(changed, held)).Verified();
        var given = (pinned?.Units ?? 0) * score;
        var after = found.Objective + given;
        var shifts = Shifts(UnitsOf(problem, amount), UnitsOf(changed, found.Amount), pinned);
        return bound.Value == objective && found.IsOptimal
            ? Effect.Known(EffectStatus.Exact, after - objective, shifts)
            : new Effect(EffectStatus.Bounded, after - objective, after - bound.Value, found.Bound + given - objective, shifts);
    }

    /// <summary>What no pairing of the part can exceed: what the whole may lack may all be missing here, unless a solve of the part alone
    /// proves otherwise.</summary>
    private long OwnBound() => whole.IsOptimal
        ? objective
        : Math.Min(objective + whole.Bound - whole.Objective, PairingSolver.Solve(problem, new WorkLimit(SearchWork), amount).Verified().Bound);

    /// <summary>What of the amounts still fits, the best first.</summary>
    private static int[] Kept(PairingProblem changed, int[] held)
    {
        var kept = new int[held.Length];
        var (room, orders) = (changed.Capacity.ToArray(), changed.CapLimit.ToArray());
        foreach (var e in Enumerable.Range(0, held.Length).Where(e => held[e] > 0).OrderByDescending(e => changed.Edges[e].Score).ThenBy(e => e))
        {
            var (slot, demand) = (changed.Edges[e].Slot, changed.Edges[e].Demand);
            if (room[slot] < held[e] || held[e] > changed.Quantity[demand] || changed.CapsAbove(slot).Any(cap => orders[cap] <= 0))
                continue;
            (kept[e], room[slot]) = (held[e], room[slot] - held[e]);
            foreach (var cap in changed.CapsAbove(slot))
                orders[cap]--;
        }
        return kept;
    }

    private List<Row>[] Rows() => [.. Enumerable.Range(0, problem.Demands).Select(d => Enumerable.Range(problem.EdgeStart[d], problem.EdgeStart[d + 1] - problem.EdgeStart[d])
        .Select(e => new Row(problem.Edges[e].Slot, problem.Edges[e].Score, amount[e])).ToList())];

    private static Dictionary<(int Demand, int Slot), int> UnitsOf(PairingProblem problem, int[] amount) =>
        Enumerable.Range(0, amount.Length).Where(e => amount[e] > 0).ToDictionary(e => (problem.Edges[e].Demand, problem.Edges[e].Slot), e => amount[e]);

    private static Dictionary<(int Demand, int Slot), int> UnitsOf(LivePairing pairing) =>
        Enumerable.Range(0, pairing.Demands).SelectMany(d => pairing.PlacesOf(d).Select(place => (d, place))).ToDictionary(row => (row.d, row.place.Slot), row => row.place.Units);

    private IReadOnlyList<Shift> Shifts(
        Dictionary<(int Demand, int Slot), int> before, Dictionary<(int Demand, int Slot), int> after, (int Demand, int Slot, int Units)? pinned)
    {
        if (pinned is { } pin)
            after = new(after) { [(pin.Demand, pin.Slot)] = after.GetValueOrDefault((pin.Demand, pin.Slot)) + pin.Units };
        return [.. before.Keys.Union(after.Keys).Order()
            .Select(pair => new Shift(demands[pair.Demand], pair.Slot < slots.Length ? slots[pair.Slot] : Shift.NewSlot, before.GetValueOrDefault(pair), after.GetValueOrDefault(pair)))
            .Where(shift => shift.More != 0)];
    }

    /// <summary>An edge to be, and what it holds now.</summary>
    private readonly record struct Row(int Slot, long Score, int Held);
}
