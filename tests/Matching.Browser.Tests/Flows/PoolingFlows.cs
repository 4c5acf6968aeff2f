using System.Text.Json;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Matching.Browser.Tests.Flows;

/// <summary>The shopping group from the lists to the doors: pooled by the lead, brought by the unit, confirmed by code and by a return visit.</summary>
[TestFixture]
internal sealed class PoolingFlows
{
    private const string Building = "440699001001001001";

    [Test]
    public async Task Shopping_OfTwoHouseholds_IsPooledBroughtTickedAndConfirmed([Values] bool script)
    {
        var (first, second) = (await FileList("大米5公斤", "陈阿婆"), await FileList("鸡蛋一板", "李伯伯"));
        var common = await Pool(script, first.Code, second.Code);
        var order = await Ordered(common);

        await Deliver(script, order, first.Code, second.Code);

        await ConfirmByCode(script, first);
        await ConfirmByVisit(script, second.Code);
        await using var lead = await Site.Visit(Screen.Phone, Role.Lead, script);
        await lead.Go($"/demands/{common}");
        await Assertions.Expect(lead.Page.Locator(".stand")).ToContainTextAsync("已确认");
    }

    private static async Task<string> Pool(bool script, string first, string second)
    {
        await using var lead = await Site.Visit(Screen.Phone, Role.Lead, script);
        await lead.Go("/pools");
        await lead.Page.Locator($"button[name=pool][value*='{first}']").First.ClickAsync();
        await Assertions.Expect(lead.Page.Locator("h1")).ToContainTextAsync("确认并单");
        await Assertions.Expect(lead.Page.Locator("main")).ToContainTextAsync(second);
        await lead.Page.GetByLabel("标题").FillAsync("一号楼集中买菜");
        await lead.Page.Locator("main form .button").ClickAsync();
        await lead.Page.WaitForURLAsync("**/demands/XQ-*");
        await Assertions.Expect(lead.Heading("共同需求的各户（2）")).ToBeVisibleAsync();
        Assert.That(await lead.Overflow(), Is.Zero);
        return lead.Page.Url[(lead.Page.Url.LastIndexOf('/') + 1)..];
    }

    private static async Task Deliver(bool script, string order, params string[] numbers)
    {
        await using var unit = await Site.Visit(Screen.Phone, Role.Unit, script);
        await unit.Go($"/orders/{order}");
        await unit.Link("送货单（2 户）").ClickAsync();
        await Assertions.Expect(unit.Page.Locator("main")).Not.ToContainTextAsync("陈阿婆");
        await unit.Button("显示联系方式并打印").ClickAsync();
        await Assertions.Expect(unit.Page.Locator("main")).ToContainTextAsync("陈阿婆");
        Assert.That(await unit.Overflow(), Is.Zero);
        foreach (var number in numbers)
        {
            await unit.Go($"/orders/{order}/deliveries");
            await unit.Button($"标记已送达 {number}").ClickAsync();
            await Assertions.Expect(unit.Button($"标记已送达 {number}")).ToHaveCountAsync(0);
        }
        await unit.Go($"/orders/{order}/complete");
        await unit.Page.Locator("textarea[name=note]").FillAsync("两户都送到门口");
        await unit.Page.Locator("main form .button").First.ClickAsync();
        await unit.Page.WaitForURLAsync($"**/orders/{order}?done=Complete");
        Assert.That(unit.Complaints, Is.Empty);
    }

    private static async Task ConfirmByCode(bool script, (string Code, string LookUp) own)
    {
        await using var resident = await Site.Visit(Screen.Phone, script: script);
        await resident.Go("/look-up");
        await resident.Page.GetByLabel("需求编号").FillAsync(own.Code);
        await resident.Page.GetByLabel("查询码").FillAsync(own.LookUp);
        await resident.Button("查看进度").ClickAsync();
        await Assertions.Expect(resident.Page.Locator("main")).ToContainTextAsync("共 2 户一起办");
        await resident.Page.GetByLabel("解决了", new PageGetByLabelOptions { Exact = true }).CheckAsync();
        await resident.Page.GetByLabel("满意", new PageGetByLabelOptions { Exact = true }).CheckAsync();
        await resident.Button("提交评价").ClickAsync();
        await Assertions.Expect(resident.Page.Locator("main")).ToContainTextAsync("本人已确认");
        Assert.That(await resident.Overflow(), Is.Zero);
    }

    private static async Task ConfirmByVisit(bool script, string number)
    {
        await using var visitor = await Site.Visit(Screen.Phone, Role.Visitor, script);
        await visitor.Go("/visits");
        await visitor.Page.Locator($"a[aria-label='回访 {number}']").ClickAsync();
        await Assertions.Expect(visitor.Heading("回访话术")).ToBeVisibleAsync();
        Assert.That(await visitor.Overflow(), Is.Zero);
        await visitor.Page.GetByLabel("解决了", new PageGetByLabelOptions { Exact = true }).CheckAsync();
        await visitor.Page.GetByLabel("不满意", new PageGetByLabelOptions { Exact = true }).CheckAsync();
        await visitor.Button("保存回访结果").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator(".errors")).ToContainTextAsync("不满意请写原因");
        await visitor.Page.GetByLabel("本人的话").FillAsync("鸡蛋碎了两个");
        await visitor.Button("保存回访结果").ClickAsync();
        await visitor.Page.WaitForURLAsync("**/visits?done=yes");
        await visitor.Go("/visits?queue=Done");
        await Assertions.Expect(visitor.Page.Locator("tbody tr", new PageLocatorOptions { HasText = number })).ToContainTextAsync("不满意");
    }

    private static async Task<(string Code, string LookUp)> FileList(string goods, string name)
    {
        var receipt = await Post(Role.Lead, "/api/demands", new
        {
            title = "买菜清单", detail = goods, area = Building, category = "拼团团购", source = "Lead", contact = new { name, phone = "13800000001", address = "1栋101", consent = true },
        });
        return (receipt.GetProperty("code").GetString()!, receipt.GetProperty("lookUpCode").GetString()!);
    }

    /// <summary>An order of the demo's unit for that demand, accepted.</summary>
    private static async Task<string> Ordered(string common)
    {
        var unit = Site.Services.GetRequiredService<Database>().Read(session => session.One<string>("select unit from role_grant where account = 'demo-unit'"))!;
        var start = ChinaTime.StartOf(ChinaTime.DayOf(DateTimeOffset.UtcNow).AddDays(3)).AddHours(9);
        var published = await Post(Role.Unit, "/api/offers", new
        {
            unit, title = "集中买菜送上门", kind = "Goods", categories = new[] { "拼团团购" }, unitOfCapacity = "户", slots = new[] { new { start = ChinaTime.Text(start), end = ChinaTime.Text(start.AddHours(3)), capacity = 10 } },
        });
        var offer = published.GetProperty("offer").GetProperty("code").GetString();
        var assigned = await Post(Role.Street, $"/api/demands/{common}/assign", new { offer, slotStart = ChinaTime.Text(start), reason = "一家单位集中采购" });
        var order = assigned.GetProperty("order").GetString()!;
        await Post(Role.Street, $"/api/orders/{order}/issue", null);
        await Post(Role.Unit, $"/api/orders/{order}/accept", null);
        return order;
    }

    internal static async Task<JsonElement> Post(Role role, string path, object? body)
    {
        await using var visit = await Site.Visit(Screen.Desk, role);
        var answer = await visit.Context.APIRequest.PostAsync(path, new APIRequestContextOptions { DataObject = body, Headers = new Dictionary<string, string> { ["Origin"] = Site.Address } });
        var text = await answer.TextAsync();
        Assert.That(answer.Status, Is.AnyOf(200, 201), $"{path}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
