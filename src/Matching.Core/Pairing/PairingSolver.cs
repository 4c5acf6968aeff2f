using Matching.Core.Pairing.Whole;

namespace Matching.Core.Pairing;

/// <summary>
/// Who gets whom, with a proof. The flow solves the relaxation in which every demand may be split; where that splits no whole demand
/// and exceeds no cap, the answer is exact. Only the components in which it does are searched further; the others keep it.
/// </summary>
public static class PairingSolver
{
    /// <summary>Prices of whole demands need finer steps than points: up to so many to a point, as far as the range allows.</summary>
    private const long FinestScale = 1_000;

    /// <summary>The best pairing found. Nothing of it is checked yet: <see cref="PairingResult.Verified"/> does that, in one pass.</summary>
    /// <param name="limit">Work for the search that whole demands need; less gives a wider gap, never a wrong bound. Its token stops
    /// the flow too.</param>
    /// <param name="start">Units per edge of an earlier pairing, or null; kept where it is feasible still and nothing better is found.</param>
    public static PairingResult Solve(PairingProblem problem, WorkLimit limit, int[]? start = null)
    {
        var flow = problem.EdgeUnits is null ? FlowSolver.Solve(problem, limit.TokenOnly()) : Unlimited(problem);
        var isFlow = IsFlow(problem);
        var breaches = isFlow ? [] : Feasibility.Breaches(problem, flow.Amount).Select(breach => breach.Slot).ToList();
        var hasStart = start is not null && Array.Exists(start, units => units > 0);
        if (breaches.Count == 0 && !hasStart)
            return Result(problem, flow.Amount, isFlow ? Certificate.OfFlow(problem, flow) : Certificate.OfPrices(problem, flow.SlotPrice, flow.CapPrice), flow);

        var components = new Components(problem);
        var broken = breaches.Select(slot => components.OfSlot[slot]).ToHashSet();
        var amount = flow.Amount.ToArray();
        if (hasStart)
            KeepStanding(problem, components, broken, amount, start!);
        return broken.Count == 0
            ? Result(problem, amount, Certificate.OfPrices(problem, flow.SlotPrice, flow.CapPrice), flow)
            : WithSearched(problem, components, broken, flow, amount, start, limit);
    }

    /// <summary>Whether the relaxation is the problem itself.</summary>
    private static bool IsFlow(PairingProblem problem) => !problem.Whole.Contains(true) && !problem.CapIsFlow.Contains(false);

    /// <summary>Where weights differ by slot, no flow relaxes the problem: every demand at its best slot does, at no price.</summary>
    private static FlowPairing Unlimited(PairingProblem problem)
    {
        var amount = new int[problem.Edges.Length];
        for (var d = 0; d < problem.Demands; d++)
        {
            if (problem.EdgeStart[d] < problem.EdgeStart[d + 1] && problem.Edges[problem.EdgeStart[d]].Score > 0)
                amount[problem.EdgeStart[d]] = 1;
        }
        return new FlowPairing(amount, new long[problem.Slots], new long[problem.Caps]);
    }

    /// <summary>In a component that the flow solves, another optimum that stands already is as good.</summary>
    private static void KeepStanding(PairingProblem problem, Components components, HashSet<int> broken, int[] amount, int[] start)
    {
        var lost = new Dictionary<int, long>();
        for (var e = 0; e < amount.Length; e++)
        {
            var name = components.OfSlot[problem.Edges[e].Slot];
            lost[name] = lost.GetValueOrDefault(name) + problem.Edges[e].Score * (amount[e] - (long)start[e]);
        }
        foreach (var (slot, _) in Feasibility.Breaches(problem, start))
            lost[components.OfSlot[slot]] = long.MaxValue;
        for (var e = 0; e < amount.Length; e++)
        {
            var name = components.OfSlot[problem.Edges[e].Slot];
            if (lost[name] == 0 && !broken.Contains(name))
                amount[e] = start[e];
        }
    }

    private static PairingResult WithSearched(
        PairingProblem problem, Components components, HashSet<int> broken, FlowPairing flow, int[] amount, int[]? start, WorkLimit limit)
    {
        var scale = ScaleOf(problem);
        var slotPrice = Array.ConvertAll(flow.SlotPrice, price => price * scale);
        var capPrice = Array.ConvertAll(flow.CapPrice, price => price * scale);
        var searches = components.Parts(broken, scale).ConvertAll(part => new WholeDemandSearch(
            part, Chosen(flow.Amount, part.Edge), Chosen(slotPrice, part.Slot), Chosen(capPrice, part.Cap), start is null ? null : Chosen(start, part.Edge), scale));
        WholeDemandSearch.Run(searches, limit);

        var proof = Certificate.OfPrices(problem, slotPrice, capPrice, scale);
        foreach (var search in searches)
        {
            Scatter(search.Amount, search.Part.Edge, amount);
            Scatter(search.Proof.DemandValue, search.Part.Demand, proof.DemandValue);
            Scatter(search.Proof.SlotPrice, search.Part.Slot, proof.SlotPrice);
            Scatter(search.Proof.CapPrice, search.Part.Cap, proof.CapPrice);
            Scatter(search.Proof.ByKnapsack, search.Part.Slot, proof.ByKnapsack);
        }
        var saved = searches.Aggregate((Int128)0, (sum, search) => sum + search.Bound - search.ProvedBound);
        var result = Result(problem, amount, proof, flow);
        return saved == 0 ? result : result with { Bound = (long)((proof.ScaledClaim(problem) - saved) / scale), CertifiedBound = result.Bound };
    }

    private static long ScaleOf(PairingProblem problem) => Math.Clamp(PairingProblem.MostTotal / Math.Max(1, problem.Total), 1, FinestScale);

    private static PairingResult Result(PairingProblem problem, int[] amount, Certificate proof, FlowPairing flow) =>
        new(problem, amount, Feasibility.Worth(problem, amount), (long)Int128.Min(proof.ScaledClaim(problem) / proof.Scale, long.MaxValue), proof, flow.SlotPrice, flow.CapPrice);

    private static T[] Chosen<T>(T[] whole, int[] rows) => Array.ConvertAll(rows, row => whole[row]);

    private static void Scatter<T>(T[] from, int[] to, T[] whole)
    {
        for (var i = 0; i < from.Length; i++)
            whole[to[i]] = from[i];
    }
}
