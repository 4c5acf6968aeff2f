namespace Matching.Core.Tests;

public class MatchRunTests
{
    [Test]
    public void Execute_EmptyLists_GivesNoOrder()
    {
        var run = MatchRun.Execute(Given.Input(demands: [], offers: [], slots: [], units: []), Given.Policy());

        Assert.That(run.Orders, Is.Empty);
        Assert.That(run.Pairing.IsOptimal, Is.True);
    }

    [Test]
    public void Execute_DemandsButNoOffers_GivesNoOrder() =>
        Assert.That(MatchRun.Execute(Given.Input(offers: [], slots: [], units: []), Given.Policy()).Orders, Is.Empty);

    [Test]
    public void Execute_OneOfEach_PairsThem() =>
        Assert.That(MatchRun.Execute(Given.Input(), Given.Policy()).Orders, Is.EqualTo(new[] { new PairedOrder(Demand: 0, Slot: 0, Quantity: 1, Edge: 0) }));

    [Test]
    public void Execute_Stages_AreToldInTheOrderOfTheStory()
    {
        var stages = new List<string>();

        MatchRun.Execute(Given.Input(), Given.Policy(), stages.Add);

        Assert.That(stages, Is.EqualTo(new[] { "lists", "candidates", "scoring", "pricing-out", "pairing", "certificate" }));
    }

    [TestCase(10, 3, 3, TestName = "Execute_PartOfTheSlotIsPinned_OnlyTheRestIsGiven")]
    [TestCase(10, 0, 0)]
    [TestCase(10, -2, 0, TestName = "Execute_SlotOversoldByHand_GivesNothing")]
    public void Execute_FiveDemandsForOneSlot_GiveWhatRemains(int capacity, int remaining, int given)
    {
        var input = Given.Input(
            demands: [.. Enumerable.Range(1, 5).Select(d => Given.Demand($"D{d}"))],
            slots: [Given.Slot(capacity: capacity, remaining: remaining)]);

        Assert.That(MatchRun.Execute(input, Given.Policy()).Orders, Has.Count.EqualTo(given));
    }

    [TestCase(4, 1, 3)]
    [TestCase(4, 4, 0)]
    [TestCase(0, 0, 0)]
    public void Execute_MonthlyCapWithPinnedOrders_GivesTheRest(int cap, int used, int given)
    {
        var input = Given.Input(
            demands: [.. Enumerable.Range(1, 5).Select(d => Given.Demand($"D{d}"))],
            slots: [Given.Slot(start: Given.At(24)), Given.Slot(start: Given.At(48))],
            units: [Given.Unit(monthlyCap: cap)], capUses: [new CapUse("U1", 202603, used)]);

        Assert.That(MatchRun.Execute(input, Given.Policy()).Orders, Has.Count.EqualTo(given));
    }
}
