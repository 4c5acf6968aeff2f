namespace Matching.Core.Notices;

/// <summary>How often a channel hears: each notice by itself, or gathered by the hour or by the day. Persisted: append only.</summary>
public enum NoticePace { AtOnce, Hourly, Daily }

/// <summary>When notices may leave the house, in China Standard Time: policy data. An emergency is told at any hour.</summary>
public sealed record NoticeTimes
{
    /// <summary>Beginning of the quiet hours (免打扰). Equal to <see cref="QuietUntil"/> means that there are none.</summary>
    public TimeOnly QuietFrom { get; init; } = new(22, 0);

    /// <summary>End of the quiet hours, not itself quiet; before <see cref="QuietFrom"/> when they span midnight.</summary>
    public TimeOnly QuietUntil { get; init; } = new(7, 0);

    /// <summary>When the day's digest leaves; inside the quiet hours, it waits for their end.</summary>
    public TimeOnly DailyAt { get; init; } = new(8, 30);

    public bool IsQuiet(DateTimeOffset instant)
    {
        var time = TimeOnly.FromDateTime(ChinaTime.Local(instant).DateTime);
        return QuietFrom != QuietUntil && time.IsBetween(QuietFrom, QuietUntil);
    }

    /// <summary>When a notice of <paramref name="at"/> is to leave by a channel of that pace. Notices of one hour, or of one day, are due
    /// at the same instant and so go together.</summary>
    public DateTimeOffset DueAt(DateTimeOffset at, NoticePace pace, bool isEmergency)
    {
        if (isEmergency)
            return at.ToUniversalTime();
        var local = ChinaTime.Local(at);
        var due = pace switch
        {
            NoticePace.Hourly => new DateTimeOffset(local.Year, local.Month, local.Day, local.Hour, 0, 0, ChinaTime.Offset).AddHours(1),
            NoticePace.Daily => NextAt(local, DailyAt),
            _ => local,
        };
        return (IsQuiet(due) ? NextAt(due, QuietUntil) : due).ToUniversalTime();
    }

    /// <summary>The next instant after <paramref name="local"/> with that time of day.</summary>
    private static DateTimeOffset NextAt(DateTimeOffset local, TimeOnly time)
    {
        var today = new DateTimeOffset(local.Date + time.ToTimeSpan(), ChinaTime.Offset);
        return today > local ? today : today.AddDays(1);
    }
}
