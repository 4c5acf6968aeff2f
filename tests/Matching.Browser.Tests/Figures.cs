using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Matching.Api.Access;
using Matching.Api.Wall;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Matching.Browser.Tests;

/// <summary>Figures to be read, not asserted: what a page costs a slow phone and the server, and what many walls cost. Not part of the tests; run one by
/// <c>dotnet test tests/Matching.Browser.Tests -c Release --filter Name=OpenPagesOnASlowPhone --logger "console;verbosity=detailed"</c>,
/// only some pages by <c>-- "TestRunParameters.Parameter(name=\"pages\", value=\"/reports\")"</c>.</summary>
[TestFixture]
[NonParallelizable]
[Explicit("prints figures")]
internal sealed class Figures
{
    private const int SlowBits = 400_000;
    private const int SlowLatency = 400;
    private const int SlowProcessor = 4;
    private const int Walls = 500;
    private const int WatchedSeconds = 30;
    private const int Requests = 40;
    private const string TwentyRows = "/api/demands?limit=20";

    private const string Paints = """
        () => new Promise(resolve => {
            let [largest, shift] = [0, 0];
            new PerformanceObserver(list => { for (const one of list.getEntries()) largest = one.startTime; }).observe({ type: 'largest-contentful-paint', buffered: true });
            new PerformanceObserver(list => { for (const one of list.getEntries()) if (!one.hadRecentInput) shift += one.value; }).observe({ type: 'layout-shift', buffered: true });
            setTimeout(() => resolve({ first: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0, largest, shift }), 300);
        })
        """;

    private static IEnumerable<KnownPage> Whole => KnownPages.All.Where(page => page.Status == 200 && page.Path.StartsWith(TestContext.Parameters.Get("pages", ""), StringComparison.Ordinal));

    /// <summary>Every phone page with an empty cache over 400 kbit/s with 400 ms, on a processor four times slower.</summary>
    [Test]
    public async Task OpenPagesOnASlowPhone()
    {
        Print("page", "FCP s", "LCP s", "CLS", "bytes", "requests");
        foreach (var page in Whole)
        {
            await using var visit = await Site.Visit(Screen.Phone, page.Role);
            var weight = new Weight(visit.Page);
            var protocol = await visit.Context.NewCDPSessionAsync(visit.Page);
            await protocol.SendAsync("Network.enable");
            await protocol.SendAsync("Network.setCacheDisabled", new Dictionary<string, object> { ["cacheDisabled"] = true });
            await protocol.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object>
            {
                ["offline"] = false, ["latency"] = SlowLatency, ["downloadThroughput"] = SlowBits / 8, ["uploadThroughput"] = SlowBits / 8,
            });
            await protocol.SendAsync("Emulation.setCPUThrottlingRate", new Dictionary<string, object> { ["rate"] = SlowProcessor });
            await visit.Page.GotoAsync(page.Path, new PageGotoOptions { WaitUntil = WaitUntilState.Load, Timeout = 60_000 });
            var paints = await visit.Page.EvaluateAsync<JsonElement>(Paints);
            Print($"{page}", Seconds(paints, "first"), Seconds(paints, "largest"), paints.GetProperty("shift").GetDouble().ToString("0.000", CultureInfo.InvariantCulture),
                $"{await weight.All()}", $"{await weight.Requests()}");
        }
    }

    /// <summary>Processor time of the server and of who asks it, per request, and how many times that of twenty rows as JSON.</summary>
    [Test]
    public async Task MeasureProcessorTimeOfPages()
    {
        using var street = await Client(Role.Street);
        var least = await Cost(street, TwentyRows);
        Print("page", "ms", "ratio");
        Print(TwentyRows, Milliseconds(least), "1.0");
        foreach (var role in Whole.GroupBy(page => page.Role))
        {
            using var client = await Client(role.Key);
            foreach (var page in role)
            {
                var cost = await Cost(client, page.Path);
                Print($"{page}", Milliseconds(cost), (cost / least).ToString("0.0", CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary>Five hundred walls open while a demand is filed every two seconds: processor time beside the same without a wall.</summary>
    [Test]
    public async Task OpenFiveHundredWalls()
    {
        await FileFor(TimeSpan.FromSeconds(4));
        var alone = await FileFor(TimeSpan.FromSeconds(WatchedSeconds));
        using var client = await Client(Role.Visitor);
        using var leave = new CancellationTokenSource();
        var heard = 0L;
        var walls = Enumerable.Range(0, Walls).Select(_ => Follow(client, () => Interlocked.Increment(ref heard), leave.Token)).ToList();
        var broadcast = Site.Services.GetRequiredService<WallBroadcast>();
        while (broadcast.Watching < Walls)
            await Task.Yield();
        await FileFor(TimeSpan.FromSeconds(4));
        var watched = await FileFor(TimeSpan.FromSeconds(WatchedSeconds));
        var lines = Interlocked.Read(ref heard);
        await leave.CancelAsync();
        await Task.WhenAll(walls);
        Print("walls", "processor s", "of a core", "lines heard");
        Print("0", Text(alone), Share(alone), "");
        Print($"{Walls}", Text(watched), Share(watched), $"{lines}");
        Print("difference, server and clients", Text(watched - alone), Share(watched - alone), "");
    }

    private static async Task Follow(HttpClient client, Action heard, CancellationToken leave)
    {
        try
        {
            using var lines = new StreamReader(await client.GetStreamAsync("/wall/events", leave));
            while (await lines.ReadLineAsync(leave) is not null)
                heard();
        }
        catch (OperationCanceledException) when (leave.IsCancellationRequested)
        {
            // The measuring is over.
        }
    }

    /// <summary>Files a demand every two seconds for so long.</summary>
    /// <returns>Seconds of processor time that this process took.</returns>
    private static async Task<double> FileFor(TimeSpan time)
    {
        var before = Environment.CpuUsage.TotalTime;
        var began = Stopwatch.GetTimestamp();
        using var beats = new PeriodicTimer(TimeSpan.FromSeconds(2));
        while (Stopwatch.GetElapsedTime(began) < time && await beats.WaitForNextTickAsync())
            await Acts.Demand("大屏开着的时候登记的需求", 1);
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private static async Task<double> Cost(HttpClient client, string path)
    {
        for (var i = 0; i < Requests / 4; i++)
            await Ask(client, path);
        var before = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < Requests; i++)
            await Ask(client, path);
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / Requests;
    }

    private static async Task Ask(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        await answer.Content.CopyToAsync(Stream.Null);
    }

    private static async Task<HttpClient> Client(Role? role)
    {
        await using var visit = await Site.Visit(Screen.Desk, role);
        var cookies = new CookieContainer();
        foreach (var cookie in await visit.Context.CookiesAsync())
            cookies.Add(new Uri(Site.Address), new System.Net.Cookie(cookie.Name, cookie.Value, cookie.Path));
        return new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = new Uri(Site.Address), Timeout = Timeout.InfiniteTimeSpan };
    }

    private static void Print(string what, params string[] figures) => TestContext.Out.WriteLine($"{what,-60} {string.Join(' ', figures.Select(figure => $"{figure,12}"))}");

    private static string Seconds(JsonElement paints, string name) => (paints.GetProperty(name).GetDouble() / 1000).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Milliseconds(double cost) => cost.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Text(double seconds) => seconds.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Share(double seconds) => (seconds / WatchedSeconds).ToString("0.0%", CultureInfo.InvariantCulture);
}
