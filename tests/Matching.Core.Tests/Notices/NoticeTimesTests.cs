using Matching.Core.Notices;
using static Matching.Core.Tests.Clocks.WorkingCalendarTests;

namespace Matching.Core.Tests.Notices;

/// <summary>When a notice leaves, around the quiet hours from 22:00 to 07:00.</summary>
public class NoticeTimesTests
{
    private static readonly NoticeTimes Usual = new();

    [TestCase("2026-11-23 10:20", NoticePace.AtOnce, "2026-11-23 10:20")]
    [TestCase("2026-11-23 21:59", NoticePace.AtOnce, "2026-11-23 21:59")]
    [TestCase("2026-11-23 22:00", NoticePace.AtOnce, "2026-11-24 07:00")]
    [TestCase("2026-11-24 06:59", NoticePace.AtOnce, "2026-11-24 07:00")]
    [TestCase("2026-11-24 07:00", NoticePace.AtOnce, "2026-11-24 07:00")]
    [TestCase("2026-11-23 10:20", NoticePace.Hourly, "2026-11-23 11:00")]
    [TestCase("2026-11-23 11:00", NoticePace.Hourly, "2026-11-23 12:00")]
    [TestCase("2026-11-23 21:30", NoticePace.Hourly, "2026-11-24 07:00")]
    [TestCase("2026-11-23 23:50", NoticePace.Hourly, "2026-11-24 07:00")]
    [TestCase("2026-11-24 06:10", NoticePace.Hourly, "2026-11-24 07:00")]
    [TestCase("2026-11-23 08:29", NoticePace.Daily, "2026-11-23 08:30")]
    [TestCase("2026-11-23 08:30", NoticePace.Daily, "2026-11-24 08:30")]
    [TestCase("2026-12-31 23:00", NoticePace.Daily, "2027-01-01 08:30")]
    public void DueAt_ByPace_StaysOutOfTheQuietHours(string at, NoticePace pace, string due) => Assert.That(Usual.DueAt(China(at), pace, isEmergency: false), Is.EqualTo(China(due)));

    [TestCase(NoticePace.AtOnce)]
    [TestCase(NoticePace.Hourly)]
    [TestCase(NoticePace.Daily)]
    public void DueAt_AnEmergencyAtNight_IsNow(NoticePace pace) => Assert.That(Usual.DueAt(China("2026-11-24 03:00"), pace, isEmergency: true), Is.EqualTo(China("2026-11-24 03:00")));

    [TestCase("12:00", "14:00", "2026-11-23 13:00", "2026-11-23 14:00", TestName = "DueAt_QuietAtNoon_WaitsForItsEndOnTheSameDay")]
    [TestCase("12:00", "14:00", "2026-11-23 23:00", "2026-11-23 23:00", TestName = "DueAt_QuietAtNoon_NightIsNotQuiet")]
    [TestCase("07:00", "07:00", "2026-11-23 03:00", "2026-11-23 03:00", TestName = "DueAt_BeginningEqualsEnd_IsNeverQuiet")]
    public void DueAt_OtherQuietHours(string from, string until, string at, string due)
    {
        var times = new NoticeTimes { QuietFrom = TimeOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), QuietUntil = TimeOnly.Parse(until, System.Globalization.CultureInfo.InvariantCulture) };

        Assert.That(times.DueAt(China(at), NoticePace.AtOnce, isEmergency: false), Is.EqualTo(China(due)));
    }

    [Test]
    public void DueAt_DailyInsideTheQuietHours_WaitsForTheirEnd() =>
        Assert.That(new NoticeTimes { DailyAt = new TimeOnly(5, 0) }.DueAt(China("2026-11-23 12:00"), NoticePace.Daily, isEmergency: false), Is.EqualTo(China("2026-11-24 07:00")));
}
