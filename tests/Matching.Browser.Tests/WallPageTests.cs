using System.Text;
using System.Text.Json.Nodes;
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
    public async Task Wall_ItsViews_TurnEveryTwentySecondsUnlessPausedOrStill()
    {
        await using var visit = await Site.Visit(Screens[0], Role.Visitor);
        await visit.Page.Clock.InstallAsync();
        await visit.Go("/wall");
        var (communities, categories) = (visit.Page.Locator("[aria-labelledby=wall-bars]"), visit.Page.Locator("[aria-labelledby=wall-categories]"));

        await visit.Page.Clock.RunForAsync(19_000);
        await Expect(categories).ToBeHiddenAsync();
        await visit.Page.Clock.RunForAsync(1_500);
        await Expect(categories).ToBeVisibleAsync();
        await Expect(communities).ToBeHiddenAsync();

        await visit.Page.Keyboard.PressAsync("p");
        await visit.Page.Clock.RunForAsync(60_000);
        await Expect(categories).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("n");
        await Expect(communities).ToBeVisibleAsync();

        await visit.Page.Keyboard.PressAsync("p");
        await visit.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ReducedMotion = ReducedMotion.Reduce });
        await visit.Page.Clock.RunForAsync(60_000);
        await Expect(communities).ToBeVisibleAsync();
        await visit.Button("换一屏（N 键）").ClickAsync();
        await Expect(categories).ToBeVisibleAsync();
    }

    [Test]
    public async Task Wall_After5000Events_HoldsAsMuchMemoryAsAtTheStart()
    {
        const int Events = 5_000, WarmUp = 5_001; // first as many, so that what is shown is there and compiled as often as it ever will be
        const double Most = 1.10;
        await using var visit = await Site.Visit(Screens[0], Role.Visitor);
        var wall = JsonNode.Parse(await (await visit.Context.APIRequest.GetAsync("/api/wall")).TextAsync())!;
        var rounds = new Queue<int>([WarmUp, Events]);
        var measured = new TaskCompletionSource();
        await visit.Page.RouteAsync("**/wall/events", async route =>
        {
            if (!rounds.TryDequeue(out var count))
                return;
            if (count == Events)
                await measured.Task;
            await route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/event-stream", Body = Stream(wall, count) });
        });
        var protocol = await visit.Context.NewCDPSessionAsync(visit.Page);
        await visit.Go("/wall");

        await Expect(visit.Page.Locator(".wall-events li").First).ToContainTextAsync($"第 {WarmUp} 件");
        var before = await HeapOf(protocol);
        measured.SetResult();
        await Expect(visit.Page.Locator(".wall-events li").First).ToContainTextAsync($"第 {Events} 件", new LocatorAssertionsToContainTextOptions { Timeout = 60_000 });
        var after = await HeapOf(protocol);

        TestContext.Out.WriteLine($"heap after {WarmUp} events {before} bytes, after {Events} more {after} bytes");
        Assert.That(after, Is.LessThanOrEqualTo(Most * before));
        await Expect(visit.Page.Locator(".wall-events li")).ToHaveCountAsync(8);
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

    /// <summary>A snapshot, and then so many changes, each of one number, tile, category and event.</summary>
    private static string Stream(JsonNode wall, int count)
    {
        var text = new StringBuilder("retry: 500\n");
        Send("snapshot", wall.ToJsonString());
        for (var i = 1; i <= count; i++)
        {
            var (tile, category) = (wall["tiles"]![i % wall["tiles"]!.AsArray().Count]!.DeepClone(), wall["categories"]![i % wall["categories"]!.AsArray().Count]!.DeepClone());
            (tile["met"], category["unmet"]) = (i, i);
            var change = new JsonObject
            {
                ["event"] = i, ["asOf"] = (string)wall["asOf"]!, ["build"] = (string)wall["build"]!, ["numbers"] = new JsonArray(new JsonObject { ["key"] = "Filed", ["name"] = "登记", ["text"] = $"{i}" }),
                ["tiles"] = new JsonArray(tile), ["categories"] = new JsonArray(category), ["events"] = new JsonArray(new JsonObject { ["event"] = i, ["at"] = (string)wall["asOf"]!, ["text"] = $"第 {i} 件" }),
            };
            Send("change", change.ToJsonString());
        }
        return text.ToString();

        void Send(string name, string data) => text.Append($"event: {name}\ndata: {data}\n\n");
    }

    private static async Task<double> HeapOf(ICDPSession protocol)
    {
        await protocol.SendAsync("HeapProfiler.collectGarbage");
        await protocol.SendAsync("HeapProfiler.collectGarbage");
        return (await protocol.SendAsync("Runtime.getHeapUsage"))!.Value.GetProperty("usedSize").GetDouble();
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
