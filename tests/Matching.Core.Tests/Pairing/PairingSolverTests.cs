using Matching.Core.Pairing;

namespace Matching.Core.Tests.Pairing;

public class PairingSolverTests
{
    private const long Work = 100_000;

    [Test]
    public void Solve_TwoDemandsWantOneSlot_HigherTotalWins()
    {
        var result = Solve(quantity: [1, 1], edges: [(0, 0, 10), (0, 1, 9), (1, 0, 8), (1, 1, 1)], capacity: [1, 1]);

        Assert.That(result.Amount, Is.EqualTo(new[] { 0, 1, 1, 0 }));
        Assert.That(result.Objective, Is.EqualTo(17));
    }

    [Test]
    public void Solve_ChainOfThree_EveryDemandMovesOneSlotOn()
    {
        var result = Solve(quantity: [1, 1, 1],
            edges: [(0, 0, 10), (0, 1, 9), (1, 1, 10), (1, 2, 9), (2, 0, 10)], capacity: [1, 1, 1]);

        Assert.That(result.Objective, Is.EqualTo(28));
    }

    [Test]
    public void Solve_DivisibleDemandLargerThanAnySlot_IsServedInParts()
    {
        var result = Solve(quantity: [5], edges: [(0, 0, 7), (0, 1, 6), (0, 2, 5)], capacity: [2, 2, 2]);

        Assert.That(result.Amount, Is.EqualTo(new[] { 2, 2, 1 }));
    }

    [Test]
    public void Solve_WholeDemandFitsNowhereBesideABetterOne_Waits()
    {
        var result = Solve(quantity: [2, 2], whole: [true, true], edges: [(0, 0, 5), (1, 0, 4)], capacity: [3]);

        Assert.That(result.Amount, Is.EqualTo(new[] { 2, 0 }));
        Assert.That(result.Bound, Is.EqualTo(10), "the knapsack of the slot holds one of the two");
        Assert.That(result.Certificate.DemandValue, Is.Not.Null);
    }

    [Test]
    public void Solve_WholeDemandWithAnotherGoodSlot_MakesRoom()
    {
        var result = Solve(quantity: [3, 3], whole: [true, true], edges: [(0, 0, 9), (0, 1, 8), (1, 0, 7)], capacity: [4, 4]);

        Assert.That(result.Amount, Is.EqualTo(new[] { 0, 3, 3 }));
    }

    [Test]
    public void Solve_CapOverTwoSlots_CountsOrdersNotUnits()
    {
        var result = Solve(quantity: [4, 1], edges: [(0, 0, 5), (1, 1, 4)], capacity: [4, 1], slotCap: [0, 0], capLimit: [1]);

        Assert.That(result.Amount, Is.EqualTo(new[] { 4, 0 }));
    }

    [Test]
    public void Solve_CapOfZero_LeavesItsSlotsEmpty()
    {
        var result = Solve(quantity: [1], edges: [(0, 0, 9), (0, 1, 1)], capacity: [1, 1], slotCap: [0, -1], capLimit: [0]);

        Assert.That(result.Amount, Is.EqualTo(new[] { 0, 1 }));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Solve_MoreCapacity_NeverLowersTheTotal(bool caps)
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var problem = RandomProblem.Of(seed, caps ? Wants.Single : Wants.Divisible, caps, mostDemands: 10, mostSlots: 6);

            var before = PairingSolver.Solve(problem, new WorkLimit(Work));
            var after = PairingSolver.Solve(RandomProblem.Roomier(problem, more: 1), new WorkLimit(Work));

            Assert.That(after.Objective, Is.GreaterThanOrEqualTo(before.Objective), $"seed {seed}");
        }
    }

    [Test]
    public void Solve_MoreCapacityForWholeDemands_BoundStaysAboveTheOldBest()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var problem = RandomProblem.Of(seed, Wants.Mixed, caps: true);

            var after = PairingSolver.Solve(RandomProblem.Roomier(problem, more: 1), new WorkLimit(Work));

            Assert.That(after.Bound, Is.GreaterThanOrEqualTo(ReferenceSolver.Best(problem)), $"seed {seed}");
        }
    }

    [Test]
    public void Solve_OneMoreUnitOfASlot_GainsAtMostItsPrice()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var problem = RandomProblem.Of(seed, Wants.Divisible);
            var before = PairingSolver.Solve(problem, new WorkLimit(Work));
            for (var s = 0; s < problem.Slots; s++)
            {
                var capacity = problem.Capacity.ToArray();
                capacity[s]++;

                var after = PairingSolver.Solve(problem.With(problem.Quantity, capacity, problem.CapLimit), new WorkLimit(Work));

                Assert.That(after.Objective - before.Objective, Is.LessThanOrEqualTo(before.SlotPrice[s]), $"seed {seed}, slot {s}");
            }
        }
    }

    [TestCase(Wants.Mixed, true)]
    [TestCase(Wants.Divisible, false)]
    public void Solve_SameProblemTwice_GivesTheSameToTheBit(Wants wants, bool caps)
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var first = PairingSolver.Solve(RandomProblem.Of(seed, wants, caps, mostDemands: 20, mostSlots: 8), new WorkLimit(Work));
            var second = PairingSolver.Solve(RandomProblem.Of(seed, wants, caps, mostDemands: 20, mostSlots: 8), new WorkLimit(Work));

            Assert.That(second.Amount, Is.EqualTo(first.Amount), $"seed {seed}");
            Assert.That(second.Bound, Is.EqualTo(first.Bound), $"seed {seed}");
            Assert.That(second.Certificate.SlotPrice, Is.EqualTo(first.Certificate.SlotPrice), $"seed {seed}");
        }
    }

    private static PairingResult Solve(
        int[] quantity, (int, int, long)[] edges, int[] capacity, bool[]? whole = null, int[]? slotCap = null, int[]? capLimit = null) =>
        PairingSolver.Solve(ReferenceSolverTests.Problem(quantity, edges, capacity, whole, slotCap, capLimit), new WorkLimit(Work)).Verified();
}
