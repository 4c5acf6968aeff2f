using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Matching.Api.Http;

namespace Matching.Api.People;

/// <summary>Text without the phone and identity numbers that stood in it, and those numbers.</summary>
internal sealed record ProtectedText(string Text, IReadOnlyList<string> Numbers);

/// <summary>Finds phone and identity numbers in free text, also in full-width digits and with blanks or dashes between: they belong to
/// the protected part.</summary>
internal static partial class FreeText
{
    private const string HiddenIdentity = "******";

    /// <summary>What somebody wrote that is about no demand: tidied, and its numbers masked for good.</summary>
    public static string Cleaned(string text) => Protect(PlainText.Clean(text)).Text;

    public static ProtectedText Protect(string text)
    {
        var plain = Halved(text);
        List<(int At, int Length, string Number, string Shown)> found =
        [
            .. Identity().Matches(plain).Where(IsIdentity).Select(match => (match.Index, match.Length, match.Value, HiddenIdentity)),
            .. Phone().Matches(plain).Select(match => (match.Index, match.Length, match.Value, Masks.Phone(match.Value)!)),
        ];
        if (found.Count == 0)
            return new ProtectedText(text, []);
        var shown = new StringBuilder();
        var at = 0;
        foreach (var number in found.OrderBy(number => number.At).Where(number => number.At >= at).ToList())
        {
            if (number.At < at)
                continue;
            shown.Append(text, at, number.At - at).Append(number.Shown);
            at = number.At + number.Length;
        }
        return new ProtectedText(shown.Append(text, at, text.Length - at).ToString(), [.. found.Select(number => number.Number).Distinct()]);
    }

    /// <summary>Every full-width digit and letter as its half-width one; no position changes.</summary>
    private static string Halved(string text) => string.Create(text.Length, text, (halved, whole) =>
    {
        for (var i = 0; i < whole.Length; i++)
            halved[i] = whole[i] is >= '\uFF01' and <= '\uFF5E' ? (char)(whole[i] - 0xFEE0) : whole[i] is '\u3000' ? ' ' : whole[i];
    });

    /// <summary>18 or 15 digits count only when a date of birth stands in them: area codes are as long.</summary>
    private static bool IsIdentity(Match match)
    {
        var digits = string.Concat(match.Value.Where(char.IsAsciiLetterOrDigit));
        var birth = digits.Length == 18 ? digits[6..14] : "19" + digits[6..12];
        return DateOnly.TryParseExact(birth, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1920 and <= 2100;
    }

    [GeneratedRegex(@"(?<!\d)(?:(?:\d[- ]?){17}[\dXx]|(?:\d[- ]?){14}\d)(?!\d)")]
    private static partial Regex Identity();

    [GeneratedRegex(@"(?<!\d)(?:(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|(?:\+?86[- ]?)?1[3-9](?:[- ]?\d){9}|0\d{2,3}[- ]?\d{7,8})(?!\d)")]
    private static partial Regex Phone();
}
