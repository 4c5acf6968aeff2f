using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Matching.Browser.Tests;

/// <summary>What must hold on every page, on a phone and at a desk.</summary>
[TestFixture]
internal sealed class CommonChecks
{
    private const int MostRequests = 6;
    private const int MostFirstLoad = 30 * 1024;
    private const int MostHtml = 12 * 1024;
    private const int MostReportHtml = 20 * 1024;
    private const int MostElements = 1000;
    private const int MostReportElements = 1500;

    private const string TextSpacing = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }";

    private static readonly int[] Widths = [320, 360, 768, 1280];

    private readonly Looks looks = new();

    /// <summary>Those of one role one after the other.</summary>
    private static IEnumerable<KnownPage> Pages() => KnownPages.All.OrderBy(page => page.Role);

    private static IEnumerable<TestCaseData> PagesOnScreens() =>
        from page in Pages()
        from screen in new[] { Screen.Phone, Screen.Desk }
        select new TestCaseData(page, screen).SetArgDisplayNames(page.ToString(), screen.Name);

    [OneTimeTearDown]
    public async Task Close() => await looks.DisposeAsync();

    [TestCaseSource(nameof(PagesOnScreens))]
    public async Task Page_OnAScreen_IsWholeAccessibleAndSmall(KnownPage known, Screen screen)
    {
        var visit = await looks.At(screen, known.Role);
        using var weight = new Weight(visit.Page);

        var status = await visit.Go(known.Path);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(status, Is.EqualTo(known.Status));
            Assert.That(visit.Complaints.Where(complaint => status == 200 || !complaint.Contains("Failed to load resource")), Is.Empty, "console");
            Assert.That(await visit.Page.TitleAsync(), Does.Match("^(错误：)?.+ · 三单$"));
            Assert.That(await visit.Page.Locator("h1").CountAsync(), Is.EqualTo(1), "h1");
            Assert.That(await Violations(visit.Page), Is.Empty);
            Assert.That(await SmallTargets(visit.Page), Is.Empty, "targets under 24 px");
            Assert.That(await visit.Page.Locator("*").CountAsync(), Is.LessThanOrEqualTo(known.IsReport ? MostReportElements : MostElements), "elements");
            Assert.That(await weight.Requests(), Is.LessThanOrEqualTo(MostRequests), "requests");
            Assert.That(await weight.Html(), Is.LessThanOrEqualTo(known.IsReport ? MostReportHtml : MostHtml), "bytes of HTML, compressed");
            Assert.That(await weight.All(), Is.LessThanOrEqualTo(MostFirstLoad + (known.IsReport ? MostReportHtml : 0)), "bytes of the first load");
            await Reflows(visit);
            await PrintsWithoutNavigation(visit.Page);
        }
    }

    /// <summary>The page is the same without script: the heading, and what can be pressed.</summary>
    [TestCaseSource(nameof(Pages))]
    public async Task Page_WithoutScript_HasTheSameHeadingAndActions(KnownPage known)
    {
        var with = await looks.At(Screen.Phone, known.Role);
        var without = await looks.At(Screen.Phone, known.Role, script: false);
        await with.Go(known.Path);
        await without.Go(known.Path);

        Assert.That(await without.Page.Locator("h1").InnerTextAsync(), Is.EqualTo(await with.Page.Locator("h1").InnerTextAsync()));
        Assert.That(await without.Page.Locator("main .button:visible").AllInnerTextsAsync(), Is.SupersetOf(await with.Page.Locator("main .button:visible").AllInnerTextsAsync()));
        await SkipsToContent(with);
    }

    [Test]
    public async Task Titles_OfAllPages_AreUnique()
    {
        var titles = new List<string>();
        foreach (var role in KnownPages.All.Where(page => page.Status == 200).GroupBy(page => page.Role))
        {
            var visit = await looks.At(Screen.Desk, role.Key);
            foreach (var page in role)
            {
                await visit.Go(page.Path);
                titles.Add($"{page.Path.Split('?')[0]} {await visit.Page.TitleAsync()}");
            }
        }
        Assert.That(titles.Distinct().GroupBy(title => title[(title.IndexOf(' ') + 1)..]).Where(group => group.Count() > 1).Select(group => string.Join(", ", group)), Is.Empty);
    }

    [TestCaseSource(nameof(Pages))]
    public async Task Page_InLargeTypeOnAPhone_HasLargeTargetsAndFits(KnownPage known)
    {
        var visit = await looks.At(Screen.Phone, known.Role);
        await visit.Go($"{known.Path}{(known.Path.Contains('?') ? '&' : '?')}type=large");

        Assert.That(await visit.Page.EvaluateAsync<double>("() => parseFloat(getComputedStyle(document.body).fontSize)"), Is.GreaterThanOrEqualTo(18));
        Assert.That(await visit.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('main .button')].filter(b => b.offsetHeight && b.offsetHeight < 60).map(b => b.textContent.trim() + ' ' + b.offsetHeight)"), Is.Empty);
        Assert.That(await visit.Overflow(), Is.Zero);
    }

    /// <summary>The first stop of the keyboard is the skip link, unless errors took the focus.</summary>
    private static async Task SkipsToContent(Visit visit)
    {
        if (await visit.Page.Locator(".errors").CountAsync() > 0)
            return;
        await visit.Page.Keyboard.PressAsync("Tab");
        Assert.That(await visit.Page.EvaluateAsync<string>("() => document.activeElement.textContent"), Is.EqualTo("跳到主要内容"));
        await visit.Page.Keyboard.PressAsync("Enter");
        Assert.That(await visit.Page.EvaluateAsync<string>("() => document.activeElement.id"), Is.EqualTo("main"));
    }

    internal static async Task<IEnumerable<string>> Violations(IPage page)
    {
        var result = await page.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } });
        return result.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {node.Html}"));
    }

    /// <summary>Buttons, links of their own line and inputs; links within a sentence may be smaller.</summary>
    private static Task<string[]> SmallTargets(IPage page) => page.EvaluateAsync<string[]>("""
        () => [...document.querySelectorAll('button, .button, nav a, footer a, input, select, textarea, summary, td a, .errors a')]
            .filter(e => e.type !== 'hidden' && e.offsetParent !== null).map(e => [e, e.getBoundingClientRect()])
            .filter(([e, box]) => box.height > 0 && (box.height < 24 || box.width < 24) && !(e.type === 'radio' || e.type === 'checkbox'))
            .map(([e, box]) => `${e.tagName} ${e.textContent.trim().slice(0, 30)} ${Math.round(box.width)}x${Math.round(box.height)}`)
        """);

    private static async Task Reflows(Visit visit)
    {
        await visit.Page.EvaluateAsync("css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }", TextSpacing);
        foreach (var width in Widths)
        {
            await visit.Page.SetViewportSizeAsync(width, 800);
            Assert.That(await visit.Overflow(), Is.Zero, $"sideways scroll at {width} px");
        }
    }

    private static async Task PrintsWithoutNavigation(IPage page)
    {
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        Assert.That(await page.Locator("header.top:visible, footer:visible, .demo:visible").CountAsync(), Is.Zero, "printed navigation");
    }
}

/// <summary>What a page's load brought over the wire, compressed as it came; what never ends is left out.</summary>
internal sealed class Weight : IDisposable
{
    private readonly List<IResponse> answers = [];
    private readonly IPage page;

    public Weight(IPage page)
    {
        this.page = page;
        page.Response += Note;
    }

    public void Dispose() => page.Response -= Note;

    private void Note(object? sender, IResponse answer)
    {
        if (!answer.Url.StartsWith("data:", StringComparison.Ordinal) && !answer.Headers.GetValueOrDefault("content-type", "").StartsWith("text/event-stream", StringComparison.Ordinal))
            answers.Add(answer);
    }

    public async Task<int> Html() => await Bytes("text/html");

    public async Task<int> All() => await Bytes("");

    public Task<int> Requests() => Task.FromResult(answers.Count);

    private async Task<int> Bytes(string type)
    {
        var sum = 0;
        foreach (var answer in answers.Where(answer => answer.Headers.GetValueOrDefault("content-type", "").StartsWith(type, StringComparison.Ordinal)))
            sum += (await answer.Request.SizesAsync()).ResponseBodySize;
        return sum;
    }
}
