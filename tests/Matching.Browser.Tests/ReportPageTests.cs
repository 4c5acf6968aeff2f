using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Matching.Api.Access;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

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

    /// <summary>Printed larger and smaller, so that pages break at other rows each time.</summary>
    [TestCase("")]
    [TestCase("/needs")]
    [TestCase("/records?rate=Idle")]
    public async Task Report_Printed_LeavesNoTableHeadAloneAtAPagesFoot(string path)
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street);
        await visit.Go(Report + path);
        var heads = (await visit.Page.Locator("thead th").AllInnerTextsAsync()).Select(Dense).Where(head => head.Length > 0).Distinct().ToList();

        var pagesSeen = 0;
        for (var scale = 0.6f; scale < 1.25f; scale += 0.05f)
        {
            var pages = Pages(await visit.Page.PdfAsync(new PagePdfOptions { PreferCSSPageSize = true, Format = "A4", Scale = scale }));
            pagesSeen += pages.Count - 1;
            foreach (var page in pages.SkipLast(1))
            {
                var last = page.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()).Where(line => line.Length > 0).SkipLast(1).LastOrDefault("");
                Assert.That(IsHead(last, heads), Is.False, $"scale {scale}: {last}");
            }
        }
        Assert.That(pagesSeen, Is.GreaterThan(15), "enough breaks to tell");
    }

    [Test]
    public async Task Rates_ByGroup_OpenTheReportNarrowedToTheGroupWithTheSameNumbers()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street);
        await visit.Go($"{Report}/rates");
        await visit.Link("单位").ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToContainTextAsync("按单位");
        var row = visit.Page.Locator("table.cards tbody tr").First;
        var cells = await row.Locator("td").AllInnerTextsAsync();

        await row.Locator("a").First.ClickAsync();

        await Expect(visit.Page.Locator("main > .note").First).ToContainTextAsync(cells[0].Trim());
        var rates = visit.Page.Locator("table.cards").First.Locator("tbody tr");
        for (var i = 0; i < 7; i++)
            await Expect(rates.Nth(i).Locator("td").Nth(3)).ToHaveTextAsync(cells[i + 1].Split('n')[0].Trim());
    }

    [Test]
    public async Task Needs_ACount_OpensAsManyUnmetDemands()
    {
        await using var visit = await Site.Visit(Screen.Phone, Role.Street, script: false);
        await Acts.FindNothing(await Acts.Demand("想借会议室排合唱", 5));
        await visit.Go($"/reports/{Core.ChinaTime.Local(DateTimeOffset.UtcNow).Year}/needs");
        var link = visit.Page.Locator(".wide table").First.Locator("tbody tr").First.Locator("td").Nth(3).Locator("a");
        var count = await link.InnerTextAsync();

        await link.ClickAsync();

        await Expect(visit.Page.Locator(".tabs .badge").First).ToHaveTextAsync(count);
    }

    [Test]
    public async Task Coverage_FromTheStreetToABuilding_IsWalkedTileByTile()
    {
        await using var visit = await Site.Visit(Screen.Phone, Role.Street, script: false);
        await visit.Go("/coverage");
        foreach (var level in new[] { "小区", "楼栋" })
        {
            await visit.Page.Locator(".tiles a").First.ClickAsync();
            await Expect(visit.Page.Locator("table.cards th").First).ToHaveTextAsync(level);
        }
        var missing = await visit.Page.Locator(".numbers .figure").First.InnerTextAsync();

        await visit.Page.Locator(".numbers a").First.ClickAsync();

        await Expect(visit.Page.Locator("h1")).ToContainTextAsync("没有楼长的楼栋");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync(missing == "0" ? "没有这样的楼栋" : $"共 {missing} 条");
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

    /// <summary>A line that holds nothing but pieces of table heads.</summary>
    private static bool IsHead(string line, IReadOnlyList<string> heads) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words && line.Length > 1 && words.All(word => heads.Any(head => head.Contains(word, StringComparison.Ordinal)));

    private static string Dense(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

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
