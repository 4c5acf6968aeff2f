using System.Globalization;
using System.Text.RegularExpressions;

namespace Matching.Core.Reports;

/// <summary>A year, quarter or month in China Standard Time: [From, Until).</summary>
public sealed partial record ReportPeriod
{
    private const int FirstYear = 2000;
    private const int LastYear = 2200;

    private readonly int year;
    private readonly int month;
    private readonly int months;

    private ReportPeriod(int year, int month, int months) => (this.year, this.month, this.months) = (year, month, months);

    public DateTimeOffset From => ChinaTime.StartOf(FirstDay).ToUniversalTime();

    public DateTimeOffset Until => ChinaTime.StartOf(FirstDay.AddMonths(months)).ToUniversalTime();

    /// <summary>Such as 2026-Q4, 2026-11 or 2026.</summary>
    public string Code => months switch
    {
        12 => year.ToString("0000", CultureInfo.InvariantCulture),
        3 => $"{year:0000}-Q{(month + 2) / 3}",
        _ => $"{year:0000}-{month:00}",
    };

    /// <summary>The period of the same length before this one.</summary>
    public ReportPeriod Before => new(FirstDay.AddMonths(-months).Year, FirstDay.AddMonths(-months).Month, months);

    /// <summary>The period of the same length after this one.</summary>
    public ReportPeriod After => new(FirstDay.AddMonths(months).Year, FirstDay.AddMonths(months).Month, months);

    /// <summary>The Mondays of the weeks that touch the period, in order.</summary>
    public IReadOnlyList<DateOnly> Weeks
    {
        get
        {
            var weeks = new List<DateOnly>();
            for (var monday = MondayOf(FirstDay); monday < FirstDay.AddMonths(months); monday = monday.AddDays(7))
                weeks.Add(monday);
            return weeks;
        }
    }

    private DateOnly FirstDay => new(year, month, 1);

    /// <returns>False when the text is not such a period, or lies outside the years 2000 to 2200.</returns>
    public static bool TryParse(string text, out ReportPeriod period)
    {
        var match = Form().Match(text);
        period = new ReportPeriod(FirstYear, 1, 12);
        if (!match.Success || int.Parse(match.Groups["year"].Value, CultureInfo.InvariantCulture) is var year && year is < FirstYear or > LastYear)
            return false;
        period = match.Groups["quarter"] is { Success: true } quarter ? new ReportPeriod(year, 3 * int.Parse(quarter.Value, CultureInfo.InvariantCulture) - 2, 3)
            : match.Groups["month"] is { Success: true } month ? new ReportPeriod(year, int.Parse(month.Value, CultureInfo.InvariantCulture), 1)
            : new ReportPeriod(year, 1, 12);
        return true;
    }

    /// <summary>The quarter that an instant lies in.</summary>
    public static ReportPeriod QuarterOf(DateTimeOffset instant) => new(ChinaTime.Local(instant).Year, (ChinaTime.Local(instant).Month - 1) / 3 * 3 + 1, 3);

    /// <summary>The Monday of the week that an instant lies in, in China.</summary>
    public static DateOnly WeekOf(DateTimeOffset instant) => MondayOf(ChinaTime.DayOf(instant));

    public bool Contains(DateTimeOffset instant) => instant >= From && instant < Until;

    /// <summary>The end, or <paramref name="now"/> while the period is not over.</summary>
    public DateTimeOffset EndBy(DateTimeOffset now) => Until < now ? Until : now;

    public override string ToString() => Code;

    private static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    [GeneratedRegex(@"\A(?<year>[0-9]{4})(-(Q(?<quarter>[1-4])|(?<month>0[1-9]|1[0-2])))?\z")]
    private static partial Regex Form();
}
