using Matching.Core.Pairing;

namespace Matching.Core.Tests.Pairing;

public class PairingQuestionsTests
{
    [Test]
    public void WorthOfMore_AnySlot_IsTheDifferenceOfTheOptima()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var problem = RandomProblem.Of(seed, Wants.Divisible);
            var questions = new PairingQuestions(new LivePairing(problem));

            for (var s = 0; s < problem.Slots; s++)
            {
                var capacity = problem.Capacity.ToArray();
                capacity[s] += 2;
                var more = problem.With(problem.Quantity, capacity, problem.CapLimit);
                Assert.That(questions.WorthOfMore(s, units: 2), Is.EqualTo(ReferenceSolver.Best(more) - ReferenceSolver.Best(problem)), $"seed {seed} slot {s}");
            }
        }
    }

    [Test]
    public void CostOfForcing_AnyPair_IsWhatTheBestPairingWithItLacks()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var problem = RandomProblem.Of(seed, Wants.Single);
            var questions = new PairingQuestions(new LivePairing(problem));

            for (var e = 0; e < problem.Edges.Length; e++)
            {
                var (score, slot, demand) = problem.Edges[e];
                if (problem.Capacity[slot] == 0)
                    continue;
                var (quantity, capacity) = (problem.Quantity.ToArray(), problem.Capacity.ToArray());
                quantity[demand]--;
                capacity[slot]--;
                var forced = score + ReferenceSolver.Best(problem.With(quantity, capacity, problem.CapLimit));
                Assert.That(questions.CostOfForcing(demand, slot, units: 1), Is.EqualTo(ReferenceSolver.Best(problem) - forced), $"seed {seed} edge {e}");
            }
        }
    }

    [Test]
    public void WorthOfSlot_TwoWaitAndOneMoreFits_NamesWhoWouldBeServed()
    {
        var questions = new PairingQuestions(new LivePairing(ReferenceSolverTests.Problem(quantity: [1, 1, 1], edges: [(0, 0, 9)], capacity: [1])));

        var (gain, served) = questions.WorthOfSlot(capacity: 1, [(1, 5), (2, 7)]);

        Assert.That((gain, served.Single()), Is.EqualTo((7, 2)));
    }
}
