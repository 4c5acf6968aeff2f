using System.CommandLine;
using System.Globalization;
using Matching.Api.Lists;
using Matching.Core;

namespace Matching.Api.CommandLine;

/// <summary>The verbs of the executable.</summary>
internal static class Verbs
{
    public static RootCommand Root()
    {
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = LanguageOfTerminal();
        var store = new Option<string>("--store") { Description = Words.Say("Cli.Store"), DefaultValueFactory = _ => DefaultStore, Recursive = true };
        var urls = new Option<string>("--urls") { Description = Words.Say("Cli.Urls"), DefaultValueFactory = _ => "http://localhost:5080" };
        var empty = new Option<bool>("--empty") { Description = Words.Say("Cli.Empty") };
        var root = new RootCommand(Words.Say("Cli.Root")) { store, urls, empty, Match() };
        root.SetAction((parsed, stop) => Guard.RunAsync(async () =>
        {
            var options = new ServeOptions(parsed.GetValue(store)!, parsed.GetValue(urls)!, parsed.GetValue(empty));
            await using var app = await Server.Build(options, TimeProvider.System);
            await app.StartAsync(stop);
            Console.WriteLine(Words.Say("Cli.Serving", string.Join(' ', app.Urls), Data.Database.At(options.Store).Name));
            await app.WaitForShutdownAsync(stop);
        }));
        return root;
    }

    private static string DefaultStore => Path.Combine("data", "local", "threelists.db");

    private static CultureInfo LanguageOfTerminal() =>
        (Environment.GetEnvironmentVariable("LANG") ?? "").StartsWith("en", StringComparison.OrdinalIgnoreCase) ? Words.English : Words.Chinese;

    private static Command Match()
    {
        var now = new Option<string?>("--now") { Description = Words.Say("Cli.Now") };
        var grid = Required("--grid");
        var units = Required("--units");
        var pairings = new Option<string?>("--pairings") { Description = Words.Say("Cli.List") };
        var offers = Required("--offers");
        var slots = Required("--slots");
        var demands = Required("--demands");
        var orders = Required("--orders");
        var report = Required("--report");
        var pairs = new Option<string?>("--pairs") { Description = Words.Say("Cli.Pairs") };
        var command = new Command("match", Words.Say("Cli.Match")) { now, grid, units, pairings, offers, slots, demands, orders, report, pairs };
        command.SetAction(parsed => Guard.Run(() =>
        {
            var at = Instant(parsed.GetValue(now)) ?? TimeProvider.System.GetUtcNow();
            var paths = new ListPaths(parsed.GetValue(grid), parsed.GetValue(units), parsed.GetValue(pairings), parsed.GetValue(offers), parsed.GetValue(slots), parsed.GetValue(demands));
            new MatchFiles(paths, parsed.GetRequiredValue(orders), parsed.GetRequiredValue(report), parsed.GetValue(pairs), at).Run(Console.Error);
        }));
        return command;
    }

    private static Option<string> Required(string name) => new(name) { Required = true, Description = Words.Say(name is "--orders" or "--report" ? "Cli.Out" : "Cli.List") };

    private static DateTimeOffset? Instant(string? text)
    {
        if (text is null)
            return null;
        return ChinaTime.TryParse(text, endOfWindow: false, out var instant) ? instant : throw new UsageException(Words.Say("Csv.Time", text));
    }
}
