using Matching.Core.Pairing;

namespace Matching.Core.Tests.Pairing;

public class PairingProblemTests
{
    private const long Most = long.MaxValue / 4;

    [Test]
    public void Problem_TotalAtTheRangeLimit_IsSolved()
    {
        var problem = ReferenceSolverTests.Problem(quantity: [1], edges: [(0, 0, Most)], capacity: [1]);

        Assert.That(PairingSolver.Solve(problem, new WorkLimit(1_000)).Verified().Objective, Is.EqualTo(Most));
    }

    [TestCase(1, Most + 1)]
    [TestCase(2, Most / 2 + 1)]
    [TestCase(int.MaxValue, Most / 1_000)]
    public void Problem_TotalAboveTheRange_IsRefused(int quantity, long score) =>
        Assert.That(() => ReferenceSolverTests.Problem(quantity: [quantity], edges: [(0, 0, score)], capacity: [1]),
            Throws.TypeOf<RuleBrokenException>().With.Property("Rule").EqualTo("score-range"));

    [Test]
    public void Problem_DemandsTogetherAboveTheRange_AreRefused() =>
        Assert.That(() => ReferenceSolverTests.Problem(quantity: [1, 1], edges: [(0, 0, Most), (1, 0, 1)], capacity: [1]),
            Throws.TypeOf<RuleBrokenException>().With.Property("Rule").EqualTo("score-range"));

    [TestCase(0, 0)]
    [TestCase(0, 3)]
    [TestCase(3, 0)]
    [TestCase(3, 3)]
    public void Solve_NoEdges_GivesNothingAndProvesIt(int demands, int slots)
    {
        var problem = ReferenceSolverTests.Problem(
            quantity: Array.ConvertAll(new int[demands], _ => 1), edges: [], capacity: Array.ConvertAll(new int[slots], _ => 1));

        var result = PairingSolver.Solve(problem, new WorkLimit(1_000)).Verified();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Objective, Is.Zero);
            Assert.That(result.Bound, Is.Zero);
            Assert.That(result.Gap, Is.Zero);
            Assert.That(result.IsOptimal, Is.True);
        }
    }

    [TestCase(new[] { 1, 1 }, new[] { true, true })]
    [TestCase(new[] { 1, 2 }, new[] { true, false })]
    [TestCase(new[] { 2, 1 }, new[] { false, true })]
    public void CapIsFlow_EveryDemandUnderTheCapWantsOne_OnlyThen(int[] quantity, bool[] isFlow)
    {
        var problem = ReferenceSolverTests.Problem(
            quantity: quantity, edges: [(0, 0, 5), (1, 1, 5)], capacity: [2, 2], slotCap: [0, 1], capLimit: [1, 1]);

        Assert.That(problem.CapIsFlow, Is.EqualTo(isFlow));
    }
}
