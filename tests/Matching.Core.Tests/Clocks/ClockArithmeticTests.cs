using Matching.Core.Clocks;
using static Matching.Core.Tests.Clocks.WorkingCalendarTests;

namespace Matching.Core.Tests.Clocks;

/// <summary>Clocks over Qingming 2026 (Saturday 4 to Monday 6 April off) and May Day with its make-up Saturday, 9 May.</summary>
public class ClockArithmeticTests
{
    private static readonly ClockArithmetic Working = new(Calendar);
    private static readonly ClockArithmetic RoundTheClock = new(null);

    [TestCase("2026-04-03 16:00", "2026-04-07 16:00", 24, TestName = "Between_OverALongWeekend_CountsItsWorkingDay")]
    [TestCase("2026-04-04 10:00", "2026-04-06 10:00", 0, TestName = "Between_WithinTheHoliday_IsNothing")]
    [TestCase("2026-05-08 12:00", "2026-05-09 12:00", 24, TestName = "Between_IntoAMakeUpSaturday_CountsIt")]
    [TestCase("2026-05-08 12:00", "2026-05-10 12:00", 36, TestName = "Between_PastAMakeUpSaturday_LeavesTheSundayOut")]
    [TestCase("2026-03-02 09:00", "2026-03-02 09:00", 0)]
    [TestCase("2026-03-03 09:00", "2026-03-02 09:00", 0, TestName = "Between_Reversed_IsNothing")]
    public void Between_InWorkingTime(string from, string to, int hours) => Assert.That(Working.Between(China(from), China(to)), Is.EqualTo(TimeSpan.FromHours(hours)));

    [Test]
    public void ClosedOn_AMakeUpDay_ClosesIt() => Assert.That(Calendar.ClosedOn([new(2026, 5, 9)]).Add(China("2026-05-08 12:00"), TimeSpan.FromHours(24)), Is.EqualTo(China("2026-05-11 12:00")));

    [Test]
    public void ClosedOn_AWorkingDay_ClosesItHereOnly()
    {
        Assert.That(Calendar.ClosedOn([new(2026, 3, 3)]).Add(China("2026-03-02 09:00"), TimeSpan.FromHours(24)), Is.EqualTo(China("2026-03-04 09:00")));
        Assert.That(Calendar.IsWorkingDay(new(2026, 3, 3)), Is.True);
    }

    [TestCase("2026-04-03 16:00", "2026-04-07 16:00", 75, "2026-04-07 10:00")]
    [TestCase("2026-04-03 16:00", "2026-04-07 16:00", 25, "2026-04-03 22:00")]
    [TestCase("2026-03-02 09:00", "2026-03-06 09:00", 50, "2026-03-04 09:00")]
    public void WarnAt_APercentageOfTheWorkingTime(string start, string due, int percent, string warn) =>
        Assert.That(Working.WarnAt(Face(start, due), percent), Is.EqualTo(China(warn)));

    [Test]
    public void WarnAt_OfAnEmergency_RunsThroughTheHoliday() =>
        Assert.That(RoundTheClock.WarnAt(Face("2026-04-04 10:00", "2026-04-04 12:00"), 75), Is.EqualTo(China("2026-04-04 11:30")));

    [TestCase("2026-04-03 18:00", "2026-04-07 10:00", "2026-04-08 08:00", TestName = "Resume_AfterTheHoliday_HasTheTimeThatWasLeft")]
    [TestCase("2026-04-04 09:00", "2026-04-06 09:00", "2026-04-07 16:00", TestName = "Resume_PausedWithinTheHoliday_LosesNothing")]
    [TestCase("2026-04-03 16:00", "2026-04-03 17:00", "2026-04-07 17:00")]
    public void Resume_AfterAPause_GoesOnWithTheRest(string paused, string resumed, string due)
    {
        var face = ClockArithmetic.Pause(Face("2026-04-03 16:00", "2026-04-07 16:00"), China(paused));

        Assert.That(Working.Resume(face, China(resumed)), Is.EqualTo(face with { DueAt = China(due), PausedAt = null }));
    }

    [Test]
    public void Resume_OfAClockPastItsTime_IsDueAtOnce() =>
        Assert.That(Working.Resume(ClockArithmetic.Pause(Face("2026-03-02 09:00", "2026-03-03 09:00"), China("2026-03-04 09:00")), China("2026-03-05 09:00")).DueAt, Is.EqualTo(China("2026-03-05 09:00")));

    [Test]
    public void PauseAndResume_OutOfTurn_AreRefused()
    {
        var face = Face("2026-03-02 09:00", "2026-03-03 09:00");

        Assert.That(() => Working.Resume(face, China("2026-03-02 10:00")), Throws.TypeOf<RuleBrokenException>().With.Property("Rule").EqualTo("clock-not-paused"));
        Assert.That(() => ClockArithmetic.Pause(face with { PausedAt = face.StartedAt }, face.StartedAt), Throws.TypeOf<RuleBrokenException>().With.Property("Rule").EqualTo("clock-paused"));
    }

    [TestCase(48, 100, 0)]
    [TestCase(47, 100, 1)]
    [TestCase(24, 50, 0)]
    public void Extend_UpToTheCap_AndNotAnHourMore(int hours, int cap, int left)
    {
        var extended = Working.Extend(Face("2026-03-02 09:00", "2026-03-04 09:00"), TimeSpan.FromHours(hours), cap);

        Assert.That(extended.DueAt, Is.EqualTo(Working.Add(China("2026-03-04 09:00"), TimeSpan.FromHours(hours))));
        Assert.That(() => Working.Extend(extended, TimeSpan.FromHours(left + 1), cap),
            Throws.TypeOf<RuleBrokenException>().With.Property("Rule").EqualTo("extension-capped").And.Property("Arguments").EqualTo(new object[] { left }));
    }

    [Test]
    public void Shorten_KeepsAShareOfWhatIsLeft()
    {
        var shortened = Working.Shorten(Face("2026-03-02 09:00", "2026-03-06 09:00"), China("2026-03-04 09:00"), 50);

        Assert.That(shortened.DueAt, Is.EqualTo(China("2026-03-05 09:00")));
        Assert.That(Working.Shorten(shortened, China("2026-03-04 10:00"), 50), Is.EqualTo(shortened), "once");
    }

    [Test]
    public void Restore_OfAShortenedClock_IsWhatItWouldHaveBeen()
    {
        var random = new Random(7);
        for (var n = 0; n < 500; n++)
        {
            var start = China("2026-03-27 00:30").AddMinutes(random.Next(60 * 24 * 50));
            var face = new ClockFace(start, Working.Add(start, TimeSpan.FromMinutes(random.Next(1, 20_000))), null, null, TimeSpan.Zero);
            var at = start.AddMinutes(random.Next(20_000));
            var (asked, answered) = (at.AddMinutes(random.Next(3_000)), at.AddMinutes(random.Next(3_000, 6_000)));
            ClockFace Waited(ClockFace running) => Working.Resume(ClockArithmetic.Pause(running, asked), answered);

            var surged = Waited(Working.Shorten(face, at, random.Next(1, 100)));

            Assert.That(ClockArithmetic.Restore(surged), Is.EqualTo(Waited(face)), $"{start:u} {at:u} {asked:u} {answered:u}");
        }
    }

    private static ClockFace Face(string start, string due) => new(China(start), China(due), null, null, TimeSpan.Zero);
}
