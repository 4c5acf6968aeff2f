using Matching.Core.Pairing;

namespace Matching.Core.Tests.Pairing;

/// <summary>
/// The best total by trying everything: for each demand in turn every way to spread it over its slots, then the best of the rest in
/// the room that is left. Slow and obvious; it is the oracle of the solver and shares nothing with it.
/// </summary>
internal sealed class ReferenceSolver
{
    private readonly PairingProblem problem;
    private readonly int[] room;
    private readonly int[] orders;
    private readonly Dictionary<(int Demand, string Left), long> known = [];

    private ReferenceSolver(PairingProblem problem)
    {
        this.problem = problem;
        room = [.. problem.Capacity];
        orders = [.. problem.CapLimit];
    }

    public static long Best(PairingProblem problem) => new ReferenceSolver(problem).BestFrom(0);

    private long BestFrom(int d)
    {
        if (d == problem.Quantity.Length)
            return 0;
        var left = (d, string.Join(',', room) + ';' + string.Join(',', orders));
        if (!known.TryGetValue(left, out var best))
            known.Add(left, best = Spread(d, problem.EdgeStart[d], problem.Quantity[d]));
        return best;
    }

    private long Spread(int d, int edge, int units)
    {
        if (edge == problem.EdgeStart[d + 1])
            return BestFrom(d + 1);
        var best = Spread(d, edge + 1, units);
        var slot = problem.Edges[edge].Slot;
        if (CapsOver(slot).Any(cap => orders[cap] == 0))
            return best;
        for (var amount = 1; amount <= units && amount * UnitsEach(edge) <= room[slot]; amount++)
        {
            if (problem.Whole[d] && amount < problem.Quantity[d])
                continue;
            Take(slot, amount * UnitsEach(edge), 1);
            best = Math.Max(best, problem.Edges[edge].Score * amount + Spread(d, edge + 1, units - amount));
            Take(slot, -amount * UnitsEach(edge), -1);
        }
        return best;
    }

    private int UnitsEach(int edge) => problem.EdgeUnits is null ? 1 : problem.EdgeUnits[edge];

    private List<int> CapsOver(int slot)
    {
        var caps = new List<int>();
        for (var cap = problem.SlotCap[slot]; cap >= 0; cap = problem.CapParent[cap])
            caps.Add(cap);
        return caps;
    }

    private void Take(int slot, int units, int order)
    {
        room[slot] -= units;
        foreach (var cap in CapsOver(slot))
            orders[cap] -= order;
    }
}
