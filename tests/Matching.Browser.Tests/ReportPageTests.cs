using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Matching.Api.Access;
using Microsoft.Playwright;

namespace Matching.Browser.Tests;

/// <summary>The report as people read, open, print and take it away.</summary>
[TestFixture]
internal sealed class ReportPageTests
{
    private const string Report = "/reports/2026-Q4";

    [Test]
    public async Task Report_ItsNumbers_AreThoseOfItsTablesAndFile()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street);
        await visit.Go(Report);

        var tiles = await visit.Page.Locator(".numbers .figure").AllInnerTextsAsync();
        var rates = visit.Page.Locator("table").First.Locator("tbody tr");
        var csv = await (await visit.Context.APIRequest.GetAsync($"/api{Report}/csv")).TextAsync();

        Assert.That(tiles, Has.Count.EqualTo(4));
        for (var i = 0; i < 7; i++)
        {
            var cells = await rates.Nth(i).Locator("td").AllInnerTextsAsync();
            Assert.That(csv, Does.Contain($"{cells[0]},{cells[1]},{cells[2]},{cells[3]},"), cells[0]);
            if (i < 4)
                Assert.That(tiles[i], Is.EqualTo(cells[3]));
        }
        var report = JsonDocument.Parse(await (await visit.Context.APIRequest.GetAsync($"/api{Report}")).TextAsync()).RootElement;
        var bars = await visit.Page.Locator("figure", new PageLocatorOptions { HasText = "各社区需求" }).Locator(".bars .total").AllInnerTextsAsync();
        Assert.That(bars, Is.EqualTo(report.GetProperty("communities").EnumerateArray().Select(row => row.GetProperty("all").GetInt32().ToString(CultureInfo.InvariantCulture))));
    }

    [Test]
    public async Task Report_ANumber_OpensAsManyRecords()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street);
        await visit.Go(Report);
        var link = visit.Page.Locator("table").First.Locator("tbody tr", new LocatorLocatorOptions { HasText = "闲置率" }).Locator("td").Nth(2).Locator("a");
        var n = await link.InnerTextAsync();

        await link.ClickAsync();

        Assert.That(await visit.Page.Locator(".count").InnerTextAsync(), Does.Contain(n));
        Assert.That(await visit.Page.Locator("h1").InnerTextAsync(), Does.Contain("闲置率"));
    }

    [Test]
    public async Task Report_ATile_OpensItsCommunitysDemands()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street);
        await visit.Go(Report);
        var tile = visit.Page.Locator(".tiles a").First;
        var name = await tile.InnerTextAsync();

        await tile.ClickAsync();

        Assert.That(await visit.Page.Locator("h1").InnerTextAsync(), Does.Contain(name));
        foreach (var place in await visit.Page.Locator("tbody tr td:nth-child(3)").AllInnerTextsAsync())
            Assert.That(place, Does.StartWith(name));
    }

    [Test]
    public async Task Report_EveryMetric_LinksToWhatItMeans()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street);
        await visit.Go(Report);
        var links = await visit.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('.numbers a, table:first-of-type tbody td:first-child a')].map(a => a.getAttribute('href')).filter(href => href.includes('metrics'))");

        await visit.Go("/help/metrics");

        Assert.That(links.Distinct().Count(), Is.EqualTo(7));
        foreach (var link in links)
            Assert.That(await visit.Page.Locator($"h2[id='{link[(link.IndexOf('#') + 1)..]}']").CountAsync(), Is.EqualTo(1), link);
    }

    [Test]
    public async Task Report_ByPeriodAndPlace_IsChosenWithoutScript()
    {
        await using var visit = await Site.Visit(Screen.Phone, Role.Street, script: false);
        await visit.Go("/reports");

        await visit.Page.GetByLabel("统计周期").SelectOptionAsync("2026");
        await visit.Page.GetByLabel("地点").SelectOptionAsync("440699001003");
        await visit.Button("查找").ClickAsync();

        Assert.That(visit.Page.Url, Does.EndWith("/reports/2026?area=440699001003"));
        Assert.That(await visit.Page.Locator(".tiles li").CountAsync(), Is.EqualTo(1));
    }

    [TestCase("", "匹配报告 2026-Q4")]
    [TestCase("/records?standing=Pending", "明细")]
    public async Task Report_Printed_IsA4WithPageNumbersHeadsAndNoNavigation(string path, string title)
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street);
        await visit.Go(Report + path);
        var head = await visit.Page.Locator("table.cards thead").First.InnerTextAsync();

        var pages = Pages(await visit.Page.PdfAsync(new PagePdfOptions { PreferCSSPageSize = true, Format = "A4", Tagged = true }));

        Assert.That(pages[0], Does.Contain(title));
        Assert.That(pages, Has.Count.GreaterThan(1));
        for (var i = 0; i < pages.Count; i++)
            Assert.That(string.Concat(pages[i].Where(c => !char.IsWhiteSpace(c))), Does.EndWith($"{i + 1}/{pages.Count}"), $"page {i + 1}");
        foreach (var word in new[] { "退出", "跳到主要内容", "查找", "English" })
            Assert.That(string.Join('\n', pages), Does.Not.Contain(word));
        if (path.Length > 0)
        {
            foreach (var page in pages.Where(page => page.Contains("XQ-", StringComparison.Ordinal)))
                Assert.That(page, Does.Contain(head.Split('\t', '\n')[0]), "the table's head is repeated");
        }
    }

    [Test]
    public async Task Unmet_OfAPeriod_SumsToTheReports()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street);
        await visit.Go(Report);
        var inReport = await visit.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "未满足清单（" }).InnerTextAsync();

        await visit.Go("/unmet?period=2026-Q4");

        var counts = (await visit.Page.Locator(".tabs .badge").AllInnerTextsAsync()).Select(int.Parse).ToList();
        Assert.That(inReport, Does.Contain($"（{counts[0]} 件）"));
        Assert.That(counts.Skip(1).Sum(), Is.EqualTo(counts[0]));
    }

    /// <summary>The text of each page.</summary>
    private static IReadOnlyList<string> Pages(byte[] pdf)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, pdf);
            Assert.That(Run("pdfinfo", file), Does.Contain("A4"));
            return [.. Run("pdftotext", "-layout", file, "-").TrimEnd('\f', '\n').Split('\f')];
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }
}
