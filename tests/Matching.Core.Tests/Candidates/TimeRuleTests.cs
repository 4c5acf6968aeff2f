using Matching.Core.Candidates;

namespace Matching.Core.Tests.Candidates;

/// <summary>Hours are counted from now. Windows hold their start and not their end.</summary>
public class TimeRuleTests
{
    private const double Minute = 1 / 60.0;

    [Test]
    public void Time_EverythingFits_NoRuleIsBroken() => Assert.That(Pair.Broken(), Is.EqualTo(HardRules.None));

    [TestCase(null, null, HardRules.None)]
    [TestCase(24.0, 26.0, HardRules.None)]
    [TestCase(null, 24.0, HardRules.Time, TestName = "Time_DemandEndsAsTheSlotStarts_IsBroken")]
    [TestCase(null, 24 + Minute, HardRules.None)]
    [TestCase(26.0, null, HardRules.Time, TestName = "Time_DemandStartsAsTheSlotEnds_IsBroken")]
    [TestCase(26 - Minute, null, HardRules.None)]
    [TestCase(25.0, 25.5, HardRules.None)]
    [TestCase(null, 0.0, HardRules.Time)]
    public void Time_SlotFromHour24To26_MustOverlapTheDemand(double? from, double? until, HardRules broken) =>
        Assert.That(Pair.Broken(demand: Given.Demand(from: Hour(from), until: Hour(until))), Is.EqualTo(broken));

    [TestCase(-2.0, 0.0, HardRules.Time)]
    [TestCase(-2.0, Minute, HardRules.None)]
    [TestCase(0.0, 1.0, HardRules.None)]
    public void Time_SlotNearNow_MustNotBeOver(double start, double end, HardRules broken) =>
        Assert.That(Pair.Broken(slot: Given.Slot(start: Given.At(start), end: Given.At(end))), Is.EqualTo(broken));

    [TestCase(0, HardRules.None)]
    [TestCase(25, HardRules.None)]
    [TestCase(26, HardRules.Notice, TestName = "Notice_EndsAsTheSlotEnds_IsBroken")]
    [TestCase(27, HardRules.Notice)]
    public void Notice_SlotEndsAtHour26_MustBeOverBefore(int noticeHours, HardRules broken) =>
        Assert.That(Pair.Broken(offer: Given.Offer(noticeHours: noticeHours)), Is.EqualTo(broken));

    [TestCase(0, HardRules.Notice)]
    [TestCase(1, HardRules.None)]
    public void Notice_SlotEndsSomeMinutesAfterIt_DecidesToTheMinute(int minutes, HardRules broken) =>
        Assert.That(Pair.Broken(offer: Given.Offer(noticeHours: 25),
            slot: Given.Slot(end: Given.At(25).AddMinutes(minutes))), Is.EqualTo(broken));

    [TestCase(24.0 + Minute, HardRules.None)]
    [TestCase(24.0, HardRules.Time)]
    public void Notice_DemandEndsWithinIt_IsNoticeOnlyIfItWouldFitWithout(double until, HardRules without)
    {
        var demand = Given.Demand(until: Given.At(until));

        Assert.That(Pair.Broken(demand), Is.EqualTo(without));
        Assert.That(Pair.Broken(demand, Given.Offer(noticeHours: 25)), Is.EqualTo(without == HardRules.None ? HardRules.Notice : without));
    }

    [TestCase(null, null, false, HardRules.None)]
    [TestCase(null, 24.0, false, HardRules.OfferValid, TestName = "OfferValid_EndsAsTheSlotStarts_IsBroken")]
    [TestCase(null, 24 + Minute, false, HardRules.None)]
    [TestCase(26.0, null, false, HardRules.OfferValid, TestName = "OfferValid_StartsAsTheSlotEnds_IsBroken")]
    [TestCase(26 - Minute, null, false, HardRules.None)]
    [TestCase(null, 0.0, false, HardRules.OfferValid)]
    [TestCase(null, null, true, HardRules.OfferValid)]
    public void OfferValid_SlotFromHour24To26_MustLieInTheOffersValidity(double? from, double? until, bool withdrawn, HardRules broken) =>
        Assert.That(Pair.Broken(offer: Given.Offer(validFrom: Hour(from), validUntil: Hour(until), withdrawn: withdrawn)), Is.EqualTo(broken));

    [TestCase(0, HardRules.OfferValid | HardRules.Time, TestName = "OfferValid_EndsNowDuringTheSlot_IsBroken")]
    [TestCase(1, HardRules.None)]
    public void OfferValid_EndsMinutesFromNowDuringTheSlot(int minutes, HardRules broken) =>
        Assert.That(Pair.Broken(offer: Given.Offer(validUntil: Given.Now.AddMinutes(minutes)),
            slot: Given.Slot(start: Given.At(-1), end: Given.At(1))), Is.EqualTo(broken));

    [Test]
    public void Window_EveryLimitCuts_LatestStartAndEarliestEndRemain()
    {
        var demand = Given.Demand(from: Given.At(24.25), until: Given.At(25.75));
        var offer = Given.Offer(validFrom: Given.At(24.5), validUntil: Given.At(25.5), noticeHours: 25);
        var lists = new MatchLists(Given.Input(demands: [demand], offers: [offer]), Given.Policy());

        Assert.That(new RuleBook(lists).Window(demand, offer, Given.Slot()), Is.EqualTo((Given.At(25), Given.At(25.5))));
    }

    private static DateTimeOffset? Hour(double? hour) => hour is { } h ? Given.Now.AddMinutes(Math.Round(h * 60)) : null;
}
