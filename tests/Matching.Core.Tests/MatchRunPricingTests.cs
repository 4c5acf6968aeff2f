using Matching.Core.Candidates;
using Matching.Core.Demands;
using Matching.Core.Pairing;

namespace Matching.Core.Tests;

/// <summary>A run that keeps few candidates proves as much as one that keeps all.</summary>
[Parallelizable(ParallelScope.All)]
public class MatchRunPricingTests
{
    private static readonly MatchPolicy Few = RandomLists.Policy with { Candidates = 2 };

    [TestCase(1, 100)]
    [TestCase(2, 30)]
    [TestCase(3, 5)]
    public void Execute_FewCandidates_GiveTheTotalOfAllPairs(int candidates, int leastAdded)
    {
        var added = 0;
        for (var seed = 0; seed < 400; seed++)
        {
            var input = Leveled(seed);
            var all = MatchRun.Execute(input, RandomLists.Policy);

            var few = MatchRun.Execute(input, RandomLists.Policy with { Candidates = candidates });

            Assert.That(few.Scores.LevelUnit, Is.EqualTo(all.Scores.LevelUnit), $"seed {seed}");
            Assert.That(few.Pairing.Objective, Is.EqualTo(all.Pairing.Objective), $"seed {seed}");
            Assert.That(few.Pairing.IsOptimal, Is.True, $"seed {seed}");
            added += few.Added;
        }
        Assert.That(added, Is.GreaterThan(leastAdded), "some pairs must have been left out at first");
    }

    [Test]
    public void Execute_FewCandidatesOfWholeDemandsUnderCaps_BoundHoldsForAllPairs()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var all = MatchRun.Execute(RandomLists.Any(seed), RandomLists.Policy);

            var few = MatchRun.Execute(RandomLists.Any(seed), Few);

            Assert.That(few.Scores.LevelUnit, Is.EqualTo(all.Scores.LevelUnit), $"seed {seed}");
            Assert.That(few.Pairing.Bound, Is.GreaterThanOrEqualTo(all.Pairing.Objective), $"seed {seed}");
            Assert.That(few.Pairing.Objective, Is.LessThanOrEqualTo(all.Pairing.Bound), $"seed {seed}");
        }
    }

    /// <summary>The proof is checked on all feasible pairs by one that the run had no part in.</summary>
    [Test]
    public void Execute_FewCandidates_CertificateHoldsOnTheProblemOfAllPairs()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var few = MatchRun.Execute(RandomLists.Any(seed), Few);

            Assert.That(few.Pairing.Certificate.Bound(Whole(few)), Is.EqualTo(few.Pairing.Bound), $"seed {seed}");
        }
    }

    [Test]
    public void Execute_SameInputTwice_AddsTheSamePairs()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var (first, second) = (MatchRun.Execute(RandomLists.Any(seed), Few), MatchRun.Execute(RandomLists.Any(seed), Few));

            Assert.That(second.Added, Is.EqualTo(first.Added), $"seed {seed}");
            Assert.That(second.Candidates.Slot, Is.EqualTo(first.Candidates.Slot), $"seed {seed}");
            Assert.That(second.Orders, Is.EqualTo(first.Orders), $"seed {seed}");
        }
    }

    [Test]
    public void Execute_OrderStandsBeyondTheBest_MayStay()
    {
        var input = Given.Input(
            slots: [Given.Slot(start: Given.At(24)), Given.Slot(start: Given.At(48)), Given.Slot(start: Given.At(72))],
            standing: [new StandingOrder("A1", "D1", new SlotName("O1", Given.At(72)), 1, true)]);

        var run = MatchRun.Execute(input, Given.Policy() with { Candidates = 1 });

        Assert.That(run.Lists.Slots[run.Orders.Single().Slot].Start, Is.EqualTo(Given.At(72)));
    }

    /// <summary>Single and divisible demands of several levels, no cap.</summary>
    private static MatchInput Leveled(int seed)
    {
        var any = RandomLists.Any(seed);
        return any with
        {
            Units = [.. any.Units.Select(unit => unit with { MonthlyCap = null })],
            Demands = [.. any.Demands.Select(demand => demand with { Divisible = true })],
        };
    }

    private static PairingProblem Whole(MatchRun run)
    {
        var (lists, start, edges) = (run.Lists, new int[run.Lists.Demands.Length + 1], new List<PairingEdge>());
        for (var d = 0; d < lists.Demands.Length; d++)
        {
            var level = MatchPolicy.LevelOf(lists.Demands[d]) * run.Scores.LevelUnit;
            edges.AddRange(run.Index.Every(run.Index.Ask(d)).Select(slot => new PairingEdge(level + slot.Score, slot.Slot, d)).Order(Comparer<PairingEdge>.Create(PairingProblem.BestFirst)));
            start[d + 1] = edges.Count;
        }
        return new PairingProblem(run.Pairing.Problem.Quantity, run.Pairing.Problem.Whole, start, [.. edges], run.Pairing.Problem.Capacity, lists.SlotCap, lists.CapLimits);
    }
}
