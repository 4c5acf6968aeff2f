using Matching.Api.Access;
using Matching.Api.Data;
using Microsoft.Playwright;

namespace Matching.Browser.Tests.Flows;

/// <summary>Signing in, the first page by role, the demand list, one demand, and a resident's look at their own.</summary>
[TestFixture]
internal sealed class ResidentAndListFlows
{
    [Test]
    public async Task SignIn_WrongPasswords_KeepsTheNameAndSaysWhenToTryAgain([Values] bool script)
    {
        await using var visit = await Site.Visit(Screen.Phone, script: script);
        await visit.Go("/sign-in");
        await visit.Page.GetByLabel("账号").FillAsync("L-0012");
        await visit.Page.GetByLabel("密码").FillAsync("not-the-password");
        await visit.Button("登录").ClickAsync();

        await visit.Page.Locator(".errors").WaitForAsync();
        Assert.That(await visit.Page.GetByLabel("账号").InputValueAsync(), Is.EqualTo("L-0012"));
        Assert.That(await visit.Page.GetByLabel("密码").InputValueAsync(), Is.Empty);
        Assert.That(await visit.Page.Locator("main").InnerTextAsync(), Does.Contain("连续 5 次不对会暂停登录").And.Contain("1 分钟"));
        Assert.That(await visit.Page.GetByLabel("密码").GetAttributeAsync("autocomplete"), Is.EqualTo("current-password"));
    }

    [TestCase(Role.Lead)]
    [TestCase(Role.Community)]
    [TestCase(Role.Street)]
    [TestCase(Role.Unit)]
    public async Task Home_OfARole_CountsWhatItsListsHoldAndShowsOneActionAboveTheFold(Role role)
    {
        await using var visit = await Site.Visit(Screen.Phone with { Height = 640 }, role);
        await visit.Go("/");
        Assert.That(await visit.Page.Locator("main .button.big").CountAsync(), Is.EqualTo(1));
        var box = await visit.Page.Locator("main .button.big").BoundingBoxAsync();
        Assert.That(box!.Y + box.Height, Is.LessThanOrEqualTo(640));

        var tiles = new List<(string Path, string Count)>();
        foreach (var tile in await visit.Page.Locator(".numbers li").AllAsync())
            tiles.Add(((await tile.Locator("a").GetAttributeAsync("href"))!, await tile.Locator(".figure").InnerTextAsync()));
        foreach (var (path, count) in tiles.Where(tile => tile.Path.StartsWith("/demands", StringComparison.Ordinal)))
        {
            await visit.Go(path);
            var shown = await visit.Page.Locator(".count").CountAsync() == 0 ? "0" : (await visit.Page.Locator(".count").InnerTextAsync()).Split(' ')[1];
            Assert.That(shown, Is.EqualTo(count), path);
        }
        Assert.That(tiles, Is.Not.Empty);
    }

    [Test]
    public async Task List_Filtered_SaysSoAndIsClearedByOneClickAndSurvivesTheBackButton()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street);
        await visit.Go("/demands");
        await visit.Page.GetByRole(AriaRole.Textbox, new PageGetByRoleOptions { Name = "关键词" }).FillAsync("老人");
        await visit.Page.GetByLabel("状态").SelectOptionAsync("Matched");
        await visit.Button("查找").ClickAsync();
        Assert.That(visit.Page.Url, Does.Contain("state=Matched"));
        var filtered = await visit.Page.Locator("tbody tr").CountAsync();
        Assert.That(await visit.Page.Locator("tbody .tag.blue").CountAsync(), Is.EqualTo(filtered).And.GreaterThan(0));

        await visit.Page.Locator("tbody a").First.ClickAsync();
        await visit.Page.GoBackAsync();
        Assert.That(await visit.Page.GetByRole(AriaRole.Textbox, new PageGetByRoleOptions { Name = "关键词" }).InputValueAsync(), Is.EqualTo("老人"));
        await visit.Page.ReloadAsync();
        Assert.That(await visit.Page.Locator("tbody tr").CountAsync(), Is.EqualTo(filtered));

        await visit.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "取消筛选 关键词：老人" }).ClickAsync();
        Assert.That(visit.Page.Url, Does.Contain("state=Matched"));
        Assert.That(await visit.Page.GetByRole(AriaRole.Textbox, new PageGetByRoleOptions { Name = "关键词" }).InputValueAsync(), Is.Empty);
    }

    [Test]
    public async Task List_Empty_DiffersBetweenNoneAtAllAndNoneForThisFilter()
    {
        await using var visit = await Site.Visit(Screen.Phone, Role.Lead);
        await visit.Go("/demands?q=没有这几个字");
        Assert.That(await visit.Page.Locator(".empty").InnerTextAsync(), Does.Contain("没有符合条件的内容"));
        Assert.That(await visit.Link("清除全部条件").CountAsync(), Is.EqualTo(1));
    }

    [TestCase("filed")]
    [TestCase("due")]
    [TestCase("updated")]
    public async Task List_Sorted_TurnsPagesWithoutLosingTheOrder(string sort)
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street);
        await visit.Go($"/demands?sort={sort}");
        var first = await visit.Page.Locator("tbody td:first-child").AllInnerTextsAsync();
        await visit.Link("下一页").ClickAsync();

        Assert.That(visit.Page.Url, Does.Contain($"sort={sort}").And.Contain("page=2"));
        Assert.That((await visit.Page.Locator("tbody td:first-child").AllInnerTextsAsync()).Intersect(first).Count(), Is.LessThan(3));
    }

    [Test]
    public async Task Withdrawal_AsksForAReasonAndConfirmation()
    {
        await using var visit = await Site.Visit(Screen.Phone, Role.Lead);
        var (code, _) = await FilingFlows.File(visit, FilingFlows.Sentence("打印机坏了想借用"));
        await visit.Link("撤回需求").ClickAsync();
        await visit.Button("确认撤回").ClickAsync();
        Assert.That(await visit.Page.Locator(".errors").InnerTextAsync(), Does.Contain("请填写撤回原因"));
        await visit.Page.GetByLabel("撤回原因").FillAsync("已经自己解决");
        await visit.Button("确认撤回").ClickAsync();

        await visit.Page.WaitForURLAsync($"**/demands/{code}");
        Assert.That(await visit.Page.Locator(".stand").InnerTextAsync(), Does.Contain("已撤回"));
        Assert.That(await visit.Page.Locator(".timeline").InnerTextAsync(), Does.Contain("已经自己解决"));
    }

    [Test]
    public async Task DemandPage_StepsWithoutDate_AreShownAsNotBegun()
    {
        await using var visit = await Site.Visit(Screen.Phone, Role.Lead);
        await FilingFlows.File(visit, FilingFlows.Sentence("想学用智能手机挂号"));

        Assert.That(await visit.Page.Locator(".timeline li.waiting").AllInnerTextsAsync(), Has.Some.Contain("已服务").And.Some.Contain("未开始"));
        Assert.That(await visit.Page.Locator(".timeline li[aria-current=step]").InnerTextAsync(), Does.Contain("待对接"));
    }

    [Test]
    public async Task LookUp_ByNumberAndCode_ShowsTheDemandAndTakesTheResidentsWord([Values] bool script)
    {
        var (code, lookUp) = await Acts.Served();
        await using var visit = await Site.Visit(Screen.Phone, script: script);

        await visit.Go("/look-up");
        await visit.Page.GetByLabel("需求编号").FillAsync(code.ToLowerInvariant());
        await visit.Page.GetByLabel("查询码").FillAsync("AAAAAAAAAA");
        await visit.Button("查看进度").ClickAsync();
        Assert.That(await visit.Page.Locator(".errors").InnerTextAsync(), Does.Contain("查询码不对"));
        await visit.Page.GetByLabel("查询码").FillAsync(lookUp.ToLowerInvariant());
        await visit.Button("查看进度").ClickAsync();

        await visit.Page.WaitForURLAsync($"**/look-up/{code}");
        await visit.Page.ReloadAsync();
        await visit.Button("提交评价").ClickAsync();
        Assert.That(await visit.Page.Locator(".errors a").CountAsync(), Is.EqualTo(2));
        await visit.Page.GetByLabel("解决了", new PageGetByLabelOptions { Exact = true }).CheckAsync();
        await visit.Page.GetByLabel("满意", new PageGetByLabelOptions { Exact = true }).CheckAsync();
        await visit.Button("提交评价").ClickAsync();
        await visit.Page.GetByText("居民已确认解决").WaitForAsync();
    }

    [Test]
    public async Task LookUp_FromTheQrCode_FillsTheCodeInAndTakesItOffTheAddress()
    {
        await using var visit = await Site.Visit(Screen.Phone);
        await visit.Go("/look-up?demand=XQ-2026-000001#7KQ2M9XD4T");

        Assert.That(await visit.Page.GetByLabel("查询码").InputValueAsync(), Is.EqualTo("7KQ2M9XD4T"));
        Assert.That(await visit.Page.GetByLabel("需求编号").InputValueAsync(), Is.EqualTo("XQ-2026-000001"));
        Assert.That(visit.Page.Url, Does.Not.Contain("7KQ2M9XD4T"));
    }

    [Test]
    public async Task LookUp_OfAnotherNumberThanTheCodeWasGivenFor_AsksForItsCode()
    {
        await using var visit = await Site.Visit(Screen.Phone);
        await visit.Go("/look-up/XQ-2026-000001");
        Assert.That(visit.Page.Url, Does.EndWith("/look-up?demand=XQ-2026-000001"));
    }

    [TestCase("/no/such/page", 404, "没有这个地址")]
    [TestCase("/demands/XQ-2026-999999", 404, "没有找到需求")]
    [TestCase("/demands?state=Nonsense", 400, "请求有误")]
    public async Task Failure_InABrowser_IsAPageWithItsStatus(string path, int status, string title)
    {
        await using var visit = await Site.Visit(Screen.Phone, Role.Lead);
        Assert.That(await visit.Go(path), Is.EqualTo(status));
        Assert.That(await visit.Page.Locator("h1").InnerTextAsync(), Does.Contain(title));
        Assert.That(await visit.Page.Locator("main").InnerTextAsync(), Does.Contain("编号：").And.Not.Contain("Exception"));
        Assert.That(await visit.Page.Locator("header nav a").CountAsync(), Is.GreaterThan(0), "the same header, so that people can go on");
    }
}
