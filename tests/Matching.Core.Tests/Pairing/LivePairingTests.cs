using Matching.Core.Pairing;

namespace Matching.Core.Tests.Pairing;

public class LivePairingTests
{
    [Test]
    public void Arrive_SlotIsHeldByAWeakerDemand_TheBetterTotalWins()
    {
        var live = new LivePairing(ReferenceSolverTests.Problem(quantity: [1], edges: [(0, 0, 5), (0, 1, 4)], capacity: [1, 1]));

        var arrived = live.Arrive(1, [(0, 9)]);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(live.PlacesOf(arrived), Is.EqualTo(new[] { new Placement(0, 1, 9) }));
            Assert.That(live.PlacesOf(0), Is.EqualTo(new[] { new Placement(1, 1, 4) }));
            Assert.That(live.Total, Is.EqualTo(13));
        }
    }

    [Test]
    public void Cancel_OthersWait_TheBestOfThemComesIn()
    {
        var live = new LivePairing(ReferenceSolverTests.Problem(quantity: [1, 1, 1], edges: [(0, 0, 9), (1, 0, 5), (2, 0, 7)], capacity: [1]));

        live.Cancel(0);

        Assert.That(live.PlacesOf(2), Is.EqualTo(new[] { new Placement(0, 1, 7) }));
    }

    [Test]
    public void Pin_ElsewhereThanPaired_TakesThatCapacityFromWhoeverHasIt()
    {
        var live = new LivePairing(ReferenceSolverTests.Problem(quantity: [1, 1], edges: [(0, 0, 9), (1, 1, 5), (0, 1, 1)], capacity: [1, 1]));

        live.Pin(0, slot: 1, units: 1);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(live.PlacesOf(1), Is.Empty);
            Assert.That(live.Total, Is.Zero);
        }
    }

    [Test]
    public void Change_ScoresBeyondTheRange_IsRefusedAndNothingMoves()
    {
        var live = new LivePairing(ReferenceSolverTests.Problem(quantity: [1], edges: [(0, 0, 5)], capacity: [1]));

        Assert.That(() => live.Change(0, int.MaxValue, [(0, long.MaxValue / 1_000)]),
            Throws.TypeOf<RuleBrokenException>().With.Property("Rule").EqualTo("score-range"));
        Assert.That(live.Total, Is.EqualTo(5));
    }

    [Test]
    public void Copy_Changed_LeavesTheOriginalAlone()
    {
        var live = new LivePairing(ReferenceSolverTests.Problem(quantity: [1, 1], edges: [(0, 0, 9), (1, 0, 5)], capacity: [1]));

        live.Copy().Cancel(0);

        Assert.That(live.Total, Is.EqualTo(9));
        live.Verify();
    }

    [TestCase(Wants.Single, false)]
    [TestCase(Wants.Single, true)]
    [TestCase(Wants.Divisible, false)]
    [TestCase(Wants.Divisible, true)]
    public void RandomChanges_EachOneRepaired_TotalIsAFreshSolves(Wants wants, bool caps)
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var live = new LivePairing(RandomProblem.Of(seed, wants, caps, mostDemands: 12, mostSlots: 6));
            var slots = Enumerable.Range(0, live.FirstSlots).ToList();
            for (var step = 0; step < 30; step++)
            {
                LiveChange.Draw(random, live, slots, wants);
                var (problem, pairing) = live.Snapshot();
                Assert.That(ProofCheck.Breach(problem, pairing.Amount), Is.Null, $"seed {seed} step {step}");
                Assert.That(ProofCheck.Worth(problem, pairing.Amount), Is.EqualTo(ProofCheck.PriceBound(problem, pairing.SlotPrice, pairing.CapPrice)),
                    $"seed {seed} step {step}: not proved optimal");
                Assert.That(live.Total, Is.EqualTo(PairingSolver.Solve(problem, new WorkLimit(1_000)).Bound), $"seed {seed} step {step}");
            }
        }
    }

    [Test]
    public void Together_ManyChangesAtOnce_TotalIsAFreshSolves()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var live = new LivePairing(RandomProblem.Of(seed, Wants.Divisible, caps: seed % 2 == 0, mostDemands: 60, mostSlots: 12));
            var slots = Enumerable.Range(0, live.FirstSlots).ToList();

            live.Together(() =>
            {
                for (var step = 0; step < 40; step++)
                    LiveChange.Draw(random, live, slots, Wants.Divisible);
            });

            live.Verify();
        }
    }

    [Test]
    public void Verify_ManyArrivalsAndCancellations_HoldsAfterEdgesWereMovedTogether()
    {
        var random = new Random(7);
        var live = new LivePairing(RandomProblem.Of(7, Wants.Divisible, mostDemands: 40, mostSlots: 10));
        var slots = Enumerable.Range(0, live.FirstSlots).ToList();

        for (var step = 0; step < 3_000; step++)
        {
            var arrived = live.Arrive(random.Next(1, 4), [.. slots.Select(slot => (slot, random.NextInt64(1, 100)))]);
            if (step % 8 != 0)
                live.Cancel(arrived);
        }

        live.Verify();
    }
}
