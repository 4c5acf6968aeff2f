namespace Matching.Core.Pairing;

/// <summary>Whether amounts keep every quantity, capacity and cap, and what they are worth.</summary>
public static class Feasibility
{
    /// <exception cref="CertificateException">They do not; the message names the first breach.</exception>
    public static void Check(PairingProblem problem, int[] amount)
    {
        foreach (var (_, what) in Breaches(problem, amount))
            throw new CertificateException(what);
    }

    public static bool Holds(PairingProblem problem, int[] amount) => !Breaches(problem, amount).Any();

    public static long Worth(PairingProblem problem, int[] amount)
    {
        long worth = 0;
        foreach (var e in Held(amount))
            worth += problem.Edges[e].Score * amount[e];
        return worth;
    }

    /// <summary>The edges that hold anything: few do, and the others are passed many at a time.</summary>
    internal static IEnumerable<int> Held(int[] amount)
    {
        for (var e = NextHeld(amount, 0); e < amount.Length; e = NextHeld(amount, e + 1))
            yield return e;
    }

    private static int NextHeld(int[] amount, int from)
    {
        var next = amount.AsSpan(from).IndexOfAnyExcept(0);
        return next < 0 ? amount.Length : from + next;
    }

    /// <summary>Every breach, with a slot that has part in it.</summary>
    internal static IEnumerable<(int Slot, string What)> Breaches(PairingProblem problem, int[] amount)
    {
        var (placed, last) = (0L, -1);
        var load = new long[problem.Slots];
        var orders = new long[problem.Caps];
        foreach (var e in Held(amount))
        {
            var (d, s) = (problem.Edges[e].Demand, problem.Edges[e].Slot);
            // A demand's edges stand together.
            placed = d == last ? placed + amount[e] : amount[e];
            last = d;
            if (placed > problem.Quantity[d])
                yield return (s, $"Demand {d} is served more than it asked.");
            if (amount[e] < 0 || (problem.Whole[d] && amount[e] != problem.Quantity[d]))
                yield return (s, $"Edge {e} holds {amount[e]} of {problem.Quantity[d]}.");
            load[s] += problem.LoadOf(e, amount[e]);
            for (var above = problem.SlotCap[s]; above >= 0; above = problem.CapParent[above])
                orders[above]++;
        }
        for (var s = 0; s < load.Length; s++)
        {
            if (load[s] > problem.Capacity[s])
                yield return (s, $"Slot {s} is oversold.");
        }
        for (var k = 0; k < orders.Length; k++)
        {
            if (orders[k] > problem.CapLimit[k])
                yield return (problem.CapSlots[k][0], $"Cap {k} is exceeded.");
        }
    }
}
