using Matching.Core.Reports;

namespace Matching.Core.Tests.Reports;

public class ReportPeriodTests
{
    [TestCase("2026-Q4", "2026-09-30T16:00Z", "2026-12-31T16:00Z", "2026-Q3", "2027-Q1")]
    [TestCase("2026-Q1", "2025-12-31T16:00Z", "2026-03-31T16:00Z", "2025-Q4", "2026-Q2")]
    [TestCase("2026-01", "2025-12-31T16:00Z", "2026-01-31T16:00Z", "2025-12", "2026-02")]
    [TestCase("2026-11", "2026-10-31T16:00Z", "2026-11-30T16:00Z", "2026-10", "2026-12")]
    [TestCase("2026", "2025-12-31T16:00Z", "2026-12-31T16:00Z", "2025", "2027")]
    public void TryParse_APeriod_IsThatStretchInChina(string text, string from, string until, string before, string after)
    {
        Assert.That(ReportPeriod.TryParse(text, out var period), Is.True);

        Assert.That((period.From, period.Until), Is.EqualTo((DateTimeOffset.Parse(from, null), DateTimeOffset.Parse(until, null))));
        Assert.That((period.Code, period.Before.Code, period.After.Code), Is.EqualTo((text, before, after)));
    }

    [Test]
    public void TryParse_AMatchRun_LooksAtAllTimeAndAtTheRunsBesideIt()
    {
        Assert.That(ReportPeriod.TryParse("run-12", out var period), Is.True);

        Assert.That((period.Run, period.Code, period.Before.Code, period.After.Code), Is.EqualTo((12L, "run-12", "run-11", "run-13")));
        Assert.That(period.Contains(DateTimeOffset.Parse("2026-11-23T01:00Z", null)) && period.Contains(DateTimeOffset.Parse("2000-01-01T00:00Z", null)));
        Assert.That(ReportPeriod.QuarterOf(period.From).Run, Is.Null);
    }

    [TestCase("run-0")]
    [TestCase("run-")]
    [TestCase("run-1234567890123456")]
    [TestCase("2026-Q5")]
    [TestCase("2026-13")]
    [TestCase("2026-1")]
    [TestCase("1999")]
    [TestCase("2201")]
    [TestCase("２０２６")]
    [TestCase("2026\n")]
    [TestCase("")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.That(ReportPeriod.TryParse(text, out _), Is.False);

    [Test]
    public void Weeks_OfAMonth_AreThoseThatTouchIt()
    {
        ReportPeriod.TryParse("2026-11", out var period);

        Assert.That(period.Weeks.Select(week => week.ToString("MM-dd", null)), Is.EqualTo(new[] { "10-26", "11-02", "11-09", "11-16", "11-23", "11-30" }));
        Assert.That(ReportPeriod.WeekOf(period.From).ToString("MM-dd", null), Is.EqualTo("10-26"), "the first is a Sunday");
        Assert.That(ReportPeriod.QuarterOf(period.From).Code, Is.EqualTo("2026-Q4"));
    }
}
