using System.Numerics;
using Matching.Core.Pairing;

namespace Matching.Core.Tests.Pairing;

/// <summary>A second reading of what a result claims, from the definitions alone and in numbers that can't overflow.</summary>
internal static class ProofCheck
{
    /// <summary>The first breach of quantity, capacity, cap or wholeness, or null.</summary>
    public static string? Breach(PairingProblem problem, int[] amount)
    {
        var edges = Enumerable.Range(0, amount.Length).ToList();
        if (edges.Any(e => amount[e] < 0))
            return "negative amount";
        if (edges.Any(e => problem.Whole[DemandOf(problem, e)] && amount[e] > 0 && amount[e] != problem.Quantity[DemandOf(problem, e)]))
            return "whole demand split";
        if (edges.GroupBy(e => DemandOf(problem, e)).Any(own => own.Sum(e => (long)amount[e]) > problem.Quantity[own.Key]))
            return "demand overserved";
        if (edges.GroupBy(e => problem.Edges[e].Slot).Any(own => own.Sum(e => (long)amount[e]) > problem.Capacity[own.Key]))
            return "slot oversold";
        var capped = edges.Where(e => amount[e] > 0 && problem.SlotCap[problem.Edges[e].Slot] >= 0);
        return capped.GroupBy(e => problem.SlotCap[problem.Edges[e].Slot]).Any(own => own.Count() > problem.CapLimit[own.Key])
            ? "cap exceeded"
            : null;
    }

    public static BigInteger Worth(PairingProblem problem, int[] amount) =>
        Sum(Enumerable.Range(0, amount.Length).Select(e => (BigInteger)problem.Edges[e].Score * amount[e]));

    /// <summary>Σ_d max(0, max_s q_d (w_ds − p_s) − π_s) + Σ_s c_s p_s + Σ_k cap_k π_k.</summary>
    public static BigInteger PriceBound(PairingProblem problem, long[] slotPrice, long[] capPrice)
    {
        var demands = Enumerable.Range(0, problem.Quantity.Length).Select(d =>
            Enumerable.Range(problem.EdgeStart[d], problem.EdgeStart[d + 1] - problem.EdgeStart[d]).Select(e =>
            {
                var slot = problem.Edges[e].Slot;
                var above = problem.SlotCap[slot] < 0 ? 0 : capPrice[problem.SlotCap[slot]];
                return problem.Quantity[d] * ((BigInteger)problem.Edges[e].Score - slotPrice[slot]) - above;
            }).Append(BigInteger.Zero).Max());
        var slots = slotPrice.Select((price, s) => (BigInteger)price * problem.Capacity[s]);
        var caps = capPrice.Select((price, k) => (BigInteger)price * problem.CapLimit[k]);
        return Sum(demands) + Sum(slots) + Sum(caps);
    }

    private static int DemandOf(PairingProblem problem, int edge)
    {
        var d = 0;
        while (problem.EdgeStart[d + 1] <= edge)
            d++;
        return d;
    }

    private static BigInteger Sum(IEnumerable<BigInteger> values) => values.Aggregate(BigInteger.Zero, BigInteger.Add);
}
