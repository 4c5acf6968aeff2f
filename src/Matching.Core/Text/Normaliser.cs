using System.Text;

namespace Matching.Core.Text;

/// <summary>
/// One reading of every text: full width becomes half width, traditional characters simplified ones (by character,
/// <c>data/text/traditional.tsv</c>), Cantonese ones written ones (<c>spoken.tsv</c>: 冇 → 没, 睇 → 看), letters lower case; whatever
/// is neither a CJK character nor a letter or digit is a break.
/// </summary>
public static class Normaliser
{
    internal const int Break = ' ';

    private static readonly Dictionary<int, int> Simplified = TextTable.Rows(TextTable.Embedded("spoken.tsv"), 2)
        .Concat(TextTable.Rows(TextTable.Embedded("traditional.tsv"), 2))
        .DistinctBy(row => row[0])
        .ToDictionary(row => Rune.GetRuneAt(row[0], 0).Value, row => Rune.GetRuneAt(row[1], 0).Value);

    /// <summary>The same for the characters that nearly all texts are made of, looked up by their code.</summary>
    private static readonly char[] SimplifiedUsual = [.. Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)(Simplified.GetValueOrDefault(code, code) is var to and <= char.MaxValue ? to : 0))];

    /// <summary>The text as it is compared: breaks folded to one blank, none at either end.</summary>
    public static string Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var value = Fold(rune);
            if (value != Break)
                plain.Append(new Rune(value));
            else if (plain.Length > 0 && plain[^1] != Break)
                plain.Append((char)Break);
        }
        return plain.ToString().TrimEnd((char)Break);
    }

    /// <summary>The code point that a character is compared by; <see cref="Break"/> for what parts words.</summary>
    internal static int Fold(Rune rune)
    {
        var value = rune.Value is >= 0xFF01 and <= 0xFF5E ? rune.Value - 0xFEE0 : rune.Value;
        if (IsCjk(value))
            return value <= char.MaxValue && SimplifiedUsual[value] is var usual and not '\0' ? usual : Simplified.GetValueOrDefault(value, value);
        var lower = Rune.ToLowerInvariant(new Rune(value));
        return IsLatinOrDigit(lower) ? lower.Value : Break;
    }

    internal static bool IsCjk(int value) => value is (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);

    private static bool IsLatinOrDigit(Rune rune) => rune.IsAscii ? Rune.IsLetterOrDigit(rune) : rune.Value < 0x250 && Rune.IsLetter(rune);
}
