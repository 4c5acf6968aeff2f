namespace Matching.Core.Pairing.Whole;

/// <summary>
/// The Lagrangian bound (Ross and Soland 1975) of any partly decided problem, by looking it up: the tables of all slots are built
/// once, from the last demand of an order to the first, so that when the first i demands are decided a row tells what the others
/// can bring to whatever room is left.
/// </summary>
internal sealed class LagrangianTables
{
    /// <summary>Most cells of all tables; above it sizes and rooms are measured in coarser units, rounded down, which only loosens the bound.</summary>
    private const long MostCells = 4_000_000;

    private readonly PairingProblem problem;
    private readonly Certificate multipliers;
    private readonly KnapsackTable[] table;
    private readonly long[] orderPrice;
    private readonly int[] coarse;
    private readonly int[] rowBefore;
    private readonly int[] rowAfter;

    /// <param name="tables">One for each slot, to be overwritten.</param>
    public LagrangianTables(PairingProblem problem, Certificate multipliers, int[] order, KnapsackTable[] tables, WorkLimit limit)
    {
        (this.problem, this.multipliers, table) = (problem, multipliers, tables);
        orderPrice = [.. Enumerable.Range(0, problem.Slots).Select(s => multipliers.OrderPrice(problem, s))];
        coarse = new int[problem.Slots];
        rowBefore = new int[problem.Edges.Length];
        rowAfter = new int[problem.Edges.Length];
        limit.Take(Clear() / 4);
        for (var i = order.Length - 1; i >= 0; i--)
            AddRows(order[i]);
    }

    /// <summary>The bound when nothing is decided.</summary>
    public long Root()
    {
        long bound = 0;
        for (var d = 0; d < problem.Demands; d++)
            bound += multipliers.DemandValue[d];
        for (var k = 0; k < problem.Caps; k++)
            bound += multipliers.CapPrice[k] * problem.CapLimit[k];
        for (var s = 0; s < problem.Slots; s++)
            bound += table[s].At(table[s].Rows, problem.Capacity[s] / coarse[s]);
        return bound;
    }

    /// <summary>The bound once d is left out too.</summary>
    public long Without(int d, long bound, ReadOnlySpan<int> room)
    {
        bound -= multipliers.DemandValue[d];
        for (var e = problem.EdgeStart[d]; e < problem.EdgeStart[d + 1]; e++)
        {
            if (rowAfter[e] == rowBefore[e])
                continue;
            var s = problem.Edges[e].Slot;
            var left = room[s] / coarse[s];
            bound += table[s].At(rowAfter[e], left) - table[s].At(rowBefore[e], left);
        }
        return bound;
    }

    /// <summary>What serving the demand over e adds to the bound of leaving it out.</summary>
    public long Change(int e, ReadOnlySpan<int> room)
    {
        var s = problem.Edges[e].Slot;
        return problem.WorthOf(e) - orderPrice[s]
            + table[s].At(rowAfter[e], (room[s] - problem.UnitsOf(e)) / coarse[s]) - table[s].At(rowAfter[e], room[s] / coarse[s]);
    }

    /// <summary>What the bound still holds for cap orders that nobody uses, once all is decided.</summary>
    public long UnusedOrders(ReadOnlySpan<int> capRoom)
    {
        long unused = 0;
        for (var k = 0; k < capRoom.Length; k++)
            unused += multipliers.CapPrice[k] * capRoom[k];
        return unused;
    }

    private long Clear()
    {
        var items = new int[problem.Slots];
        foreach (var edge in problem.Edges)
            items[edge.Slot]++;
        var cells = Enumerable.Range(0, problem.Slots).Sum(s => (problem.Capacity[s] + 1L) * (items[s] + 1));
        for (var s = 0; s < problem.Slots; s++)
        {
            coarse[s] = (int)(1 + cells / MostCells);
            table[s].Clear(problem.Capacity[s] / coarse[s], items[s]);
        }
        return Math.Min(cells, MostCells);
    }

    private void AddRows(int d)
    {
        for (var e = problem.EdgeStart[d]; e < problem.EdgeStart[d + 1]; e++)
        {
            var s = problem.Edges[e].Slot;
            var profit = problem.WorthOf(e) - multipliers.DemandValue[d] - orderPrice[s];
            rowAfter[e] = table[s].Rows;
            if (profit > 0 && problem.CanServe(e))
                table[s].Add(problem.UnitsOf(e) / coarse[s], profit);
            rowBefore[e] = table[s].Rows;
        }
    }
}
