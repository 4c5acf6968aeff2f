using System.Net;
using System.Text.RegularExpressions;
using Matching.Api.Access;
using Matching.Api.Lists;

namespace Matching.Api.Tests.Pages;

/// <summary>The pages over the seed lists: whole, in both languages, every link leading somewhere.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed partial class PageTests<TStore> : OneAppTests<TStore> where TStore : IStore
{
    private const int MostOfAKind = 4;

    private static readonly string[] Pages =
    [
        "/", "/match-runs/last", "/demands", "/demands/new", "/look-up", "/help", "/offers", "/orders", "/demands/XQ-2026-000001", "/offers/ZY-2026-000001", "/orders/FW-2026-000001",
        "/demands?q=老人", "/demands?state=Open", "/offers?category=讲座课程", "/orders?q=没有这几个字", "/demands?area=440699001003", "/match-runs/1", "/reports/2026-Q4",
        "/reports/run-1", "/reports/2026/rates?by=Unit", "/reports/2026/needs", "/reports/2026/balance", "/reports/2026/marks", "/coverage", "/coverage?area=440699001001001", "/unmet",
    ];

    protected override ListSet? Lists => null;

    protected override Task Fill() => Task.WhenAll(Enumerable.Range(0, 53).Select(i => App.FileDemand(Given.Demand($"R&D 100% 第 {i} 户", area: "440699001001001"))));

    [Test]
    public async Task Page_InEitherLanguage_IsWhole([ValueSource(nameof(Pages))] string page, [Values("zh", "en")] string language)
    {
        var answer = (await App.Get(In(page, language))).Expect(200);

        Assert.That(answer.ContentType, Is.EqualTo("text/html"));
        Assert.That(answer.Body, Does.StartWith("<!DOCTYPE html>").And.Contain($"<html lang=\"{(language == "en" ? "en" : "zh-CN")}\"").And.EndWith("</html>").Or.EndWith("</html>\n"));
        Assert.That(UnresolvedKey().Match(answer.Body).Value, Is.Empty);
        Assert.That(OpenPlace().Match(Visible(answer.Body)).Value, Is.Empty);
        Assert.That(answer.Body, Does.Match("<h1>.+</h1>"));
    }

    [Test]
    public async Task FirstPage_OfNobody_SaysWhatEachDemoRoleDoes([Values("zh", "en")] string language)
    {
        var page = (await App.Get(In("/", language), actingAs: "resident")).Expect(200);

        foreach (var role in DemoAccounts.Order)
            Assert.That(page.Body, Does.Match($"<button name=\"role\" value=\"{role}\"[^>]*><strong>[^<]+</strong><small>[^<]+</small>"));
    }

    [Test]
    public async Task Page_AskedByHead_Is200WithoutABody([ValueSource(nameof(Pages))] string page)
    {
        var answer = (await App.Send(HttpMethod.Head, page, null)).Expect(200);

        Assert.That(answer.Body, Is.Empty);
    }

    [Test]
    public async Task Page_BrowserIsSetToEnglish_StaysChineseUntilEnglishIsChosen()
    {
        Assert.That((await App.Get("/", "en-US,en;q=0.9")).Body, Does.Contain("lang=\"zh-CN\""));
        Assert.That((await App.Get("/?lang=en")).Body, Does.Contain("<html lang=\"en\""));
    }

    [Test]
    public async Task HomePage_OfTheSeed_TellsTheLastRunInFull()
    {
        var page = Visible((await App.Get("/match-runs/last")).Body);
        var run = await App.Get("/api/match-runs/1");
        var report = await App.Get("/api/match-runs/1/report");

        Assert.That(page, Does.Contain(run.Text("demands")).And.Contain(run.Text("served")));
        foreach (var unserved in report.Texts("unserved", "demand"))
            Assert.That(page, Does.Contain(unserved));
    }

    [TestCase("street/T-street@440699001", true)]
    [TestCase("lead/T-lead@440699001001", false)]
    public async Task HomePage_LinkToTheQuestions_IsShownToThoseWhoMayAsk(string actingAs, bool shown) =>
        Assert.That((await App.Get("/match-runs/last", actingAs: actingAs)).Expect(200).Body.Contains("href=\"/match-runs/1\"", StringComparison.Ordinal), Is.EqualTo(shown));

    /// <summary>
    /// Follows every kind of link from every page it comes to: of links that differ only in a number or in what is asked for, the first few; of the
    /// many detail pages, only asks the store whether their row is there.
    /// </summary>
    [Test]
    public async Task Links_FollowedFromTheFirstPage_AllLeadToPages()
    {
        var rows = Store.Query<string>("select code from demand union select code from offer union select code from service_order").ToHashSet();
        var seen = new HashSet<string>();
        var kinds = new Dictionary<string, int>();
        var waiting = new Queue<string>(Pages);
        while (waiting.TryDequeue(out var path))
        {
            if (!seen.Add(path) || (kinds[KindOf(path)] = kinds.GetValueOrDefault(KindOf(path)) + 1) > MostOfAKind || (!Pages.Contains(path) && rows.Contains(path[(path.LastIndexOf('/') + 1)..])))
                continue;
            if (path == "/reports" || (path.StartsWith("/reports/", StringComparison.Ordinal) && path != "/reports/2026-Q4"))
                continue; // each period leads to the one before it, and every number to its records
            var answer = (await App.Get(path)).Expect(200);
            foreach (Match link in Link().Matches(answer.ContentType == "text/html" ? answer.Body : ""))
            {
                var target = new Uri(new Uri($"http://here{path}"), WebUtility.HtmlDecode(link.Groups[1].Value));
                if (target.Host == "here" && target.Scheme == "http")
                    waiting.Enqueue(target.PathAndQuery);
            }
        }
        Assert.That(kinds, Has.Count.GreaterThan(100));
    }

    /// <summary>The address without numbers, codes and what is asked for.</summary>
    private static string KindOf(string path)
    {
        var parts = path.Split('?');
        IEnumerable<string> asked = parts.Length == 1 ? [] : parts[1].Split('&').Select(pair => pair.Split('=')[0]).Distinct().Order();
        return $"{Numbered().Replace(parts[0], "#")}?{string.Join('&', asked)}";
    }

    [Test]
    public async Task NextPage_OfASearch_GoesOnWithTheSameSearch()
    {
        var first = (await App.Get("/demands?q=R%26D%20100%25")).Expect(200).Body;
        var next = Link().Matches(first).Select(link => WebUtility.HtmlDecode(link.Groups[1].Value)).Single(link => link.Contains("page=", StringComparison.Ordinal));

        var second = (await App.Get(next)).Expect(200).Body;

        Assert.That(Regex.Count(first, "<tr ") - 1, Is.EqualTo(20));
        Assert.That(Regex.Count(second, "<tr ") - 1, Is.EqualTo(20));
    }

    [TestCase("/demands/XQ-2026-999999")]
    [TestCase("/offers/ZY-0000-000000")]
    [TestCase("/orders/none")]
    [TestCase("/no/such/page")]
    public async Task Page_OfNothing_Is404(string path) => (await App.Get(path)).Expect(404);

    [Test]
    public async Task Page_WithTextOfMarkup_ShowsItAsText()
    {
        var title = Uri.EscapeDataString("<script>alert(1)</script>");

        Assert.That((await App.Get($"/demands?q={title}")).Expect(200).Body, Does.Not.Contain("<script>alert"));
    }

    private static string In(string page, string language) => $"{page}{(page.Contains('?') ? '&' : '?')}lang={language}";

    private static string Visible(string html) => WebUtility.HtmlDecode(Tag().Replace(html, " "));

    [GeneratedRegex(@"[^/]*\d[^/]*")]
    private static partial Regex Numbered();

    [GeneratedRegex(@"\b(Home|Insight|Balance|Effect|Page|Field|Thing|Rule|Reason|Merit|Why|Change|Csv|Cli|Http|[A-Z]\w+(State|Act|Kind|Rules)|Urgency|Satisfaction)\.[A-Z]\w+")]
    private static partial Regex UnresolvedKey();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex OpenPlace();

    [GeneratedRegex("(?:href|src)=\"([^\"#][^\"]*)\"")]
    private static partial Regex Link();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
