namespace Matching.Core.Pairing;

/// <summary>Who gets what: units per edge, what they are worth, the bound and the prices that prove it.</summary>
/// <param name="SlotPrice">Shadow price (影子价格) of one unit of each slot in the relaxation, in points.</param>
/// <param name="CapPrice">The same of one order of each cap.</param>
public sealed record PairingResult(
    PairingProblem Problem, int[] Amount, long Objective, long Bound, Certificate Certificate, long[] SlotPrice, long[] CapPrice)
{
    /// <summary>(bound − objective) ÷ bound; 0 = proven optimal.</summary>
    public double Gap => Bound == 0 ? 0 : (double)(Bound - Objective) / Bound;

    public bool IsOptimal => Bound == Objective;

    /// <summary>What a unit of edge e is worth beyond the prices of its slot and cap; negative = it falls short of them.</summary>
    public long Surplus(int e)
    {
        var slot = Problem.Edges[e].Slot;
        var order = Problem.CapsAbove(slot).Sum(cap => CapPrice[cap]) / Problem.Quantity[Problem.Edges[e].Demand];
        return Problem.Edges[e].Score - SlotPrice[slot] - order;
    }

    /// <summary>Checks the proof once more, from the amounts and prices alone.</summary>
    /// <exception cref="CertificateException">It does not hold.</exception>
    public PairingResult Verified()
    {
        Certificate.Verify(Problem, Amount, Objective, Bound);
        return this;
    }
}

/// <summary>
/// Exact where quantities are one or divisible. With whole demands, or caps over larger quantities, the relaxation gives a
/// bound; when it breaks none of them the answer is exact, else rounding and ejections give a pairing, and cap prices and
/// knapsack multipliers the bound. Components that share nothing are solved apart.
/// </summary>
public static class PairingSolver
{
    private const long LeastWork = 20_000_000;

    /// <param name="searchWork">Work units for the search that whole demands need; fewer give a wider gap, never a wrong bound.</param>
    /// <param name="start">Units per edge of an earlier pairing, or null; where it is feasible still, it is improved too, and kept
    /// unless another is better.</param>
    public static PairingResult Solve(PairingProblem problem, long searchWork, int[]? start = null)
    {
        var amount = new int[problem.Edges.Length];
        var proof = new Certificate(new long[problem.Demands], new long[problem.Slots], new long[problem.Caps], new bool[problem.Slots]);
        var (slotPrice, capPrice) = (new long[problem.Slots], new long[problem.Caps]);
        long bound = 0;
        foreach (var part in Components.Of(problem))
        {
            var work = Math.Max(LeastWork, (long)((Int128)searchWork * part.Edge.Length / amount.Length));
            var found = SolveConnected(part.Problem, work, start is null ? null : Array.ConvertAll(part.Edge, e => start[e]));
            Scatter(found.Amount, part.Edge, amount);
            Scatter(found.Certificate.DemandValue, part.Demand, proof.DemandValue);
            Scatter(found.Certificate.SlotPrice, part.Slot, proof.SlotPrice);
            Scatter(found.Certificate.CapPrice, part.Cap, proof.CapPrice);
            Scatter(found.Certificate.ByKnapsack, part.Slot, proof.ByKnapsack);
            Scatter(found.SlotPrice, part.Slot, slotPrice);
            Scatter(found.CapPrice, part.Cap, capPrice);
            bound += found.Bound;
        }
        return new PairingResult(problem, amount, Feasibility.Worth(problem, amount), bound, proof, slotPrice, capPrice);
    }

    private static void Scatter<T>(T[] from, int[] to, T[] whole)
    {
        for (var i = 0; i < from.Length; i++)
            whole[to[i]] = from[i];
    }

    private static PairingResult SolveConnected(PairingProblem problem, long searchWork, int[]? start)
    {
        var flow = FlowSolver.Solve(problem);
        var proof = Certificate.OfPrices(problem, flow.SlotPrice, flow.CapPrice);
        var stands = start is not null && Array.Exists(start, units => units > 0) && Feasibility.Holds(problem, start) ? start : null;
        if (Feasibility.Holds(problem, flow.Amount))
            return Result(problem, stands is null ? flow.Amount : Better(problem, stands, flow.Amount), proof, flow.SlotPrice, flow.CapPrice);

        var capPrice = problem.CapIsFlow.Contains(false) ? CapPricing.Prices(problem, flow.SlotPrice) : flow.CapPrice;
        proof = Lower(problem, proof, Certificate.OfPrices(problem, flow.SlotPrice, capPrice));
        var amount = Whole(problem, WholeDemandRounding.Round(problem, flow.Amount), searchWork / 4);
        if (capPrice.Any(price => price > 0))
        {
            var priced = FlowAtCapPrices(problem, capPrice);
            amount = Better(problem, amount, Whole(problem, WholeDemandRounding.Round(problem, priced), searchWork / 4));
        }
        if (stands is not null)
            amount = Better(problem, Better(problem, stands, Whole(problem, stands, searchWork / 4)), amount);
        var found = Result(problem, amount, proof, flow.SlotPrice, capPrice);
        if (found.IsOptimal)
            return found;

        var (bound, value, price) = MultiplierSearch.Lower(problem, proof, amount, found.Objective, searchWork / 2);
        return bound < found.Bound
            ? Result(problem, amount, Certificate.OfKnapsacks(problem, value, price), flow.SlotPrice, capPrice)
            : found;
    }

    private static int[] Whole(PairingProblem problem, int[] rounded, long work) =>
        RefillDivisible(problem, EjectionSearch.Improve(problem, rounded, work));

    private static Certificate Lower(PairingProblem problem, Certificate a, Certificate b) => b.Bound(problem) < a.Bound(problem) ? b : a;

    private static int[] Better(PairingProblem problem, int[] a, int[] b) => Feasibility.Worth(problem, b) > Feasibility.Worth(problem, a) ? b : a;

    /// <summary>A flow in which each unit pays its share of its cap's price.</summary>
    private static int[] FlowAtCapPrices(PairingProblem problem, long[] capPrice)
    {
        var score = Array.ConvertAll(problem.Edges, edge => edge.Score);
        for (var e = 0; e < score.Length; e++)
        {
            foreach (var cap in problem.CapsAbove(problem.Edges[e].Slot))
                score[e] -= capPrice[cap] / Math.Max(1, problem.Quantity[problem.Edges[e].Demand]);
        }
        var priced = PairingProblem.Sorted(problem.Quantity, problem.Whole, problem.EdgeStart, Array.ConvertAll(problem.Edges, edge => edge.Slot), score,
            problem.Capacity, problem.SlotCap, problem.CapLimit, problem.CapParent, out var place);
        var amount = FlowSolver.Solve(priced).Amount;
        return Array.ConvertAll(place, at => amount[at]);
    }

    private static PairingResult Result(PairingProblem problem, int[] amount, Certificate proof, long[] slotPrice, long[] capPrice) =>
        new(problem, amount, Feasibility.Worth(problem, amount), proof.Bound(problem), proof, slotPrice, capPrice);

    /// <summary>With the whole demands where they are, the others are placed exactly in what is left.</summary>
    private static int[] RefillDivisible(PairingProblem problem, int[] amount)
    {
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
            if (problem.SlotCap[problem.Edges[e].Slot] is >= 0 and var cap)
                limit[cap]--;
        }
        var flow = FlowSolver.Solve(problem.With(quantity, capacity, limit));
        for (var e = 0; e < amount.Length; e++)
            refilled[e] += flow.Amount[e];
        return Feasibility.Holds(problem, refilled) ? Better(problem, amount, refilled) : amount;
    }
}
