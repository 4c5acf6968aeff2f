using Matching.Core.Pairing;

namespace Matching.Core.Tests.Pairing;

/// <summary>Whole demands at the edges of a slot's capacity, each of which once broke the solver.</summary>
public class WholeDemandEdgeTests
{
    [Test]
    public void Solve_DemandLargerThanItsSlot_IsLeftOut()
    {
        var problem = ReferenceSolverTests.Problem(quantity: [5], whole: [true], edges: [(0, 0, 1)], capacity: [3]);

        var result = PairingSolver.Solve(problem, new WorkLimit(1000)).Verified();

        Assert.That(result.Objective, Is.Zero);
    }

    [Test]
    public void Solve_DemandLargerThanItsSlot_AddsNothingToTheBound()
    {
        var problem = ReferenceSolverTests.Problem(quantity: [5], whole: [true], edges: [(0, 0, 1)], capacity: [3]);

        var result = PairingSolver.Solve(problem, new WorkLimit(1000)).Verified();

        Assert.That(result.Bound, Is.Zero);
    }

    [Test]
    public void Solve_BillionsOfUnits_NeedsNoTableOfThatSize()
    {
        var problem = ReferenceSolverTests.Problem(quantity: [1_500_000_000, 1_500_000_000], whole: [true, true], edges: [(0, 0, 3), (1, 0, 2)], capacity: [2_000_000_000]);

        Assert.That(PairingSolver.Solve(problem, new WorkLimit(60_000_000)).Verified().Objective, Is.EqualTo(4_500_000_000));
    }

    [Test]
    public void Solve_TwoSmallerFillTheSlotBetter_BothAreTaken()
    {
        var problem = ReferenceSolverTests.Problem(quantity: [3, 2, 2], whole: [true, true, true], edges: [(0, 0, 5), (1, 0, 4), (2, 0, 4)], capacity: [4]);

        Assert.That(PairingSolver.Solve(problem, new WorkLimit(60_000_000)).Objective, Is.EqualTo(16));
    }

    [Test]
    public void Solve_ManyWantASlotWhoseCapIsOne_OneIsTaken()
    {
        var problem = ReferenceSolverTests.Problem(
            quantity: [3, 2, 2, 2, 2, 2, 2, 2], whole: [true, true, true, true, true, true, true, true],
            edges: [(0, 0, 5), (1, 0, 6), (2, 0, 6), (3, 0, 6), (4, 0, 6), (5, 0, 6), (6, 0, 6), (7, 0, 6)], capacity: [14], slotCap: [0], capLimit: [1]);

        var result = PairingSolver.Solve(problem, new WorkLimit(60_000_000)).Verified();

        Assert.That(result.Objective, Is.EqualTo(15));
    }
}
