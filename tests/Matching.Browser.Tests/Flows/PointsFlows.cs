using System.Text.Json.Nodes;
using Matching.Api.Access;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Matching.Browser.Tests.Flows;

/// <summary>Points as people read and correct them; with script and without.</summary>
[TestFixture]
[NonParallelizable]
internal sealed class PointsFlows
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task Entry_OfAConfirmedService_IsReadAndSetOff(bool script)
    {
        var (demand, code) = await Acts.Served();
        using (var http = new HttpClient { BaseAddress = new Uri(Site.Address) })
        using (var body = new StringContent(new JsonObject { ["lookUpCode"] = code, ["solved"] = true, ["satisfaction"] = "Satisfied" }.ToJsonString(), System.Text.Encoding.UTF8, "application/json"))
            Assert.That((await http.PostAsync($"/api/demands/{demand}/confirm", body)).IsSuccessStatusCode);

        await using var staff = await Site.Visit(Screen.Phone, Role.Community, script);
        await staff.Go("/points");
        await staff.Link("demo-street").First.ClickAsync();
        await Expect(staff.Page.Locator("tr", new PageLocatorOptions { HasText = demand }).First).ToContainTextAsync("+2");
        Assert.That(await staff.Overflow(), Is.Zero);
        await staff.Page.Locator("tr", new PageLocatorOptions { HasText = demand }).GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "冲回" }).ClickAsync();
        await staff.Button("冲回").ClickAsync();
        await Expect(staff.Page.Locator("#reason-error")).ToBeVisibleAsync();
        await staff.Page.GetByLabel("理由").FillAsync("演示数据");
        await staff.Button("冲回").ClickAsync();

        await Expect(staff.Page.Locator("tr", new PageLocatorOptions { HasText = demand }).First).ToContainTextAsync("更正冲回 演示数据");
    }

    [Test]
    public async Task Rules_PublishedWithAReason_AreANewVersion()
    {
        await using var street = await Site.Visit(Screen.Desk, Role.Street, script: false);
        await street.Go("/admin/points");
        await street.Page.Locator("[name='FilingConfirmed.points']").FillAsync("很多");
        await street.Button("发布新版本").ClickAsync();
        await Expect(street.Page.Locator("[id='FilingConfirmed.points-error']")).ToBeVisibleAsync();
        await street.Page.Locator("[name='FilingConfirmed.points']").FillAsync("２ 分");
        await street.Page.GetByLabel("理由").FillAsync("年度调整");
        await street.Button("发布新版本").ClickAsync();

        await Expect(street.Page.Locator(".notice")).ToContainTextAsync("已发布");
    }
}
