using System.Globalization;
using Matching.Core.Clocks;

namespace Matching.Core.Tests.Clocks;

/// <summary>Qingming 2026: Saturday 4 to Monday 6 April off. May Day: Friday 1 to Tuesday 5 May off, Saturday 9 May worked.</summary>
public class WorkingCalendarTests
{
    internal static readonly WorkingCalendar Calendar = new(
        holidays: [new(2026, 4, 6), new(2026, 5, 1), new(2026, 5, 4), new(2026, 5, 5)],
        makeUpDays: [new(2026, 5, 9)]);

    [TestCase("2026-03-02", true, TestName = "IsWorkingDay_Monday")]
    [TestCase("2026-03-06", true, TestName = "IsWorkingDay_Friday")]
    [TestCase("2026-03-07", false, TestName = "IsWorkingDay_Saturday_IsNot")]
    [TestCase("2026-03-08", false, TestName = "IsWorkingDay_Sunday_IsNot")]
    [TestCase("2026-04-06", false, TestName = "IsWorkingDay_HolidayOnAMonday_IsNot")]
    [TestCase("2026-05-09", true, TestName = "IsWorkingDay_MakeUpSaturday")]
    public void IsWorkingDay_OfADate(string day, bool working) =>
        Assert.That(Calendar.IsWorkingDay(DateOnly.Parse(day, CultureInfo.InvariantCulture)), Is.EqualTo(working));

    [Test]
    public void IsWorkingDay_HolidayThatIsAlsoMadeUp_IsWorked() =>
        Assert.That(new WorkingCalendar([new(2026, 5, 9)], [new(2026, 5, 9)]).IsWorkingDay(new(2026, 5, 9)), Is.True);

    [TestCase("2026-03-02 09:00", 0, "2026-03-02 09:00")]
    [TestCase("2026-03-02 09:00", 2, "2026-03-02 11:00")]
    [TestCase("2026-03-02 09:00", 24, "2026-03-03 09:00")]
    [TestCase("2026-03-02 09:00", 96, "2026-03-06 09:00")]
    [TestCase("2026-03-06 09:00", 24, "2026-03-09 09:00", TestName = "Add_OverAWeekend_GoesOnOnMonday")]
    [TestCase("2026-03-06 23:59", 1, "2026-03-09 00:59", TestName = "Add_LastMinuteOfFriday_GoesOnOnMonday")]
    [TestCase("2026-03-07 15:00", 24, "2026-03-10 00:00", TestName = "Add_FromSaturday_StartsOnMonday")]
    [TestCase("2026-03-08 15:00", 1, "2026-03-09 01:00")]
    [TestCase("2026-04-03 10:00", 24, "2026-04-07 10:00", TestName = "Add_OverWeekendAndHoliday_GoesOnOnTuesday")]
    [TestCase("2026-04-30 10:00", 48, "2026-05-07 10:00", TestName = "Add_OverMayDay_GoesOnOnWednesday")]
    [TestCase("2026-05-08 10:00", 24, "2026-05-09 10:00", TestName = "Add_IntoAMakeUpSaturday_CountsIt")]
    [TestCase("2026-05-08 10:00", 48, "2026-05-11 10:00", TestName = "Add_PastAMakeUpSaturday_SkipsTheSunday")]
    public void Add_HoursOfWorkingTime(string from, int hours, string to) =>
        Assert.That(Calendar.Add(China(from), TimeSpan.FromHours(hours)), Is.EqualTo(China(to)));

    [Test]
    public void Add_InstantInUtc_CountsDaysInChina()
    {
        var fridayEveningUtc = new DateTimeOffset(2026, 3, 6, 20, 0, 0, TimeSpan.Zero);

        Assert.That(Calendar.Add(fridayEveningUtc, TimeSpan.FromHours(1)), Is.EqualTo(China("2026-03-09 01:00")));
        Assert.That(Calendar.Add(fridayEveningUtc, TimeSpan.FromHours(1)).Offset, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Add_InTwoSteps_IsTheSameAsInOne()
    {
        var random = new Random(1);
        for (var n = 0; n < 1_000; n++)
        {
            var from = China("2026-03-27 00:30").AddMinutes(random.Next(60 * 24 * 50));
            var (a, b) = (TimeSpan.FromMinutes(random.Next(6_000)), TimeSpan.FromMinutes(random.Next(6_000)));

            Assert.That(Calendar.Add(Calendar.Add(from, a), b), Is.EqualTo(Calendar.Add(from, a + b)), $"{from:u} + {a} + {b}");
        }
    }

    [TestCase(-1)]
    [TestCase(24 * 3650 + 1)]
    public void Add_SpanOutOfRange_Throws(int hours) =>
        Assert.That(() => Calendar.Add(Given.Now, TimeSpan.FromHours(hours)), Throws.TypeOf<ArgumentOutOfRangeException>());

    internal static DateTimeOffset China(string text) =>
        new(DateTime.ParseExact(text, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), ChinaTime.Offset);
}
