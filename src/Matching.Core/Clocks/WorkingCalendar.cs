namespace Matching.Core.Clocks;

/// <summary>
/// Which days clocks run on: Monday to Friday, less public holidays, plus make-up working days (调休上班), less a community's own
/// closing days, in China Standard Time. A working day counts its whole 24 hours.
/// </summary>
public sealed class WorkingCalendar(IEnumerable<DateOnly> holidays, IEnumerable<DateOnly> makeUpDays)
{
    private readonly HashSet<DateOnly> holidays = [.. holidays];
    private readonly HashSet<DateOnly> makeUpDays = [.. makeUpDays];

    public static WorkingCalendar WeekdaysOnly { get; } = new([], []);

    /// <summary>Whether the day is off by law, whatever day of the week it is.</summary>
    public bool IsHoliday(DateOnly day) => holidays.Contains(day);

    public bool IsWorkingDay(DateOnly day) =>
        makeUpDays.Contains(day)
        || (!holidays.Contains(day) && day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));

    /// <summary>The same calendar where these days are closed too, be they make-up days or not.</summary>
    public WorkingCalendar ClosedOn(IReadOnlyCollection<DateOnly> days) =>
        days.Count == 0 ? this : new WorkingCalendar(holidays.Concat(days), makeUpDays.Except(days));

    /// <summary>The instant at which <paramref name="span"/> of working time has passed since <paramref name="from"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The span is negative or over ten years.</exception>
    public DateTimeOffset Add(DateTimeOffset from, TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(span, TimeSpan.FromDays(3650));

        var at = from;
        while (true)
        {
            var day = ChinaTime.DayOf(at);
            var nextDay = ChinaTime.StartOf(day.AddDays(1));
            if (IsWorkingDay(day))
            {
                if (at + span <= nextDay)
                    return (at + span).ToUniversalTime();
                span -= nextDay - at;
            }
            at = nextDay;
        }
    }

    /// <summary>The working time from one instant to another; zero when the second is not later.</summary>
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to)
    {
        var span = TimeSpan.Zero;
        for (var at = from; at < to;)
        {
            var day = ChinaTime.DayOf(at);
            var end = ChinaTime.StartOf(day.AddDays(1)) is var nextDay && nextDay < to ? nextDay : to;
            if (IsWorkingDay(day))
                span += end - at;
            at = end;
        }
        return span;
    }
}
