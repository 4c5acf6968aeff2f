using Matching.Core.Offers;

namespace Matching.Core.Tests.Offers;

[TestFixture]
internal sealed class FreeHoursTests
{
    private static readonly DateOnly Monday = new(2026, 11, 23);

    [Test]
    public void Windows_CutByTheHour_LeaveNoOverlapAndDropTheRest()
    {
        var rule = new WeeklyRule([DayOfWeek.Monday], new TimeOnly(9, 0), new TimeOnly(12, 30), Monday, Monday.AddDays(7), false) { EachMinutes = 60 };

        var windows = rule.Windows(_ => false, 100);

        Assert.That(windows.Select(window => ChinaTime.Local(window.Start).Hour), Is.EqualTo(new[] { 9, 10, 11, 9, 10, 11 }));
        Assert.That(windows.Zip(windows.Skip(1)).All(pair => pair.First.End <= pair.Second.Start));
        Assert.That(rule.Windows(_ => false, 4), Has.Count.EqualTo(4));
    }

    [Test]
    public void Of_HoursOfTwoDays_JoinsWhatTouchesAndCountsWhatIsBooked()
    {
        var days = FreeHours.Of([Hour(1, 14, 1), Hour(0, 11, 0), Hour(0, 9, 1), Hour(0, 10, 2), Hour(0, 13, 1)]);

        Assert.That(days.Select(day => day.Day), Is.EqualTo(new[] { Monday, Monday.AddDays(1) }));
        Assert.That(days[0].Free.Select(free => $"{ChinaTime.Local(free.Start):HH}-{ChinaTime.Local(free.End):HH}"), Is.EqualTo(new[] { "09-11", "13-14" }));
        Assert.That(days.Select(day => day.Booked), Is.EqualTo(new[] { 1, 0 }));
    }

    private static (DateTimeOffset, DateTimeOffset, int) Hour(int day, int hour, int remaining)
    {
        var start = (ChinaTime.StartOf(Monday.AddDays(day)) + TimeSpan.FromHours(hour)).ToUniversalTime();
        return (start, start.AddHours(1), remaining);
    }
}
