using System.Text.RegularExpressions;
using Matching.Api;
using Matching.Api.Access;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Core.Grid;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Matching.Browser.Tests;

/// <summary>The wall: whole on its screens, alive, and honest when it is not.</summary>
[TestFixture]
internal sealed partial class WallPageTests
{
    private static readonly Screen[] Screens = [new("wall", 1920, 1080, Touch: false), new("wall-4k", 3840, 2160, Touch: false)];

    [TestCaseSource(nameof(Screens))]
    public async Task Wall_OnItsScreen_IsWholeLegibleAndAccessible(Screen screen)
    {
        await using var visit = await Site.Visit(screen, Role.Visitor);
        await visit.Go("/wall");
        await Expect(visit.Page.Locator("#link")).ToHaveTextAsync("实时");

        var cut = await visit.Page.EvaluateAsync<string[]>("""
            () => [document.documentElement, ...document.querySelectorAll('section, .tiles li, .wall-bars, .wall-events li')]
                .filter(e => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1).map(e => `${e.className || e.tagName} ${e.textContent.trim().slice(0, 20)} ${e.scrollHeight}/${e.clientHeight}`)
            """);
        var smallest = await visit.Page.EvaluateAsync<double>("() => Math.min(...[...document.querySelectorAll('body *')].filter(e => e.offsetParent && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())).map(e => parseFloat(getComputedStyle(e).fontSize)))");

        Assert.That(cut, Is.Empty);
        Assert.That(smallest, Is.GreaterThanOrEqualTo(16));
        Assert.That(visit.Complaints, Is.Empty);
        Assert.That(await CommonChecks.Violations(visit.Page), Is.Empty);
        Assert.That(Phone().IsMatch(await visit.Page.ContentAsync()), Is.False);
    }

    [Test]
    public async Task Wall_ADemandIsFiled_ShowsItByItselfUnlessPaused()
    {
        await using var visit = await Site.Visit(Screens[0], Role.Visitor);
        await visit.Go("/wall");
        await Expect(visit.Page.Locator("#link")).ToHaveTextAsync("实时");

        await File("家庭宽带");

        await Expect(visit.Page.Locator(".wall-events li").First).ToContainTextAsync("湖心社区：登记了「家庭宽带」需求", new LocatorAssertionsToContainTextOptions { Timeout = 2_000 });
        var filed = await visit.Page.Locator("[data-key=Filed] .figure").InnerTextAsync();

        await visit.Page.Keyboard.PressAsync("p");
        await Expect(visit.Page.Locator("#link")).ToHaveTextAsync("已暂停");
        await File("手机信号");
        await Expect(visit.Page.Locator("[data-key=Filed] .figure")).ToHaveTextAsync(filed);
        await visit.Page.Locator("#pause").ClickAsync();
        await Expect(visit.Page.Locator(".wall-events li").First).ToContainTextAsync("手机信号");
        Assert.That(await visit.Page.Locator(".wall-events li").CountAsync(), Is.LessThanOrEqualTo(8));
    }

    [Test]
    public async Task Wall_TheServerGoesAndComesBack_SaysSo()
    {
        var folder = Directory.CreateTempSubdirectory("threelists-wall-").FullName;
        var first = await Start(folder, "http://127.0.0.1:0");
        var address = first.Urls.Single();
        await using var visit = await Site.Visit(Screens[0]);
        await visit.Page.GotoAsync($"{address}/sign-in");
        await visit.Page.Locator(".demo summary").ClickAsync();
        await visit.Page.Locator(".demo button[value='Visitor']").ClickAsync();
        await visit.Page.WaitForURLAsync($"{address}/");
        await visit.Page.GotoAsync($"{address}/wall");
        await Expect(visit.Page.Locator("#link")).ToHaveTextAsync("实时");

        await Stop(first);

        await Expect(visit.Page.Locator("#link")).ToHaveTextAsync("连接中断，正在重连…", new LocatorAssertionsToHaveTextOptions { Timeout = 5_000 });
        var second = await Start(folder, address);
        await Expect(visit.Page.Locator("#link")).ToHaveTextAsync("实时", new LocatorAssertionsToHaveTextOptions { Timeout = 20_000 });
        await visit.Page.CloseAsync();
        await Stop(second);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<WebApplication> Start(string folder, string address)
    {
        var web = await Server.Build(new ServeOptions(Path.Combine(folder, "store.db"), address, Empty: false) { Environment = DemoMode.Environment }, TimeProvider.System);
        await web.StartAsync();
        return web;
    }

    private static async Task Stop(WebApplication web)
    {
        await web.StopAsync();
        await web.DisposeAsync();
    }

    private static async Task File(string category)
    {
        await using var scope = Site.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().ActAsSystem();
        await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new FileDemand { Title = $"测试大屏：{category}", Category = category, Area = new AreaCode("440699001001001001"), Quantity = 1, Source = DemandSource.Staff });
    }

    [GeneratedRegex(@"(?<!\d)1[3-9]\d{9}(?!\d)")]
    private static partial Regex Phone();
}
