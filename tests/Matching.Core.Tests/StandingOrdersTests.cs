using Matching.Core.Demands;
using Matching.Core.Scoring;

namespace Matching.Core.Tests;

/// <summary>Orders of an earlier run that no unit has accepted yet.</summary>
public class StandingOrdersTests
{
    /// <summary>The near unit scores 800,000 (same estate), the far one 600,000 (same community).</summary>
    private const int Gain = 200_000;

    [TestCase(Gain + 1, "O2", TestName = "Execute_IssuedAndTheGainIsBelowTheThreshold_Stays")]
    [TestCase(Gain - 1, "O1", TestName = "Execute_IssuedAndTheGainIsAboveTheThreshold_Moves")]
    public void Execute_OrderIssuedAtTheFarUnit(int churnThreshold, string offer) =>
        Assert.That(OfferOf(Standing(issued: true), churnThreshold), Is.EqualTo(offer));

    [Test]
    public void Execute_OrderOnlyProposedAtTheFarUnit_Moves() =>
        Assert.That(OfferOf(Standing(issued: false), churnThreshold: Gain + 1), Is.EqualTo("O1"));

    [TestCase(true)]
    [TestCase(false)]
    public void Execute_TwoEquallyGoodSlots_StandingOneIsKept(bool issued)
    {
        var input = Given.Input(
            slots: [Given.Slot(start: Given.At(24)), Given.Slot(start: Given.At(48)), Given.Slot(start: Given.At(72))],
            standing: [new StandingOrder("A1", "D1", new SlotName("O1", Given.At(48)), 1, issued)]);

        var run = MatchRun.Execute(input, Given.Only(ScoreFactor.Closeness));

        Assert.That(run.Lists.Slots[run.Orders.Single().Slot].Start, Is.EqualTo(Given.At(48)));
    }

    [TestCase("D9", "O1", 24)]
    [TestCase("D1", "O9", 24)]
    [TestCase("D1", "O1", 99)]
    public void Execute_StandingOrderOfSomethingGone_IsLeftOut(string demand, string offer, int hour)
    {
        var input = Given.Input(standing: [new StandingOrder("A1", demand, new SlotName(offer, Given.At(hour)), 1, true)]);

        Assert.That(MatchRun.Execute(input, Given.Policy()).Orders, Has.Count.EqualTo(1));
    }

    [Test]
    public void Execute_StandingOrderNoLongerPossible_IsNotForced()
    {
        var input = Given.Input(
            demands: [Given.Demand(barredUnits: ["U1"])],
            standing: [new StandingOrder("A1", "D1", new SlotName("O1", Given.At(24)), 1, true)]);

        Assert.That(MatchRun.Execute(input, Given.Policy()).Orders, Is.Empty);
    }

    [Test]
    public void Execute_MoreUrgentDemand_TakesThePlaceOfAnIssuedOrder()
    {
        var input = Given.Input(
            demands: [Given.Demand("D1"), Given.Demand("D2", vulnerable: true)], slots: [Given.Slot(capacity: 1)],
            standing: [new StandingOrder("A1", "D1", new SlotName("O1", Given.At(24)), 1, true)]);

        var run = MatchRun.Execute(input, Given.Policy());

        Assert.That(run.Lists.Demands[run.Orders.Single().Demand].Code, Is.EqualTo("D2"));
    }

    [Test]
    public void Execute_RunAgainOnItsOwnOrders_MovesNone()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var input = Singles(seed);
            var first = MatchRun.Execute(input, RandomLists.Policy);

            var again = MatchRun.Execute(input with { Standing = StandingOf(first) }, RandomLists.Policy);

            Assert.That(Pairs(again), Is.EqualTo(Pairs(first)), $"seed {seed}");
        }
    }

    [Test]
    public void Execute_PolicyChanged_EveryMovedOrderGainsMoreThanTheThreshold()
    {
        var other = Given.Only(ScoreFactor.Closeness, churnThreshold: 120_000) with { Compatibility = RandomLists.Policy.Compatibility, Requires = RandomLists.Policy.Requires };
        var moves = 0;
        for (var seed = 0; seed < 400; seed++)
        {
            var input = Singles(seed);
            var standing = MatchRun.Execute(input, RandomLists.Policy);
            var free = MatchRun.Execute(input, other);

            var held = MatchRun.Execute(input with { Standing = StandingOf(standing) }, other);

            var moved = Pairs(standing).Except(Pairs(held)).Count();
            var gain = Worth(held) - Worth(standing);
            Assert.That(gain, Is.GreaterThanOrEqualTo(120_000L * moved), $"seed {seed}");
            Assert.That(moved, Is.LessThanOrEqualTo(Pairs(standing).Except(Pairs(free)).Count()), $"seed {seed}");
            moves += moved;

            long Worth(MatchRun run) => run.Orders.Sum(order => (long)free.Scorer.Mean(free.Scorer.Factors(order.Demand, order.Slot)));
        }
        Assert.That(moves, Is.GreaterThan(20), "some orders must move");
    }

    private static IEnumerable<(int Demand, int Slot, int Quantity)> Pairs(MatchRun run) =>
        run.Orders.Select(order => (order.Demand, order.Slot, order.Quantity)).Order();

    private static MatchInput Singles(int seed)
    {
        var input = RandomLists.Exact(seed);
        return input with { Demands = [.. input.Demands.Select(demand => demand with { Quantity = 1, Divisible = false })] };
    }

    private static StandingOrder[] StandingOf(MatchRun run) =>
        [.. run.Orders.Select((order, n) => new StandingOrder(
            $"A{n}", run.Lists.Demands[order.Demand].Code, RandomLists.NameOf(run.Lists.Slots[order.Slot]), order.Quantity, Issued: true))];

    private static string OfferOf(StandingOrder standing, int churnThreshold)
    {
        var input = Given.Input(
            units: [Given.Unit("U1", area: Given.Estate), Given.Unit("U2", area: Given.Community)],
            offers: [Given.Offer("O1", unit: "U1"), Given.Offer("O2", unit: "U2")],
            slots: [Given.Slot("O1"), Given.Slot("O2")], standing: [standing]);

        var run = MatchRun.Execute(input, Given.Only(ScoreFactor.Closeness, churnThreshold));

        return run.Lists.Slots[run.Orders.Single().Slot].Offer;
    }

    private static StandingOrder Standing(bool issued) => new("A1", "D1", new SlotName("O2", Given.At(24)), 1, issued);
}
