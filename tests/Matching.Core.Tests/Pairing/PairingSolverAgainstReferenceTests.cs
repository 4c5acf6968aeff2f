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

            var result = PairingSolver.Solve(problem, new WorkLimit(Work)).Verified();

            Assert.That(ProofCheck.Breach(problem, result.Amount), Is.Null, $"seed {seed}");
            Assert.That(result.Objective, Is.EqualTo(ReferenceSolver.Best(problem)), $"seed {seed}");
            Assert.That(result.Bound, Is.EqualTo(result.Objective), $"seed {seed}");
            Assert.That(result.IsOptimal, Is.True, $"seed {seed}");
        }
    }

    [TestCase(Wants.Whole, false, false, 0.999, 0.995)]
    [TestCase(Wants.PerSlot, false, false, 0.999, 0.995)]
    [TestCase(Wants.Mixed, false, false, 0.97, 0.90)]
    [TestCase(Wants.Whole, true, false, 0.999, 0.995)]
    [TestCase(Wants.Whole, true, true, 0.999, 0.995)]
    [TestCase(Wants.PerSlot, true, true, 0.999, 0.995)]
    [TestCase(Wants.Mixed, true, false, 0.90, 0.80)]
    [TestCase(Wants.Mixed, true, true, 0.90, 0.80)]
    [TestCase(Wants.Divisible, true, true, 0.85, 0.70)]
    public void Solve_WholeOrCappedQuantities_BoundHoldsAndTheBestIsUsuallyFoundAndProved(Wants wants, bool caps, bool nested, double found, double proved)
    {
        const int Problems = 700;
        var (best, proven) = (0, 0);
        for (var seed = 0; seed < Problems; seed++)
        {
            var problem = RandomProblem.Of(seed, wants, caps, nested: nested);
            var reference = ReferenceSolver.Best(problem);

            var result = PairingSolver.Solve(problem, new WorkLimit(Work)).Verified();

            AssertHonest(problem, result, $"seed {seed}");
            Assert.That(result.Objective, Is.LessThanOrEqualTo(reference), $"seed {seed}");
            Assert.That(result.Bound, Is.GreaterThanOrEqualTo(reference), $"seed {seed}");
            best += result.Objective == reference ? 1 : 0;
            proven += result.IsOptimal ? 1 : 0;
        }
        TestContext.Out.WriteLine($"{wants}, caps {caps}, nested {nested}: best in {best} of {Problems}, proven in {proven}");

        Assert.That(best, Is.GreaterThanOrEqualTo(found * Problems));
        Assert.That(proven, Is.GreaterThanOrEqualTo(proved * Problems));
    }

    [TestCase(Wants.Mixed, true)]
    [TestCase(Wants.PerSlot, true)]
    [TestCase(Wants.Whole, false)]
    public void Solve_StoppedAfterAnyWork_IsFeasibleAndTheBoundHolds(Wants wants, bool caps)
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var problem = RandomProblem.Of(seed, wants, caps, nested: caps);
            var work = new Random(seed).Next(5_000);

            var result = PairingSolver.Solve(problem, new WorkLimit(work)).Verified();

            AssertHonest(problem, result, $"seed {seed}, work {work}");
            Assert.That(result.Bound, Is.GreaterThanOrEqualTo(ReferenceSolver.Best(problem)), $"seed {seed}, work {work}");
        }
    }

    [Test]
    public void Solve_CancelledBefore_IsFeasibleAndTheBoundHolds()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var problem = RandomProblem.Of(seed, Wants.Mixed, caps: true, mostDemands: 40, mostSlots: 12, nested: true);

            var result = PairingSolver.Solve(problem, new WorkLimit(long.MaxValue, new CancellationToken(canceled: true))).Verified();

            AssertHonest(problem, result, $"seed {seed}");
        }
    }

    /// <summary>Checks all that a result claims by code that shares nothing with the solver.</summary>
    private static void AssertHonest(PairingProblem problem, PairingResult result, string which)
    {
        Assert.That(ProofCheck.Breach(problem, result.Amount), Is.Null, which);
        Assert.That(ProofCheck.Worth(problem, result.Amount) == result.Objective, Is.True, which);
        Assert.That(ProofCheck.CertifiedBound(problem, result.Certificate), Is.Not.Null, which);
        Assert.That(ProofCheck.CertifiedBound(problem, result.Certificate) is var (least, most) && least <= result.CertifiedBound && result.CertifiedBound <= most, Is.True, which);
        Assert.That(result.Bound, Is.InRange(result.Objective, result.CertifiedBound), which);
    }

    [TestCase(Wants.Single, false)]
    [TestCase(Wants.Single, true)]
    [TestCase(Wants.Divisible, false)]
    public void Solve_LargerLists_PricesProveTheTotal(Wants wants, bool caps)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var problem = RandomProblem.Of(seed, wants, caps, mostDemands: 120, mostSlots: 40);

            var result = PairingSolver.Solve(problem, new WorkLimit(Work));

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
    [TestCase(Wants.PerSlot, false)]
    [TestCase(Wants.Mixed, true)]
    public void Solve_LargerListsWithWholeDemands_StaysFeasibleAndBelowItsBound(Wants wants, bool caps)
    {
        for (var seed = 0; seed < 15; seed++)
        {
            var problem = RandomProblem.Of(seed, wants, caps, mostDemands: 80, mostSlots: 25, nested: caps);

            var result = PairingSolver.Solve(problem, new WorkLimit(Work)).Verified();

            AssertHonest(problem, result, $"seed {seed}");
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

            var result = PairingSolver.Solve(problem, new WorkLimit(0)).Verified();

            Assert.That(ProofCheck.Breach(problem, result.Amount), Is.Null, $"seed {seed}");
            Assert.That(result.Bound, Is.GreaterThanOrEqualTo(ReferenceSolver.Best(problem)), $"seed {seed}");
        }
    }
}
