using Matching.Api.Access;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Matching.Browser.Tests;

/// <summary>The header's menus: few words for many pages, for everybody, with a finger, a keyboard and without scripts.</summary>
[TestFixture]
internal sealed class MenuTests
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task Menu_OnAPhone_OpensAndLeadsToItsPage(bool script)
    {
        await using var visit = await Site.Visit(Screen.Phone, Role.Community, script);
        await visit.Go("/");
        await Expect(visit.Link("资源清单")).ToBeHiddenAsync();

        await Menu(visit, "清单").ClickAsync();
        await visit.Link("资源清单").ClickAsync();

        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("资源清单");
        await Expect(visit.Page.Locator("header summary.here")).ToHaveTextAsync("清单");
    }

    [Test]
    public async Task Menu_ByKeyboard_OpensWithEnterAndClosesWithEscape()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street);
        await visit.Go("/");

        await Menu(visit, "分析").PressAsync("Enter");
        await Expect(visit.Link("大屏")).ToBeVisibleAsync();
        await Menu(visit, "管理").PressAsync("Enter");
        await Expect(visit.Link("大屏")).ToBeHiddenAsync();
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Escape");

        await Expect(Menu(visit, "管理")).ToBeFocusedAsync();
        await Expect(visit.Page.Locator("header details[open]")).ToHaveCountAsync(0);
    }

    [TestCase(Role.Community)]
    [TestCase(Role.Street)]
    [TestCase(Role.Lead)]
    [TestCase(Role.Unit)]
    [TestCase(Role.Auditor)]
    public async Task Menu_EachOpenAtEveryWidth_FitsAndAxeFindsNothing(Role role)
    {
        await using var visit = await Site.Visit(Screen.Phone, role);
        await visit.Go("/");
        foreach (var width in new[] { 320, 1280 })
        {
            await visit.Page.SetViewportSizeAsync(width, 800);
            foreach (var menu in await visit.Page.Locator("header nav summary").AllAsync())
            {
                await menu.ClickAsync();
                Assert.That(await visit.Overflow(), Is.Zero, $"{await menu.InnerTextAsync()} at {width} px");
                Assert.That(await CommonChecks.Violations(visit.Page), Is.Empty);
            }
            Assert.That((await visit.Page.Locator("header.top").BoundingBoxAsync())!.Height, Is.LessThan(width == 320 ? 260 : 150), "the header leaves room for the page");
        }
    }

    private static ILocator Menu(Visit visit, string name) => visit.Page.Locator("header nav summary", new PageLocatorOptions { HasTextString = name });
}
