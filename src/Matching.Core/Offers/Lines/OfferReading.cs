namespace Matching.Core.Offers.Lines;

/// <summary>Where in the line something was read: [Start, Start + Length), in UTF-16 units.</summary>
public readonly record struct TextStretch(int Start, int Length, string Text);

/// <summary>Something read from a line, with the words that it was read from.</summary>
/// <param name="IsUsual">The words leave it open and what is usual was taken, such as 19:00–21:00 for 晚: it wants a look.</param>
public sealed record Found<T>(T Value, TextStretch From, bool IsUsual = false);

/// <summary>How much, in a unit of the catalogue (人次, 座, 件, 小时, 元, 次, 户).</summary>
public sealed record ReadCapacity(int Amount, string Unit);

/// <summary>Either single days, or days of every week.</summary>
/// <param name="SkipsHolidays">The words say working days.</param>
public sealed record ReadDays(IReadOnlyList<DateOnly> Dates, IReadOnlyList<DayOfWeek> Weekdays, bool SkipsHolidays);

/// <param name="Until">Null when the line names only a beginning.</param>
public sealed record ReadHours(TimeOnly From, TimeOnly? Until);

/// <summary>Why a stretch was seen and yet not read.</summary>
public enum UnreadReason
{
    /// <summary>The day lies in the past.</summary>
    Past,
    /// <summary>There is no such day or hour.</summary>
    NoSuchTime,
    /// <summary>A rhythm other than by the week.</summary>
    OtherRhythm,
    /// <summary>Another one of its kind was read before.</summary>
    Second,
}

/// <summary>A stretch that looks like a day, an hour or an amount, and was left to the person.</summary>
public sealed record UnreadStretch(TextStretch From, UnreadReason Reason);

/// <summary>What one line says of an offer. What it does not say is null: nothing is made up.</summary>
/// <param name="FirstDay">First day of a weekly pattern.</param>
/// <param name="LastDay">Last day of a weekly pattern.</param>
public sealed record OfferReading(
    Found<string>? Title, Found<OfferKind>? Kind, Found<ReadCapacity>? Capacity, Found<ReadDays>? Days, Found<ReadHours>? Hours,
    Found<DateOnly>? FirstDay, Found<DateOnly>? LastDay, IReadOnlyList<UnreadStretch> Unread);
