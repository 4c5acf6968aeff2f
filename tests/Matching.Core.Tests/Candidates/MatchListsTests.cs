using Matching.Core.Candidates;
using Matching.Core.Demands;
using Matching.Core.Grid;

namespace Matching.Core.Tests.Candidates;

public class MatchListsTests
{
    [Test]
    public void Lists_AnyOrder_StandByCode()
    {
        var lists = Lists(Given.Input(
            demands: [Given.Demand("D2"), Given.Demand("D10"), Given.Demand("D1")],
            offers: [Given.Offer("O2"), Given.Offer("O1")],
            slots: [Given.Slot("O2"), Given.Slot("O1", Given.At(48)), Given.Slot("O1", Given.At(24))]));

        Assert.That(lists.Demands.Select(demand => demand.Code), Is.EqualTo(new[] { "D1", "D10", "D2" }));
        Assert.That(lists.Slots.Select(slot => (slot.Offer, slot.Start)),
            Is.EqualTo(new[] { ("O1", Given.At(24)), ("O1", Given.At(48)), ("O2", Given.At(24)) }));
        Assert.That(lists.OfferSlots, Is.EqualTo(new[] { 0, 2, 3 }));
        Assert.That(lists.SlotPosition(new SlotName("O1", Given.At(48))), Is.EqualTo(1));
        Assert.That(lists.SlotPosition(new SlotName("O1", Given.At(49))), Is.EqualTo(-1));
    }

    [Test]
    public void Lists_DemandCodeTwice_Throws() =>
        Assert.That(() => Lists(Given.Input(demands: [Given.Demand(), Given.Demand()])), Throws.ArgumentException);

    [Test]
    public void Lists_SlotNameTwice_Throws() =>
        Assert.That(() => Lists(Given.Input(slots: [Given.Slot(), Given.Slot(capacity: 3)])), Throws.ArgumentException);

    [Test]
    public void Lists_OfferOfAnUnknownUnit_Throws() =>
        Assert.That(() => Lists(Given.Input(offers: [Given.Offer(unit: "U9")])), Throws.ArgumentException.With.Message.Contains("U9"));

    [TestCase("O0")]
    [TestCase("O9")]
    public void Lists_SlotOfAnUnknownOffer_Throws(string offer) =>
        Assert.That(() => Lists(Given.Input(slots: [Given.Slot(), Given.Slot(offer)])), Throws.ArgumentException.With.Message.Contains(offer));

    [TestCase(null, true)]
    [TestCase(1.0, true)]
    [TestCase(0.0, false)]
    [TestCase(-1.0, false)]
    public void RingIn_AgreementEnds_CountsWhileItRuns(double? untilHour, bool counts)
    {
        var lists = Lists(Given.Input(pairings: [Given.Pairing(until: untilHour is { } hour ? Given.At(hour) : null)]));

        Assert.That(lists.UnitFacts[0].RingIn(AreaRange.Of(new AreaCode(Given.Community))) is not null, Is.EqualTo(counts));
        Assert.That(lists.UnitFacts[0].RingIn(AreaRange.Of(new AreaCode(Given.Street))), Is.Null);
    }

    [Test]
    public void Caps_TwoMonthsOfOneUnit_AreTwoCaps()
    {
        var april = new DateTimeOffset(2026, 4, 1, 9, 0, 0, ChinaTime.Offset);
        var lists = Lists(Given.Input(
            units: [Given.Unit(monthlyCap: 5), Given.Unit("U2")], offers: [Given.Offer(), Given.Offer("O2", unit: "U2")],
            slots: [Given.Slot(), Given.Slot(start: Given.At(48)), Given.Slot(start: april), Given.Slot("O2")],
            capUses: [new CapUse("U1", 202603, 2)]));

        Assert.That(lists.SlotCap, Is.EqualTo(new[] { 0, 0, 1, -1 }));
        Assert.That(lists.CapLimits, Is.EqualTo(new[] { 3, 5 }));
        Assert.That(lists.CapUsed, Is.EqualTo(new[] { 2, 0 }));
    }

    private static MatchLists Lists(MatchInput input) => new(input, Given.Policy());
}
