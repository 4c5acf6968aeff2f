using System.Text;

namespace Matching.Api.Http;

/// <summary>What free text may hold: no control characters but tab and line breaks, no marks that turn the reading direction.</summary>
internal static class PlainText
{
    /// <summary>The first forbidden character as U+XXXX, or null.</summary>
    public static string? FirstForbidden(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsForbidden(rune.Value))
                return $"U+{rune.Value:X4}";
        }
        return HasLoneSurrogate(text) ? "U+FFFD" : null;
    }

    /// <summary>One spelling for what looks the same (NFC), blanks at the ends removed.</summary>
    public static string Clean(string text) => text.Trim().Normalize(NormalizationForm.FormC);

    private static bool IsForbidden(int value) =>
        value is (< 0x20 and not ('\t' or '\n' or '\r')) or (>= 0x7F and <= 0x9F)
            or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0x061C or 0xFFFE or 0xFFFF;

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return true;
            i++;
        }
        return false;
    }
}
