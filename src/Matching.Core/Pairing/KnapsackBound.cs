namespace Matching.Core.Pairing;

/// <summary>
/// The bound that demand values λ and cap prices π give when "each demand once" is relaxed: one knapsack per slot remains
/// (Ross and Soland 1975; Fisher, Jaikumar and Van Wassenhove 1986). Whole demands are items of their size; the others may be
/// taken in part. Rounding is upwards, so the bound holds.
/// </summary>
internal sealed class KnapsackBound
{
    /// <summary>Largest table of one slot's dynamic programme; above it the fractional knapsack bounds the slot.</summary>
    private const long MostCells = 2_000_000;

    private readonly PairingProblem problem;
    private readonly int[] slotEdges;
    private readonly int[] slotStart;
    private readonly List<(int Edge, long Profit)> pieces = [];
    private readonly List<(int Edge, long Profit)> wholes = [];
    private readonly HashSet<int> packed = [];

    public KnapsackBound(PairingProblem problem)
    {
        this.problem = problem;
        slotStart = new int[problem.Slots + 1];
        foreach (var edge in problem.Edges)
            slotStart[edge.Slot + 1]++;
        for (var s = 0; s < problem.Slots; s++)
            slotStart[s + 1] += slotStart[s];
        slotEdges = new int[problem.Edges.Length];
        var fill = slotStart.ToArray();
        for (var e = 0; e < slotEdges.Length; e++)
            slotEdges[fill[problem.Edges[e].Slot]++] = e;
    }

    /// <summary>The best knapsacks of the chosen slots together.</summary>
    public static long OfSlots(PairingProblem problem, long[] demandValue, long[] capPrice, bool[] chosen)
    {
        if (Array.IndexOf(chosen, true) < 0)
            return 0;
        var knapsacks = new KnapsackBound(problem);
        long sum = 0;
        for (var s = 0; s < problem.Slots; s++)
            sum += chosen[s] ? knapsacks.OfSlot(s, demandValue, capPrice, null) : 0;
        return sum;
    }

    /// <summary>The bound with every slot a knapsack; with <paramref name="taken"/>, also the units they take of each edge.</summary>
    public long Evaluate(long[] demandValue, long[] capPrice, int[]? taken)
    {
        long bound = 0;
        foreach (var value in demandValue)
            bound += value;
        for (var k = 0; k < problem.Caps; k++)
            bound += capPrice[k] * problem.CapLimit[k];
        if (taken is not null)
            Array.Clear(taken);
        for (var s = 0; s < problem.Slots; s++)
            bound += OfSlot(s, demandValue, capPrice, taken);
        return bound;
    }

    private long OfSlot(int s, long[] demandValue, long[] capPrices, int[]? taken)
    {
        pieces.Clear();
        wholes.Clear();
        var capPrice = problem.SlotCap[s] is >= 0 and var cap ? capPrices[cap] : 0;
        long size = 0, profit = 0;
        for (var i = slotStart[s]; i < slotStart[s + 1]; i++)
        {
            var e = slotEdges[i];
            var d = problem.Edges[e].Demand;
            var gain = problem.Edges[e].Score * problem.Quantity[d] - demandValue[d] - capPrice;
            if (gain <= 0 || problem.Quantity[d] == 0 || (problem.Whole[d] && problem.Quantity[d] > problem.Capacity[s]))
                continue;
            (problem.Whole[d] ? wholes : pieces).Add((e, gain));
            size += problem.Quantity[d];
            profit += gain;
        }
        if (size > problem.Capacity[s])
            return Crowded(problem.Capacity[s], taken);
        Take(wholes, taken);
        Take(pieces, taken);
        return profit;
    }

    /// <summary>The best set of whole and single demands for slot s, given what each is worth elsewhere; no edges where a
    /// divisible demand takes part or the table would be too large.</summary>
    public (HashSet<int>? Edges, long Work) Packing(int s, Func<int, long> elsewhere)
    {
        pieces.Clear();
        wholes.Clear();
        for (var i = slotStart[s]; i < slotStart[s + 1]; i++)
        {
            var e = slotEdges[i];
            var d = problem.Edges[e].Demand;
            if (!problem.Whole[d] && problem.Quantity[d] > 1)
                return (null, i - slotStart[s]);
            var gain = problem.Edges[e].Score * problem.Quantity[d] - elsewhere(d);
            if (gain > 0 && problem.Quantity[d] > 0 && problem.Quantity[d] <= problem.Capacity[s])
                wholes.Add((e, gain));
        }
        var unit = Divisor(problem.Capacity[s]);
        var room = problem.Capacity[s] / unit;
        var cells = (long)room * wholes.Count;
        if (wholes.Count == 0 || cells > MostCells)
            return (null, wholes.Count);
        Exact(room, unit, null);
        return (packed, cells);
    }

    private void Take(List<(int Edge, long Profit)> items, int[]? taken)
    {
        if (taken is null)
            return;
        foreach (var (edge, _) in items)
            taken[edge] = SizeOf(edge);
    }

    private int SizeOf(int edge) => problem.Quantity[problem.Edges[edge].Demand];

    /// <summary>A slot that can't take all that would profit.</summary>
    private long Crowded(int capacity, int[]? taken)
    {
        pieces.Sort(ByProfitPerUnit);
        var unit = pieces.Count == 0 ? Divisor(capacity) : 1;
        var room = capacity / unit;
        if (wholes.Count == 0)
            return TakePieces(capacity, taken);
        if ((long)room * wholes.Count > MostCells)
            return Fractional(capacity, taken);
        return Exact(room, unit, taken);
    }

    private int Divisor(int capacity)
    {
        var divisor = 0;
        foreach (var (edge, _) in wholes)
            divisor = Gcd(divisor, SizeOf(edge));
        return Math.Clamp(divisor, 1, Math.Max(1, capacity));
    }

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);

    /// <summary>Whole demands by dynamic programming over the room they get, pieces filling what is left; with pieces the unit is 1.</summary>
    private long Exact(int room, int unit, int[]? taken)
    {
        var best = new long[room + 1];
        var chosen = new bool[wholes.Count][];
        for (var i = 0; i < wholes.Count; i++)
        {
            var (edge, profit) = wholes[i];
            var size = SizeOf(edge) / unit;
            chosen[i] = new bool[room + 1];
            for (var c = room; c >= size; c--)
            {
                if (best[c - size] + profit <= best[c])
                    continue;
                best[c] = best[c - size] + profit;
                chosen[i][c] = true;
            }
        }
        var filled = PieceValues(room);
        var at = room;
        for (var c = 0; c <= room; c++)
        {
            if (best[c] + filled[room - c] > best[at] + filled[room - at])
                at = c;
        }
        var value = best[at] + filled[room - at];
        packed.Clear();
        var left = room - at;
        for (var i = wholes.Count - 1; i >= 0; i--)
        {
            if (!chosen[i][at])
                continue;
            packed.Add(wholes[i].Edge);
            at -= SizeOf(wholes[i].Edge) / unit;
        }
        if (taken is null)
            return value;
        TakePieces(left, taken);
        foreach (var edge in packed)
            taken[edge] = SizeOf(edge);
        return value;
    }

    /// <summary>Best value of pieces in each room from 0 to <paramref name="room"/>, the best per unit first.</summary>
    private long[] PieceValues(int room)
    {
        var values = new long[room + 1];
        var c = 0;
        foreach (var (edge, profit) in pieces)
        {
            var perUnit = Ceiling(profit, SizeOf(edge));
            for (var n = SizeOf(edge); n > 0 && c < room; n--, c++)
                values[c + 1] = values[c] + perUnit;
        }
        for (; c < room; c++)
            values[c + 1] = values[c];
        return values;
    }

    private long TakePieces(int room, int[]? taken)
    {
        long value = 0;
        foreach (var (edge, profit) in pieces)
        {
            var amount = Math.Min(room, SizeOf(edge));
            value += Ceiling(profit, SizeOf(edge)) * amount;
            room -= amount;
            if (taken is not null)
                taken[edge] = amount;
        }
        return value;
    }

    private long Fractional(int capacity, int[]? taken)
    {
        pieces.AddRange(wholes);
        pieces.Sort(ByProfitPerUnit);
        return TakePieces(capacity, taken);
    }

    private int ByProfitPerUnit((int Edge, long Profit) a, (int Edge, long Profit) b)
    {
        var byRatio = ((Int128)b.Profit * SizeOf(a.Edge)).CompareTo((Int128)a.Profit * SizeOf(b.Edge));
        return byRatio != 0 ? byRatio : a.Edge.CompareTo(b.Edge);
    }

    private static long Ceiling(long value, int divisor) => (value + divisor - 1) / divisor;
}
