using System.Text.Json.Nodes;
using Matching.Api.Access;
using Matching.Api.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Matching.Browser.Tests.Flows;

/// <summary>Posts, as a member claims them on the phone and the community publishes and confirms them; with script and without.</summary>
[TestFixture]
[NonParallelizable]
internal sealed class PostFlows
{
    private const string FirstEstate = "select code from area where length(code) = 15 order by code limit 1";

    [TestCase(true)]
    [TestCase(false)]
    public async Task Claim_FromTheListOnThePhone_IsConfirmedAndHandedBack(bool script)
    {
        var post = await Published();
        await using var member = await Site.Visit(Screen.Phone, Role.Member, script);
        await member.Go("/posts");
        await member.Page.Locator($"a[href='/posts/{post}/claim']").ClickAsync();
        await Expect(member.Page.Locator("h1")).ToContainTextAsync("认领岗位：护学岗");
        await member.Button("确认认领").ClickAsync();
        await Expect(member.Page.Locator(".notice")).ToContainTextAsync("已认领，岗位归您");
        Assert.That(await member.Overflow(), Is.Zero);

        await using (var staff = await Site.Visit(Screen.Desk, Role.Community, script))
        {
            await staff.Go($"/posts/{post}");
            await staff.Button("确认到岗").ClickAsync();
            await Expect(staff.Page.Locator(".stand")).ToContainTextAsync("在岗");
        }

        await member.Go($"/posts/{post}");
        await member.Button("退岗").ClickAsync();
        await Expect(member.Page.Locator("#reason-error")).ToBeVisibleAsync();
        await member.Page.GetByLabel("理由").FillAsync("搬家了");
        await member.Button("退岗").ClickAsync();
        await Expect(member.Page.Locator(".stand")).ToContainTextAsync("待认领");
        Assert.That(member.Complaints.Where(complaint => !complaint.Contains("422")), Is.Empty);
    }

    [Test]
    public async Task Publish_OneForEachBuilding_StandInTheList()
    {
        await using var staff = await Site.Visit(Screen.Desk, Role.Community, script: false);
        await staff.Go("/posts/new");
        await staff.Button("发布岗位").ClickAsync();
        await Expect(staff.Page.Locator("#title-error")).ToBeVisibleAsync();
        await staff.Page.GetByLabel("志愿岗").CheckAsync();
        await staff.Page.GetByLabel("岗位名称").FillAsync("安全巡楼岗");
        await staff.Page.GetByLabel("地点").SelectOptionAsync(new SelectOptionValue { Value = Site.Services.GetRequiredService<Database>().Read(session => session.One<string>(FirstEstate)!) });
        await staff.Page.GetByLabel("任期开始").FillAsync("2026-01-01");
        await staff.Page.GetByLabel("任期结束").FillAsync($"{DateTime.UtcNow.Year + 1}-01-01");
        await staff.Button("发布岗位").ClickAsync();

        await Expect(staff.Page.Locator("tr", new PageLocatorOptions { HasText = "安全巡楼岗" }).First).ToBeVisibleAsync();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Shift_OnThePhone_IsTakenAndGivenBack(bool script)
    {
        await using var member = await Site.Visit(Screen.Phone, Role.Member, script);
        await member.Go(KnownPages.TeamPost);
        await member.Page.Locator($"a[href^='{KnownPages.TeamPost}/shifts/']").First.ClickAsync();
        await member.Button("报名").ClickAsync();
        await Expect(member.Page.Locator(".notice")).ToContainTextAsync("我已报名");
        Assert.That(await member.Overflow(), Is.Zero);
        await member.Button("退出这一班").ClickAsync();
        await Expect(member.Button("报名")).ToBeVisibleAsync();
        Assert.That(member.Complaints, Is.Empty);
    }

    private static async Task<string> Published() => (await Acts.Api(Role.Community, "/api/posts", new JsonObject
    {
        ["kind"] = "Volunteer", ["title"] = "护学岗", ["duties"] = "早晚各半小时", ["from"] = "2026-01-01", ["until"] = $"{DateTime.UtcNow.Year + 1}-01-01",
        ["areas"] = new JsonArray(Site.Services.GetRequiredService<Database>().Read(session => session.One<string>(FirstEstate)!)),
    })).AsArray()[0]!["code"]!.ToString();
}
