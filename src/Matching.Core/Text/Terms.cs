using System.Text;

namespace Matching.Core.Text;

/// <summary>
/// The one feature routine for Chinese text: after normalising (full width to half width, lower case, everything else a break)
/// the features are each CJK character, each run of Latin letters or digits, and each adjacent pair of those within a break.
/// Shared characters and pairs beat segmented words for matching, so nothing is segmented.
/// </summary>
public static class Terms
{
    /// <summary>The features of <paramref name="text"/> in reading order, repeats kept.</summary>
    public static IEnumerable<string> Of(string text)
    {
        string? before = null;
        foreach (var unit in Units(text))
        {
            if (unit.Length == 0)
            {
                before = null;
                continue;
            }
            yield return unit;
            if (before is not null)
                yield return before + unit;
            before = unit;
        }
    }

    /// <summary>Characters and runs in reading order; the empty string is a break.</summary>
    private static IEnumerable<string> Units(string text)
    {
        var run = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var value = Fold(rune);
            if (IsLatinOrDigit(value))
            {
                run.Append(Rune.ToLowerInvariant(value));
                continue;
            }
            if (run.Length > 0)
            {
                yield return run.ToString();
                run.Clear();
            }
            yield return IsCjk(value) ? value.ToString() : "";
        }
        if (run.Length > 0)
            yield return run.ToString();
    }

    private static Rune Fold(Rune rune) => rune.Value switch
    {
        >= 0xFF01 and <= 0xFF5E => new Rune(rune.Value - 0xFEE0),
        0x3000 => new Rune(' '),
        _ => rune,
    };

    private static bool IsLatinOrDigit(Rune rune) =>
        rune.IsAscii ? Rune.IsLetterOrDigit(rune) : rune.Value < 0x250 && Rune.IsLetter(rune);

    private static bool IsCjk(Rune rune) =>
        rune.Value is (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}
