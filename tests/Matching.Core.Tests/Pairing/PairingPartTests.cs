using Matching.Core.Pairing;

namespace Matching.Core.Tests.Pairing;

/// <summary>What a part of a pairing answers, against trying everything on the whole.</summary>
[Parallelizable(ParallelScope.All)]
public class PairingPartTests
{
    private const int Seeds = 150;

    [TestCase(Wants.Single, false)]
    [TestCase(Wants.Divisible, false)]
    [TestCase(Wants.Single, true)]
    [TestCase(Wants.Mixed, false)]
    [TestCase(Wants.Whole, true)]
    public void More_AnySlot_IsTheDifferenceOfTheOptimaOrHoldsIt(Wants wants, bool caps)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var problem = RandomProblem.Of(seed, wants, caps);
            var (parts, best) = (Solved(problem), ReferenceSolver.Best(problem));

            for (var s = 0; s < problem.Slots; s++)
            {
                var capacity = problem.Capacity.ToArray();
                capacity[s]++;
                var more = problem.With(problem.Quantity, capacity, problem.CapLimit);

                AssertKnown(parts.Around([], [s]).More(s, 1), ReferenceSolver.Best(more) - best, wants, $"seed {seed} slot {s}");
            }
        }
    }

    [TestCase(Wants.Single, false)]
    [TestCase(Wants.Divisible, false)]
    [TestCase(Wants.Single, true)]
    [TestCase(Wants.Mixed, false)]
    [TestCase(Wants.Whole, true)]
    public void Forced_AnyPair_CostsWhatTheBestPairingWithItLacks(Wants wants, bool caps)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var problem = RandomProblem.Of(seed, wants, caps);
            var (parts, best) = (Solved(problem), ReferenceSolver.Best(problem));

            for (var e = 0; e < problem.Edges.Length; e++)
            {
                var (score, slot, demand) = problem.Edges[e];
                var units = problem.Whole[demand] ? problem.Quantity[demand] : Math.Min(problem.Quantity[demand], problem.Capacity[slot]);
                if (units == 0 || problem.CapsAbove(slot).Any(cap => problem.CapLimit[cap] == 0))
                    continue;

                var forced = parts.Around([demand], [slot]).Forced(demand, slot, units, score);

                AssertKnown(forced, score * units + ReferenceSolver.Best(Without(problem, demand, slot, units)) - best, wants, $"seed {seed} edge {e}");
                Assert.That(forced.AtMost, Is.LessThanOrEqualTo(0), $"seed {seed} edge {e}");
                Assert.That(UnitsAfter(problem, parts, forced, demand, slot), Is.EqualTo(units), $"seed {seed} edge {e}");
            }
        }
    }

    [TestCase(Wants.Single)]
    [TestCase(Wants.Mixed)]
    public void WithSlot_OpenToAll_IsTheDifferenceOfTheOptima(Wants wants)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var problem = RandomProblem.Of(seed, wants);
            var random = new Random(seed);
            var comers = Enumerable.Range(0, problem.Demands).Where(d => !problem.Whole[d] || problem.Quantity[d] <= 2)
                .Select(d => (d, (long)random.Next(1, 30))).ToList();

            var effect = Solved(problem).Around(comers.Select(comer => comer.d), []) is var part && comers.Count > 0 ? part.WithSlot(2, comers) : Effect.None;

            AssertKnown(effect, ReferenceSolver.Best(Larger(problem, 2, comers)) - ReferenceSolver.Best(problem), wants, $"seed {seed}");
        }
    }

    /// <summary>Applied to the pairing that was asked, the shifts give a feasible one that is worth so much more.</summary>
    [Test]
    public void More_AnySlot_ShiftsLeadToWhatItSays()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var problem = RandomProblem.Of(seed, Wants.Divisible, caps: false);
            var result = PairingSolver.Solve(problem, new WorkLimit(1_000_000));
            for (var s = 0; s < problem.Slots; s++)
            {
                var effect = new PairingParts(result).Around([], [s]).More(s, 1);
                var amount = result.Amount.ToArray();
                foreach (var shift in effect.Shifts)
                    amount[Array.FindIndex(problem.Edges, edge => edge.Demand == shift.Demand && edge.Slot == shift.Slot)] += shift.More;
                var capacity = problem.Capacity.ToArray();
                capacity[s]++;

                Feasibility.Check(problem.With(problem.Quantity, capacity, problem.CapLimit), amount);
                Assert.That(Feasibility.Worth(problem, amount), Is.EqualTo(result.Objective + effect.Points), $"seed {seed} slot {s}");
            }
        }
    }

    private static PairingParts Solved(PairingProblem problem) => new(PairingSolver.Solve(problem, new WorkLimit(1_000_000)));

    private static void AssertKnown(Effect effect, long truth, Wants wants, string where)
    {
        Assert.That(effect.Status, wants is Wants.Single or Wants.Divisible ? Is.EqualTo(EffectStatus.Exact) : Is.Not.EqualTo(EffectStatus.Relaxed), where);
        Assert.That(truth, effect.Status == EffectStatus.Exact ? Is.EqualTo(effect.Points) : Is.InRange(effect.AtLeast, effect.AtMost), where);
    }

    private static int UnitsAfter(PairingProblem problem, PairingParts parts, Effect forced, int demand, int slot)
    {
        var shift = forced.Shifts.SingleOrDefault(shift => shift.Demand == demand && shift.Slot == slot);
        return shift == default ? PairingSolver.Solve(problem, new WorkLimit(1_000_000)).Amount[Array.FindIndex(problem.Edges, edge => edge.Demand == demand && edge.Slot == slot)] : shift.After;
    }

    private static PairingProblem Without(PairingProblem problem, int demand, int slot, int units)
    {
        var (quantity, capacity, limit) = (problem.Quantity.ToArray(), problem.Capacity.ToArray(), problem.CapLimit.ToArray());
        quantity[demand] -= units;
        capacity[slot] -= units;
        foreach (var cap in problem.CapsAbove(slot))
            limit[cap]--;
        return problem.With(quantity, capacity, limit);
    }

    private static PairingProblem Larger(PairingProblem problem, int capacity, List<(int Demand, long Score)> comers)
    {
        var edges = problem.Edges.Concat(comers.Select(comer => new PairingEdge(comer.Score, problem.Slots, comer.Demand)))
            .OrderBy(edge => edge.Demand).ThenBy(edge => edge, Comparer<PairingEdge>.Create(PairingProblem.BestFirst)).ToArray();
        var start = Enumerable.Range(0, problem.Demands + 1).Select(d => edges.Count(edge => edge.Demand < d)).ToArray();
        return new PairingProblem(problem.Quantity, problem.Whole, start, edges, [.. problem.Capacity, capacity], [.. problem.SlotCap, -1], problem.CapLimit);
    }
}
