using System.Globalization;

namespace Matching.Core;

/// <summary>China Standard Time (UTC+8, no daylight saving since 1991): times without an offset are read in it.</summary>
public static class ChinaTime
{
    public static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    private static readonly string[] InstantFormats =
    [
        "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy/M/d H:mm", "yyyy/M/d H:mm:ss",
    ];

    private static readonly string[] OffsetFormats =
    [
        "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ssK",
    ];

    private static readonly string[] DayFormats = ["yyyy-MM-dd", "yyyy/M/d"];

    public static DateTimeOffset Local(DateTimeOffset instant) => instant.ToOffset(Offset);

    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(Local(instant).DateTime);

    public static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), Offset);

    public static int MonthOf(DateTimeOffset instant) => Local(instant).Year * 100 + Local(instant).Month;

    /// <summary>Reads an instant, or a day: its first instant, or, as the end of a window, the first instant after it.</summary>
    /// <remarks>Kept to the millisecond, as the stores hold it.</remarks>
    public static bool TryParse(string text, bool endOfWindow, out DateTimeOffset instant)
    {
        var isRead = TryRead(text, endOfWindow, out instant);
        instant = new DateTimeOffset(instant.Ticks - instant.Ticks % TimeSpan.TicksPerMillisecond, instant.Offset);
        return isRead;
    }

    private static bool TryRead(string text, bool endOfWindow, out DateTimeOffset instant)
    {
        text = text.Trim();
        if (DateOnly.TryParseExact(text, DayFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day < DateOnly.MaxValue)
        {
            instant = StartOf(endOfWindow ? day.AddDays(1) : day).ToUniversalTime();
            return true;
        }
        if (DateTime.TryParseExact(text, InstantFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            && local.Year is > 1900 and < 9999)
        {
            instant = new DateTimeOffset(local, Offset).ToUniversalTime();
            return true;
        }
        return DateTimeOffset.TryParseExact(text, OffsetFormats, CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal, out instant) && instant.Year is > 1900 and < 9999;
    }

    /// <summary>ISO 8601 with +08:00, to the minute where the seconds are zero.</summary>
    public static string Text(DateTimeOffset instant) =>
        Local(instant).ToString(instant.Second == 0 ? "yyyy-MM-dd'T'HH:mmzzz" : "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
