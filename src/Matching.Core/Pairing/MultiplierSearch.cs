namespace Matching.Core.Pairing;

/// <summary>Lowers the knapsack bound by subgradient steps on the demand values and cap prices (Held, Wolfe and Crowder 1974),
/// from the values of a proof by prices. Steps are computed in floating point; every bound is computed in integers.</summary>
internal static class MultiplierSearch
{
    private const int Patience = 10;
    private const int MostSteps = 400;

    public static (long Bound, long[] DemandValue, long[] CapPrice) Lower(
        PairingProblem problem, Certificate start, int[] incumbent, long objective, long work)
    {
        var knapsacks = new KnapsackBound(problem);
        var value = start.DemandValue.ToArray();
        var price = start.CapPrice.ToArray();
        var best = (Bound: knapsacks.Evaluate(value, price, null), DemandValue: value.ToArray(), CapPrice: price.ToArray());
        var taken = new int[problem.Edges.Length];
        var (stale, length) = (0, 1.0);
        for (var step = 0; step < MostSteps && best.Bound > objective && length > 0.005; step++)
        {
            var bound = knapsacks.Evaluate(value, price, taken);
            if (bound < best.Bound)
                (best, stale) = ((bound, value.ToArray(), price.ToArray()), 0);
            else if (++stale >= Patience)
                (stale, length) = (0, length / 2);
            KeepTies(problem, value, price, taken, incumbent);
            if (!Step(problem, value, price, taken, length * (bound - objective)))
                break;
            work -= taken.Length;
            if (work < 0)
                break;
        }
        return best;
    }

    /// <summary>Items at zero profit cost nothing to take: taking those of the incumbent keeps settled demands out of the step.</summary>
    private static void KeepTies(PairingProblem problem, long[] value, long[] price, int[] taken, int[] incumbent)
    {
        for (var e = 0; e < taken.Length; e++)
        {
            var d = problem.Edges[e].Demand;
            var cap = problem.SlotCap[problem.Edges[e].Slot];
            if (incumbent[e] > taken[e]
                && problem.Edges[e].Score * problem.Quantity[d] - value[d] - (cap >= 0 ? price[cap] : 0) == 0)
                taken[e] = incumbent[e];
        }
    }

    private static bool Step(PairingProblem problem, long[] value, long[] price, int[] taken, double distance)
    {
        var share = new double[problem.Demands];
        var orders = new double[problem.Caps];
        for (var e = 0; e < taken.Length; e++)
        {
            if (taken[e] == 0)
                continue;
            var part = (double)taken[e] / problem.Quantity[problem.Edges[e].Demand];
            share[problem.Edges[e].Demand] += part;
            if (problem.SlotCap[problem.Edges[e].Slot] is >= 0 and var cap)
                orders[cap] += part;
        }
        double norm = 0;
        for (var d = 0; d < share.Length; d++)
        {
            share[d] = 1 - share[d];
            if (value[d] == 0 && share[d] > 0)
                share[d] = 0;
            norm += problem.Quantity[d] * share[d] * share[d];
        }
        for (var k = 0; k < orders.Length; k++)
        {
            orders[k] = problem.CapLimit[k] - orders[k];
            if (price[k] == 0 && orders[k] > 0)
                orders[k] = 0;
            norm += orders[k] * orders[k];
        }
        if (norm <= 0)
            return false;
        var step = distance / norm;
        for (var d = 0; d < share.Length; d++)
            value[d] = Moved(value[d], step * problem.Quantity[d] * share[d]);
        for (var k = 0; k < orders.Length; k++)
            price[k] = Moved(price[k], step * orders[k]);
        return true;
    }

    private static long Moved(long value, double by) =>
        by == 0 ? value : (long)Math.Clamp(value - Math.Round(by), 0, long.MaxValue / 1024);
}
