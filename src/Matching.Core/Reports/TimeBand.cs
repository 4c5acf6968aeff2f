namespace Matching.Core.Reports;

/// <summary>Working days Monday to Friday, or the weekend, in China time; holidays are not looked at.</summary>
public enum DayKind { Weekday, Weekend }

public enum DayPart { Morning, Afternoon, Evening }

/// <summary>A time of the week in which people can be served, such as weekend mornings.</summary>
public readonly record struct TimeBand(DayKind Day, DayPart Part)
{
    private static readonly (int From, int Until)[] Hours = [(9, 12), (14, 17), (18, 21)];

    /// <summary>The band in which an instant lies: before noon, before six, later.</summary>
    public static TimeBand Of(DateTimeOffset instant) => new(KindOf(ChinaTime.DayOf(instant)), ChinaTime.Local(instant).Hour switch
    {
        < 12 => DayPart.Morning,
        < 18 => DayPart.Afternoon,
        _ => DayPart.Evening,
    });

    /// <summary>The band in which somebody wants something: where they said from when until when, within a day. Null = any time.</summary>
    public static TimeBand? OfNeed(DateTimeOffset? from, DateTimeOffset? until) => from is { } start && until is { } end && end - start <= TimeSpan.FromDays(1) ? Of(start) : null;

    /// <summary>The usual window of a part of a day: 9–12, 14–17, 18–21.</summary>
    public static (DateTimeOffset Start, DateTimeOffset End) Window(DateOnly day, DayPart part) =>
        (ChinaTime.StartOf(day).AddHours(Hours[(int)part].From), ChinaTime.StartOf(day).AddHours(Hours[(int)part].Until));

    public static DayKind KindOf(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? DayKind.Weekend : DayKind.Weekday;
}
