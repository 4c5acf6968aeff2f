namespace Matching.Core.Pairing.Whole;

/// <summary>
/// Prices for caps that count orders of any size. At given slot prices each demand is one order, worth q_d (w_ds − p_s) at best
/// under each cap and at best outside all; sharing the caps' orders out among the demands is an assignment problem, and its
/// prices are the best cap prices that go with those slot prices.
/// </summary>
internal static class CapPricing
{
    public static long[] Prices(PairingProblem problem, long[] slotPrice)
    {
        var outside = problem.Caps;
        var start = new int[problem.Demands + 1];
        var cap = new List<int>();
        var worth = new List<long>();
        var best = new Dictionary<int, long>();
        for (var d = 0; d < problem.Demands; d++)
        {
            start[d] = cap.Count;
            best.Clear();
            for (var e = problem.EdgeStart[d]; e < problem.EdgeStart[d + 1]; e++)
            {
                var slot = problem.Edges[e].Slot;
                var under = problem.SlotCap[slot] is >= 0 and var k ? k : outside;
                var gain = problem.WorthOf(e) - problem.UnitsOf(e) * slotPrice[slot];
                if (gain > best.GetValueOrDefault(under))
                    best[under] = gain;
            }
            foreach (var (under, gain) in best.OrderBy(pair => pair.Key))
            {
                cap.Add(under);
                worth.Add(gain);
            }
        }
        start[^1] = cap.Count;
        return Solve(problem, start, [.. cap], [.. worth])[..outside];
    }

    private static long[] Solve(PairingProblem problem, int[] start, int[] cap, long[] worth)
    {
        var one = new int[problem.Demands];
        Array.Fill(one, 1);
        int[] limits = [.. problem.CapLimit, problem.Demands];
        var free = new int[limits.Length];
        Array.Fill(free, -1);
        return FlowSolver.Solve(PairingProblem.Sorted(one, new bool[problem.Demands], start, cap, worth, limits, free, [], null, out _)).SlotPrice;
    }
}
