using Matching.Api.Access;
using Microsoft.Playwright;

namespace Matching.Browser.Tests.Flows;

/// <summary>A survey from its first question to the demands that came of it; and the calendar that is drafted from needs.</summary>
[TestFixture]
internal sealed class SurveyFlows
{
    [Test]
    public async Task Survey_MadeAnsweredAndNoddedOn([Values] bool script)
    {
        await using var staff = await Site.Visit(Screen.Desk, Role.Community, script);
        await staff.Go("/surveys");
        await staff.Page.GetByLabel("调查名称").FillAsync("明年想要什么服务");
        await staff.Page.GetByLabel("调查范围").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await staff.Page.GetByLabel("最后一天").FillAsync(DateTime.UtcNow.AddDays(30).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await staff.Button("新建调查").ClickAsync();
        await staff.Page.Locator("#words").FillAsync("您需要哪些服务？");
        await staff.Page.GetByLabel("多选").CheckAsync();
        await staff.Page.Locator("#options").FillAsync("上门理发＝上门理发\n都不需要");
        await staff.Page.GetByLabel("必答").CheckAsync();
        await staff.Button("添加问题").ClickAsync();
        await Assertions.Expect(staff.Heading("您需要哪些服务？")).ToBeVisibleAsync();
        await staff.Button("发布调查").ClickAsync();
        await Assertions.Expect(staff.Page.Locator("svg.qr")).ToBeVisibleAsync();
        var address = new Uri((await staff.Page.Locator("p.code").InnerTextAsync()).Trim()).AbsolutePath;
        var survey = staff.Page.Url;

        var number = await Answer(script, address);

        await staff.Go(survey);
        await staff.Page.Locator("a", new PageLocatorOptions { HasText = "核实问卷里的需求（1）" }).ClickAsync();
        await staff.Page.GetByLabel($"选 {number} 上门理发").CheckAsync();
        await staff.Button("各转成需求").ClickAsync();
        await Assertions.Expect(staff.Page.Locator("tbody")).ToContainTextAsync("已转需求");
        Assert.That(staff.Complaints, Is.Empty);
    }

    [Test]
    public async Task Calendar_DraftedEditedAndPublished()
    {
        await using var staff = await Site.Visit(Screen.Phone, Role.Community, script: false);
        await staff.Go("/calendars");
        await staff.Page.GetByLabel("季度").SelectOptionAsync(new SelectOptionValue { Index = 2 });
        await staff.Button("按需求生成草稿").ClickAsync();
        await Assertions.Expect(staff.Page.Locator("main")).ToContainTextAsync("生成时可服务");
        await staff.Page.Locator("#title").FillAsync("邻里象棋赛");
        await staff.Page.Locator("#category").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await staff.Page.Locator("#start").FillAsync("2030-01-05T09:00");
        await staff.Page.Locator("#end").FillAsync("2030-01-05T08:00");
        await staff.Button("添加一场").ClickAsync();
        await Assertions.Expect(staff.Page.Locator(".errors")).ToBeVisibleAsync();
        await staff.Page.Locator("#end").FillAsync("2030-01-05T11:00");
        await staff.Button("添加一场").ClickAsync();
        await Assertions.Expect(staff.Page.Locator("tbody")).ToContainTextAsync("邻里象棋赛");
        Assert.That(await staff.Overflow(), Is.Zero);
        await staff.Button("发布日历").ClickAsync();
        await Assertions.Expect(staff.Page.Locator(".stand")).ToContainTextAsync("已发布");

        await using var anybody = await Site.Visit(Screen.Phone);
        await anybody.Go(new Uri(staff.Page.Url).AbsolutePath);
        await Assertions.Expect(anybody.Page.Locator("tbody")).ToContainTextAsync("邻里象棋赛");
        Assert.That(await anybody.Overflow(), Is.Zero);
    }

    private static async Task<string> Answer(bool script, string address)
    {
        await using var resident = await Site.Visit(Screen.Phone, script: script);
        await resident.Go(address);
        await resident.Button("提交答卷").ClickAsync();
        await Assertions.Expect(resident.Page.Locator(".errors")).ToContainTextAsync("您需要哪些服务？：请回答");
        await resident.Page.GetByLabel("所在小区").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await resident.Page.GetByLabel("上门理发").CheckAsync();
        await resident.Button("提交答卷").ClickAsync();
        await resident.Page.WaitForURLAsync("**/done");
        Assert.That(await resident.Overflow(), Is.Zero);
        return (await resident.Page.Locator("dl.detail dd").First.InnerTextAsync()).Trim();
    }
}
