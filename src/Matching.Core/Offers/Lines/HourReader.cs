using System.Text.RegularExpressions;

namespace Matching.Core.Offers.Lines;

/// <summary>Reads the hours of a line: 下午3点到5点, 14:00-16:30, 9点半起; 上午 alone gives the usual hours, marked as such.</summary>
internal sealed partial class HourReader(LineText text, List<UnreadStretch> unread)
{
    private const string Number = "[0-9]{1,2}|[零一二两三四五六七八九十]{1,3}";
    private const string Part = "凌晨|清晨|早晨|早上|早间|上午|中午|午间|正午|下午|午后|傍晚|晚上|晚间|夜间|夜里|(?<=\uE000)(?:早|晚)(?![会宴托餐饭教])";
    private const string To = @"\s*(?:到|至|-|~)\s*";
    private const int Noon = 12 * 60;
    private const int Day = 24 * 60;

    /// <summary>What a part of the day usually means, in hours.</summary>
    private static readonly (string[] Words, int From, int Until)[] Usual =
    [
        (["清晨", "早晨", "早上", "早间", "早"], 7, 9), (["上午"], 9, 12), (["中午", "午间", "正午"], 12, 14), (["下午", "午后"], 14, 17), (["傍晚"], 17, 19),
        (["晚上", "晚间", "夜间", "夜里", "晚"], 19, 21), (["全天", "整天"], 9, 17),
    ];

    public Found<ReadHours>? Read()
    {
        Found<ReadHours>? found = null;
        foreach (var reading in new Func<Match, (ReadHours Hours, bool IsUsual)?>[] { Range, Single, PartAlone }.Zip([RangePattern(), SinglePattern(), PartPattern()]))
        {
            foreach (Match match in reading.Second.Matches(text.Left))
            {
                if (found is not null)
                    unread.Add(new UnreadStretch(text.At(match), UnreadReason.Second));
                else if (reading.First(match) is var (hours, isUsual))
                    found = new Found<ReadHours>(hours, text.Take(match), isUsual);
                else
                    unread.Add(new UnreadStretch(text.Take(match), UnreadReason.NoSuchTime));
            }
        }
        return found;
    }

    private static (ReadHours, bool)? Range(Match match)
    {
        var part = match.Groups["part1"].Value;
        var partOfEnd = match.Groups["part2"] is { Length: > 0 } second ? second.Value : part;
        if (MinuteOf(match, "1", part.Length == 0 ? match.Groups["part2"].Value : part) is not var (from, isFromUsual) || MinuteOf(match, "2", partOfEnd) is not var (until, isUntilUsual))
            return null;
        if (from >= until && part.Length == 0)
            (from, isFromUsual) = MinuteOf(match, "1", "")!.Value;
        if (until <= from && until < Noon && until + Noon > from)
            (until, isUntilUsual) = (until + Noon, true);
        return from < until && until < Day ? (new ReadHours(Clock(from), Clock(until)), isFromUsual || isUntilUsual) : null;
    }

    private static (ReadHours, bool)? Single(Match match) =>
        MinuteOf(match, "1", match.Groups["part1"].Value) is var (from, isUsual) && from < Day ? (new ReadHours(Clock(from), null), isUsual) : null;

    private static (ReadHours, bool)? PartAlone(Match match)
    {
        var row = Array.Find(Usual, row => row.Words.Contains(match.Value));
        return row.Words is null ? null : (new ReadHours(new TimeOnly(row.From, 0), new TimeOnly(row.Until, 0)), true);
    }

    /// <summary>Minutes after midnight; usual where 3点 without a part of the day was taken for the afternoon.</summary>
    private static (int Minute, bool IsUsual)? MinuteOf(Match match, string which, string part)
    {
        if (ChineseNumber.Parse(match.Groups["h" + which].Value) is not (<= 24 and var hour) || MinutesPast(match.Groups["m" + which].Value) is not (< 60 and var minutes))
            return null;
        var isClock = match.Groups["c" + which].Success;
        var isAfterNoon = part.Length > 0 && (part[0] is '下' or '傍' or '晚' or '夜' || part == "午后" || (part is "中午" or "午间" or "正午" && hour is >= 1 and <= 3));
        var isUsual = part.Length == 0 && !isClock && hour is >= 1 and <= 6;
        if (hour < 12 && (isAfterNoon || isUsual))
            hour += 12;
        else if (hour == 12 && part.Length > 0 && part[0] is '晚' or '夜')
            hour = 24;
        return hour * 60 + minutes is <= Day and var minute ? (minute, isUsual) : null;
    }

    private static int? MinutesPast(string said) => said switch
    {
        "" => 0,
        "半" => 30,
        "一刻" => 15,
        "三刻" => 45,
        _ => ChineseNumber.Parse(said.TrimEnd('分')),
    };

    private static TimeOnly Clock(int minute) => new(minute / 60, minute % 60);

    [GeneratedRegex($$"""
        (?<part1>{{Part}})?\s*(?<h1>{{Number}})(?:(?<c1>:)(?<m1>[0-9]{2})|(?:点钟?|时)(?<m1>半|一刻|三刻|[0-9]{1,2}分?(?!\s*(?:个|人|座|件)))?)?{{To}}
        (?<part2>{{Part}})?\s*(?<h2>{{Number}})(?:(?<c2>:)(?<m2>[0-9]{2})|(?:点钟?|时)(?<m2>半|一刻|三刻|[0-9]{1,2}分?(?![0-9]|\s*(?:个|人|座|件|位|名)))?)
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex RangePattern();

    [GeneratedRegex($$"""
        (?<part1>{{Part}})?\s*(?<h1>{{Number}})(?:(?<c1>:)(?<m1>[0-9]{2})|(?:点钟?|时)(?<m1>半|一刻|三刻|[0-9]{1,2}分?(?![0-9]|\s*(?:个|人|座|件|位|名)))?)(?:起|开始|整)?
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex SinglePattern();

    [GeneratedRegex($"(?:{Part}|全天|整天)")]
    private static partial Regex PartPattern();
}
