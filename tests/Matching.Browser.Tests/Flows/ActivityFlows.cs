using System.Globalization;
using Matching.Api.Access;
using Matching.Api.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Matching.Browser.Tests.Flows;

/// <summary>An activity from the poster to the served list: a resident signs up on a phone, the unit ticks and settles.</summary>
[TestFixture]
internal sealed class ActivityFlows
{
    [Test]
    public async Task Activity_SignedUpByPoster_TickedAndSettled([Values] bool script)
    {
        var (id, title) = await Publish(beginsIn: TimeSpan.FromMinutes(-5));
        await using var unit = await Site.Visit(Screen.Phone, Role.Unit, script);
        await unit.Go($"/activities/{id}");
        await unit.Button("开放扫码报名").ClickAsync();
        await unit.Link("打印报名海报").ClickAsync();
        await Assertions.Expect(unit.Page.Locator("svg.qr")).ToBeVisibleAsync();
        var address = new Uri((await unit.Page.Locator("p.code").InnerTextAsync()).Trim()).AbsolutePath;

        var number = await Join(script, address, title);

        await unit.Go($"/activities/{id}");
        await unit.Page.GetByLabel($"到场 {number}").CheckAsync();
        await unit.Button("保存本页签到").ClickAsync();
        await Assertions.Expect(unit.Page.Locator("tbody")).ToContainTextAsync("已到场");
        await unit.Page.GetByLabel("未到场的处理说明").FillAsync("活动当天未到场");
        await unit.Button("形成服务名单").ClickAsync();
        await Assertions.Expect(unit.Page.Locator(".stand")).ToContainTextAsync("已开展");
        await Assertions.Expect(unit.Page.Locator("tbody")).ToContainTextAsync("已服务");
        Assert.That(await unit.Overflow(), Is.Zero);
        Assert.That(unit.Complaints, Is.Empty);
    }

    [Test]
    public async Task Activity_ManyGuests_IsCalledOffAfterAnotherQuestion()
    {
        var (id, _) = await Publish(beginsIn: TimeSpan.FromDays(3));
        await using var unit = await Site.Visit(Screen.Desk, Role.Unit);
        await unit.Go($"/activities/{id}");
        await unit.Page.GetByLabel("所在小区").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await unit.Button("登记报名").ClickAsync();
        await Assertions.Expect(unit.Page.Locator(".notice")).ToContainTextAsync("报名成功");
        await unit.Link("取消活动").ClickAsync();
        await unit.Button("取消活动").ClickAsync();
        await Assertions.Expect(unit.Page.Locator(".errors")).ToContainTextAsync("请填写取消原因");
        await unit.Page.GetByLabel("取消原因").FillAsync("台风停课");
        await unit.Button("取消活动").ClickAsync();
        await Assertions.Expect(unit.Page.Locator(".stand")).ToContainTextAsync("已取消");
    }

    private static async Task<string> Join(bool script, string address, string title)
    {
        await using var resident = await Site.Visit(Screen.Phone, script: script);
        await resident.Go(address);
        await Assertions.Expect(resident.Heading($"报名：{title}")).ToBeVisibleAsync();
        await resident.Button("提交报名").ClickAsync();
        await Assertions.Expect(resident.Page.Locator(".errors")).ToContainTextAsync("请填写所在小区");
        await resident.Page.GetByLabel("所在小区").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await resident.Button("提交报名").ClickAsync();
        await resident.Page.WaitForURLAsync("**/done");
        Assert.That(await resident.Overflow(), Is.Zero);
        return (await resident.Page.Locator("dl.detail dd").First.InnerTextAsync()).Trim();
    }

    private static async Task<(long Id, string Title)> Publish(TimeSpan beginsIn)
    {
        var database = Site.Services.GetRequiredService<Database>();
        var unit = database.Read(session => session.One<string>("select unit from role_grant where account = 'demo-unit'"))!;
        var (start, title) = (DateTimeOffset.UtcNow + beginsIn, $"社区义诊{Guid.NewGuid().ToString("N")[..6]}");
        var published = await PoolingFlows.Post(Role.Street, "/api/offers", new
        {
            unit, title, kind = "Activity", categories = new[] { "口腔检查" }, slots = new[] { new { start = start.ToString("O", CultureInfo.InvariantCulture), end = start.AddHours(3).ToString("O", CultureInfo.InvariantCulture), capacity = 30 } },
        });
        var offer = published.GetProperty("offer").GetProperty("code").GetString();
        return (database.Read(session => session.Scalar<long>("select id from slot where offer = @offer", new { offer })), title);
    }
}
