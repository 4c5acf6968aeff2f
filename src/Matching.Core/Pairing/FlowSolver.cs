namespace Matching.Core.Pairing;

/// <summary>
/// The exact optimum when every demand may be split: price, then repair. An auction gives starting prices; demands are inserted
/// one after another along shortest augmenting paths over slots, with prices that keep every path length non-negative (Edmonds
/// and Karp 1972; Tomizawa 1971); slots left with room at a positive price are filled by the mirror search. At the end amounts
/// and prices prove one another, whatever prices it started from.
/// </summary>
/// <remarks>A node is a slot s, or a cap k (one that counts units, between its slots and the sink) at position Slots + k. Reaching a
/// slot means that a unit wants to enter it. With such caps the prices start from zero.</remarks>
public sealed partial class FlowSolver
{
    private const int FromDemand = -1;
    private const long Unreached = long.MaxValue;

    private readonly PairingProblem problem;
    private readonly int slots;
    private readonly int[] unplaced;
    private readonly int[] load;
    private readonly int[] capLoad;
    private readonly int[] firstOccupant;
    private readonly int[] nextOccupant;
    private readonly int[] previousOccupant;

    private readonly long[] distance;
    private readonly bool[] settled;
    private readonly int[] parent;
    private readonly int[] edgeIn;
    private readonly int[] edgeOut;
    private readonly List<int> reached = [];
    private readonly PriorityQueue<int, (long Distance, int Node)> queue = new();

    private long end;
    private int endNode;
    private int endEdge;

    private FlowSolver(PairingProblem problem)
    {
        this.problem = problem;
        slots = problem.Slots;
        var nodes = slots + problem.Caps;
        unplaced = [.. problem.Quantity];
        load = new int[slots];
        capLoad = new int[problem.Caps];
        Amount = new int[problem.Edges.Length];
        Price = new long[nodes];
        firstOccupant = new int[slots];
        Array.Fill(firstOccupant, -1);
        nextOccupant = new int[Amount.Length];
        previousOccupant = new int[Amount.Length];
        distance = new long[nodes];
        Array.Fill(distance, Unreached);
        settled = new bool[nodes];
        parent = new int[nodes];
        edgeIn = new int[nodes];
        edgeOut = new int[nodes];
    }

    private int[] Amount { get; }

    private long[] Price { get; }

    public static FlowPairing Solve(PairingProblem problem)
    {
        var solver = new FlowSolver(problem);
        var hasCaps = problem.CapIsFlow.Contains(true);
        if (!hasCaps)
            SlotAuction.Prices(problem).CopyTo(solver.Price, 0);
        for (var d = 0; d < problem.Demands; d++)
            solver.Insert(d);
        if (!hasCaps)
            solver.FillAll();
        return new FlowPairing(solver.Amount, solver.SlotPrices(), solver.CapPrices());
    }

    private void Insert(int d)
    {
        while (unplaced[d] > 0)
        {
            var surplus = BestSurplus(d);
            if (surplus <= 0)
                return;
            FindShortestPath(d, surplus);
            RaisePrices();
            var stays = endNode == FromDemand;
            if (!stays)
                Augment(d);
            Clear();
            if (stays)
                return;
        }
    }

    private long BestSurplus(int d)
    {
        long best = 0;
        var of = problem.Edges;
        for (var i = problem.EdgeStart[d]; i < problem.EdgeStart[d + 1] && of[i].Score > best; i++)
            best = Math.Max(best, of[i].Score - Price[of[i].Slot]);
        return best;
    }

    /// <summary>Dijkstra from d. A path ends at room in a slot and its caps, or where an occupant, or d itself, gives up.</summary>
    private void FindShortestPath(int d, long surplus)
    {
        (end, endNode, endEdge) = (surplus, FromDemand, -1);
        ReachFrom(d, surplus, FromDemand, -1);
        while (queue.TryDequeue(out var node, out var key))
        {
            if (settled[node] || key.Distance > distance[node])
                continue;
            if (key.Distance >= end)
                return;
            settled[node] = true;
            var found = node < slots ? LeaveSlot(node) : LeaveCap(node);
            if (found)
            {
                (end, endNode, endEdge) = (distance[node], node, -1);
                return;
            }
        }
    }

    /// <summary>Goes on from a slot; true when the path may end there.</summary>
    private bool LeaveSlot(int s)
    {
        if (load[s] < problem.Capacity[s])
        {
            var cap = FlowCap(s);
            if (cap < 0)
                return true;
            Reach(slots + cap, distance[s], s, -1, -1);
        }
        for (var occupant = firstOccupant[s]; occupant >= 0; occupant = nextOccupant[occupant])
        {
            var x = problem.Edges[occupant].Demand;
            var leave = distance[s] + problem.Edges[occupant].Score - Price[s];
            if (leave < end)
                (end, endNode, endEdge) = (leave, s, occupant);
            ReachFrom(x, leave, s, occupant);
        }
        return false;
    }

    /// <summary>Reaches the slots that a demand could enter; a score that can't beat the path's end beats it at no price.</summary>
    private void ReachFrom(int d, long at, int from, int leaving)
    {
        var of = problem.Edges;
        for (var i = problem.EdgeStart[d]; i < problem.EdgeStart[d + 1] && of[i].Score > at - end; i++)
            Reach(of[i].Slot, at - of[i].Score + Price[of[i].Slot], from, i, leaving);
    }

    /// <summary>Goes on from a full cap into its slots, each of which may give up an occupant; true when the cap has room.</summary>
    private bool LeaveCap(int node)
    {
        var cap = node - slots;
        if (capLoad[cap] < problem.CapLimit[cap])
            return true;
        foreach (var s in problem.CapSlots[cap])
            Reach(s, distance[node] + Price[s] - Price[node], node, -1, -1);
        return false;
    }

    private void Reach(int node, long at, int from, int entering, int leaving)
    {
        if (at >= end || at >= distance[node] || settled[node])
            return;
        if (distance[node] == Unreached)
            reached.Add(node);
        distance[node] = at;
        parent[node] = from;
        edgeIn[node] = entering;
        edgeOut[node] = leaving;
        queue.Enqueue(node, (at, node));
    }

    private void RaisePrices()
    {
        foreach (var node in reached)
        {
            if (settled[node] && distance[node] < end)
                Price[node] += end - distance[node];
        }
    }

    /// <summary>Shifts as many units along the found path as it can take.</summary>
    private void Augment(int d)
    {
        var amount = Narrowest(Math.Min(unplaced[d], RoomAtEnd()));
        Shift(amount);
        unplaced[d] -= amount;
    }

    private int RoomAtEnd()
    {
        if (endEdge >= 0)
            return Amount[endEdge];
        if (endNode < slots)
            return problem.Capacity[endNode] - load[endNode];
        return problem.CapLimit[endNode - slots] - capLoad[endNode - slots];
    }

    private int Narrowest(int amount)
    {
        for (var node = endNode; node != FromDemand; node = parent[node])
        {
            if (node >= slots)
                amount = Math.Min(amount, problem.Capacity[parent[node]] - load[parent[node]]);
            else if (edgeOut[node] >= 0)
                amount = Math.Min(amount, Amount[edgeOut[node]]);
        }
        return amount;
    }

    private void Shift(int amount)
    {
        if (endEdge >= 0)
        {
            Add(endEdge, -amount);
            unplaced[problem.Edges[endEdge].Demand] += amount;
        }
        for (var node = endNode; node != FromDemand; node = parent[node])
        {
            if (node >= slots)
                continue;
            if (edgeOut[node] >= 0)
                Add(edgeOut[node], -amount);
            if (edgeIn[node] >= 0)
                Add(edgeIn[node], amount);
        }
    }

    private void Add(int edge, int amount)
    {
        var s = problem.Edges[edge].Slot;
        load[s] += amount;
        if (FlowCap(s) is >= 0 and var cap)
            capLoad[cap] += amount;
        var before = Amount[edge];
        Amount[edge] += amount;
        if (before == 0)
            Enter(edge, s);
        else if (Amount[edge] == 0)
            Leave(edge, s);
    }

    private void Enter(int edge, int s)
    {
        nextOccupant[edge] = firstOccupant[s];
        previousOccupant[edge] = -1;
        if (firstOccupant[s] >= 0)
            previousOccupant[firstOccupant[s]] = edge;
        firstOccupant[s] = edge;
    }

    private void Leave(int edge, int s)
    {
        if (previousOccupant[edge] >= 0)
            nextOccupant[previousOccupant[edge]] = nextOccupant[edge];
        else
            firstOccupant[s] = nextOccupant[edge];
        if (nextOccupant[edge] >= 0)
            previousOccupant[nextOccupant[edge]] = previousOccupant[edge];
    }

    private void Clear()
    {
        foreach (var node in reached)
        {
            distance[node] = Unreached;
            settled[node] = false;
        }
        reached.Clear();
        queue.Clear();
    }

    private int FlowCap(int s) => problem.SlotCap[s] is >= 0 and var cap && problem.CapIsFlow[cap] ? cap : -1;

    /// <summary>A slot's own price, above that of its cap.</summary>
    private long[] SlotPrices()
    {
        var prices = new long[slots];
        for (var s = 0; s < slots; s++)
            prices[s] = FlowCap(s) is >= 0 and var cap ? Math.Max(0, Price[s] - Price[slots + cap]) : Price[s];
        return prices;
    }

    private long[] CapPrices() => Price[slots..];
}
