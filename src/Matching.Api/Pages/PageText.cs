using System.Globalization;
using Matching.Api.Access;
using Matching.Core;

namespace Matching.Api.Pages;

/// <summary>How values are written on pages.</summary>
internal static class PageText
{
    public static string Time(DateTimeOffset instant) => ChinaTime.Local(instant).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>From when to when, the day once where both lie on it.</summary>
    public static string Window(DateTimeOffset from, DateTimeOffset until)
    {
        var (start, end) = (ChinaTime.Local(from), ChinaTime.Local(until));
        return start.Date == end.Date ? string.Create(CultureInfo.InvariantCulture, $"{start:yyyy-MM-dd HH:mm}–{end:HH:mm}") : $"{Time(from)} – {Time(until)}";
    }

    public static string TimeOrOpen(DateTimeOffset? instant) => instant is { } at ? Time(at) : Words.Say("Field.Open");

    /// <summary>A signature such as lead/L-0012 in words.</summary>
    public static string WhoOf(string who)
    {
        var (role, name) = who.IndexOf('/') is >= 0 and var at ? (who[..at], who[(at + 1)..]) : (who, "");
        var word = Enum.TryParse<Role>(role, ignoreCase: true, out var known) ? Words.Of(known) : role;
        return name.Length == 0 ? word : $"{word} {name}";
    }
}
