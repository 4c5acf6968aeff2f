namespace Matching.Core.Clocks;

/// <summary>What a running clock shows.</summary>
/// <param name="DueAt">When it runs out; while it is paused, when it would have.</param>
/// <param name="CalmDueAt">When it would run out without the street's emergency; null outside of one.</param>
/// <param name="PausedAt">Since when it waits for the resident; null while it runs.</param>
/// <param name="Extended">By how much it was extended in all.</param>
public sealed record ClockFace(DateTimeOffset StartedAt, DateTimeOffset DueAt, DateTimeOffset? CalmDueAt, DateTimeOffset? PausedAt, TimeSpan Extended);

/// <summary>How clocks are started, warned, paused, extended, shortened and put back, in working time or, without a calendar, round
/// the clock.</summary>
public sealed class ClockArithmetic(WorkingCalendar? calendar)
{
    public DateTimeOffset Add(DateTimeOffset from, TimeSpan span) =>
        calendar is null ? (from + span).ToUniversalTime() : calendar.Add(from, span);

    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to) =>
        to <= from ? TimeSpan.Zero : calendar is null ? to - from : calendar.Between(from, to);

    /// <summary>The instant at which <paramref name="percent"/> of the clock's time is used up.</summary>
    public DateTimeOffset WarnAt(ClockFace face, int percent) => Add(face.StartedAt, Between(face.StartedAt, face.DueAt) * percent / 100);

    /// <exception cref="RuleBrokenException"><c>clock-paused</c>.</exception>
    public static ClockFace Pause(ClockFace face, DateTimeOffset at) =>
        face.PausedAt is null ? face with { PausedAt = at } : throw new RuleBrokenException("clock-paused");

    /// <summary>Goes on with the time that was left when it was paused.</summary>
    /// <exception cref="RuleBrokenException"><c>clock-not-paused</c>.</exception>
    public ClockFace Resume(ClockFace face, DateTimeOffset at)
    {
        var paused = face.PausedAt ?? throw new RuleBrokenException("clock-not-paused");
        return face with
        {
            PausedAt = null,
            DueAt = Add(at, Between(paused, face.DueAt)),
            CalmDueAt = face.CalmDueAt is { } calm ? Add(at, Between(paused, calm)) : null,
        };
    }

    /// <param name="capPercent">Most of all extensions together, in percent of the clock's own limit.</param>
    /// <exception cref="RuleBrokenException"><c>extension-capped</c>, with the hours that are still possible.</exception>
    public ClockFace Extend(ClockFace face, TimeSpan by, int capPercent)
    {
        var own = Between(face.StartedAt, face.CalmDueAt ?? face.DueAt) - face.Extended;
        var left = own * capPercent / 100 - face.Extended;
        if (by > left)
            throw new RuleBrokenException("extension-capped", Math.Max(0, (int)left.TotalHours));
        return face with
        {
            DueAt = Add(face.DueAt, by),
            CalmDueAt = face.CalmDueAt is { } calm ? Add(calm, by) : null,
            Extended = face.Extended + by,
        };
    }

    /// <summary>Keeps that share of what is left; a paused clock's rest is what it had when it was paused. A clock that is shortened
    /// already stays as it is.</summary>
    public ClockFace Shorten(ClockFace face, DateTimeOffset at, int percent)
    {
        var from = face.PausedAt ?? (at > face.StartedAt ? at : face.StartedAt);
        return face.CalmDueAt is not null ? face : face with { CalmDueAt = face.DueAt, DueAt = Add(from, Between(from, face.DueAt) * percent / 100) };
    }

    /// <summary>As it would be had it never been shortened.</summary>
    public static ClockFace Restore(ClockFace face) => face with { DueAt = face.CalmDueAt ?? face.DueAt, CalmDueAt = null };
}
