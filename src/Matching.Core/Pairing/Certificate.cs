namespace Matching.Core.Pairing;

/// <summary>A pairing's proof failed: a defect of the solver, never of the lists. Nothing may be written.</summary>
public sealed class CertificateException(string what) : Exception(what);

/// <summary>
/// What proves how good a pairing is, by weak duality. With slot prices p and cap prices π every pairing is worth at most
/// Σ_d max(0, max_s q_d (w_ds − p_s) − π) + Σ_s c_s p_s + Σ_k cap_k π_k. With demand values λ and cap prices π instead, at most
/// Σ_d λ_d + Σ_s K_s + Σ_k cap_k π_k, where K_s is the best knapsack of slot s at profits q_d w_ds − λ_d − π.
/// Anyone can check either in one pass over the edges.
/// </summary>
/// <param name="DemandValue">λ, in points for the whole demand; null for a proof by slot prices alone.</param>
public sealed record Certificate(long[] SlotPrice, long[] CapPrice, long[]? DemandValue)
{
    /// <summary>The bound that these prices prove, in points.</summary>
    public long Bound(PairingProblem problem) =>
        DemandValue is null ? PriceBound(problem) : KnapsackBound.Of(problem, DemandValue, CapPrice);

    /// <summary>Checks that the amounts are feasible and worth <paramref name="objective"/>, and that the bound holds.</summary>
    /// <exception cref="CertificateException">It is not so.</exception>
    public void Verify(PairingProblem problem, int[] amount, long objective, long bound)
    {
        Feasibility.Check(problem, amount);
        if (Feasibility.Worth(problem, amount) != objective)
            throw new CertificateException("The pairing is not worth what it claims.");
        if (SlotPrice.Any(price => price < 0) || CapPrice.Any(price => price < 0) || DemandValue?.Any(value => value < 0) == true)
            throw new CertificateException("A price is negative.");
        if (Bound(problem) != bound)
            throw new CertificateException("The prices do not prove the bound.");
        if (objective > bound)
            throw new CertificateException("The pairing is worth more than its bound.");
    }

    private long PriceBound(PairingProblem problem)
    {
        long bound = 0;
        for (var d = 0; d < problem.Demands; d++)
        {
            long best = 0;
            for (var e = problem.EdgeStart[d]; e < problem.EdgeStart[d + 1]; e++)
            {
                var slot = problem.EdgeSlot[e];
                var cap = problem.SlotCap[slot];
                var perUnit = problem.EdgeScore[e] - SlotPrice[slot];
                best = Math.Max(best, problem.Quantity[d] * perUnit - (cap >= 0 ? CapPrice[cap] : 0));
            }
            bound += best;
        }
        for (var s = 0; s < problem.Slots; s++)
            bound += SlotPrice[s] * problem.Capacity[s];
        for (var k = 0; k < problem.Caps; k++)
            bound += CapPrice[k] * problem.CapLimit[k];
        return bound;
    }
}

/// <summary>Whether amounts keep every quantity, capacity and cap, and what they are worth.</summary>
public static class Feasibility
{
    /// <exception cref="CertificateException">They do not; the message names the first breach.</exception>
    public static void Check(PairingProblem problem, int[] amount)
    {
        var placed = new long[problem.Demands];
        var load = new long[problem.Slots];
        var orders = new int[problem.Caps];
        for (var e = 0; e < amount.Length; e++)
        {
            var (d, s) = (problem.EdgeDemand[e], problem.EdgeSlot[e]);
            if (amount[e] < 0 || (problem.Whole[d] && amount[e] != 0 && amount[e] != problem.Quantity[d]))
                throw new CertificateException($"Edge {e} holds {amount[e]} of {problem.Quantity[d]}.");
            placed[d] += amount[e];
            load[s] += amount[e];
            if (amount[e] > 0 && problem.SlotCap[s] >= 0)
                orders[problem.SlotCap[s]]++;
        }
        if (FirstOver(placed, problem.Quantity) is { } demand)
            throw new CertificateException($"Demand {demand} is served more than it asked.");
        if (FirstOver(load, problem.Capacity) is { } slot)
            throw new CertificateException($"Slot {slot} is oversold.");
        if (FirstOver(Array.ConvertAll(orders, n => (long)n), problem.CapLimit) is { } cap)
            throw new CertificateException($"Cap {cap} is exceeded.");
    }

    public static bool Holds(PairingProblem problem, int[] amount)
    {
        try
        {
            Check(problem, amount);
            return true;
        }
        catch (CertificateException)
        {
            return false;
        }
    }

    public static long Worth(PairingProblem problem, int[] amount)
    {
        long worth = 0;
        for (var e = 0; e < amount.Length; e++)
            worth += problem.EdgeScore[e] * amount[e];
        return worth;
    }

    private static int? FirstOver(long[] used, int[] limit)
    {
        for (var i = 0; i < used.Length; i++)
        {
            if (used[i] > limit[i])
                return i;
        }
        return null;
    }
}
