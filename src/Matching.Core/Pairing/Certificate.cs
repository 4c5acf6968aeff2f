namespace Matching.Core.Pairing;

/// <summary>A pairing's proof failed: a defect of the solver, never of the lists. Nothing may be written.</summary>
public sealed class CertificateException(string what) : Exception(what);

/// <summary>
/// What proves, by weak duality, that no pairing is worth more than Σ λ_d + Σ c_s p_s + Σ cap_k π_k, where demand values λ, slot
/// prices p and cap prices π are not negative and q_d w_ds ≤ λ_d + q_d p_s + Σ π of the caps above, for every edge. A slot may be bounded by the
/// best knapsack of its edges at profits q_d w_ds − λ_d − π instead of by its price. Checked in one pass over the edges.
/// </summary>
/// <remarks>Why it holds: an order of x units takes x of its slot, one of its cap, and the share x ÷ q of its demand.</remarks>
/// <param name="DemandValue">λ, in points for the whole demand.</param>
/// <param name="ByKnapsack">Slots bounded by their knapsack.</param>
public sealed record Certificate(long[] DemandValue, long[] SlotPrice, long[] CapPrice, bool[] ByKnapsack)
{
    /// <summary>Prices alone; each demand's value is what its best edge leaves.</summary>
    public static Certificate OfPrices(PairingProblem problem, long[] slotPrice, long[] capPrice)
    {
        var value = new long[problem.Demands];
        for (var e = 0; e < problem.Edges.Length; e++)
            value[problem.Edges[e].Demand] = Math.Max(value[problem.Edges[e].Demand], Left(problem, e, slotPrice, capPrice));
        return new Certificate(value, slotPrice, capPrice, new bool[problem.Slots]);
    }

    public static Certificate OfKnapsacks(PairingProblem problem, long[] demandValue, long[] capPrice)
    {
        var byKnapsack = new bool[problem.Slots];
        Array.Fill(byKnapsack, true);
        return new Certificate(demandValue, new long[problem.Slots], capPrice, byKnapsack);
    }

    /// <summary>The same prices, with demand values raised to what edges of a wider problem are worth beyond them.</summary>
    public Certificate Covering(PairingProblem wider)
    {
        var value = DemandValue.ToArray();
        for (var e = 0; e < wider.Edges.Length; e++)
        {
            if (!ByKnapsack[wider.Edges[e].Slot])
                value[wider.Edges[e].Demand] = Math.Max(value[wider.Edges[e].Demand], Left(wider, e, SlotPrice, CapPrice));
        }
        return this with { DemandValue = value };
    }

    /// <summary>The bound that the prices prove, in points.</summary>
    /// <exception cref="CertificateException">A price is negative, or an edge is worth more than its prices.</exception>
    public long Bound(PairingProblem problem)
    {
        if (DemandValue.Any(IsNegative) || SlotPrice.Any(IsNegative) || CapPrice.Any(IsNegative))
            throw new CertificateException("A price is negative.");
        var bound = DemandValue.Sum() + KnapsackBound.OfSlots(problem, DemandValue, CapPrice, ByKnapsack);
        for (var s = 0; s < problem.Slots; s++)
            bound += ByKnapsack[s] ? 0 : SlotPrice[s] * problem.Capacity[s];
        for (var k = 0; k < problem.Caps; k++)
            bound += CapPrice[k] * problem.CapLimit[k];
        for (var e = 0; e < problem.Edges.Length; e++)
        {
            if (!ByKnapsack[problem.Edges[e].Slot] && Left(problem, e, SlotPrice, CapPrice) > DemandValue[problem.Edges[e].Demand])
                throw new CertificateException($"Edge {e} is worth more than its prices.");
        }
        return bound;
    }

    /// <summary>Checks that the amounts are feasible and worth <paramref name="objective"/>, and that the bound holds.</summary>
    /// <exception cref="CertificateException">It is not so.</exception>
    public void Verify(PairingProblem problem, int[] amount, long objective, long bound)
    {
        Feasibility.Check(problem, amount);
        if (Feasibility.Worth(problem, amount) != objective)
            throw new CertificateException("The pairing is not worth what it claims.");
        if (Bound(problem) != bound)
            throw new CertificateException("The prices do not prove the bound.");
        if (objective > bound)
            throw new CertificateException("The pairing is worth more than its bound.");
    }

    /// <summary>What the prices leave of an edge, were all of its demand served by it.</summary>
    private static long Left(PairingProblem problem, int e, long[] slotPrice, long[] capPrice)
    {
        var slot = problem.Edges[e].Slot;
        var left = problem.Quantity[problem.Edges[e].Demand] * problem.Edges[e].Score - problem.UnitsOf(e) * slotPrice[slot];
        for (var cap = problem.SlotCap[slot]; cap >= 0; cap = problem.CapParent[cap])
            left -= capPrice[cap];
        return left;
    }

    private static bool IsNegative(long price) => price < 0;
}
