using Matching.Core.Pairing.Whole;

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
/// <param name="Scale">All values and prices count 1 ÷ Scale points; the bound is whole points.</param>
public sealed record Certificate(long[] DemandValue, long[] SlotPrice, long[] CapPrice, bool[] ByKnapsack, long Scale = 1)
{
    /// <summary>Prices alone; each demand's value is what its best edge leaves.</summary>
    public static Certificate OfPrices(PairingProblem problem, long[] slotPrice, long[] capPrice, long scale = 1)
    {
        var proof = new Certificate(new long[problem.Demands], slotPrice, capPrice, new bool[problem.Slots], scale);
        for (var e = 0; e < problem.Edges.Length; e++)
        {
            if (problem.CanServe(e))
                proof.DemandValue[problem.Edges[e].Demand] = Math.Max(proof.DemandValue[problem.Edges[e].Demand], proof.Left(problem, e));
        }
        return proof;
    }

    public static Certificate OfKnapsacks(PairingProblem problem, long[] demandValue, long[] capPrice, long scale = 1)
    {
        var byKnapsack = new bool[problem.Slots];
        Array.Fill(byKnapsack, true);
        return new Certificate(demandValue, new long[problem.Slots], capPrice, byKnapsack, scale);
    }

    /// <summary>The same prices, with demand values raised to what edges of a wider problem are worth beyond them.</summary>
    public Certificate Covering(PairingProblem wider)
    {
        var value = DemandValue.ToArray();
        for (var e = 0; e < wider.Edges.Length; e++)
        {
            if (!ByKnapsack[wider.Edges[e].Slot] && wider.CanServe(e))
                value[wider.Edges[e].Demand] = Math.Max(value[wider.Edges[e].Demand], Left(wider, e));
        }
        return this with { DemandValue = value };
    }

    /// <summary>The bound that the prices prove, in points.</summary>
    /// <exception cref="CertificateException">A price is negative, or an edge is worth more than its prices.</exception>
    public long Bound(PairingProblem problem) => (long)Int128.Min(ScaledBound(problem) / Scale, long.MaxValue);

    /// <summary>The same in 1 ÷ <see cref="Scale"/> points.</summary>
    internal Int128 ScaledBound(PairingProblem problem)
    {
        if (DemandValue.Any(IsNegative) || SlotPrice.Any(IsNegative) || CapPrice.Any(IsNegative))
            throw new CertificateException("A price is negative.");
        Int128 bound = KnapsackBound.OfSlots(problem, this);
        foreach (var value in DemandValue)
            bound += value;
        for (var s = 0; s < problem.Slots; s++)
            bound += ByKnapsack[s] ? 0 : (Int128)SlotPrice[s] * problem.Capacity[s];
        for (var k = 0; k < problem.Caps; k++)
            bound += (Int128)CapPrice[k] * problem.CapLimit[k];
        for (var e = 0; e < problem.Edges.Length; e++)
        {
            if (!ByKnapsack[problem.Edges[e].Slot] && problem.CanServe(e) && Left(problem, e) > DemandValue[problem.Edges[e].Demand])
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
    private long Left(PairingProblem problem, int e)
    {
        var slot = problem.Edges[e].Slot;
        var left = problem.WorthOf(e) * Scale - problem.UnitsOf(e) * SlotPrice[slot];
        var order = OrderPrice(problem, slot);
        return order == 0 ? left : left - problem.OrdersFor(problem.Edges[e].Demand, slot, order);
    }

    /// <summary>What the caps above the slot ask of one order.</summary>
    internal long OrderPrice(PairingProblem problem, int slot)
    {
        long price = 0;
        for (var cap = problem.SlotCap[slot]; cap >= 0; cap = problem.CapParent[cap])
            price += CapPrice[cap];
        return price;
    }

    private static bool IsNegative(long price) => price < 0;
}
