using Matching.Core.Pairing;

namespace Matching.Core.Tests.Pairing;

/// <summary>What the demands of a random problem are like.</summary>
public enum Wants { Single, Divisible, Whole, Mixed }

/// <summary>Problems drawn from a seed: capacities from 0, scores that tie, spread or come near the checked range.</summary>
internal static class RandomProblem
{
    public static PairingProblem Of(int seed, Wants wants, bool caps = false, int mostDemands = 5, int mostSlots = 4)
    {
        var random = new Random(seed);
        var demands = random.Next(1, mostDemands + 1);
        var slots = random.Next(1, mostSlots + 1);
        var whole = new bool[demands];
        var quantity = new int[demands];
        for (var d = 0; d < demands; d++)
        {
            quantity[d] = wants == Wants.Single ? 1 : random.Next(1, 5);
            whole[d] = quantity[d] > 1 && (wants == Wants.Whole || (wants == Wants.Mixed && random.Next(2) == 0));
        }
        var capacity = Numbers(random, slots, wants == Wants.Single ? 3 : 7);
        var (start, slot) = Edges(random, capacity, demands, least: d => whole[d] ? quantity[d] : 0);
        return PairingProblem.Sorted(quantity, whole, start, slot, Scores(random, slot.Length, quantity.Sum()), capacity,
            Array.ConvertAll(new int[slots], _ => caps ? random.Next(-1, 2) : -1),
            caps ? Numbers(random, 2, 4) : [], null, out _);
    }

    /// <summary>With more capacity in every slot.</summary>
    public static PairingProblem Roomier(PairingProblem problem, int more) =>
        problem.With(problem.Quantity, Array.ConvertAll(problem.Capacity, c => c + more), problem.CapLimit);

    /// <summary>A whole demand meets only slots that can hold it, as the capacity rule sees to in a run.</summary>
    private static (int[] Start, int[] Slot) Edges(Random random, int[] capacity, int demands, Func<int, int> least)
    {
        var density = random.Next(1, 5);
        var start = new int[demands + 1];
        var slot = new List<int>();
        for (var d = 0; d < demands; d++)
        {
            for (var s = 0; s < capacity.Length; s++)
            {
                if (random.Next(5) <= density && capacity[s] >= least(d))
                    slot.Add(s);
            }
            start[d + 1] = slot.Count;
        }
        return (start, [.. slot]);
    }

    private static long[] Scores(Random random, int edges, int units)
    {
        var most = random.Next(4) switch { 0 => 3, 1 => 20, 2 => 1_000_000, _ => long.MaxValue / 4 / units };
        return Array.ConvertAll(new long[edges], _ => random.NextInt64(1, most + 1));
    }

    private static int[] Numbers(Random random, int count, int below) => Array.ConvertAll(new int[count], _ => random.Next(below));
}
