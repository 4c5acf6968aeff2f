using System.Numerics;
using Matching.Core.Pairing;

namespace Matching.Core.Tests.Pairing;

/// <summary>A second reading of what a result claims, from the definitions alone and in numbers that can't overflow.</summary>
internal static class ProofCheck
{
    /// <summary>A multiple of every quantity in the random problems, 1 to 4.</summary>
    private const int Parts = 12;

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
        if (edges.GroupBy(e => problem.Edges[e].Slot).Any(own => own.Sum(e => (long)amount[e] * (problem.EdgeUnits?[e] ?? 1)) > problem.Capacity[own.Key]))
            return "slot oversold";
        return Enumerable.Range(0, problem.Caps).Any(k => edges.Count(e => amount[e] > 0 && CapsOver(problem, problem.Edges[e].Slot).Contains(k)) > problem.CapLimit[k])
            ? "cap exceeded"
            : null;
    }

    public static BigInteger Worth(PairingProblem problem, int[] amount) =>
        Sum(Enumerable.Range(0, amount.Length).Select(e => (BigInteger)problem.Edges[e].Score * amount[e]));

    /// <summary>Σ_d max(0, max_s q_d w_ds − units p_s − orders · Π_s) + Σ_s c_s p_s + Σ_k cap_k π_k, where Π_s adds up the caps over s.</summary>
    public static BigInteger PriceBound(PairingProblem problem, long[] slotPrice, long[] capPrice)
    {
        var demands = Enumerable.Range(0, problem.Quantity.Length).Select(d =>
            Enumerable.Range(problem.EdgeStart[d], problem.EdgeStart[d + 1] - problem.EdgeStart[d]).Where(e => CanServe(problem, d, e)).Select(e =>
            {
                var slot = problem.Edges[e].Slot;
                var units = problem.EdgeUnits?[e] ?? problem.Quantity[d];
                return (BigInteger)problem.Quantity[d] * problem.Edges[e].Score - (BigInteger)units * slotPrice[slot] - OrderPrice(problem, d, slot, capPrice);
            }).Append(BigInteger.Zero).Max());
        var slots = slotPrice.Select((price, s) => (BigInteger)price * problem.Capacity[s]);
        var caps = capPrice.Select((price, k) => (BigInteger)price * problem.CapLimit[k]);
        return Sum(demands) + Sum(slots) + Sum(caps);
    }

    /// <summary>
    /// What a certificate proves, from its definition: Σ λ + Σ cap π, and per slot c p or the best that its edges can bring beyond λ and
    /// π: whole demands all or nothing, the others unit by unit, by trying every room. It lies between the two, as a unit's share of a
    /// profit may be rounded up. Null where an edge is worth more than its prices.
    /// </summary>
    public static (BigInteger Least, BigInteger Most)? CertifiedBound(PairingProblem problem, Certificate proof) =>
        CertifiedBound(problem, proof, roundUp: false) is { } least && CertifiedBound(problem, proof, roundUp: true) is { } most ? (least, most) : null;

    private static BigInteger? CertifiedBound(PairingProblem problem, Certificate proof, bool roundUp)
    {
        var sum = Sum(proof.DemandValue.Select(value => (BigInteger)value)) + Sum(proof.CapPrice.Select((price, k) => (BigInteger)price * problem.CapLimit[k]));
        for (var s = 0; s < problem.Capacity.Length; s++)
        {
            var left = new List<(int Demand, int Edge, BigInteger Profit)>();
            for (var d = 0; d < problem.Quantity.Length; d++)
            {
                for (var e = problem.EdgeStart[d]; e < problem.EdgeStart[d + 1]; e++)
                {
                    if (problem.Edges[e].Slot == s && CanServe(problem, d, e))
                        left.Add((d, e, (BigInteger)problem.Quantity[d] * problem.Edges[e].Score * proof.Scale - proof.DemandValue[d] - OrderPrice(problem, d, s, proof.CapPrice)));
                }
            }
            if (!proof.ByKnapsack[s] && left.Any(edge => edge.Profit > (problem.EdgeUnits?[edge.Edge] ?? problem.Quantity[edge.Demand]) * (BigInteger)proof.SlotPrice[s]))
                return null;
            sum += proof.ByKnapsack[s] ? BestOfSlot(problem, s, left, roundUp) : (BigInteger)proof.SlotPrice[s] * problem.Capacity[s];
        }
        return BigInteger.Divide(sum, proof.Scale);
    }

    /// <summary>Every unit of a divisible demand brings its share of the profit.</summary>
    private static BigInteger BestOfSlot(PairingProblem problem, int s, List<(int Demand, int Edge, BigInteger Profit)> edges, bool roundUp)
    {
        var best = new BigInteger[problem.Capacity[s] + 1];
        foreach (var (d, e, profit) in edges.Where(edge => edge.Profit > 0))
        {
            var (count, size) = problem.Whole[d] ? (1, problem.EdgeUnits?[e] ?? problem.Quantity[d]) : (problem.Quantity[d], 1);
            var each = roundUp ? (profit + count - 1) / count * Parts : profit * Parts / count;
            for (var i = 0; i < count; i++)
            {
                for (var room = best.Length - 1; room >= size; room--)
                    best[room] = BigInteger.Max(best[room], best[room - size] + each);
            }
        }
        return roundUp ? best[^1] / Parts : (best[^1] + Parts - 1) / Parts;
    }

    /// <summary>A demand larger than the slot needs several orders for all of it, in proportion.</summary>
    private static BigInteger OrderPrice(PairingProblem problem, int d, int slot, long[] capPrice)
    {
        var one = Sum(CapsOver(problem, slot).Select(k => (BigInteger)capPrice[k]));
        return problem.EdgeUnits is null && problem.Quantity[d] > problem.Capacity[slot] ? one * problem.Quantity[d] / problem.Capacity[slot] : one;
    }

    private static bool CanServe(PairingProblem problem, int d, int e) =>
        problem.Capacity[problem.Edges[e].Slot] >= (problem.EdgeUnits?[e] ?? (problem.Whole[d] ? problem.Quantity[d] : 1));

    private static List<int> CapsOver(PairingProblem problem, int slot)
    {
        var caps = new List<int>();
        for (var k = problem.SlotCap[slot]; k >= 0; k = problem.CapParent[k])
            caps.Add(k);
        return caps;
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
