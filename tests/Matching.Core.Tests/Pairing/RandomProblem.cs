using Matching.Core.Pairing;

namespace Matching.Core.Tests.Pairing;

/// <summary>What the demands of a random problem are like; PerSlot = whole, and taking different amounts of different slots.</summary>
public enum Wants { Single, Divisible, Whole, Mixed, PerSlot }

/// <summary>Problems drawn from a seed: capacities from 0, scores that tie, spread or come near the checked range.</summary>
internal static class RandomProblem
{
    public static PairingProblem Of(int seed, Wants wants, bool caps = false, int mostDemands = 5, int mostSlots = 4, bool nested = false)
    {
        var random = new Random(seed);
        var demands = random.Next(1, mostDemands + 1);
        var slots = random.Next(1, mostSlots + 1);
        var whole = new bool[demands];
        var quantity = new int[demands];
        for (var d = 0; d < demands; d++)
        {
            quantity[d] = wants is Wants.Single or Wants.PerSlot ? 1 : random.Next(1, 5);
            whole[d] = wants == Wants.PerSlot || (quantity[d] > 1 && (wants == Wants.Whole || (wants == Wants.Mixed && random.Next(2) == 0)));
        }
        var capacity = Numbers(random, slots, wants == Wants.Single ? 3 : 7);
        var (start, slot) = Edges(random, capacity, demands, least: d => whole[d] && wants != Wants.PerSlot ? quantity[d] : 0);
        var scores = Scores(random, slot.Length, quantity.Sum());
        var slotCap = Array.ConvertAll(new int[slots], _ => caps ? random.Next(-1, nested ? 4 : 2) : -1);
        var capLimit = caps ? Numbers(random, nested ? 4 : 2, 4) : [];
        int[]? parents = nested ? [-1, 0, 0, 2] : null;
        var problem = PairingProblem.Sorted(quantity, whole, start, slot, scores, capacity, slotCap, capLimit, parents, out _);
        return wants != Wants.PerSlot ? problem : new PairingProblem(
            quantity, whole, start, problem.Edges, capacity, slotCap, capLimit, parents, Array.ConvertAll(problem.Edges, _ => random.Next(6)));
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
