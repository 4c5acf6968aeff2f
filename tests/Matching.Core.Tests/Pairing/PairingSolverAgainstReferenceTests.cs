using Matching.Core.Pairing;

namespace Matching.Core.Tests.Pairing;

[Parallelizable(ParallelScope.All)]
public class PairingSolverAgainstReferenceTests
{
    private const long Work = 200_000;

    [TestCase(Wants.Single, false)]
    [TestCase(Wants.Single, true)]
    [TestCase(Wants.Divisible, false)]
    public void Solve_SingleOrDivisible_FindsAndProvesTheBest(Wants wants, bool caps)
    {
        for (var seed = 0; seed < 5_000; seed++)
        {
            var problem = RandomProblem.Of(seed, wants, caps);

            var result = PairingSolver.Solve(problem, Work).Verified();

            Assert.That(ProofCheck.Breach(problem, result.Amount), Is.Null, $"seed {seed}");
            Assert.That(result.Objective, Is.EqualTo(ReferenceSolver.Best(problem)), $"seed {seed}");
            Assert.That(result.Bound, Is.EqualTo(result.Objective), $"seed {seed}");
            Assert.That(result.IsOptimal, Is.True, $"seed {seed}");
        }
    }

    [TestCase(Wants.Whole, false, 0.97)]
    [TestCase(Wants.Mixed, false, 0.97)]
    [TestCase(Wants.Whole, true, 0.90)]
    [TestCase(Wants.Mixed, true, 0.90)]
    [TestCase(Wants.Divisible, true, 0.90)]
    public void Solve_WholeOrCappedQuantities_BoundHoldsAndTheBestIsUsuallyFound(Wants wants, bool caps, double share)
    {
        const int Problems = 3_000;
        var (best, proven) = (0, 0);
        for (var seed = 0; seed < Problems; seed++)
        {
            var problem = RandomProblem.Of(seed, wants, caps);
            var reference = ReferenceSolver.Best(problem);

            var result = PairingSolver.Solve(problem, Work).Verified();

            Assert.That(ProofCheck.Breach(problem, result.Amount), Is.Null, $"seed {seed}");
            Assert.That(ProofCheck.Worth(problem, result.Amount) == result.Objective, Is.True, $"seed {seed}");
            Assert.That(result.Objective, Is.LessThanOrEqualTo(reference), $"seed {seed}");
            Assert.That(result.Bound, Is.GreaterThanOrEqualTo(reference), $"seed {seed}");
            best += result.Objective == reference ? 1 : 0;
            proven += result.IsOptimal ? 1 : 0;
        }
        TestContext.Out.WriteLine($"{wants}, caps {caps}: best in {best} of {Problems}, proven in {proven}");

        Assert.That(best, Is.GreaterThanOrEqualTo(share * Problems));
    }

    [TestCase(Wants.Single, false)]
    [TestCase(Wants.Single, true)]
    [TestCase(Wants.Divisible, false)]
    public void Solve_LargerLists_PricesProveTheTotal(Wants wants, bool caps)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var problem = RandomProblem.Of(seed, wants, caps, mostDemands: 120, mostSlots: 40);

            var result = PairingSolver.Solve(problem, Work);

            Assert.That(result.Certificate.ByKnapsack, Is.All.False, $"seed {seed}");
            Assert.That(ProofCheck.Breach(problem, result.Amount), Is.Null, $"seed {seed}");
            Assert.That(result.Certificate.SlotPrice, Is.All.GreaterThanOrEqualTo(0), $"seed {seed}");
            Assert.That(result.Certificate.CapPrice, Is.All.GreaterThanOrEqualTo(0), $"seed {seed}");
            Assert.That(ProofCheck.Worth(problem, result.Amount) == result.Objective, Is.True, $"seed {seed}");
            Assert.That(ProofCheck.PriceBound(problem, result.Certificate.SlotPrice, result.Certificate.CapPrice) == result.Objective,
                Is.True, $"seed {seed}");
        }
    }

    [TestCase(Wants.Whole, false)]
    [TestCase(Wants.Mixed, true)]
    public void Solve_LargerListsWithWholeDemands_StaysFeasibleAndBelowItsBound(Wants wants, bool caps)
    {
        for (var seed = 0; seed < 15; seed++)
        {
            var problem = RandomProblem.Of(seed, wants, caps, mostDemands: 80, mostSlots: 25);

            var result = PairingSolver.Solve(problem, Work).Verified();

            Assert.That(ProofCheck.Breach(problem, result.Amount), Is.Null, $"seed {seed}");
            Assert.That(result.Objective, Is.LessThanOrEqualTo(result.Bound), $"seed {seed}");
            Assert.That(ProofCheck.PriceBound(problem, result.SlotPrice, result.CapPrice) >= result.Bound,
                Is.True, $"seed {seed}");
        }
    }

    [Test]
    public void Solve_NoWorkAllowed_IsStillFeasibleAndBounded()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var problem = RandomProblem.Of(seed, Wants.Mixed, caps: true);

            var result = PairingSolver.Solve(problem, searchWork: 0).Verified();

            Assert.That(ProofCheck.Breach(problem, result.Amount), Is.Null, $"seed {seed}");
            Assert.That(result.Bound, Is.GreaterThanOrEqualTo(ReferenceSolver.Best(problem)), $"seed {seed}");
        }
    }
}
