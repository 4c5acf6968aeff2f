using System.Globalization;
using CsvHelper;
using Matching.Api.Lists;
using Matching.Core;
using Matching.Core.Reports;

namespace Matching.Api.Reports;

/// <summary>One table of a report in words: what the page shows under its charts, and what files hold.</summary>
internal sealed record ReportTable(string Title, IReadOnlyList<string> Heads, IReadOnlyList<string[]> Rows);

/// <summary>The tables of a report, the same for page and file.</summary>
internal static class ReportTables
{
    public static IReadOnlyList<ReportTable> Of(ReportView report) =>
    [
        Rates(report), LeftOut(report), Standings("Report.ByCommunity", "Field.Community", report.Communities), Standings("Report.ByCategory", "Field.Category", report.Categories),
        Standings("Report.ByWeek", "Report.Week", report.Weeks), Heat(report), Gaps(report), Dormant(report),
    ];

    public static ReportTable Rates(ReportView report) => new(Words.Say("Report.Rates"), Heads("Report.Metric", "Report.Numerator", "Report.N", "Report.Value", "Report.Interval", "Report.Before", "Report.Change"),
        [.. report.Rates.Select(rate => new[] { rate.Name, Number(rate.Numerator), Number(rate.N), Percent(rate.Value), Interval(rate), Percent(rate.ValueBefore), Change(rate.Change) })]);

    public static ReportTable LeftOut(ReportView report) => new(Words.Say("Report.LeftOut"), Heads("Report.Why", "Home.Count"), [.. report.LeftOut.Select(row => new[] { row.Name, Number(row.Count) })]);

    public static ReportTable Standings(string title, string key, IReadOnlyList<StandingView> rows) => new(Words.Say(title),
        [Words.Say(key), .. Enum.GetValues<DemandStanding>().Select(Words.Of), Words.Say("Report.Total")],
        [.. rows.Select(row => new[] { row.Name, Number(row.Met), Number(row.Pending), Number(row.Unmet), Number(row.All) })]);

    public static ReportTable Heat(ReportView report) => new(Words.Say("Report.Heat"), Heads("Field.Category", "Field.Kind", "Page.Orders"),
        [.. report.Orders.Select(cell => new[] { cell.CategoryName, cell.KindName, Number(cell.Orders) })]);

    public static ReportTable Gaps(ReportView report) => new(Words.Say("Report.Gaps"), Heads("Report.Gap", "Thing.Demand", "Report.People", "Report.LongestDays"),
        [.. report.Gaps.Select(gap => new[] { gap.Name, Number(gap.Demands), Number(gap.People), Number(gap.LongestDays) })]);

    public static ReportTable Dormant(ReportView report) => new(Words.Say("Report.Dormant"), Heads("Thing.Offer", "Field.Title", "Thing.Unit", "Report.LastUsed", "Report.Days"),
        [.. report.Dormant.Select(offer => new[] { offer.Offer, offer.Title, offer.UnitName, offer.LastUsedAt is { } at ? Day(at) : Words.Say("Report.NeverUsed"), Number(offer.Days) })]);

    /// <summary>UTF-8 with its mark, so that spreadsheets read the Chinese; each table under its name.</summary>
    public static byte[] Csv(ReportView report)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, new CsvWriterOptions { Injection = CsvInjection.Escape, ValidateFieldCount = false }))
        {
            csv.WriteRecord([Words.Say("Report.Title"), report.Period, report.AreaName ?? "", report.CategoryName ?? ""]);
            csv.WriteRecord([Words.Say("Report.AsOf"), Minute(report.AsOf)]);
            foreach (var table in Of(report))
            {
                csv.WriteRecord([""]);
                csv.WriteRecord([table.Title]);
                csv.WriteRecord([.. table.Heads]);
                foreach (var row in table.Rows)
                    csv.WriteRecord(row);
            }
        }
        return [.. System.Text.Encoding.UTF8.Preamble, .. System.Text.Encoding.UTF8.GetBytes(text.ToString())];
    }

    /// <summary>A workbook with a sheet for each table.</summary>
    public static byte[] Workbook(ReportView report)
    {
        using var stream = new MemoryStream();
        using (var workbook = new WorkbookWriter(stream))
        {
            foreach (var table in Of(report))
                workbook.AddSheet(table.Title, [.. table.Heads.Select(head => new SheetColumn(head, []))], table.Rows);
        }
        return stream.ToArray();
    }

    /// <summary>Whole, or to one half.</summary>
    public static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>To a tenth of a percent; a dash where there is nothing to tell.</summary>
    public static string Percent(double? share) => share is { } value ? value.ToString("0.0%", CultureInfo.InvariantCulture) : "–";

    public static string Interval(RateView rate) => rate.Low is null ? "–" : $"{Percent(rate.Low)} – {Percent(rate.High)}";

    /// <summary>In percentage points, with its sign.</summary>
    public static string Change(double? change) => change is { } value ? (100 * value).ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture) : "–";

    public static string Minute(DateTimeOffset instant) => ChinaTime.Local(instant).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string Day(DateTimeOffset instant) => ChinaTime.Local(instant).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string[] Heads(params string[] keys) => [.. keys.Select(key => Words.Say(key))];
}
