namespace Matching.Core.Pairing.Whole;

/// <summary>
/// Improves a feasible pairing by ejections (Glover 1996; Yagiura, Ibaraki and Glover 2004): a demand enters a slot, the occupants
/// whose leaving costs least make room, and each goes to its best other slot with room, or out. Only moves that gain are kept.
/// </summary>
internal sealed class EjectionSearch(PairingProblem problem, DraftPairing placement, WorkLimit limit)
{
    private const int MostNeed = 100_000;

    private readonly CheapestCover cover = new();

    /// <summary>Passes over all demands until none can be improved.</summary>
    public void Run()
    {
        while (!limit.IsSpent && Pass())
        {
        }
    }

    private bool Pass()
    {
        var improved = false;
        for (var d = 0; d < problem.Demands && !limit.IsSpent; d++)
        {
            if (problem.Quantity[d] > 0)
                improved |= placement.IsUndivided(d) ? Improve(d) : FillDivisible(d);
        }
        return improved;
    }

    private bool FillDivisible(int d)
    {
        var improved = false;
        for (var e = problem.EdgeStart[d]; e < problem.EdgeStart[d + 1] && placement.Unplaced[d] > 0; e++)
        {
            var units = Math.Min(placement.Unplaced[d], placement.Room(problem.Edges[e].Slot));
            if (units <= 0 || placement.FullCap(e) >= 0)
                continue;
            placement.Add(e, units);
            improved = true;
        }
        placement.Keep();
        limit.Take(problem.EdgeStart[d + 1] - problem.EdgeStart[d]);
        return improved;
    }

    /// <summary>Tries the slots that are better than the demand's own, best first.</summary>
    public bool Improve(int d)
    {
        var current = placement.EdgeOf(d);
        var end = current < 0 ? problem.EdgeStart[d + 1] : current;
        for (var e = problem.EdgeStart[d]; e < end && Gain(e, current) > 0; e++)
        {
            if (problem.CanServe(e) && TryEnter(e, current))
                return true;
        }
        limit.Take(end - problem.EdgeStart[d]);
        return false;
    }

    private long Gain(int e, int current) => problem.WorthOf(e) - (current < 0 ? 0 : problem.WorthOf(current));

    private bool TryEnter(int e, int current)
    {
        var quantity = problem.Quantity[problem.Edges[e].Demand];
        var gain = Gain(e, current);
        if (current >= 0)
            placement.Add(current, -quantity);
        gain -= MakeRoom(problem.Edges[e].Slot, problem.UnitsOf(e));
        for (var cap = placement.FullCap(e); cap >= 0 && gain > 0; cap = placement.FullCap(e))
            gain -= MakeRoomIn(cap);
        if (gain <= 0 || !placement.Fits(e, quantity))
        {
            placement.Undo();
            return false;
        }
        placement.Add(e, quantity);
        placement.Keep();
        return true;
    }

    /// <summary>Ejects the occupants whose leaving frees the units at the least loss; returns it.</summary>
    private long MakeRoom(int s, int units)
    {
        var need = units - placement.Room(s);
        if (need <= 0 || need > MostNeed)
            return 0;
        cover.Clear(need);
        foreach (var occupant in placement.Occupants(s))
            AddPieces(occupant, need);
        limit.Take((long)cover.Pieces * need);
        long loss = 0;
        foreach (var (edge, size) in cover.Cheapest())
            loss += Eject(edge, size);
        return loss;
    }

    /// <summary>What could leave of an occupant: a whole demand as it is, others in portions of 1, 2, 4, … units.</summary>
    private void AddPieces(int edge, int need)
    {
        var whole = placement.IsUndivided(problem.Edges[edge].Demand);
        var left = whole ? placement.Amount[edge] : Math.Min(placement.Amount[edge], need);
        for (var portion = whole ? left : 1; left > 0; portion *= 2)
        {
            var size = Math.Min(left, portion);
            cover.Add(edge, size, problem.LoadOf(edge, size), LossOf(edge, size, BestElsewhere(edge, size)));
            left -= size;
        }
    }

    /// <summary>Ejects the order of the cap that costs least; returns the loss, or too much when there is none.</summary>
    private long MakeRoomIn(int cap)
    {
        var (cheapest, least) = (-1, long.MaxValue);
        foreach (var s in problem.CapSlots[cap])
        {
            foreach (var edge in placement.Occupants(s))
            {
                var loss = LossOf(edge, placement.Amount[edge], BestElsewhere(edge, placement.Amount[edge], cap));
                if (loss < least)
                    (cheapest, least) = (edge, loss);
            }
        }
        return cheapest < 0 ? PairingProblem.MostTotal : Eject(cheapest, placement.Amount[cheapest], cap);
    }

    private long Eject(int edge, int size, int cap = -1)
    {
        placement.Add(edge, -size);
        var other = BestElsewhere(edge, size, cap);
        if (other >= 0)
            placement.Add(other, size);
        return LossOf(edge, size, other);
    }

    private long LossOf(int edge, int size, int other) => (problem.Edges[edge].Score - (other >= 0 ? problem.Edges[other].Score : 0)) * size;

    /// <summary>The best other slot of the edge's demand that has room and is not under the cap, or -1.</summary>
    private int BestElsewhere(int edge, int size, int cap = -1)
    {
        var d = problem.Edges[edge].Demand;
        var e = problem.EdgeStart[d];
        while (e < problem.EdgeStart[d + 1] && (e == edge || !placement.Fits(e, size) || (cap >= 0 && problem.CapsAbove(problem.Edges[e].Slot).Contains(cap))))
            e++;
        limit.Take(e - problem.EdgeStart[d] + 1);
        return e < problem.EdgeStart[d + 1] ? e : -1;
    }
}
