using System.Text.RegularExpressions;

namespace Matching.Core.Offers.Lines;

/// <summary>Reads how much is given (容量): a number and its unit, the unit as the catalogue calls it.</summary>
internal static partial class AmountReader
{
    private const string Number = ChineseNumber.Pattern;

    /// <summary>How people say a unit, and what the catalogue calls it.</summary>
    private static readonly (string Unit, string[] Said)[] Units =
    [
        ("人次", ["人次", "人", "名", "位", "号人"]),
        ("座", ["座位", "车位", "充电位", "床位", "座", "席", "桩"]),
        ("小时", ["小时", "钟头"]),
        ("元", ["块钱", "元钱", "元", "块"]),
        ("户", ["户", "家庭"]),
        ("次", ["次", "场", "趟", "回"]),
        ("件", ["件", "套", "份", "箱", "台", "条", "本", "张", "双", "袋", "只", "辆", "把", "个"]),
    ];

    public static Found<ReadCapacity>? Read(LineText text, List<UnreadStretch> unread)
    {
        Found<ReadCapacity>? found = null;
        foreach (Match match in Amount().Matches(text.Left))
        {
            if (found is not null || ChineseNumber.Parse(match.Groups["n"].Value) is not (> 0 and var amount))
            {
                unread.Add(new UnreadStretch(text.At(match), found is null ? UnreadReason.NoSuchTime : UnreadReason.Second));
                continue;
            }
            var isAbout = match.Groups["about"].Success;
            found = new Found<ReadCapacity>(new ReadCapacity(amount, UnitOf(match)), text.Take(match), isAbout);
        }
        return found;
    }

    private static string UnitOf(Match match)
    {
        if (match.Groups["who"].Success)
            return match.Groups["who"].Value == "家庭" ? "户" : "人次";
        var said = match.Groups["unit"].Value;
        return Units.First(row => row.Said.Contains(said)).Unit;
    }

    [GeneratedRegex($$"""
        (?<![第每0-9.])(?:可以?|能|共|限|最多|每次|每场|每天|一共)?(?<about>大约|约|差不多)?(?:接待|容纳|服务|提供|坐|看|帮|供|招|接|收)?(?<n>{{Number}})(?<about>多|余|来)?
        (?:个?(?<unit>人次|号人|人|座位|车位|充电位|床位|小时|钟头)|个(?=(?<who>老年人|老人|长者|孩子|儿童|学生|居民|家长|骑手|家庭))
            |(?<unit>名|位|座|席|桩|块钱|元钱|元|块|户|件|套|份|箱|台|条|本|张|双|袋|只|辆|把|个|场(?![地馆])|趟|回|次(?!性)))
        (?<about>左右|上下)?(?:名额|以内)?
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Amount();
}
