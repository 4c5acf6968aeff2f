namespace Matching.Core.Pairing.Whole;

/// <summary>A feasible pairing that is being changed: what it leaves of slots, caps and demands, and a way back.</summary>
internal sealed class DraftPairing
{
    private readonly PairingProblem problem;
    private readonly int[] room;
    private readonly int[] capRoom;
    private readonly List<int>[] occupants;
    private readonly List<(int Edge, int Change)> journal = [];

    public DraftPairing(PairingProblem problem)
    {
        this.problem = problem;
        Amount = new int[problem.Edges.Length];
        Unplaced = [.. problem.Quantity];
        room = [.. problem.Capacity];
        capRoom = [.. problem.CapLimit];
        occupants = Array.ConvertAll(room, _ => new List<int>());
    }

    public int[] Amount { get; }

    public int[] Unplaced { get; }

    public int Room(int slot) => room[slot];

    public int CapRoom(int cap) => capRoom[cap];

    /// <summary>The edges over which the slot serves someone.</summary>
    public List<int> Occupants(int slot) => occupants[slot];

    public bool IsUndivided(int d) => problem.Whole[d] || problem.Quantity[d] == 1;

    /// <summary>The first edge over which the demand is served, or -1; for an undivided one the only edge.</summary>
    public int EdgeOf(int d)
    {
        if (Unplaced[d] == problem.Quantity[d])
            return -1;
        var e = problem.EdgeStart[d];
        while (Amount[e] == 0)
            e++;
        return e;
    }

    /// <summary>Takes over the best orders first, as far as caps, capacities and quantities go; a split whole demand is left out.</summary>
    public void Fill(int[] amounts)
    {
        var edges = Enumerable.Range(0, amounts.Length).Where(e => amounts[e] > 0)
            .OrderByDescending(e => problem.Edges[e].Score * amounts[e]).ThenBy(e => e);
        foreach (var e in edges)
        {
            var d = problem.Edges[e].Demand;
            if (Fits(e, amounts[e]) && Unplaced[d] >= amounts[e] && (!problem.Whole[d] || amounts[e] == problem.Quantity[d]))
                Add(e, amounts[e]);
        }
        journal.Clear();
    }

    public void Reset(int[] amounts)
    {
        for (var e = 0; e < amounts.Length; e++)
        {
            if (Amount[e] > 0)
                Change(e, -Amount[e]);
        }
        Fill(amounts);
    }

    /// <summary>Puts each waiting undivided demand into its best slot with room, those worth most first.</summary>
    public void PlaceWaiting()
    {
        var waiting = Enumerable.Range(0, problem.Demands).Where(d => IsUndivided(d) && Unplaced[d] > 0 && problem.EdgeStart[d] < problem.EdgeStart[d + 1]);
        foreach (var d in waiting.OrderByDescending(d => problem.WorthOf(problem.EdgeStart[d])).ThenBy(d => d))
        {
            var e = problem.EdgeStart[d];
            while (e < problem.EdgeStart[d + 1] && !Fits(e, problem.Quantity[d]))
                e++;
            if (e < problem.EdgeStart[d + 1])
                Add(e, problem.Quantity[d]);
        }
        Keep();
    }

    public bool Fits(int e, int amount) => room[problem.Edges[e].Slot] >= problem.LoadOf(e, amount) && FullCap(e) < 0;

    /// <summary>The innermost cap that has no order left for a new one over e, or -1.</summary>
    public int FullCap(int e)
    {
        var cap = Amount[e] > 0 ? -1 : problem.SlotCap[problem.Edges[e].Slot];
        while (cap >= 0 && capRoom[cap] > 0)
            cap = problem.CapParent[cap];
        return cap;
    }

    public void Add(int e, int change)
    {
        journal.Add((e, change));
        Change(e, change);
    }

    /// <summary>Accepts what has changed since the last call.</summary>
    public void Keep() => journal.Clear();

    /// <summary>Goes back to where <see cref="Keep"/> was called last.</summary>
    public void Undo()
    {
        for (var i = journal.Count - 1; i >= 0; i--)
            Change(journal[i].Edge, -journal[i].Change);
        journal.Clear();
    }

    private void Change(int e, int change)
    {
        var s = problem.Edges[e].Slot;
        var before = Amount[e];
        Amount[e] += change;
        room[s] -= problem.LoadOf(e, change);
        Unplaced[problem.Edges[e].Demand] -= change;
        if (before != 0 == (Amount[e] != 0))
            return;
        if (before == 0)
            occupants[s].Add(e);
        else
            occupants[s].Remove(e);
        for (var cap = problem.SlotCap[s]; cap >= 0; cap = problem.CapParent[cap])
            capRoom[cap] += before == 0 ? -1 : 1;
    }
}
