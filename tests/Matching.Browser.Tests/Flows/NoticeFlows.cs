using System.Net;
using Matching.Api.Access;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Matching.Browser.Tests.Flows;

/// <summary>The inbox, a channel and the limits, as people use them; with script and without.</summary>
[TestFixture]
[NonParallelizable]
internal sealed class NoticeFlows
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task Inbox_AnEmergencyIsFiled_IsUnreadThenRead(bool script)
    {
        await using var staff = await Site.Visit(Screen.Phone, Role.Community, script);
        await using (var street = await Site.Visit(Screen.Desk, Role.Street))
        {
            var filed = await street.Context.APIRequest.PostAsync("/api/demands", new APIRequestContextOptions
            {
                DataObject = new { title = "电梯困人，请马上来", area = "440699001001", category = "独居探访", source = "Staff", urgency = "Emergency" }, Headers = new Dictionary<string, string> { ["Origin"] = Site.Address },
            });
            Assert.That(filed.Status, Is.EqualTo(201));
        }

        await staff.Go("/inbox?unread=true");
        await Expect(staff.Page.Locator("li.unread").First).ToContainTextAsync("特急需求 XQ-");
        await Expect(staff.Page.Locator("header .badge")).ToBeVisibleAsync();
        await staff.Page.Locator("li.unread button").First.ClickAsync();
        await staff.Page.WaitForURLAsync("**/inbox");
        if (await staff.Button("全部标为已读").CountAsync() > 0)
            await staff.Button("全部标为已读").ClickAsync();

        await Expect(staff.Page.Locator("li.unread")).ToHaveCountAsync(0);
        await Expect(staff.Page.Locator("header .badge")).ToHaveCountAsync(0);
        Assert.That(staff.Complaints, Is.Empty);
    }

    [Test]
    public async Task Channel_AddedAndTried_ShowsItsMessage()
    {
        await using var staff = await Site.Visit(Screen.Phone, Role.Community);
        await staff.Go("/inbox/channels");

        await staff.Button("添加渠道").ClickAsync();
        await Expect(staff.Page.Locator("#error-summary, .error-summary, [role=alert]").First).ToBeVisibleAsync();
        await staff.Page.GetByLabel("谁的消息").SelectOptionAsync(new SelectOptionValue { Value = "Area:440699001001" });
        await staff.Page.GetByLabel("钉钉群机器人").CheckAsync();
        await staff.Page.GetByLabel("收件地址").FillAsync("http://127.0.0.1:9/robot?access_token=abc");
        await staff.Page.GetByLabel("加签密钥").FillAsync("SECabc");
        await staff.Button("添加渠道").ClickAsync();
        await Expect(staff.Page.Locator("h1")).ToContainTextAsync("钉钉群机器人 127.0.0.1");
        await staff.Button("发一条测试消息").ClickAsync();

        await Expect(staff.Page.Locator("main")).ToContainTextAsync("测试消息已放进发件箱");
        await Expect(staff.Page.Locator("tbody tr")).ToHaveCountAsync(1);
        await staff.Button("停用").ClickAsync();
        await Expect(staff.Button("启用")).ToBeVisibleAsync();
        Assert.That(await staff.Overflow(), Is.Zero);
    }

    [Test]
    public async Task Limits_ReplayedThenPublishedWithAReason_AreANewVersion()
    {
        await using var street = await Site.Visit(Screen.Desk, Role.Street, script: false);
        await street.Go("/admin/limits/replay");
        await street.Page.GetByLabel("单位答复（小时）").FillAsync("４０ 小时");
        await street.Button("开始回放").ClickAsync();
        await Expect(street.Page.Locator("tbody tr")).ToHaveCountAsync(5);
        await street.Link("拿这些时限去发布").ClickAsync();
        await Expect(street.Page.GetByLabel("单位答复（小时）")).ToHaveValueAsync("４０ 小时");

        await street.Button("发布新版本").ClickAsync();
        await Expect(street.Page.Locator("#reason-error")).ToBeVisibleAsync();
        await street.Page.GetByLabel("原因").FillAsync("回放后试行");
        await street.Button("发布新版本").ClickAsync();

        await Expect(street.Page.Locator(".notice")).ToContainTextAsync("已发布");
        await Expect(street.Page.GetByLabel("单位答复（小时）")).ToHaveValueAsync("40");
    }

    [Test]
    public async Task ClosingDay_AddedAndOpenedAgain_ComesAndGoes()
    {
        await using var street = await Site.Visit(Screen.Phone, Role.Street, script: false);
        await street.Go("/admin/limits");
        await street.Page.GetByLabel("日期").FillAsync("2026-12-31");
        await street.Page.GetByLabel("说明").FillAsync("社区搬迁");
        await street.Button("添加休息日").ClickAsync();
        await Expect(street.Page.Locator("tr", new PageLocatorOptions { HasText = "社区搬迁" })).ToBeVisibleAsync();

        await street.Page.Locator("tr", new PageLocatorOptions { HasText = "社区搬迁" }).GetByRole(AriaRole.Button).ClickAsync();

        await Expect(street.Page.Locator("tr", new PageLocatorOptions { HasText = "社区搬迁" })).ToHaveCountAsync(0);
        Assert.That(WebUtility.HtmlDecode(await street.Page.Locator("main").InnerTextAsync()), Does.Contain("没有另设休息日"));
    }

    [Test]
    public async Task GroupText_OfADemand_CanBeSelectedWithoutScript()
    {
        await using var street = await Site.Visit(Screen.Phone, Role.Street, script: false);
        await street.Go("/demands/XQ-2026-000001");
        await street.Link("贴到群里").ClickAsync();

        await Expect(street.Page.GetByLabel("可复制的文字")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("【需求】XQ-2026-000001"));
    }
}
