using System.Globalization;
using CsvHelper;
using Matching.Api.Lists;

namespace Matching.Api.Reports;

/// <summary>A report's tables as files.</summary>
internal static class ReportFiles
{
    /// <summary>UTF-8 with its mark, so that spreadsheets read the Chinese; each table under its name.</summary>
    public static byte[] Csv(ReportView report)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, new CsvWriterOptions { Injection = CsvInjection.Escape, ValidateFieldCount = false }))
        {
            csv.WriteRecord([Words.Say("Report.Title"), report.Period, report.AreaName ?? "", report.CategoryName ?? "", report.Studio ?? "", report.UnitName ?? ""]);
            csv.WriteRecord([Words.Say("Report.AsOf"), ReportTables.Minute(report.AsOf)]);
            foreach (var table in ReportTables.Of(report))
            {
                csv.WriteRecord([""]);
                csv.WriteRecord([table.Title]);
                csv.WriteRecord([.. table.Heads.Select(head => head.Text)]);
                foreach (var row in table.Rows)
                    csv.WriteRecord([.. row.Select(cell => cell.Text)]);
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
            foreach (var table in ReportTables.Of(report))
                workbook.AddSheet(table.Title, [.. table.Heads.Select(head => new SheetColumn(head.Text, []))], table.Rows.Select(row => row.Select(cell => cell.Text).ToArray()));
        }
        return stream.ToArray();
    }
}
