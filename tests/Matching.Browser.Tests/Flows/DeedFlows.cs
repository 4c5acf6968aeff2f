using Matching.Api.Access;
using Microsoft.Playwright;

namespace Matching.Browser.Tests.Flows;

/// <summary>What people do to a demand on its way, from its page: take charge, hand over, ask, answer, extend, pass on, mark.</summary>
[TestFixture]
internal sealed class DeedFlows
{
    [Test]
    public async Task Demand_OnItsWay_IsTakenAskedAnsweredExtendedAndPassedOn([Values] bool script)
    {
        var receipt = await PoolingFlows.Post(Role.Lead, "/api/demands", new { title = FilingFlows.Sentence("楼顶漏水"), area = "440699001001001001", category = "水电维修", source = "Lead" });
        var (code, lookUp) = (receipt.GetProperty("code").GetString()!, receipt.GetProperty("lookUpCode").GetString()!);
        await using var staff = await Site.Visit(Screen.Phone, Role.Community, script);
        await staff.Go($"/demands/{code}");

        await staff.Link("首接").ClickAsync();
        Assert.That(await staff.Overflow(), Is.Zero);
        await staff.Button("确认首接").ClickAsync();
        await Assertions.Expect(staff.Page.Locator(".notice").First).ToContainTextAsync("已完成：首接");

        await staff.Link("等居民答复").ClickAsync();
        await staff.Button("发出并暂停时限").ClickAsync();
        await Assertions.Expect(staff.Page.Locator(".errors")).ToContainTextAsync("要问居民什么");
        await staff.Page.GetByLabel("要问居民什么").FillAsync("哪天方便上门？");
        await staff.Button("发出并暂停时限").ClickAsync();
        await Assertions.Expect(staff.Link("记录居民答复")).ToBeVisibleAsync();

        await AnswerAsResident(script, code, lookUp);

        await staff.Go($"/demands/{code}");
        await Assertions.Expect(staff.Page.Locator(".timeline").First).ToContainTextAsync("周六上午在家");
        await staff.Link("上报").ClickAsync();
        await staff.Page.GetByLabel("上报原因").FillAsync("需要物业一起商量");
        await staff.Button("确认上报").ClickAsync();
        await Assertions.Expect(staff.Page.Locator(".notice").First).ToContainTextAsync("已完成：上报");
        await ExtendAndMark(script, code);
        Assert.That(staff.Complaints.Where(complaint => !complaint.Contains("422")), Is.Empty);
    }

    private static async Task AnswerAsResident(bool script, string code, string lookUp)
    {
        await using var resident = await Site.Visit(Screen.Phone, script: script);
        await resident.Go("/look-up");
        await resident.Page.GetByLabel("需求编号").FillAsync(code);
        await resident.Page.GetByLabel("查询码").FillAsync(lookUp);
        await resident.Button("查看进度").ClickAsync();
        await Assertions.Expect(resident.Page.Locator("main")).ToContainTextAsync("哪天方便上门？");
        await resident.Page.GetByLabel("补充内容").FillAsync("周六上午在家");
        await resident.Button("提交补充").ClickAsync();
        await Assertions.Expect(resident.Page.Locator("main")).Not.ToContainTextAsync("哪天方便上门？");
        await Assertions.Expect(resident.Page.Locator("main")).ToContainTextAsync("过后可以催办");
    }

    private static async Task ExtendAndMark(bool script, string code)
    {
        await using var street = await Site.Visit(Screen.Phone, Role.Street, script);
        await street.Go($"/demands/{code}");
        await street.Link("延期").ClickAsync();
        await street.Button("批准延期").ClickAsync();
        await Assertions.Expect(street.Page.Locator(".errors a")).ToHaveCountAsync(3);
        await street.Page.GetByLabel("办结", new PageGetByLabelOptions { Exact = true }).CheckAsync();
        await street.Page.GetByLabel("延长小时数").FillAsync("２４小时");
        await street.Page.GetByLabel("延期原因").FillAsync("配件要从外地调货");
        await street.Button("批准延期").ClickAsync();
        await Assertions.Expect(street.Page.Locator(".notice").First).ToContainTextAsync("已完成：延期");
        await street.Link("标记为不合理").ClickAsync();
        await street.Page.GetByLabel("不合理的原因").FillAsync("三次上门都没有这个情况");
        await street.Button("确认标记").ClickAsync();
        await Assertions.Expect(street.Page.Locator("main")).ToContainTextAsync("不合理，不计入比率");
        Assert.That(await street.Overflow(), Is.Zero);
    }
}
