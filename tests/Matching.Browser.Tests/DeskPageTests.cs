using System.Text.Json;
using Matching.Api.Access;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Core.Grid;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Matching.Browser.Tests;

/// <summary>What staff work off: queues, verifying, choosing.</summary>
[TestFixture]
internal sealed class DeskPageTests
{
    [Test]
    public async Task Desk_EveryTab_CountsItsRows()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street);
        await visit.Go("/desk");
        var queues = JsonDocument.Parse(await (await visit.Context.APIRequest.GetAsync("/api/desk")).TextAsync()).RootElement.GetProperty("queues").EnumerateArray().Select(queue => queue.GetProperty("count").GetInt32()).ToList();

        Assert.That((await visit.Page.Locator(".tabs .badge").AllInnerTextsAsync()).Select(int.Parse), Is.EqualTo(queues));
        for (var i = 0; i < queues.Count; i++)
        {
            await visit.Page.Locator(".tabs a").Nth(i).ClickAsync();
            Assert.That(await visit.Page.Locator("tbody tr").CountAsync(), Is.EqualTo(Math.Min(50, queues[i])), $"tab {i}");
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Desk_TwoChosen_AreOpenedAfterOneMoreQuestion(bool script)
    {
        await using var visit = await Site.Visit(Screen.Phone, Role.Street, script);
        string[] filed = [await File("想学手机挂号"), await File("楼道灯不亮")];
        await visit.Go("/desk?queue=ToVerify");

        foreach (var code in filed)
            await visit.Page.Locator($"input[value='{code}']").CheckAsync();
        await visit.Button("受理选中的需求").ClickAsync();
        Assert.That(await visit.Page.Locator("h1").InnerTextAsync(), Is.EqualTo("确认受理 2 件需求"));
        await visit.Button("受理 2 件").ClickAsync();

        Assert.That(await visit.Page.Locator("h1").InnerTextAsync(), Is.EqualTo("已受理 2 件"));
        await visit.Go($"/demands/{filed[0]}");
        Assert.That(await visit.Page.Locator("main").InnerTextAsync(), Does.Contain("待对接"));
    }

    [TestCase("/desk?queue=Unmet&category=")]
    [TestCase("/unmet?category=")]
    public async Task DeskAndUnmet_TwoChosen_GoOnTheAgendaAfterOneMoreQuestion(string list)
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street);
        string[] filed = [await Acts.Demand("想借会议室排议事会", 5), await Acts.Demand("想借会议室练书法", 6)];
        foreach (var code in filed)
            await Acts.FindNothing(code);
        await Acts.CallMeeting(days: list.Length);
        await visit.Go(list + Acts.Room);
        foreach (var code in filed)
            await visit.Page.Locator($"input[value='{code}']").CheckAsync();

        await visit.Button("把选中的加入议程").ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("确认把 2 件需求加入议程");
        await visit.Button("加入议程 2 件").ClickAsync();

        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("已加入议程 2 件");
        await visit.Go($"/unmet?category={Acts.Room}");
        foreach (var code in filed)
            await Expect(visit.Page.Locator($"tr:has(a[href='/demands/{code}']) a[href^='/meetings/']")).ToHaveCountAsync(1);
    }

    [Test]
    public async Task Desk_TwoOpenOnes_AreAssignedToTheirBestAfterOneMoreQuestion()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street);
        await Acts.Offer();
        string[] filed = [await Acts.Demand("想借会议室排节目", 5), await Acts.Demand("想借会议室开楼长会", 6)];
        await visit.Go($"/desk?queue=ToMatch&category={Acts.Room}");

        foreach (var code in filed)
            await visit.Page.Locator($"input[value='{code}']").CheckAsync();
        await visit.Button("按首选指派选中的需求").ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("确认指派 2 件需求");
        await visit.Button("指派 2 件").ClickAsync();

        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("已指派 2 件");
        await visit.Go($"/demands/{filed[0]}");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("拟派单");
    }

    [Test]
    public async Task Match_NothingFits_AsksWhatIsMissingAndStandsInTheUnmetList()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street);
        var code = await Acts.Demand("想借能坐三千人的会议室", 3000);
        await visit.Go($"/match/{code}");

        await visit.Link("无合适资源").ClickAsync();
        await visit.Button("记为未满足").ClickAsync();
        await Expect(visit.Page.Locator(".errors a")).ToHaveAttributeAsync("href", "#gap");
        await visit.Page.GetByLabel("容量不足").CheckAsync();
        await visit.Button("记为未满足").ClickAsync();

        await Expect(visit.Page.Locator(".notice").First).ToContainTextAsync("已记为未满足");
        await visit.Go("/unmet?gap=Capacity");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("想借能坐三千人的会议室");
        await visit.Go($"/demands/{code}");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("确认无合适资源");
    }

    [Test]
    public async Task Verify_InternalNote_IsNotOnTheLeadsPage()
    {
        await using var staff = await Site.Visit(Screen.Desk, Role.Street);
        var code = await File("单元门禁坏了");
        await staff.Go($"/desk/demands/{code}");
        await staff.Page.GetByLabel("内部备注", new PageGetByLabelOptions { Exact = true }).FillAsync("去年也反映过，先问物业");
        await staff.Button("保存内部备注").ClickAsync();
        Assert.That(await staff.Page.Locator(".notes").InnerTextAsync(), Does.Contain("先问物业"));
        await staff.Page.Locator("summary", new PageLocatorOptions { HasText = "退回补充" }).ClickAsync();
        await staff.Page.GetByLabel("常用说明").First.SelectOptionAsync("请说明方便的时间");
        await staff.Button("退回补充").ClickAsync();

        await using var lead = await Site.Visit(Screen.Phone, Role.Community);
        await lead.Go($"/demands/{code}");

        var read = await lead.Page.Locator("main").InnerTextAsync();
        Assert.That(read, Does.Contain("请说明方便的时间"));
        Assert.That(read, Does.Not.Contain("先问物业"));
    }

    [Test]
    public async Task Verify_NoReason_IsAskedForAtItsField()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street);
        await visit.Go($"/desk/demands/{await File("健身器材松动")}");
        await visit.Page.Locator("summary", new PageLocatorOptions { HasText = "退回补充" }).ClickAsync();

        await visit.Button("退回补充").ClickAsync();

        Assert.That(await visit.Page.TitleAsync(), Does.StartWith("错误："));
        Assert.That(await visit.Page.Locator(".errors a").First.GetAttributeAsync("href"), Is.EqualTo("#returnReason"));
    }

    [Test]
    public async Task Match_NotTheFirst_AsksWhyAndKeepsTheCost()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street);
        var code = await File("想请人教老人用手机", "老年课堂");
        await visit.Go($"/desk/demands/{code}");
        await visit.Button("通过，受理这件需求").ClickAsync();
        Assert.That(visit.Page.Url, Does.Contain($"/match/{code}"));
        Assert.That(await visit.Page.Locator(".candidates li.panel .reasons").CountAsync(), Is.EqualTo(await visit.Page.Locator(".candidates li.panel").CountAsync()).And.GreaterThan(1));

        await visit.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "换成这一个" }).First.ClickAsync();
        await visit.Button("确认邀约").ClickAsync();
        Assert.That(await visit.Page.Locator(".errors").InnerTextAsync(), Does.Contain("请写明为什么不选得分最高的"));
        await visit.Page.GetByLabel("选择理由").FillAsync("居民指名要这家");
        await visit.Button("确认邀约").ClickAsync();

        Assert.That(await visit.Page.Locator(".notice").First.InnerTextAsync(), Does.Contain("已生成拟派服务单"));
        await visit.Page.Locator(".notice button").ClickAsync();
        Assert.That(await visit.Page.Locator(".notice").First.InnerTextAsync(), Does.Contain("已发给单位"));
    }

    /// <summary>A resident's demand, which waits for a nod; gives its code.</summary>
    private static async Task<string> File(string title, string category = "水电维修")
    {
        await using var scope = Site.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().ActAsSystem();
        return (await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new FileDemand { Title = title, Category = category, Area = new AreaCode("440699001001001001"), Quantity = 1, Source = DemandSource.Resident })).Code;
    }
}
