namespace Matching.Core.Pairing;

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
            var (d, s) = (problem.Edges[e].Demand, problem.Edges[e].Slot);
            if (amount[e] < 0 || (problem.Whole[d] && amount[e] != 0 && amount[e] != problem.Quantity[d]))
                throw new CertificateException($"Edge {e} holds {amount[e]} of {problem.Quantity[d]}.");
            placed[d] += amount[e];
            load[s] += problem.LoadOf(e, amount[e]);
            for (var above = amount[e] > 0 ? problem.SlotCap[s] : -1; above >= 0; above = problem.CapParent[above])
                orders[above]++;
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
            worth += problem.Edges[e].Score * amount[e];
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
