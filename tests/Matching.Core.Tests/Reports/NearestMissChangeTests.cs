using System.Globalization;
using Matching.Core.Candidates;
using Matching.Core.Reports;

namespace Matching.Core.Tests.Reports;

/// <summary>The change that a nearest miss names must be the one that cures it, to the hour and the unit.</summary>
public class NearestMissChangeTests
{
    private static readonly CultureInfo English = new("en");

    [Test]
    public void Change_NoticeEndsOnTheHour_NamesOneHourLess()
    {
        var input = Given.Input(offers: [Given.Offer(noticeHours: 48)]);
        var change = Miss(input).Changes.Single();

        Assert.That(change, Is.EqualTo("the unit needs at most 25 hours of notice"));
    }

    [Test]
    public void Change_NoticeAndDemandEndsEarlier_CountsToItsEnd()
    {
        var change = Miss(Given.Input(demands: [Given.Demand(until: Given.At(24.5))], offers: [Given.Offer(noticeHours: 48)])).Changes.Single();

        Assert.That(change, Is.EqualTo("the unit needs at most 24 hours of notice"));
    }

    [Test]
    public void Nearest_SlotAlreadyOver_IsBeyondCure()
    {
        var m = Miss(Given.Input(demands: [Given.Demand(until: Given.At(20))], slots: [Given.Slot(start: Given.At(-5)), Given.Slot(start: Given.At(24))]));

        Assert.That(m.Slot, Is.EqualTo(1), string.Join(";", m.Changes));
    }

    [Test]
    public void Change_OverdueDemandAndRunningSlot_ReachesTheSlotsEnd()
    {
        var m = Miss(Given.Input(demands: [Given.Demand(until: Given.At(-1))], slots: [Given.Slot(start: Given.At(-2), end: Given.At(5))]));

        Assert.That(m.Changes.Single(), Does.EndWith("2026-03-02 14:00"));
    }

    [Test]
    public void Change_SlotCutByValidity_ReachesTheSlotsEnd()
    {
        var m = Miss(Given.Input(demands: [Given.Demand(until: Given.At(24.5))], offers: [Given.Offer(validFrom: Given.At(25))]));

        Assert.That(m.Changes.Single(), Does.EndWith("2026-03-03 11:00"));
    }

    [Test]
    public void Broken_TimeAndNotice_AreBothNamed()
    {
        var m = Miss(Given.Input(demands: [Given.Demand(until: Given.At(20))], offers: [Given.Offer(noticeHours: 48)]));

        Assert.That(m.Broken, Is.EqualTo(HardRules.Time | HardRules.Notice));
    }

    [Test]
    public void Change_CapOvershot_NamesTheCapThatIsNeeded()
    {
        var m = Miss(Given.Input(units: [Given.Unit(monthlyCap: 2)], capUses: [new CapUse("U1", 202603, 4)]));

        Assert.That(m.Changes.Single(), Does.EndWith("to 5"));
    }

    [Test]
    public void Change_DivisibleDemand_NeedsOneUnitOnly()
    {
        var m = Miss(Given.Input(demands: [Given.Demand(quantity: 9, divisible: true)], slots: [Given.Slot(capacity: 0)]));

        Assert.That(m.Changes.Single(), Does.StartWith("1 "));
    }

    private static (HardRules Broken, string[] Changes, int Slot) Miss(MatchInput input)
    {
        var run = MatchRun.Execute(input, Given.Policy());
        var miss = Refusals.Of(run, 0).Nearest!;
        return (miss.Broken, [.. new Explainer(run, English).Clashes(0, miss).Select(clash => clash.Change)], miss.Slot);
    }
}
