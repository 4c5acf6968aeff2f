using System.Text;

namespace Matching.Core.Text;

/// <summary>
/// First letters of the pinyin of a text's characters. They follow from the order of GB 2312's first level, which is by
/// pronunciation: a character's code lies between those at which each letter begins. Rarer characters have none.
/// </summary>
public static class PinyinInitials
{
    private const string Letters = "abcdefghjklmnopqrstwxyz";
    private const int End = 0xD7FA;

    private static readonly int[] Begins =
    [
        0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8,
        0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1,
    ];

    private static readonly Encoding Gb2312 = CodePagesEncodingProvider.Instance.GetEncoding("gb2312")!;

    /// <summary>A letter for each common character, letters and digits as they are, <c>?</c> for other characters, blanks for breaks.</summary>
    public static string Of(string text)
    {
        var plain = Normaliser.Of(text);
        var initials = new StringBuilder(plain.Length);
        foreach (var rune in plain.EnumerateRunes())
            initials.Append(Normaliser.IsCjk(rune.Value) ? Initial(rune) : rune.ToString());
        return initials.ToString();
    }

    private static char Initial(Rune rune)
    {
        var bytes = Gb2312.GetBytes(rune.ToString());
        if (bytes.Length != 2)
            return '?';
        var code = bytes[0] << 8 | bytes[1];
        var at = Array.BinarySearch(Begins, code);
        at = at < 0 ? ~at - 1 : at;
        return at < 0 || code >= End ? '?' : Letters[at];
    }
}
