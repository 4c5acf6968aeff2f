using System.Globalization;
using System.Text;

namespace Matching.Api.Orders.Calendar;

/// <summary>One appointment of a calendar.</summary>
/// <param name="Uid">The same for the same appointment in every reading.</param>
/// <param name="Sequence">Rises with every change.</param>
internal sealed record CalendarEntry(string Uid, int Sequence, DateTimeOffset ChangedAt, DateTimeOffset Start, DateTimeOffset End, string Summary, string Place, string Description);

/// <summary>Writes a calendar as RFC 5545 asks: lines end in CRLF and are folded at 75 octets, never inside a character; instants are UTC.</summary>
internal static class CalendarText
{
    public const string MediaType = "text/calendar";

    private const int MostOctets = 75;

    public static string Of(string name, IEnumerable<CalendarEntry> entries)
    {
        var text = new StringBuilder();
        Line(text, "BEGIN", "VCALENDAR");
        Line(text, "VERSION", "2.0");
        Line(text, "PRODID", "-//ThreeLists//Orders//ZH");
        Line(text, "CALSCALE", "GREGORIAN");
        Line(text, "METHOD", "PUBLISH");
        Line(text, "X-WR-CALNAME", Escaped(name));
        Line(text, "X-WR-TIMEZONE", "Asia/Shanghai");
        foreach (var entry in entries)
        {
            Line(text, "BEGIN", "VEVENT");
            Line(text, "UID", entry.Uid);
            Line(text, "SEQUENCE", entry.Sequence.ToString(CultureInfo.InvariantCulture));
            Line(text, "DTSTAMP", Instant(entry.ChangedAt));
            Line(text, "DTSTART", Instant(entry.Start));
            Line(text, "DTEND", Instant(entry.End));
            Line(text, "SUMMARY", Escaped(entry.Summary));
            Line(text, "LOCATION", Escaped(entry.Place));
            Line(text, "DESCRIPTION", Escaped(entry.Description));
            Line(text, "END", "VEVENT");
        }
        Line(text, "END", "VCALENDAR");
        return text.ToString();
    }

    private static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Escaped(string text) => text.Replace("\\", "\\\\").Replace(";", "\\;").Replace(",", "\\,").Replace("\r\n", "\\n").Replace("\n", "\\n").Replace("\r", "\\n");

    private static void Line(StringBuilder text, string name, string value)
    {
        var octets = 0;
        foreach (var rune in $"{name}:{value}".EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > MostOctets)
            {
                text.Append("\r\n ");
                octets = 1;
            }
            text.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }
        text.Append("\r\n");
    }
}
