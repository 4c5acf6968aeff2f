namespace Matching.Core.Pairing;

/// <summary>
/// Improves a feasible pairing by ejections: a demand enters a slot, and the occupants whose leaving costs least, chosen by an
/// exact small knapsack, make room; each goes to its best other slot with room, or out. Only moves that gain are kept.
/// </summary>
internal sealed class EjectionSearch
{
    private const int MostNeed = 100_000;

    private readonly PairingProblem problem;
    private readonly KnapsackBound knapsacks;
    private readonly int[] amount;
    private readonly int[] room;
    private readonly int[] capRoom;
    private readonly int[] unplaced;
    private readonly List<int>[] occupants;
    private readonly List<(int Edge, int Change)> journal = [];
    private long work;

    private EjectionSearch(PairingProblem problem, int[] start, long work)
    {
        this.problem = problem;
        knapsacks = new KnapsackBound(problem);
        this.work = work;
        amount = new int[start.Length];
        room = problem.Capacity.ToArray();
        capRoom = problem.CapLimit.ToArray();
        unplaced = problem.Quantity.ToArray();
        occupants = Array.ConvertAll(room, _ => new List<int>());
        PlaceWithinCaps(start);
    }

    public static int[] Improve(PairingProblem problem, int[] start, long work)
    {
        var search = new EjectionSearch(problem, start, work);
        while (search.work > 0 && (search.Pass() | search.RepackAll()))
        {
        }
        return search.amount;
    }

    /// <summary>The best orders first, as far as caps, capacities and quantities go.</summary>
    private void PlaceWithinCaps(int[] start)
    {
        var edges = Enumerable.Range(0, start.Length).Where(e => start[e] > 0)
            .OrderByDescending(e => problem.Edges[e].Score * start[e]).ThenBy(e => e);
        foreach (var e in edges)
        {
            if (HasCapFor(e) && room[problem.Edges[e].Slot] >= start[e] && unplaced[problem.Edges[e].Demand] >= start[e])
                Add(e, start[e]);
        }
    }

    private bool Pass()
    {
        var improved = false;
        for (var d = 0; d < problem.Demands && work > 0; d++)
        {
            if (problem.Quantity[d] > 0)
                improved |= problem.Whole[d] || problem.Quantity[d] == 1 ? ImproveUndivided(d) : FillDivisible(d);
        }
        return improved;
    }

    private bool RepackAll()
    {
        var improved = false;
        for (var s = 0; s < room.Length && work > 0; s++)
            improved |= occupants[s].Count > 0 && Repack(s);
        return improved;
    }

    /// <summary>Packs one slot anew by an exact knapsack over all who want it, each at what it gains over where it is now.</summary>
    private bool Repack(int s)
    {
        var packing = knapsacks.Packing(s, elsewhere: d => EdgeOf(d) is >= 0 and var e && problem.Edges[e].Slot != s ? problem.Edges[e].Score * amount[e] : 0);
        work -= packing.Work;
        if (packing.Edges is not { } wanted)
            return false;
        journal.Clear();
        long gain = 0;
        var leaving = occupants[s].Where(e => !wanted.Contains(e)).ToList();
        foreach (var e in leaving)
            AddNoted(e, -amount[e]);
        var fits = wanted.Where(e => amount[e] == 0).ToList().TrueForAll(e => TryEnter(e, ref gain));
        foreach (var e in leaving)
            gain += Leave(e);
        if (fits && gain > 0 && room[s] >= 0)
            return true;
        Undo();
        return false;
    }

    /// <summary>Takes the demand from where it is to edge e; false when the cap has no order left.</summary>
    private bool TryEnter(int e, ref long gain)
    {
        var d = problem.Edges[e].Demand;
        var from = EdgeOf(d);
        gain += problem.Edges[e].Score * problem.Quantity[d];
        if (from >= 0)
        {
            gain -= problem.Edges[from].Score * amount[from];
            AddNoted(from, -amount[from]);
        }
        if (!HasCapFor(e))
            return false;
        AddNoted(e, problem.Quantity[d]);
        return true;
    }

    private long Leave(int e)
    {
        var size = problem.Quantity[problem.Edges[e].Demand];
        var other = BestElsewhere(e, size);
        if (other >= 0)
            AddNoted(other, size);
        return -LossOf(e, size, other);
    }

    private bool FillDivisible(int d)
    {
        var improved = false;
        foreach (var e in BestFirst(d))
        {
            var units = Math.Min(unplaced[d], room[problem.Edges[e].Slot]);
            if (units == 0 || !HasCapFor(e))
                continue;
            Add(e, units);
            improved = true;
        }
        return improved;
    }

    private bool ImproveUndivided(int d)
    {
        var quantity = problem.Quantity[d];
        var current = EdgeOf(d);
        foreach (var e in BestFirst(d))
        {
            if (e == current || (current >= 0 && problem.Edges[e].Score <= problem.Edges[current].Score))
                break;
            if (!TryEnter(e, current, quantity))
                continue;
            return true;
        }
        return false;
    }

    private bool TryEnter(int e, int current, int quantity)
    {
        var s = problem.Edges[e].Slot;
        journal.Clear();
        if (current >= 0)
            AddNoted(current, -quantity);
        var loss = 0L;
        var gain = (problem.Edges[e].Score - (current >= 0 ? problem.Edges[current].Score : 0)) * quantity;
        var need = quantity - room[s];
        var fits = (need <= 0 || (need <= MostNeed && MakeRoom(s, quantity, out loss))) && loss < gain;
        if (fits && !HasCapFor(e))
            fits = MakeRoomInCap(problem.SlotCap[s], ref loss) && room[s] >= quantity && HasCapFor(e);
        if (!fits || loss >= gain)
        {
            Undo();
            return false;
        }
        Add(e, quantity);
        return true;
    }

    /// <summary>Ejects the order of the cap that costs least.</summary>
    private bool MakeRoomInCap(int cap, ref long loss)
    {
        var (cheapest, least) = (-1, long.MaxValue);
        foreach (var s in problem.CapSlots[cap])
        {
            foreach (var edge in occupants[s])
            {
                var left = LossOf(edge, amount[edge], BestElsewhere(edge, amount[edge]));
                if (left < least)
                    (cheapest, least) = (edge, left);
            }
        }
        if (cheapest < 0)
            return false;
        loss += Eject(cheapest, amount[cheapest]);
        return true;
    }

    private long Eject(int edge, int size)
    {
        AddNoted(edge, -size);
        var other = BestElsewhere(edge, size);
        if (other >= 0)
            AddNoted(other, size);
        return LossOf(edge, size, other);
    }

    private long LossOf(int edge, int size, int other) => (problem.Edges[edge].Score - (other >= 0 ? problem.Edges[other].Score : 0)) * size;

    /// <summary>Ejects the occupants whose leaving makes room for <paramref name="quantity"/> units at the least loss.</summary>
    private bool MakeRoom(int s, int quantity, out long loss)
    {
        var need = quantity - room[s];
        var pieces = Pieces(s, need);
        loss = 0;
        foreach (var piece in CheapestCover(pieces, need))
        {
            var (edge, size, _) = pieces[piece];
            loss += Eject(edge, size);
        }
        return room[s] >= quantity;
    }

    /// <summary>What could leave the slot: whole demands as they are, others in portions of 1, 2, 4, … units.</summary>
    private List<(int Edge, int Size, long Loss)> Pieces(int s, int need)
    {
        var pieces = new List<(int, int, long)>();
        foreach (var edge in occupants[s])
        {
            var whole = problem.Whole[problem.Edges[edge].Demand];
            var left = whole ? amount[edge] : Math.Min(amount[edge], need);
            for (var portion = whole ? left : 1; left > 0; portion *= 2)
            {
                var size = Math.Min(left, portion);
                pieces.Add((edge, size, LossOf(edge, size, BestElsewhere(edge, size))));
                left -= size;
            }
        }
        return pieces;
    }

    /// <summary>Least loss to free at least the need, by dynamic programming over freed units.</summary>
    private List<int> CheapestCover(List<(int Edge, int Size, long Loss)> pieces, int need)
    {
        const long Never = long.MaxValue / 4;
        var least = new long[need + 1];
        Array.Fill(least, Never, 1, need);
        var chosen = new bool[pieces.Count][];
        for (var i = 0; i < pieces.Count; i++)
        {
            chosen[i] = new bool[need + 1];
            for (var n = need; n > 0; n--)
            {
                var loss = least[Math.Max(0, n - pieces[i].Size)] + pieces[i].Loss;
                if (loss >= least[n])
                    continue;
                least[n] = loss;
                chosen[i][n] = true;
            }
        }
        work -= (long)pieces.Count * need;
        var cover = new List<int>();
        if (least[need] >= Never)
            return cover;
        var open = need;
        for (var i = pieces.Count - 1; i >= 0 && open > 0; i--)
        {
            if (!chosen[i][open])
                continue;
            cover.Add(i);
            open = Math.Max(0, open - pieces[i].Size);
        }
        return cover;
    }

    /// <summary>The best other slot of the edge's demand that has room, or -1.</summary>
    private int BestElsewhere(int edge, int size)
    {
        var d = problem.Edges[edge].Demand;
        var best = -1;
        for (var e = problem.EdgeStart[d]; e < problem.EdgeStart[d + 1]; e++)
        {
            if (problem.Edges[e].Slot != problem.Edges[edge].Slot && room[problem.Edges[e].Slot] >= size && HasCapFor(e)
                && (best < 0 || problem.Edges[e].Score > problem.Edges[best].Score))
                best = e;
        }
        work -= problem.EdgeStart[d + 1] - problem.EdgeStart[d];
        return best;
    }

    private IEnumerable<int> BestFirst(int d)
    {
        var count = problem.EdgeStart[d + 1] - problem.EdgeStart[d];
        work -= count;
        return Enumerable.Range(problem.EdgeStart[d], count).OrderByDescending(e => problem.Edges[e].Score).ThenBy(e => e);
    }

    private int EdgeOf(int d)
    {
        for (var e = problem.EdgeStart[d]; e < problem.EdgeStart[d + 1]; e++)
        {
            if (amount[e] > 0)
                return e;
        }
        return -1;
    }

    private bool HasCapFor(int e) =>
        problem.SlotCap[problem.Edges[e].Slot] is not (>= 0 and var cap) || amount[e] > 0 || capRoom[cap] > 0;

    private void AddNoted(int edge, int change)
    {
        journal.Add((edge, change));
        Add(edge, change);
    }

    private void Undo()
    {
        for (var i = journal.Count - 1; i >= 0; i--)
            Add(journal[i].Edge, -journal[i].Change);
    }

    private void Add(int edge, int change)
    {
        var s = problem.Edges[edge].Slot;
        var before = amount[edge];
        amount[edge] += change;
        room[s] -= change;
        unplaced[problem.Edges[edge].Demand] -= change;
        if (before != 0 == (amount[edge] != 0))
            return;
        if (before == 0)
            occupants[s].Add(edge);
        else
            occupants[s].Remove(edge);
        if (problem.SlotCap[s] is >= 0 and var cap)
            capRoom[cap] += before == 0 ? -1 : 1;
    }
}
