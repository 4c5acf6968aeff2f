using Matching.Api.Access;
using Microsoft.Playwright;

namespace Matching.Browser.Tests;

/// <summary>A unit claims a demand in the hall: one tap, one question, one order.</summary>
[TestFixture]
internal sealed class HallTests
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task Claim_FromTheHallOnAPhone_AsksOnceAndShowsTheOrder(bool script)
    {
        await using (var street = await Site.Visit(Screen.Desk, Role.Street))
        {
            await street.Go("/surge");
            if (await street.Button("启动应急").CountAsync() > 0)
            {
                await street.Page.GetByLabel("原因").FillAsync("台风登陆");
                await street.Button("启动应急").ClickAsync();
                await street.Button("解除应急").WaitForAsync();
            }
            var filed = await street.Context.APIRequest.PostAsync("/api/demands", new APIRequestContextOptions
            {
                DataObject = new { title = "楼里几位老人想看牙", area = "440699001001", category = "口腔检查", source = "Staff" }, Headers = new Dictionary<string, string> { ["Origin"] = Site.Address },
            });
            Assert.That(filed.Status, Is.EqualTo(201));
        }
        await using var unit = await Site.Visit(Screen.Phone, Role.Unit, script);
        await unit.Go("/hall");
        var first = unit.Page.Locator("td.act a[aria-label*='想看牙']").First;
        var name = (await first.GetAttributeAsync("aria-label"))!;

        await first.ClickAsync();
        Assert.That(await unit.Page.Locator("h1").InnerTextAsync(), Does.Contain(name.Split(' ')[1]));
        await unit.Button("确认接单").ClickAsync();

        await unit.Page.WaitForURLAsync("**/orders/FW-*");
        Assert.That(await unit.Page.Locator("main").InnerTextAsync(), Does.Contain("已接单"));
        await unit.Go("/hall");
        Assert.That(await unit.Page.Locator($"td.act a[aria-label='{name}']").CountAsync(), Is.Zero, "it is taken");
        Assert.That(unit.Complaints, Is.Empty);
    }
}
