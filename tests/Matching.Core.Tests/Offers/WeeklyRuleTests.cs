using Matching.Core.Offers;

namespace Matching.Core.Tests.Offers;

internal sealed class WeeklyRuleTests
{
    private static readonly DateOnly Monday = new(2026, 11, 23);

    [Test]
    public void Windows_TwoDaysAWeek_AreInOrderAndInChinaTime()
    {
        var rule = new WeeklyRule([DayOfWeek.Thursday, DayOfWeek.Tuesday], new TimeOnly(15, 0), new TimeOnly(17, 30), Monday, Monday.AddDays(13), false);

        var windows = rule.Windows(_ => false, 100);

        Assert.That(windows.Select(window => ChinaTime.Text(window.Start)), Is.EqualTo(new[] { "2026-11-24T15:00+08:00", "2026-11-26T15:00+08:00", "2026-12-01T15:00+08:00", "2026-12-03T15:00+08:00" }));
        Assert.That(windows, Has.All.Matches<(DateTimeOffset Start, DateTimeOffset End)>(window => window.End - window.Start == TimeSpan.FromHours(2.5)));
    }

    [TestCase(true, 1)]
    [TestCase(false, 2)]
    public void Windows_OverAHoliday_SkipItWhenAskedTo(bool skips, int count)
    {
        var rule = new WeeklyRule([DayOfWeek.Tuesday], new TimeOnly(9, 0), new TimeOnly(10, 0), Monday, Monday.AddDays(13), skips);

        Assert.That(rule.Windows(day => day == Monday.AddDays(1), 100), Has.Count.EqualTo(count));
    }

    [TestCase(0, 0, 1)]
    [TestCase(0, 6, 1)]
    [TestCase(0, 7, 2)]
    [TestCase(1, 6, 0)]
    [TestCase(5, 4, 0)]
    public void Windows_FirstAndLastDay_AreIncluded(int first, int last, int count) =>
        Assert.That(new WeeklyRule([DayOfWeek.Monday], new TimeOnly(9, 0), new TimeOnly(10, 0), Monday.AddDays(first), Monday.AddDays(last), false).Windows(_ => false, 100), Has.Count.EqualTo(count));

    [Test]
    public void Windows_EveryDayForYears_StopAtTheMost() =>
        Assert.That(new WeeklyRule(Enum.GetValues<DayOfWeek>(), new TimeOnly(9, 0), new TimeOnly(10, 0), Monday, Monday.AddYears(9), false).Windows(_ => false, 50), Has.Count.EqualTo(50));

    [Test]
    public void DayOf_EveryCode_IsItsOwnDay() => Assert.That(Enum.GetValues<DayOfWeek>().Select(day => WeeklyRule.DayOf(WeeklyRule.CodeOf(day))), Is.EqualTo(Enum.GetValues<DayOfWeek>()));
}
