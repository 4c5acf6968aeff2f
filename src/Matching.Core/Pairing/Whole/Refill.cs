namespace Matching.Core.Pairing.Whole;

/// <summary>With the whole demands where they are, the others are placed exactly in what is left.</summary>
internal static class Refill
{
    /// <summary>The better of the two: the pairing as it is, or refilled.</summary>
    public static int[] Divisible(PairingProblem problem, int[] amount)
    {
        if (!Enumerable.Range(0, problem.Demands).Any(d => !problem.Whole[d] && problem.Quantity[d] > 0))
            return amount;
        var quantity = problem.Quantity.ToArray();
        var capacity = problem.Capacity.ToArray();
        var limit = problem.CapLimit.ToArray();
        var refilled = new int[amount.Length];
        for (var e = 0; e < amount.Length; e++)
        {
            if (!problem.Whole[problem.Edges[e].Demand])
                continue;
            quantity[problem.Edges[e].Demand] = 0;
            if (amount[e] == 0)
                continue;
            refilled[e] = amount[e];
            capacity[problem.Edges[e].Slot] -= amount[e];
            foreach (var cap in problem.CapsAbove(problem.Edges[e].Slot))
                limit[cap]--;
        }
        var flow = FlowSolver.Solve(problem.With(quantity, capacity, limit));
        for (var e = 0; e < amount.Length; e++)
            refilled[e] += flow.Amount[e];
        return Feasibility.Holds(problem, refilled) && Feasibility.Worth(problem, refilled) > Feasibility.Worth(problem, amount) ? refilled : amount;
    }
}
