using Matching.Api.Access;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Matching.Browser.Tests;

/// <summary>Runs as the committee starts, watches and reads them.</summary>
[TestFixture]
internal sealed class MatchDeskTests
{
    [Test]
    public async Task Runs_StartedFromTheDesk_ComesToTheListWithItsCertificate()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street);
        await visit.Go("/match-runs");
        var before = await visit.Page.Locator("tbody tr").CountAsync();

        await visit.Button("开始匹配").ClickAsync();

        await Expect(visit.Page.Locator("tbody tr")).ToHaveCountAsync(before + 1, new LocatorAssertionsToHaveCountOptions { Timeout = 60_000 });
        await visit.Page.Locator("tbody tr a").First.ClickAsync();
        Assert.That(await visit.Page.Locator(".notice").First.InnerTextAsync(), Does.Contain("证书"));
        Assert.That(await visit.Page.Locator("main").InnerTextAsync(), Does.Contain($"与第 {before} 批相比"));
    }

    [Test]
    public async Task WhatIf_OtherWeights_SaysWhoGainsAndLosesAndWritesNothing()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street);
        await visit.Go("/match-runs");
        var runs = await visit.Page.Locator("tbody tr").CountAsync();
        await visit.Go("/what-if");

        await visit.Page.GetByLabel("远近").FillAsync("９００");
        await visit.Page.GetByLabel("去掉的资源编号").FillAsync("ZY-2026-000001，ZY-2026-000002");
        await visit.Button("开始推演").ClickAsync();

        Assert.That(await visit.Page.Locator(".notice").First.InnerTextAsync(), Does.Contain("已对接由"));
        await visit.Go("/match-runs");
        Assert.That(await visit.Page.Locator("tbody tr").CountAsync(), Is.EqualTo(runs));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task WhatIf_WeightsPublished_ShowTheirEffectFirstAndNeedAReason(bool script)
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street, script);
        await visit.Go("/what-if");
        await visit.Page.GetByLabel("远近").FillAsync(script ? "61" : "62");
        await visit.Button("开始推演").ClickAsync();
        await visit.Link("公布这组权重…").ClickAsync();

        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("公布权重");
        await Expect(visit.Page.Locator("tbody").First).ToContainTextAsync(script ? "61" : "62");
        await Expect(visit.Page.Locator(".notice").First).ToContainTextAsync("推演结果");
        await visit.Button("确认公布权重").ClickAsync();
        await Expect(visit.Page.Locator(".errors")).ToContainTextAsync("请填写原因");
        await visit.Page.Locator("#reason").FillAsync("就近优先，少让老人走远路");
        await visit.Button("确认公布权重").ClickAsync();

        await Expect(visit.Page.Locator(".notice").First).ToContainTextAsync("已公布为规则第");
        await Expect(visit.Page.GetByLabel("远近")).ToHaveValueAsync(script ? "61" : "62");
        Assert.That(visit.Complaints.Where(complaint => !complaint.Contains("422")), Is.Empty);
    }

    [Test]
    public async Task WhatIf_ANumberThatIsNone_IsAskedForAtItsField()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street);
        await visit.Go("/what-if");

        await visit.Page.GetByLabel("等待时间").FillAsync("很多");
        await visit.Button("开始推演").ClickAsync();

        Assert.That(await visit.Page.TitleAsync(), Does.StartWith("错误："));
        Assert.That(await visit.Page.GetByLabel("等待时间").InputValueAsync(), Is.EqualTo("很多"));
    }
}
