namespace Matching.Core.Pairing.Whole;

/// <summary>
/// A few slots taken out of the pairing, as a problem of their own: who is in them, who waits, and who would rather be there than
/// where they are. Each demand counts by what it gains over the best it can have outside. Divisible demands stay as they are.
/// </summary>
internal sealed class Neighbourhood
{
    private const int MostOutsiders = 12;

    private readonly PairingProblem problem;
    private readonly DraftPairing placement;
    private readonly List<int> demands = [];
    private readonly List<int> outside = [];
    private readonly List<int> edges = [];
    private readonly List<PairingEdge> own = [];
    private readonly List<int> start = [];
    private readonly int[] slots;
    private readonly int[] caps;

    private Neighbourhood(PairingProblem problem, DraftPairing placement, int[] slots)
    {
        (this.problem, this.placement, this.slots) = (problem, placement, slots);
        caps = [.. slots.SelectMany(problem.CapsAbove).Distinct().Order()];
    }

    public PairingProblem Problem { get; private set; } = null!;

    /// <summary>The demands of the whole, in the order in which they stand here.</summary>
    public IReadOnlyList<int> Demands => demands;

    /// <summary>What the present pairing is worth in it.</summary>
    public long Present { get; private set; }

    /// <summary>The multipliers of the whole, seen from here.</summary>
    public Certificate Multipliers(Certificate whole) => Certificate.OfKnapsacks(
        Problem,
        [.. demands.Select((d, i) => Math.Max(0, whole.DemandValue[d] - WorthOutside(i)))],
        [.. caps.Select(k => whole.CapPrice[k])]);

    /// <summary>All slots, but only some demands; the others keep what they have.</summary>
    public static Neighbourhood OfDemands(PairingProblem problem, DraftPairing placement, IEnumerable<int> demands)
    {
        var found = new Neighbourhood(problem, placement, [.. Enumerable.Range(0, problem.Slots)]);
        foreach (var d in demands.Where(placement.IsUndivided))
            found.Consider(d);
        found.Build();
        return found;
    }

    /// <param name="slots">In rising order.</param>
    /// <param name="multipliers">Demands elsewhere come in only where these say that they may gain.</param>
    public static Neighbourhood OfSlots(PairingProblem problem, SlotCandidates bySlot, DraftPairing placement, int[] slots, Certificate multipliers)
    {
        var found = new Neighbourhood(problem, placement, slots);
        var outsiders = new List<(int Demand, long Profit)>();
        foreach (var d in bySlot.DemandsAt(slots))
        {
            if (!placement.IsUndivided(d))
                continue;
            if (placement.EdgeOf(d) is >= 0 and var at && !found.IsInside(at))
                outsiders.Add((d, found.Profit(d, at, multipliers)));
            else
                found.Consider(d);
        }
        foreach (var (d, _) in outsiders.Where(o => o.Profit > 0).OrderByDescending(o => o.Profit).ThenBy(o => o.Demand).Take(MostOutsiders))
            found.Consider(d);
        found.Build();
        return found;
    }

    /// <summary>What the multipliers say that a demand placed elsewhere could gain by coming in.</summary>
    private long Profit(int d, int at, Certificate multipliers)
    {
        long profit = 0;
        for (var e = problem.EdgeStart[d]; e < at; e++)
        {
            if (IsInside(e) && problem.CanServe(e))
                profit = Math.Max(profit, problem.WorthOf(e) - multipliers.DemandValue[d] - multipliers.OrderPrice(problem, problem.Edges[e].Slot));
        }
        return profit;
    }

    private long WorthOutside(int i) => outside[i] < 0 ? 0 : problem.WorthOf(outside[i]);

    private bool IsInside(int e) => Array.BinarySearch(slots, problem.Edges[e].Slot) >= 0;

    private void Consider(int d)
    {
        var at = placement.EdgeOf(d);
        var isInside = at >= 0 && IsInside(at);
        var other = at;
        if (isInside || at < 0)
        {
            other = problem.EdgeStart[d];
            while (other < problem.EdgeStart[d + 1] && (IsInside(other) || !placement.Fits(other, problem.Quantity[d])))
                other++;
            other = other < problem.EdgeStart[d + 1] ? other : -1;
        }
        var before = edges.Count;
        for (var e = problem.EdgeStart[d]; e < problem.EdgeStart[d + 1]; e++)
        {
            if (!IsInside(e) || !problem.CanServe(e) || (other >= 0 && problem.WorthOf(e) <= problem.WorthOf(other)))
                continue;
            edges.Add(e);
            own.Add(new PairingEdge(problem.WorthOf(e) - (other < 0 ? 0 : problem.WorthOf(other)), Array.BinarySearch(slots, problem.Edges[e].Slot), demands.Count));
        }
        if (edges.Count == before && !isInside)
            return;
        if (isInside)
            Present += problem.WorthOf(at) - (other < 0 ? 0 : problem.WorthOf(other));
        start.Add(before);
        demands.Add(d);
        outside.Add(other);
    }

    private void Build()
    {
        start.Add(edges.Count);
        var capacity = Array.ConvertAll(slots, placement.Room);
        var limits = Array.ConvertAll(caps, placement.CapRoom);
        for (var i = 0; i < demands.Count; i++)
        {
            var at = placement.EdgeOf(demands[i]);
            if (at < 0 || !IsInside(at))
                continue;
            capacity[Array.BinarySearch(slots, problem.Edges[at].Slot)] += problem.UnitsOf(at);
            foreach (var cap in problem.CapsAbove(problem.Edges[at].Slot))
                limits[Array.BinarySearch(caps, cap)]++;
        }
        var ones = new int[demands.Count];
        var whole = new bool[demands.Count];
        Array.Fill(ones, 1);
        Array.Fill(whole, true);
        int CapPlace(int cap) => cap < 0 ? -1 : Array.BinarySearch(caps, cap);
        Problem = new PairingProblem(ones, whole, [.. start], [.. own], capacity, Array.ConvertAll(slots, s => CapPlace(problem.SlotCap[s])),
            limits, Array.ConvertAll(caps, k => CapPlace(problem.CapParent[k])), [.. edges.Select(problem.UnitsOf)]);
    }

    /// <summary>The demands that a solution of this problem places elsewhere than the pairing does.</summary>
    public List<int> Different(int[] amount)
    {
        var different = new List<int>();
        for (var i = 0; i < demands.Count; i++)
        {
            var to = outside[i];
            for (var e = start[i]; e < start[i + 1]; e++)
                to = amount[e] > 0 ? edges[e] : to;
            if (to != placement.EdgeOf(demands[i]))
                different.Add(demands[i]);
        }
        return different;
    }

    /// <summary>Puts the solution into the pairing; those it leaves out go where they can outside. Undone where that does not gain.</summary>
    public bool Apply(int[] amount)
    {
        long gain = 0;
        foreach (var d in demands)
        {
            if (placement.EdgeOf(d) is >= 0 and var at)
            {
                gain -= problem.WorthOf(at);
                placement.Add(at, -problem.Quantity[d]);
            }
        }
        var fits = true;
        for (var i = 0; i < demands.Count && fits; i++)
        {
            var to = outside[i];
            for (var e = start[i]; e < start[i + 1]; e++)
                to = amount[e] > 0 ? edges[e] : to;
            if (to < 0)
                continue;
            fits = placement.Fits(to, problem.Quantity[demands[i]]);
            if (!fits)
                break;
            gain += problem.WorthOf(to);
            placement.Add(to, problem.Quantity[demands[i]]);
        }
        if (fits && gain > 0)
        {
            placement.Keep();
            return true;
        }
        placement.Undo();
        return false;
    }
}
