using System.Text.RegularExpressions;
using Matching.Api.Access;
using Matching.Api.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Matching.Browser.Tests.Flows;

/// <summary>Filing a demand, as a building lead does it on a phone.</summary>
[TestFixture]
internal sealed partial class FilingFlows
{
    private static int asked;

    [TestCase(true)]
    [TestCase(false)]
    public async Task Courier_InOneSentence_TakesAReceiptAway(bool script)
    {
        await using var visit = await Site.Visit(Screen.Phone, script: script);
        await visit.Go("/courier");
        await visit.Button("提交").ClickAsync();
        await Microsoft.Playwright.Assertions.Expect(visit.Page.Locator("#title-error")).ToBeVisibleAsync();
        await visit.Page.Locator("#title").FillAsync("送外卖没处喝口水，冬天等单没地方躲风");
        await visit.Page.Locator("#area").SelectOptionAsync(new Microsoft.Playwright.SelectOptionValue { Index = 1 });
        await visit.Button("提交").ClickAsync();
        await Microsoft.Playwright.Assertions.Expect(visit.Page.Locator(".slip")).ToContainTextAsync("XQ-");
        Assert.That(await visit.Overflow(), Is.Zero);
    }

    [Test]
    public async Task Filing_OnAPhone_TakesAtMostSixInteractionsAndShowsAReceipt()
    {
        await using var visit = await Site.Visit(Screen.Phone, Role.Lead);
        var sentence = Sentence("孙子上网课总断线");
        await visit.Go("/");

        await visit.Page.Locator("main").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "提需求", Exact = true }).TapAsync();
        await visit.Page.GetByLabel("一句话说明").FillAsync(sentence);
        await visit.Page.GetByLabel("一句话说明").BlurAsync();
        await visit.Heading("提交前看一看").WaitForAsync();
        Assert.That(await visit.Page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { NameRegex = new Regex("把握") }).CountAsync(), Is.GreaterThan(0), "categories with their certainty");
        await visit.Page.Locator("button.big").TapAsync();

        await visit.Heading("已提交").WaitForAsync();
        Assert.That(visit.Page.Url, Does.Match("/demands/XQ-"));
        Assert.That(await visit.Page.Locator(".slip .code").InnerTextAsync(), Does.Match("^[0-9A-Z]{10}$"));
        Assert.That(await visit.Page.Locator("svg.qr").CountAsync(), Is.EqualTo(1));
        Assert.That(await visit.Page.Locator(".slip").InnerTextAsync(), Does.Match(@"\d{4}-\d\d-\d\d \d\d:\d\d 前完成"), "what happens next, and by when");
        Assert.That(Count(sentence), Is.EqualTo(1));
        Assert.That(visit.Complaints, Is.Empty);
        await visit.Page.ReloadAsync();
        Assert.That(Count(sentence), Is.EqualTo(1), "reloading sends nothing again");
    }

    [Test]
    public async Task Filing_WithoutScript_GoesThroughTheCheckToTheReceipt()
    {
        await using var visit = await Site.Visit(Screen.Phone, Role.Lead, script: false);
        var sentence = Sentence("楼道灯坏了没人修");
        await visit.Go("/demands/new");

        await visit.Page.GetByLabel("一句话说明").FillAsync(sentence);
        await visit.Page.Locator("button.big").ClickAsync();
        await visit.Heading("提交前看一看").WaitForAsync();
        Assert.That(Count(sentence), Is.Zero, "the check writes nothing");
        await visit.Page.Locator("button.big").ClickAsync();

        await visit.Heading("已提交").WaitForAsync();
        Assert.That(Count(sentence), Is.EqualTo(1));
    }

    [Test]
    public async Task Filing_Empty_ShowsSummaryWithLinksToItsFields()
    {
        await using var visit = await Site.Visit(Screen.Phone, Role.Lead);
        await visit.Go("/demands/new");
        await visit.Page.Locator("summary", new PageLocatorOptions { HasText = "还要补充" }).ClickAsync();
        await visit.Page.GetByLabel("受益人数或数量").FillAsync("abc");
        await visit.Page.GetByLabel("电话").FillAsync("13800000000");

        var answer = await visit.Page.RunAndWaitForResponseAsync(() => visit.Page.Locator("button.big").ClickAsync(), response => response.Request.Method == "POST");

        Assert.That(answer.Status, Is.EqualTo(422));
        Assert.That(await visit.Page.TitleAsync(), Does.StartWith("错误："));
        Assert.That(await visit.Heading("处需要修改").CountAsync(), Is.EqualTo(1));
        Assert.That(await visit.Page.EvaluateAsync<bool>("() => document.activeElement.classList.contains('errors')"), Is.True, "the summary has the focus");
        Assert.That(await visit.Page.GetByLabel("受益人数或数量").InputValueAsync(), Is.EqualTo("abc"));
        foreach (var link in await visit.Page.Locator(".errors a").AllAsync())
        {
            var field = (await link.GetAttributeAsync("href"))![1..];
            await link.ClickAsync();
            Assert.That(await visit.Page.EvaluateAsync<string>("() => document.activeElement.id"), Is.EqualTo(field));
        }
    }

    [Test]
    public async Task Filing_FullWidthNumberWithUnit_IsRead()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Lead);
        var sentence = Sentence("想请医生来量血压");
        await visit.Go("/demands/new");
        await visit.Page.GetByLabel("一句话说明").FillAsync(sentence);
        await visit.Page.Locator("summary", new PageLocatorOptions { HasText = "还要补充" }).ClickAsync();
        await visit.Page.GetByLabel("受益人数或数量").FillAsync("１２ 人");
        await visit.Heading("提交前看一看").WaitForAsync();
        await visit.Page.Locator("button.big").ClickAsync();
        await visit.Heading("已提交").WaitForAsync();

        Assert.That(Site.Services.GetRequiredService<Database>().Read(session => session.Scalar<long>("select quantity from demand where title = @sentence", new { sentence })), Is.EqualTo(12));
    }

    [Test]
    public async Task Filing_DoubleClick_IsOnePostAndOneDemand()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Lead);
        var sentence = Sentence("想借场地排练合唱");
        var posts = 0;
        visit.Page.Request += (_, request) => posts += request.Method == "POST" && request.Url.EndsWith("/demands/new", StringComparison.Ordinal) ? 1 : 0;
        await visit.Go("/demands/new");
        await visit.Page.GetByLabel("一句话说明").FillAsync(sentence);
        await visit.Page.GetByLabel("一句话说明").BlurAsync();
        await visit.Heading("提交前看一看").WaitForAsync();

        await visit.Page.Locator("button.big").DblClickAsync();
        await visit.Heading("已提交").WaitForAsync();

        Assert.That(posts, Is.EqualTo(1));
        Assert.That(Count(sentence), Is.EqualTo(1));
    }

    [Test]
    public async Task Filing_SameFormSentTwiceAtOnce_IsOneDemandWithOneReceipt()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Lead);
        var sentence = Sentence("电动车没处充电了");
        await visit.Go("/demands/new");
        await visit.Page.GetByLabel("一句话说明").FillAsync(sentence);

        var receipts = await visit.Page.EvaluateAsync<string[]>("""
            async () => {
                const body = new URLSearchParams(new FormData(document.querySelector("form[data-filing]")));
                body.set("seen", "yes");
                const answers = await Promise.all([1, 2].map(() => fetch("/demands/new", { method: "POST", body })));
                return answers.map(answer => answer.url);
            }
            """);

        Assert.That(receipts.Distinct().Single(), Does.Match("/demands/XQ-"));
        Assert.That(Count(sentence), Is.EqualTo(1));
    }

    [Test]
    public async Task Filing_Offline_KeepsTheDraftAndSendsItOnceWhenTheNetworkReturns()
    {
        await using var visit = await Site.Visit(Screen.Phone, Role.Lead);
        var sentence = Sentence("水管漏水湿了墙");
        await visit.Go("/demands/new");
        await visit.Context.SetOfflineAsync(true);
        await visit.Page.GetByLabel("一句话说明").FillAsync(sentence);
        await visit.Page.Locator("button.big").TapAsync();
        await visit.Page.GetByText("现在没有网络").WaitForAsync();
        Assert.That(Count(sentence), Is.Zero);

        await visit.Context.SetOfflineAsync(false);
        await visit.Heading("已提交").WaitForAsync();

        Assert.That(Count(sentence), Is.EqualTo(1));
        await visit.Go("/demands/new");
        Assert.That(await visit.Page.GetByLabel("一句话说明").InputValueAsync(), Is.Empty, "the draft has done its work");
    }

    [Test]
    public async Task Filing_LeftHalfway_TheDraftIsThereAgainAndCanBeDropped()
    {
        await using var visit = await Site.Visit(Screen.Phone, Role.Lead);
        var sentence = Sentence("没有写完的一句话");
        await visit.Go("/demands/new");
        await visit.Page.GetByLabel("一句话说明").FillAsync(sentence);
        await visit.Go("/demands/new");

        await visit.Page.GetByText("未提交的草稿").WaitForAsync();
        Assert.That(await visit.Page.GetByLabel("一句话说明").InputValueAsync(), Is.EqualTo(sentence));
        await visit.Button("删除草稿").ClickAsync();
        await visit.Page.GetByText("未提交的草稿").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Hidden });
        Assert.That(await visit.Page.GetByLabel("一句话说明").InputValueAsync(), Is.Empty);
    }

    [Test]
    public async Task Filing_NeighbourAskedTheSame_CanBeSupportedInstead()
    {
        await using var visit = await Site.Visit(Screen.Phone, Role.Lead, script: false);
        var sentence = Sentence("五楼外墙瓷砖往下掉很危险");
        await File(visit, sentence);

        await visit.Go("/demands/new");
        await visit.Page.GetByLabel("一句话说明").FillAsync(sentence);
        await visit.Page.Locator("button.big").ClickAsync();
        await visit.Heading("看看是不是同一件").WaitForAsync();
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = $"我也需要：{sentence}" }).ClickAsync();

        await visit.Heading("已提交").WaitForAsync();
        Assert.That(await visit.Page.Locator(".slip").InnerTextAsync(), Does.Contain("已加入，共 1 人附议"));
        Assert.That(Count(sentence), Is.EqualTo(1));
    }

    [Test]
    public async Task Filing_ContactWithoutConsent_AsksForIt()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Lead, script: false);
        var sentence = Sentence("独居老人要人陪诊");
        await visit.Go("/demands/new");
        await visit.Page.GetByLabel("一句话说明").FillAsync(sentence);
        await visit.Page.Locator("summary", new PageLocatorOptions { HasText = "还要补充" }).ClickAsync();
        await visit.Page.GetByLabel("电话").FillAsync("１３８００００００００");
        await visit.Page.Locator("button.big").ClickAsync();
        Assert.That(await visit.Page.Locator(".errors").InnerTextAsync(), Does.Contain("已征得本人同意"));

        await visit.Page.GetByLabel("已征得本人同意").CheckAsync();
        await visit.Page.Locator("button.big").ClickAsync();
        await visit.Page.Locator("button.big").ClickAsync();
        await visit.Heading("已提交").WaitForAsync();
        Assert.That(await visit.Page.ContentAsync(), Does.Not.Contain("13800000000"));
        await visit.Page.Locator("summary", new PageLocatorOptions { HasText = "查看完整联系方式" }).ClickAsync();
        await visit.Page.GetByLabel("电话", new PageGetByLabelOptions { Exact = true }).CheckAsync();
        await visit.Page.GetByLabel("打电话").CheckAsync();
        await visit.Button("查看").ClickAsync();
        Assert.That(await visit.Page.Locator(".notice .code").InnerTextAsync(), Is.EqualTo("13800000000"));
    }

    [Test]
    public async Task Filing_TokenOutOfDate_KeepsWhatWasTyped()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Lead);
        var sentence = Sentence("页面开了一晚上");
        await visit.Go("/demands/new");
        await visit.Page.GetByLabel("一句话说明").FillAsync(sentence);
        await visit.Page.EvaluateAsync("() => document.querySelector('.form [name=__RequestVerificationToken]').value = 'old'");

        var answer = await visit.Page.RunAndWaitForResponseAsync(() => visit.Page.Locator("button.big").ClickAsync(), response => response.Request.Method == "POST" && response.Url.EndsWith("/new", StringComparison.Ordinal));

        Assert.That(answer.Status, Is.EqualTo(400));
        await visit.Heading("页面已过期").WaitForAsync();
        Assert.That(await visit.Page.GetByLabel("一句话说明").InputValueAsync(), Is.EqualTo(sentence));
    }

    [Test]
    public async Task Paste_OfAChat_BecomesSeveralDemands()
    {
        await using var visit = await Site.Visit(Screen.Phone, Role.Lead);
        var (one, two) = (Sentence("地下车库灯不亮"), Sentence("小孩放学没人接"));
        await visit.Go("/demands/new/paste");
        await visit.Page.GetByLabel("群聊消息").FillAsync($"王阿姨 2026/11/20 18:03:11\n{one}\n李叔 18:05\n收到\n赵姐 2026/11/20 19:00:00\n赵姐：{two}");
        await visit.Button("分成几件需求").ClickAsync();
        Assert.That(await visit.Page.GetByLabel("一句话说明").EvaluateAllAsync<string[]>("fields => fields.map(field => field.value)"), Is.EqualTo(new[] { one, two }));
        await visit.Button("提交勾选的需求").ClickAsync();

        await visit.Heading("已提交这些需求").WaitForAsync();
        Assert.That(await visit.Page.Locator("tbody tr").CountAsync(), Is.EqualTo(2));
        Assert.That((Count(one), Count(two)), Is.EqualTo((1, 1)));
    }

    /// <summary>Files that sentence and gives number and look-up code.</summary>
    internal static async Task<(string Code, string LookUp)> File(Visit visit, string sentence)
    {
        await visit.Go("/demands/new");
        await visit.Page.GetByLabel("一句话说明").FillAsync(sentence);
        await visit.Page.GetByLabel("一句话说明").BlurAsync();
        if (visit.HasScript)
            await visit.Heading("提交前看一看").WaitForAsync();
        else
            await visit.Page.Locator("button.big").ClickAsync();
        if (await visit.Heading("已提交").CountAsync() == 0)
            await visit.Page.Locator("button.big").ClickAsync();
        await visit.Heading("已提交").WaitForAsync();
        return (CodeInAddress().Match(visit.Page.Url).Value, await visit.Page.Locator(".slip .code").InnerTextAsync());
    }

    /// <summary>A sentence of this test alone.</summary>
    internal static string Sentence(string text) => $"{text}第{Interlocked.Increment(ref asked)}回";

    private static long Count(string title) => Site.Services.GetRequiredService<Database>().Read(session => session.Scalar<long>("select count(*) from demand where title = @title", new { title }));

    [GeneratedRegex("XQ-[0-9-]+")]
    private static partial Regex CodeInAddress();
}
