namespace Matching.Core.Pairing;

/// <summary>Who gets what: units per edge, what they are worth, the bound and the prices that prove it.</summary>
/// <param name="SlotPrice">Shadow price (影子价格) of one unit of each slot in the relaxation, in points.</param>
public sealed record PairingResult(
    PairingProblem Problem, int[] Amount, long Objective, long Bound, Certificate Certificate, FlowPairing Relaxation)
{
    /// <summary>(bound − objective) ÷ bound; 0 = proven optimal.</summary>
    public double Gap => Bound == 0 ? 0 : (double)(Bound - Objective) / Bound;

    public bool IsOptimal => Bound == Objective;

    /// <summary>Checks the proof once more, from the amounts and prices alone.</summary>
    /// <exception cref="CertificateException">It does not hold.</exception>
    public PairingResult Verified()
    {
        Certificate.Verify(Problem, Amount, Objective, Bound);
        return this;
    }
}

/// <summary>
/// Exact where quantities are one or divisible. With whole demands the relaxation gives a bound; when it happens to split none
/// the answer is exact, else rounding and ejections give a pairing, and knapsack multipliers the bound.
/// </summary>
public static class PairingSolver
{
    /// <param name="searchWork">Work units for the search that whole demands need; fewer give a wider gap, never a wrong bound.</param>
    public static PairingResult Solve(PairingProblem problem, long searchWork)
    {
        var flow = FlowSolver.Solve(problem);
        var proof = new Certificate(flow.SlotPrice, flow.CapPrice, null);
        if (Feasibility.Holds(problem, flow.Amount))
            return Result(problem, flow, flow.Amount, proof);

        var amount = EjectionSearch.Improve(problem, WholeDemandRounding.Round(problem, flow), searchWork / 2);
        amount = RefillDivisible(problem, amount);
        var found = Result(problem, flow, amount, proof);
        if (found.IsOptimal)
            return found;

        var (bound, value, price) = MultiplierSearch.Lower(problem, flow, amount, found.Objective, searchWork / 2);
        return bound < found.Bound
            ? Result(problem, flow, amount, new Certificate(flow.SlotPrice, price, value))
            : found;
    }

    private static PairingResult Result(PairingProblem problem, FlowPairing flow, int[] amount, Certificate proof) =>
        new(problem, amount, Feasibility.Worth(problem, amount), proof.Bound(problem), proof, flow);

    /// <summary>With the whole demands where they are, the others are placed exactly in what is left.</summary>
    private static int[] RefillDivisible(PairingProblem problem, int[] amount)
    {
        var quantity = problem.Quantity.ToArray();
        var capacity = problem.Capacity.ToArray();
        var limit = problem.CapLimit.ToArray();
        var refilled = new int[amount.Length];
        for (var d = 0; d < quantity.Length; d++)
        {
            if (!problem.Whole[d])
                continue;
            quantity[d] = 0;
            for (var e = problem.EdgeStart[d]; e < problem.EdgeStart[d + 1]; e++)
            {
                if (amount[e] == 0)
                    continue;
                refilled[e] = amount[e];
                capacity[problem.EdgeSlot[e]] -= amount[e];
                if (problem.SlotCap[problem.EdgeSlot[e]] is >= 0 and var cap)
                    limit[cap]--;
            }
        }
        var flow = FlowSolver.Solve(problem.With(quantity, capacity, limit));
        for (var e = 0; e < amount.Length; e++)
            refilled[e] += flow.Amount[e];
        return Feasibility.Holds(problem, refilled) && Feasibility.Worth(problem, refilled) > Feasibility.Worth(problem, amount)
            ? refilled
            : amount;
    }
}
