using System.Collections.Concurrent;
using Matching.Api;
using Matching.Api.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;

namespace Matching.Browser.Tests;

/// <summary>The product as a newcomer starts it (Demo, seed lists, an own store, a free port), and one Chromium; both once per run.</summary>
[SetUpFixture]
internal sealed class Site
{
    private const string Chromium = "/usr/bin/chromium";

    private static readonly string[] Switches =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=zh-CN",
    ];

    private static WebApplication? web;
    private static IPlaywright? playwright;
    private static IBrowser? browser;
    private static readonly ConcurrentDictionary<Role, Lazy<Task<string>>> SignedIn = new();
    private static string folder = "";

    public static string Address => web!.Urls.Single();

    public static IServiceProvider Services => web!.Services;

    /// <summary>The repository's root.</summary>
    public static string Repository { get; } = FindRepository();

    [OneTimeSetUp]
    public async Task Open()
    {
        if (!File.Exists(Chromium))
        {
            if (Environment.GetEnvironmentVariable("CI") == "true")
                throw new InvalidOperationException($"{Chromium} is missing: apt-get install chromium fonts-noto-cjk poppler-utils");
            Assert.Ignore($"{Chromium} is missing: apt-get install chromium fonts-noto-cjk poppler-utils");
        }
        Environment.SetEnvironmentVariable("ASPNETCORE_APPLICATIONNAME", typeof(Server).Assembly.GetName().Name);
        folder = Directory.CreateTempSubdirectory("threelists-browser-").FullName;
        web = await Server.Build(new ServeOptions(Path.Combine(folder, "store.db"), "http://127.0.0.1:0", Empty: false) { Environment = DemoMode.Environment, Settings = Settings }, TimeProvider.System);
        await web.StartAsync();
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = Switches, Env = new Dictionary<string, string> { ["LANGUAGE"] = "zh_CN" } });
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
        if (web is not null)
        {
            await web.StopAsync();
            await web.DisposeAsync();
        }
        if (folder.Length > 0)
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>A new browser profile on that screen; signed in as the demo account of the role when one is given.</summary>
    public static async Task<Visit> Visit(Screen screen, Role? role = null, bool script = true)
    {
        var cookies = role is { } wanted ? await SignedIn.GetOrAdd(wanted, known => new Lazy<Task<string>>(() => SignIn(known))).Value : null;
        var options = screen.Options();
        options.BaseURL = Address;
        options.JavaScriptEnabled = script;
        options.Locale = "zh-CN";
        options.TimezoneId = "Asia/Shanghai";
        options.StorageState = cookies;
        var context = await browser!.NewContextAsync(options);
        context.SetDefaultTimeout(15_000);
        return new Visit(context, await context.NewPageAsync(), script);
    }

    /// <summary>The cookies of who pressed the demo's button of that role, once per run.</summary>
    private static async Task<string> SignIn(Role role)
    {
        await using var visit = await Visit(Screen.Desk);
        await visit.SignIn(role);
        return await visit.Context.StorageStateAsync();
    }

    private static Dictionary<string, string?> Settings => new()
    {
        ["Limits:UsualPerAccount"] = "100000", ["Limits:UsualPerAddress"] = "100000", ["Limits:FilingPerAccount"] = "100000", ["Limits:FilingPerAddress"] = "100000",
        ["Limits:LookUpPerAddress"] = "100000", ["Limits:LookUpPerDemand"] = "100000", ["Limits:SignInPerAddress"] = "100000",
    };

    private static string FindRepository()
    {
        var at = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(at, "ThreeLists.sln")))
            at = Path.GetDirectoryName(at)!;
        return at;
    }
}

/// <summary>A phone or a desk.</summary>
internal sealed record Screen(string Name, int Width, int Height, bool Touch)
{
    public static Screen Phone { get; } = new("phone", 360, 800, Touch: true);

    public static Screen Desk { get; } = new("desk", 1280, 900, Touch: false);

    public BrowserNewContextOptions Options() => new() { ViewportSize = new ViewportSize { Width = Width, Height = Height }, HasTouch = Touch, IsMobile = Touch };

    public override string ToString() => Name;
}
