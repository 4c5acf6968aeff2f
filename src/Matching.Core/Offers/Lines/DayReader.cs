using System.Text.RegularExpressions;

namespace Matching.Core.Offers.Lines;

/// <summary>What the day words of a line say.</summary>
internal readonly record struct DayWords(Found<ReadDays>? Days, Found<DateOnly>? FirstDay, Found<DateOnly>? LastDay);

/// <summary>Reads the days of a line: every week (每周二四, 工作日, 每天) with its first and last day, or single days (周三, 下周六, 12月5日至7日).</summary>
internal sealed partial class DayReader(LineText text, DateOnly today, List<UnreadStretch> unread)
{
    private const string Week = "(?:周|星期|礼拜)";
    private const string Spoken = "[一二三四五六日天]";
    private const string NotAnAmount = "(?![点时个人件座次位名小场户元套份])";

    /// <summary>二四, 一、三、五, 一至五, 1-5, 六和周日.</summary>
    private const string List = $"(?<list>{Spoken}(?:[、,和及与]?{Week}?{Spoken}|(?:到|至|-|~){Week}?{Spoken})*{NotAnAmount}|[1-7](?:(?:[、,和及与]|到|至|-|~){Week}?[1-7])*{NotAnAmount}(?![0-9:]))";

    private const int MostDates = 31;

    public DayWords Read()
    {
        LeaveOtherRhythms();
        if (Weekly() is { } weekly)
        {
            var lastDay = Edge(LastDayPattern());
            var firstDay = Edge(FirstDayPattern());
            return new DayWords(weekly, firstDay, lastDay);
        }
        return new DayWords(Dates(), null, null);
    }

    private void LeaveOtherRhythms()
    {
        foreach (Match match in OtherRhythm().Matches(text.Left))
            unread.Add(new UnreadStretch(text.Take(match), UnreadReason.OtherRhythm));
    }

    private Found<ReadDays>? Weekly()
    {
        if (WeeklyPattern().Match(text.Left) is not { Success: true } match)
            return null;
        var isWorking = match.Groups["working"].Success;
        DayOfWeek[] days = match.Groups["list"] is { Success: true } list ? Weekdays(list.Value)
            : match.Groups["all"].Success ? Span(DayOfWeek.Monday, DayOfWeek.Sunday)
            : isWorking ? Span(DayOfWeek.Monday, DayOfWeek.Friday) : [DayOfWeek.Saturday, DayOfWeek.Sunday];
        return new Found<ReadDays>(new ReadDays([], days, isWorking), text.Take(match));
    }

    private Found<DateOnly>? Edge(Regex pattern)
    {
        if (pattern.Match(text.Left) is not { Success: true } match)
            return null;
        var from = text.Take(match);
        var day = match.Groups["monthEnd"].Success ? MonthEnd(match) : Dates(DatePattern().Match(match.Groups["date"].Value), out _).FirstOrDefault();
        if (day >= today)
            return new Found<DateOnly>(day, from);
        unread.Add(new UnreadStretch(from, day == default ? UnreadReason.NoSuchTime : UnreadReason.Past));
        return null;
    }

    private Found<ReadDays>? Dates()
    {
        Found<ReadDays>? found = null;
        foreach (Match match in DatePattern().Matches(text.Left))
        {
            if (found is not null)
            {
                unread.Add(new UnreadStretch(text.At(match), UnreadReason.Second));
                continue;
            }
            var dates = Dates(match, out var reason);
            if (dates.Count > 0)
                found = new Found<ReadDays>(new ReadDays(dates, [], false), text.Take(match));
            else
                unread.Add(new UnreadStretch(text.Take(match), reason));
        }
        return found;
    }

    /// <summary>The days that one expression names; none, and why, when it names none to come.</summary>
    private List<DateOnly> Dates(Match match, out UnreadReason reason)
    {
        reason = UnreadReason.NoSuchTime;
        if (!match.Success)
            return [];
        if (match.Groups["week"].Success)
        {
            var week = OfWeek(match);
            reason = UnreadReason.Past;
            return [.. week.Where(day => day >= today)];
        }
        if (First(match) is not { } first)
            return [];
        var last = Last(match, first);
        if (last is null || last < first || last.Value.DayNumber - first.DayNumber >= MostDates)
            return [];
        reason = UnreadReason.Past;
        return last < today ? [] : [.. Enumerable.Range(0, last.Value.DayNumber - first.DayNumber + 1).Select(first.AddDays).Where(day => day >= today)];
    }

    private List<DateOnly> OfWeek(Match match)
    {
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        var word = match.Groups["which"].Value;
        var days = match.Groups["end"].Success ? [DayOfWeek.Saturday, DayOfWeek.Sunday] : Weekdays(match.Groups["list"].Value);
        var ahead = word.Count(c => c == '下') * 7;
        var dates = days.Select(day => monday.AddDays(ahead + ((int)day + 6) % 7)).ToList();
        return word.Length == 0 && dates.All(day => day < today) ? [.. dates.Select(day => day.AddDays(7))] : dates;
    }

    private DateOnly? First(Match match)
    {
        if (match.Groups["near"] is { Success: true } near)
            return today.AddDays(near.Value switch { "大后天" => 3, "后天" => 2, ['明', ..] => 1, _ => 0 });
        if (ChineseNumber.Parse(match.Groups["d"].Value) is not { } day)
            return null;
        var year = match.Groups["y"] is { Success: true } written ? ChineseNumber.Parse(written.Value) ?? 0 : today.Year + (match.Groups["nextYear"].Success ? 1 : 0);
        if (match.Groups["m"] is not { Success: true } said)
            return InMonth(match, day);
        var month = ChineseNumber.Parse(said.Value) ?? 0;
        var date = Valid(year, month, day);
        var isOpen = !match.Groups["y"].Success && !match.Groups["nextYear"].Success && !match.Groups["thisYear"].Success;
        return isOpen && date < today ? Valid(year + 1, month, day) : date;
    }

    /// <summary>5日, 下月5号: of this month, of the next when it is over.</summary>
    private DateOnly? InMonth(Match match, int day)
    {
        var month = new DateOnly(today.Year, today.Month, 1).AddMonths(match.Groups["nextMonth"].Success ? 1 : 0);
        var date = Valid(month.Year, month.Month, day);
        if (date >= today || match.Groups["thisMonth"].Success || match.Groups["nextMonth"].Success)
            return date;
        month = month.AddMonths(1);
        return Valid(month.Year, month.Month, day);
    }

    private static DateOnly? Last(Match match, DateOnly first)
    {
        if (!match.Groups["d2"].Success)
            return first;
        var month = match.Groups["m2"].Success ? ChineseNumber.Parse(match.Groups["m2"].Value) ?? 0 : first.Month;
        return Valid(first.Year + (month < first.Month ? 1 : 0), month, ChineseNumber.Parse(match.Groups["d2"].Value) ?? 0);
    }

    private DateOnly MonthEnd(Match match)
    {
        var said = match.Groups["endOf"].Value;
        var month = said == "年" ? 12 : said is "" or "本" or "这个" ? today.Month : said.StartsWith('下') ? today.Month % 12 + 1 : ChineseNumber.Parse(said) ?? 0;
        if (month is < 1 or > 12)
            return default;
        var year = month < today.Month ? today.Year + 1 : today.Year;
        return new DateOnly(year, month, DateTime.DaysInMonth(year, month));
    }

    private static DateOnly? Valid(int year, int month, int day) =>
        year is >= 2000 and < 2100 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;

    /// <summary>Days of a week, Monday first: those named, and those between two that 到 joins.</summary>
    private static DayOfWeek[] Weekdays(string list)
    {
        var days = new SortedSet<int>();
        var (last, isSpan) = (0, false);
        foreach (var word in list)
        {
            isSpan |= word is '到' or '至' or '-' or '~';
            var day = word is '日' or '天' ? 7 : "一二三四五六".IndexOf(word) is >= 0 and var said ? said + 1 : word is >= '1' and <= '7' ? word - '0' : 0;
            if (day == 0)
                continue;
            for (var between = isSpan && last <= day ? last : day; between <= day; between++)
                days.Add(between);
            (last, isSpan) = (day, false);
        }
        return [.. days.Select(day => (DayOfWeek)(day % 7))];
    }

    private static DayOfWeek[] Span(DayOfWeek first, DayOfWeek last) => [.. Enumerable.Range((int)first, ((int)last + 6) % 7 + 1).Select(day => (DayOfWeek)(day % 7))];

    [GeneratedRegex("每个?月|每季度?|每年|隔[一两]?周|每隔[一二两]周|每[两二三]周|单周|双周")]
    private static partial Regex OtherRhythm();

    [GeneratedRegex($"(?:每个?|逢){Week}(?:末|{List})|(?<![下本这]个?){Week}(?<list>{Spoken}(?:到|至|-|~){Week}?{Spoken}){NotAnAmount}|(?<all>每天|每日|天天)|(?:每个?)?(?<working>工作日|平日)|(?:每个?|逢)双休日", RegexOptions.ExplicitCapture)]
    private static partial Regex WeeklyPattern();

    private const string Number = "[0-9]{1,2}|[一二三四五六七八九十]{1,3}";

    private const string Date = $"(?<near>大后天|后天|明天|明日|今天|今日|[今明](?=[早晚]))|(?<y>[0-9]{{4}})(?:[-/.]|年)(?<m>[0-9]{{1,2}})(?:[-/.]|月)(?<d>[0-9]{{1,2}})[日号]?|(?:(?<thisYear>今年)|(?<nextYear>明年))?(?<m>{Number})月(?<d>{Number})[日号]?(?:\\s*(?:到|至|-|~)\\s*(?:(?<m2>{Number})月)?(?<d2>{Number})[日号])?|(?<![0-9/:.])(?<m>[0-9]{{1,2}})/(?<d>[0-9]{{1,2}})(?![0-9/])|(?:(?<thisMonth>本月|这个?月)|(?<nextMonth>下个?月))?(?<![0-9点:])(?<d>{Number})(?:[日号])(?!人)(?:\\s*(?:到|至|-|~)\\s*(?<d2>{Number})[日号])?|(?<week>(?<which>下*|本|这)个?{Week}(?:(?<end>末)|{List}))";

    [GeneratedRegex(Date, RegexOptions.ExplicitCapture)]
    private static partial Regex DatePattern();

    [GeneratedRegex($"(?:一?直?到|至|截止到?|截至)\\s*(?:(?<monthEnd>(?<endOf>年|本|这个|下个?|{Number})?(?:月?底|月末))|(?<date>{Date}))(?:为止|止|前|截止)?", RegexOptions.ExplicitCapture)]
    private static partial Regex LastDayPattern();

    [GeneratedRegex($"(?:从|自)\\s*(?<date>{Date})(?:起|开始)?|(?<date>{Date})(?:起|开始)", RegexOptions.ExplicitCapture)]
    private static partial Regex FirstDayPattern();
}
