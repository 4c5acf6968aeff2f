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
        for (var d = 0; d < problem.Demands; d++)
            proof.DemandValue[d] = proof.MostLeft(problem, d, 0);
        return proof;
    }

    /// <summary>Prices of an optimal flow: who is served has the best that there is, so only the others' edges are looked through.</summary>
    internal static Certificate OfFlow(PairingProblem problem, FlowPairing flow)
    {
        var proof = new Certificate(new long[problem.Demands], flow.SlotPrice, flow.CapPrice, new bool[problem.Slots]);
        for (var d = 0; d < problem.Demands; d++)
        {
            var (waiting, value) = (problem.Quantity[d], 0L);
            for (var e = problem.EdgeStart[d]; e < problem.EdgeStart[d + 1] && waiting > 0; e++)
            {
                if (flow.Amount[e] > 0)
                    (waiting, value) = (waiting - flow.Amount[e], proof.Left(problem, e));
            }
            proof.DemandValue[d] = waiting > 0 ? proof.MostLeft(problem, d, 0) : value;
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
        for (var d = 0; d < value.Length; d++)
            value[d] = MostLeft(wider, d, value[d]);
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
        for (var d = 0; d < problem.Demands; d++)
        {
            if (MostLeft(problem, d, DemandValue[d]) > DemandValue[d])
                throw new CertificateException($"An edge of demand {d} is worth more than its prices.");
        }
        return ScaledClaim(problem);
    }

    /// <summary>What values and prices add up to, unchecked, in 1 ÷ <see cref="Scale"/> points: a bound only if no edge is worth more.</summary>
    internal Int128 ScaledClaim(PairingProblem problem)
    {
        var bound = KnapsackBound.OfSlots(problem, this);
        foreach (var value in DemandValue)
            bound += value;
        for (var s = 0; s < problem.Slots; s++)
            bound += ByKnapsack[s] ? 0 : (Int128)SlotPrice[s] * problem.Capacity[s];
        for (var k = 0; k < problem.Caps; k++)
            bound += (Int128)CapPrice[k] * problem.CapLimit[k];
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

    /// <summary>The most that the prices leave of any edge of the demand, or <paramref name="most"/> where that is more.</summary>
    /// <remarks>As prices are not negative and scores fall, no edge needs a look once a score alone is no more; and where the slot's
    /// price already leaves no more, nothing else of the edge does (that saves a third of the pass).</remarks>
    private long MostLeft(PairingProblem problem, int d, long most)
    {
        var (edges, price, quantity) = (problem.Edges, SlotPrice, problem.Quantity[d] * Scale);
        var units = problem.EdgeUnits is null ? problem.Quantity[d] : 0;
        for (var e = problem.EdgeStart[d]; e < problem.EdgeStart[d + 1]; e++)
        {
            ref readonly var edge = ref edges[e];
            var worth = edge.Score * quantity;
            if (worth <= most)
                break;
            if (worth - units * price[edge.Slot] > most && !ByKnapsack[edge.Slot] && problem.CanServe(e))
                most = Math.Max(most, Left(problem, e));
        }
        return most;
    }

    /// <summary>What the prices leave of an edge, were all of its demand served by it.</summary>
    private long Left(PairingProblem problem, int e)
    {
        var slot = problem.Edges[e].Slot;
        var left = problem.WorthOf(e) * Scale - problem.UnitsOf(e) * SlotPrice[slot];
        var order = problem.SlotCap[slot] < 0 ? 0 : OrderPrice(problem, slot);
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
