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
        var key = new Option<string?>("--key") { Description = Words.Say("Cli.Key"), Recursive = true };
        var root = new RootCommand(Words.Say("Cli.Root")) { store, key, urls, empty, Match(), Import(store), Export(store), Seed(store), Backup(store), Restore(store), Verify(store), Learn(store), Erasures(store), Keys(store), MigrateTo(store) };
        root.SetAction((parsed, stop) => Guard.RunAsync(async () =>
        {
            var options = new ServeOptions(parsed.GetValue(store)!, parsed.GetValue(urls)!, parsed.GetValue(empty)) { Key = parsed.GetValue(key) };
            await using var app = await Server.Build(options, TimeProvider.System);
            await app.StartAsync(stop);
            Console.WriteLine(Words.Say("Cli.Serving", string.Join(' ', app.Urls), Data.Database.At(options.Store).Name));
            if (app.Services.GetRequiredService<Access.FirstAdministrator>().Code is { } code)
                Console.WriteLine(Words.Say("Cli.FirstAdministrator", $"{app.Urls.First()}/first-administrator?code={code}"));
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

    private static Command Import(Option<string> store)
    {
        var lists = new[] { "--grid", "--units", "--pairings", "--offers", "--slots", "--demands" }
            .Select(name => new Option<string?>(name) { Description = Words.Say("Cli.List") }).ToArray();
        var command = new Command("import", Words.Say("Cli.Import"));
        foreach (var list in lists)
            command.Add(list);
        command.SetAction((parsed, _) => Guard.RunAsync(() =>
        {
            var paths = Array.ConvertAll(lists, list => parsed.GetValue(list));
            return paths.All(path => path is null)
                ? throw new UsageException(Words.Say("Import.Nothing"))
                : On(parsed, store).Import(new ListPaths(paths[0], paths[1], paths[2], paths[3], paths[4], paths[5]));
        }));
        return command;
    }

    private static Command Export(Option<string> store)
    {
        var folder = new Argument<string>("FOLDER") { Description = Words.Say("Cli.Folder") };
        var command = new Command("export", Words.Say("Cli.Export")) { folder };
        command.SetAction(parsed => Guard.Run(() => On(parsed, store).Export(parsed.GetRequiredValue(folder))));
        return command;
    }

    private static Command Seed(Option<string> store)
    {
        var profile = new Option<SeedProfile>("--profile") { Required = true, Description = Words.Say("Cli.Profile") };
        var command = new Command("seed", Words.Say("Cli.Seed")) { profile };
        command.SetAction((parsed, _) => Guard.RunAsync(() => On(parsed, store).Seed(parsed.GetValue(profile))));
        return command;
    }

    private static Command Backup(Option<string> store) => OnFile("backup", store, (verbs, file) => verbs.BackUp(file));

    private static Command Restore(Option<string> store) => OnFile("restore", store, (verbs, file) => verbs.Restore(file));

    private static Command OnFile(string name, Option<string> store, Action<StoreVerbs, string> act)
    {
        var file = new Argument<string>("FILE") { Description = Words.Say("Cli.BackupFile") };
        var command = new Command(name, Words.Say($"Cli.{name}")) { file };
        command.SetAction(parsed => Guard.Run(() => act(On(parsed, store), parsed.GetRequiredValue(file))));
        return command;
    }

    private static Command Verify(Option<string> store)
    {
        var runs = new Option<int>("--runs") { Description = Words.Say("Cli.Runs"), DefaultValueFactory = _ => int.MaxValue };
        var head = new Option<string?>("--head") { Description = Words.Say("Cli.Head") };
        var command = new Command("verify", Words.Say("Cli.Verify")) { runs, head };
        command.SetAction(parsed =>
        {
            var violations = 0;
            var failed = Guard.Run(() => violations = On(parsed, store).Verify(parsed.GetValue(runs), parsed.GetValue(head)));
            return violations > 0 ? 1 : failed;
        });
        return command;
    }

    private static Command Keys(Option<string> store)
    {
        var file = new Argument<string>("FILE") { Description = Words.Say("Cli.KeyFile") };
        var make = new Command("new", Words.Say("Cli.KeysNew")) { file };
        make.SetAction(parsed => Guard.Run(() => StoreVerbs.NewKey(parsed.GetRequiredValue(file), Console.Error)));
        var to = new Option<string>("--to") { Required = true, Description = Words.Say("Cli.KeyFile") };
        var rotate = new Command("rotate", Words.Say("Cli.KeysRotate")) { to };
        rotate.SetAction((parsed, _) => Guard.RunAsync(() => On(parsed, store).RotateKey(parsed.GetRequiredValue(to))));
        return new Command("keys", Words.Say("Cli.Keys")) { make, rotate };
    }

    private static Command Erasures(Option<string> store)
    {
        var command = new Command("erasures", Words.Say("Cli.Erasures"));
        command.SetAction(parsed => Guard.Run(() => On(parsed, store).EraseAgain()));
        return command;
    }

    private static Command MigrateTo(Option<string> store)
    {
        var to = new Argument<string>("CONNECTION") { Description = Words.Say("Cli.MigrateTarget") };
        var runs = new Option<int>("--runs") { Description = Words.Say("Cli.Runs"), DefaultValueFactory = _ => 3 };
        var command = new Command("migrate-to", Words.Say("Cli.MigrateTo")) { to, runs };
        command.SetAction(parsed => Guard.Run(() => new MigrateStore(parsed.GetValue(store)!, parsed.GetRequiredValue(to), parsed.GetValue<string?>("--key"),
            Environment.GetEnvironmentVariable(People.ErasureJournal.Setting), TimeProvider.System, Console.Error).Run(parsed.GetValue(runs))));
        return command;
    }

    private static Command Learn(Option<string> store)
    {
        var command = new Command("learn", Words.Say("Cli.Learn"));
        command.SetAction((parsed, _) => Guard.RunAsync(() => On(parsed, store).Learn()));
        return command;
    }

    private static StoreVerbs On(ParseResult parsed, Option<string> store) => new(parsed.GetValue(store)!, parsed.GetValue<string?>("--key"), TimeProvider.System, Console.Error,
        Environment.GetEnvironmentVariable(People.ErasureJournal.Setting));

    private static Option<string> Required(string name) => new(name) { Required = true, Description = Words.Say(name is "--orders" or "--report" ? "Cli.Out" : "Cli.List") };

    private static DateTimeOffset? Instant(string? text)
    {
        if (text is null)
            return null;
        return ChinaTime.TryParse(text, endOfWindow: false, out var instant) ? instant : throw new UsageException($"--now: {Words.Say("Csv.Time", text)}");
    }
}
