using Matching.Core.Reports;

namespace Matching.Core.Tests.Reports;

public class NeedTimeTests
{
    /// <summary>Times of China, in the week of Monday, 23 November 2026.</summary>
    [TestCase("2026-11-23T09:00+08", "2026-11-23T11:00+08", NeedTime.WeekdayMorning)]
    [TestCase("2026-11-23T12:00+08", "2026-11-23T13:00+08", NeedTime.WeekdayAfternoon)]
    [TestCase("2026-11-27T18:00+08", "2026-11-28T18:00+08", NeedTime.WeekdayEvening)]
    [TestCase("2026-11-28T08:00+08", "2026-11-28T09:00+08", NeedTime.WeekendMorning)]
    [TestCase("2026-11-29T17:59+08", "2026-11-29T20:00+08", NeedTime.WeekendAfternoon)]
    [TestCase("2026-11-29T23:59+08", "2026-11-30T01:00+08", NeedTime.WeekendEvening)]
    [TestCase("2026-11-23T09:00+08", "2026-11-24T09:01+08", NeedTime.Any)]
    [TestCase("2026-11-23T09:00+08", null, NeedTime.Any)]
    [TestCase(null, "2026-11-23T09:00+08", NeedTime.Any)]
    public void Of_AWindow_IsTheTimeOfTheWeekInWhichItBegins(string? from, string? until, NeedTime time) =>
        Assert.That(NeedTimes.Of(TimeBand.OfNeed(from is null ? null : DateTimeOffset.Parse(from, null), until is null ? null : DateTimeOffset.Parse(until, null))), Is.EqualTo(time));
}
