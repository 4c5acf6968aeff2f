using System.Globalization;

namespace Matching.Core.Offers.Lines;

/// <summary>Numbers as people write them: 80, 1,000, 1.5万, 八十, 一百二, 两千零五, 二〇二六.</summary>
internal static class ChineseNumber
{
    /// <summary>For a regular expression over folded text.</summary>
    public const string Pattern = @"(?:[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|[〇零一二两三四五六七八九十百千]+)[万千]?";

    private const string Digits = "零一二三四五六七八九";
    private const int Most = 1_000_000_000;

    /// <returns>Null when it is no whole number from 0 to a thousand million.</returns>
    public static int? Parse(string text)
    {
        var scale = text[^1] == '万' ? 10_000 : text[^1] == '千' && char.IsAsciiDigit(text[0]) ? 1_000 : 1;
        var head = scale == 1 ? text : text[..^1];
        if (head.Length == 0)
            return null;
        var value = char.IsAsciiDigit(head[0]) ? Written(head) : Spoken(head);
        return value * scale is { } whole && whole <= Most && whole == decimal.Truncate(whole) ? (int)whole : null;
    }

    private static decimal? Written(string digits) =>
        digits.Length <= 16 && decimal.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static decimal? Spoken(string words)
    {
        if (words.Length > 12)
            return null;
        return words.Any(word => UnitOf(word) > 0) ? ByUnits(words) : ByDigits(words);
    }

    /// <summary>二〇二六: digit by digit; a single one is itself.</summary>
    private static decimal? ByDigits(string words)
    {
        decimal value = 0;
        foreach (var word in words)
            value = value * 10 + DigitOf(word);
        return value;
    }

    /// <summary>一百二十, 一百二 (= 120), 十五, 两千零五.</summary>
    private static decimal? ByUnits(string words)
    {
        decimal value = 0;
        var (digit, lastUnit, afterZero) = (-1, 10_000, false);
        foreach (var word in words)
        {
            if (UnitOf(word) is > 0 and var unit)
            {
                if (unit >= lastUnit)
                    return null;
                value += (digit < 0 ? 1 : digit) * unit;
                (digit, lastUnit, afterZero) = (-1, unit, false);
            }
            else if (DigitOf(word) == 0)
                afterZero = true;
            else if (digit >= 0)
                return null;
            else
                digit = DigitOf(word);
        }
        if (digit < 0)
            return value;
        return value + (afterZero || lastUnit == 10 ? digit : digit * lastUnit / 10);
    }

    private static int DigitOf(char word) => word switch
    {
        '〇' => 0,
        '两' => 2,
        _ => Digits.IndexOf(word),
    };

    private static int UnitOf(char word) => word switch
    {
        '十' => 10,
        '百' => 100,
        '千' => 1_000,
        _ => 0,
    };
}
