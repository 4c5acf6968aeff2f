namespace Matching.Core.Pairing.Whole;

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
    private readonly long[] worth;
    private readonly int[] demand;
    private readonly List<Item> pieces = [];
    private readonly List<Item> wholes = [];
    private readonly KnapsackTable table = new();

    public KnapsackBound(PairingProblem problem)
    {
        this.problem = problem;
        (slotStart, slotEdges) = problem.EdgesBySlot();
        worth = Array.ConvertAll(slotEdges, problem.WorthOf);
        demand = Array.ConvertAll(slotEdges, e => problem.Edges[e].Demand);
    }

    private readonly record struct Item(int Edge, int Size, long Profit);

    /// <summary>Looks at edges and cells of tables so far.</summary>
    public long Work { get; private set; }

    /// <summary>The best knapsacks of the slots that the certificate bounds by them.</summary>
    public static Int128 OfSlots(PairingProblem problem, Certificate proof)
    {
        Int128 sum = 0;
        if (Array.IndexOf(proof.ByKnapsack, true) < 0)
            return sum;
        var knapsacks = new KnapsackBound(problem);
        for (var s = 0; s < problem.Slots; s++)
            sum += proof.ByKnapsack[s] ? knapsacks.OfSlot(s, proof, null) : 0;
        return sum;
    }

    /// <summary>The bound with every slot a knapsack, and the units that the knapsacks take of each edge.</summary>
    public long Evaluate(Certificate proof, int[] taken)
    {
        Int128 bound = 0;
        foreach (var value in proof.DemandValue)
            bound += value;
        for (var k = 0; k < problem.Caps; k++)
            bound += (Int128)proof.CapPrice[k] * problem.CapLimit[k];
        Array.Clear(taken);
        for (var s = 0; s < problem.Slots; s++)
            bound += OfSlot(s, proof, taken);
        return (long)Int128.Min(bound, long.MaxValue);
    }

    private long OfSlot(int s, Certificate proof, int[]? taken)
    {
        pieces.Clear();
        wholes.Clear();
        long size = 0, profit = 0;
        var order = proof.OrderPrice(problem, s);
        for (var i = slotStart[s]; i < slotStart[s + 1]; i++)
        {
            var d = demand[i];
            var gain = worth[i] * proof.Scale - proof.DemandValue[d];
            if (gain <= order || (order > 0 && (gain -= problem.OrdersFor(d, s, order)) <= 0))
                continue;
            var item = new Item(slotEdges[i], problem.UnitsOf(slotEdges[i]), gain);
            (problem.Whole[d] ? wholes : pieces).Add(item);
            size += item.Size;
            profit += gain;
        }
        Work += slotStart[s + 1] - slotStart[s];
        if (size > problem.Capacity[s])
            return Crowded(problem.Capacity[s], taken);
        Take(wholes, taken);
        Take(pieces, taken);
        return profit;
    }

    private void Take(List<Item> items, int[]? taken)
    {
        if (taken is null)
            return;
        foreach (var item in items)
            taken[item.Edge] = AmountOf(item.Edge);
    }

    private int AmountOf(int edge) => problem.Quantity[problem.Edges[edge].Demand];

    /// <summary>A slot that can't take all that would profit.</summary>
    private long Crowded(int capacity, int[]? taken)
    {
        pieces.Sort(ByProfitPerUnit);
        if (wholes.Count == 0)
            return TakePieces(capacity, taken);
        var unit = pieces.Count == 0 ? Divisor(capacity) : 1;
        var cells = (long)(capacity / unit) * wholes.Count;
        if (cells > MostCells)
            return Fractional(capacity, taken);
        Work += cells / 4;
        return Exact(capacity / unit, unit, taken);
    }

    private int Divisor(int capacity)
    {
        var divisor = 0;
        foreach (var item in wholes)
            divisor = Gcd(divisor, item.Size);
        return Math.Clamp(divisor, 1, Math.Max(1, capacity));
    }

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);

    /// <summary>Whole demands by dynamic programming over the room they get, pieces filling what is left; with pieces the unit is 1.</summary>
    private long Exact(int room, int unit, int[]? taken)
    {
        table.Clear(room, wholes.Count);
        foreach (var item in wholes)
            table.Add(item.Size / unit, item.Profit);
        var best = table.Row(table.Rows);
        var (value, at) = (best[room], room);
        if (pieces.Count > 0)
        {
            var filled = PieceValues(room);
            for (var c = 0; c <= room; c++)
            {
                if (best[c] + filled[room - c] > value)
                    (value, at) = (best[c] + filled[room - c], c);
            }
        }
        if (taken is null)
            return value;
        TakePieces(room - at, taken);
        foreach (var i in table.Chosen(at))
            taken[wholes[i].Edge] = AmountOf(wholes[i].Edge);
        return value;
    }

    /// <summary>Best value of pieces in each room from 0 to <paramref name="room"/>, the best per unit first.</summary>
    private long[] PieceValues(int room)
    {
        var values = new long[room + 1];
        var c = 0;
        foreach (var item in pieces)
        {
            var perUnit = Ceiling(item.Profit, item.Size);
            for (var n = item.Size; n > 0 && c < room; n--, c++)
                values[c + 1] = values[c] + perUnit;
        }
        for (; c < room; c++)
            values[c + 1] = values[c];
        return values;
    }

    private long TakePieces(int room, int[]? taken)
    {
        long value = 0;
        foreach (var item in pieces)
        {
            var units = Math.Min(room, item.Size);
            value += units == item.Size ? item.Profit : Ceiling(item.Profit, item.Size) * units;
            room -= units;
            if (taken is not null && (units == item.Size || problem.EdgeUnits is null))
                taken[item.Edge] = problem.EdgeUnits is null ? units : 1;
        }
        return value;
    }

    private long Fractional(int capacity, int[]? taken)
    {
        pieces.AddRange(wholes);
        pieces.Sort(ByProfitPerUnit);
        return TakePieces(capacity, taken);
    }

    private static int ByProfitPerUnit(Item a, Item b)
    {
        var byRatio = ((Int128)b.Profit * a.Size).CompareTo((Int128)a.Profit * b.Size);
        return byRatio != 0 ? byRatio : a.Edge.CompareTo(b.Edge);
    }

    private static long Ceiling(long value, int divisor) => (value + divisor - 1) / divisor;
}
