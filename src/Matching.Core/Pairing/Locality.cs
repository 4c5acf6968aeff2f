namespace Matching.Core.Pairing;

/// <summary>
/// Numbers slots and demands so that those that compete stand near each other in memory: slots in breadth-first order over
/// demands that share them, demands by their best slot. A search then stays within the processor's caches.
/// </summary>
public static class Locality
{
    /// <summary>A demand's best edges join their slots into one neighbourhood; the others only blur it.</summary>
    private const int JoiningEdges = 4;

    /// <summary>The same problem in the new order, and the old numbers: demands[new] = old, slots[new] = old.</summary>
    public static PairingProblem Ordered(PairingProblem problem, out int[] demands, out int[] slots)
    {
        slots = BreadthFirst(problem);
        var place = new int[slots.Length];
        for (var i = 0; i < slots.Length; i++)
            place[slots[i]] = i;
        demands = ByBestSlot(problem, place);
        return Renumbered(problem, demands, slots, place);
    }

    /// <summary>What was found for the renumbered problem, in the numbers of the problem itself.</summary>
    internal static FlowPairing Restored(PairingProblem problem, FlowPairing found, int[] demands, int[] slots)
    {
        var amount = new int[found.Amount.Length];
        var count = 0;
        foreach (var d in demands)
        {
            var edges = problem.EdgeStart[d + 1] - problem.EdgeStart[d];
            found.Amount.AsSpan(count, edges).CopyTo(amount.AsSpan(problem.EdgeStart[d]));
            count += edges;
        }
        var price = new long[slots.Length];
        for (var i = 0; i < slots.Length; i++)
            price[slots[i]] = found.SlotPrice[i];
        return new FlowPairing(amount, price, found.CapPrice);
    }

    private static int[] BreadthFirst(PairingProblem problem)
    {
        var (start, comers) = BestComers(problem);
        var order = new int[problem.Slots];
        var isSeen = new bool[problem.Slots];
        var isDone = new bool[problem.Demands];
        var count = 0;
        var next = 0;
        for (var root = 0; root < order.Length; root++)
        {
            See(root);
            for (; next < count; next++)
            {
                for (var i = start[order[next]]; i < start[order[next] + 1]; i++)
                    Join(comers[i]);
            }
        }
        return order;

        void Join(int d)
        {
            if (isDone[d])
                return;
            isDone[d] = true;
            for (var e = problem.EdgeStart[d]; e < LastJoining(problem, d); e++)
                See(problem.Edges[e].Slot);
        }

        void See(int slot)
        {
            if (isSeen[slot])
                return;
            isSeen[slot] = true;
            order[count++] = slot;
        }
    }

    private static int LastJoining(PairingProblem problem, int d) => Math.Min(problem.EdgeStart[d + 1], problem.EdgeStart[d] + JoiningEdges);

    /// <summary>Per slot the demands that count it among their best.</summary>
    private static (int[] Start, int[] Demands) BestComers(PairingProblem problem)
    {
        var start = new int[problem.Slots + 1];
        for (var d = 0; d < problem.Demands; d++)
        {
            for (var e = problem.EdgeStart[d]; e < LastJoining(problem, d); e++)
                start[problem.Edges[e].Slot + 1]++;
        }
        for (var s = 0; s < problem.Slots; s++)
            start[s + 1] += start[s];
        var demands = new int[start[^1]];
        var next = start.ToArray();
        for (var d = 0; d < problem.Demands; d++)
        {
            for (var e = problem.EdgeStart[d]; e < LastJoining(problem, d); e++)
                demands[next[problem.Edges[e].Slot]++] = d;
        }
        return (start, demands);
    }

    /// <summary>Demands in the order of their best slots, those without any at the end.</summary>
    private static int[] ByBestSlot(PairingProblem problem, int[] place)
    {
        var key = new int[problem.Demands];
        var demands = new int[key.Length];
        for (var d = 0; d < key.Length; d++)
        {
            demands[d] = d;
            key[d] = problem.EdgeStart[d] < problem.EdgeStart[d + 1] ? place[problem.Edges[problem.EdgeStart[d]].Slot] : int.MaxValue;
        }
        Array.Sort(key, demands);
        return demands;
    }

    private static PairingProblem Renumbered(PairingProblem problem, int[] demands, int[] slots, int[] place)
    {
        var start = new int[demands.Length + 1];
        var edges = new PairingEdge[problem.Edges.Length];
        var count = 0;
        for (var i = 0; i < demands.Length; i++)
        {
            var d = demands[i];
            for (var e = problem.EdgeStart[d]; e < problem.EdgeStart[d + 1]; e++)
                edges[count++] = new PairingEdge(problem.Edges[e].Score, place[problem.Edges[e].Slot], i);
            start[i + 1] = count;
        }
        return new PairingProblem(
            Array.ConvertAll(demands, d => problem.Quantity[d]), Array.ConvertAll(demands, d => problem.Whole[d]), start, edges,
            Array.ConvertAll(slots, s => problem.Capacity[s]), Array.ConvertAll(slots, s => problem.SlotCap[s]), problem.CapLimit, problem.CapParent)
        {
            IsLocal = true,
        };
    }
}
