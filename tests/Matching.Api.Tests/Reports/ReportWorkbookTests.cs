using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Matching.Api.Lists;

namespace Matching.Api.Tests.Reports;

/// <summary>The year's workbook, opened by LibreOffice: its numbers are the pages' and the JSON's.</summary>
[TestFixture]
internal sealed partial class ReportWorkbookTests : OneAppTests<SqliteStore>
{
    private const string Office = "/usr/bin/soffice";
    private const string EverySheetAsCsv = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1";
    private const string Report = "/reports/2026";
    private const int Sheets = 22;

    private string folder = "";
    private IReadOnlyDictionary<string, IReadOnlyList<string[]>> sheets = new Dictionary<string, IReadOnlyList<string[]>>();

    protected override ListSet? Lists => BusyQuarter.Lists();

    [Test]
    public async Task Sheets_AsLibreOfficeReadsThem_HoldTheNumbersOfTheJson()
    {
        var report = (await App.Get($"/api{Report}")).Expect(200);

        Assert.That(sheets, Has.Count.EqualTo(Sheets));
        Assert.That(sheets["统计指标"].Select(row => string.Join(' ', row.Take(4))), Is.EqualTo(report.List("rates").Select(rate => $"{rate!["name"]} {Number(rate["numerator"])} {rate["n"]} {Percent(rate["value"])}")));
        foreach (var breakdown in report.List("breakdowns"))
        {
            Assert.That(sheets[(string)breakdown!["name"]!].Select(row => $"{row[0]} {row[2]}/{row[3]}"), Is.EqualTo(breakdown["groups"]!.AsArray()
                .SelectMany(group => group!["rates"]!.AsArray().Select(rate => $"{group["name"]} {Number(rate!["numerator"])}/{rate["n"]}"))), $"{breakdown["by"]}");
        }
        Assert.That(sheets["社区之间的均衡"].Select(row => string.Join(' ', row.Take(3))), Is.EqualTo(report.List("equity.communities").Select(row => $"{row!["name"]} {row["served"]} {row["demands"]}")));
        Assert.That(sheets["未满足需求按类别地点时段"].Select(row => $"{row[1]} {row[3]} {row[4]}"), Is.EqualTo(report.List("needs").Select(row => $"{row!["communityName"]} {row["demands"]} {row["people"]}")));
    }

    [TestCase("", "统计指标", "未满足需求的缺口类型")]
    [TestCase("/needs", "未满足需求按类别地点时段", "影子价格", "沉睡资源")]
    [TestCase("/balance", "社区之间的均衡", "需求牵引与供给牵引", "少填的表")]
    public async Task Sheets_AsLibreOfficeReadsThem_HoldTheTablesOfThePages(string part, params string[] titles)
    {
        var page = (await App.Get(Report + part)).Expect(200).Body;

        foreach (var title in titles)
            Assert.That(TableOf(page, title), Is.EqualTo(sheets[title]), title);
    }

    [TestCase("zh-CN")]
    [TestCase("en")]
    public async Task Sheets_InEitherLanguage_HaveNamesThatAWorkbookAllows(string language)
    {
        var csv = (await App.Get($"/api{Report}/csv", language)).Expect(200).Body;

        var titles = csv.Split("\r\n\"\"\r\n").Concat(csv.Split("\r\n\r\n")).Skip(1).Select(table => table.TrimStart('\r', '\n').Split('\r')[0].Trim('"')).ToList();
        Assert.That(titles, Has.Count.GreaterThanOrEqualTo(Sheets));
        Assert.That(titles.Where(title => title.Length > 31 || title.AsSpan().ContainsAny("[]:*?/\\")), Is.Empty);
    }

    protected override async Task Fill()
    {
        if (!File.Exists(Office) && Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail($"{Office} is missing: apt-get install libreoffice-calc-nogui");
        if (!File.Exists(Office))
            Assert.Ignore($"{Office} is missing: apt-get install libreoffice-calc-nogui");
        await BusyQuarter.Play(App, Store, App.Clock);
        folder = Directory.CreateTempSubdirectory("threelists-xlsx-").FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "year.xlsx"), await App.Download($"/api{Report}/xlsx"));
        Run(Office, $"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", EverySheetAsCsv, "--outdir", folder, Path.Combine(folder, "year.xlsx"));
        sheets = Directory.GetFiles(folder, "year-*.csv").ToDictionary(file => Path.GetFileNameWithoutExtension(file)["year-".Length..], RowsOf);
    }

    [OneTimeTearDown]
    public void DeleteFolder()
    {
        if (folder.Length > 0)
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>The rows of a sheet below its head.</summary>
    private static IReadOnlyList<string[]> RowsOf(string file) => [.. CsvTable.CsvRows(File.ReadAllBytes(file)).Skip(1).Select(row => row.Cells)];

    private static List<string[]> TableOf(string page, string title)
    {
        var at = page.IndexOf($">{title}</caption>", StringComparison.Ordinal);
        return at < 0 ? [] : [.. Row().Matches(page[at..page.IndexOf("</table>", at, StringComparison.Ordinal)]).Skip(1)
            .Select(row => Field().Matches(row.Value).Select(cell => WebUtility.HtmlDecode(Tag().Replace(cell.Groups["text"].Value, "")).Trim()).ToArray())];
    }

    private static string Number(JsonNode? value) => ((double)value!).ToString("0.#", CultureInfo.InvariantCulture);

    private static string Percent(JsonNode? value) => value is null ? "–" : ((double)value).ToString("0.0%", CultureInfo.InvariantCulture);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, () => $"{program}: {errors.Result}");
    }

    [GeneratedRegex("<tr.*?</tr>", RegexOptions.Singleline)]
    private static partial Regex Row();

    [GeneratedRegex("<td[^>]*>(?<text>.*?)</td>", RegexOptions.Singleline)]
    private static partial Regex Field();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
