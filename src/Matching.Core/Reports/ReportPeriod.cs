using System.Globalization;
using System.Text.RegularExpressions;

namespace Matching.Core.Reports;

/// <summary>A year, quarter or month in China Standard Time, [From, Until); or a match run, whose demands and orders are looked at whenever
/// they were.</summary>
public sealed partial record ReportPeriod
{
    private const int FirstYear = 2000;
    private const int LastYear = 2200;
    private const string RunPrefix = "run-";

    private readonly int year;
    private readonly int month;
    private readonly int months;

    private ReportPeriod(int year, int month, int months) => (this.year, this.month, this.months) = (year, month, months);

    private ReportPeriod(long run) : this(FirstYear, 1, 12 * (LastYear + 1 - FirstYear)) => Run = run;

    /// <summary>The match run that it is about; null = a stretch of time.</summary>
    public long? Run { get; }

    public DateTimeOffset From => ChinaTime.StartOf(FirstDay).ToUniversalTime();

    public DateTimeOffset Until => ChinaTime.StartOf(FirstDay.AddMonths(months)).ToUniversalTime();

    /// <summary>Such as 2026-Q4, 2026-11, 2026 or run-12.</summary>
    public string Code => Run is { } run ? $"{RunPrefix}{run.ToString(CultureInfo.InvariantCulture)}" : months switch
    {
        12 => year.ToString("0000", CultureInfo.InvariantCulture),
        3 => $"{year:0000}-Q{(month + 2) / 3}",
        _ => $"{year:0000}-{month:00}",
    };

    /// <summary>The period of the same length before this one; the run before, of which there is none before the first.</summary>
    public ReportPeriod Before => Run is { } run ? new(run - 1) : new(FirstDay.AddMonths(-months).Year, FirstDay.AddMonths(-months).Month, months);

    /// <summary>The period of the same length, or the run, after this one.</summary>
    public ReportPeriod After => Run is { } run ? new(run + 1) : new(FirstDay.AddMonths(months).Year, FirstDay.AddMonths(months).Month, months);

    /// <summary>The Mondays of the weeks that touch the period, in order; of a run, which is no stretch of time, far too many.</summary>
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
        var year = match.Groups["year"] is { Success: true } digits ? int.Parse(digits.Value, CultureInfo.InvariantCulture) : FirstYear;
        if (!match.Success || year is < FirstYear or > LastYear)
            return false;
        period = match.Groups["run"] is { Success: true } run ? new ReportPeriod(long.Parse(run.Value, CultureInfo.InvariantCulture))
            : match.Groups["quarter"] is { Success: true } quarter ? new ReportPeriod(year, 3 * int.Parse(quarter.Value, CultureInfo.InvariantCulture) - 2, 3)
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

    [GeneratedRegex(@"\A(run-(?<run>[1-9][0-9]{0,14})|(?<year>[0-9]{4})(-(Q(?<quarter>[1-4])|(?<month>0[1-9]|1[0-2])))?)\z")]
    private static partial Regex Form();
}
