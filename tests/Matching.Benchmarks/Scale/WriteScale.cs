using System.CommandLine;
using System.Globalization;
using Matching.Api.Lists;
using Matching.Benchmarks.Tables;
using Matching.Core;

namespace Matching.Benchmarks.Scale;

/// <summary>Measures what one demand, offer, order and match cost, simulates storm days at stores of all sizes, and writes docs/scale.md's tables.</summary>
internal static class WriteScale
{
    /// <summary>Of a community and a year, as in profile XL: 150,000 demands, 120,000 orders and 50,000 offers in 260 communities.</summary>
    private const double Demands = 577, Orders = 462, Offers = 192;

    private const int CommunitiesOfDistrict = 260, CommunitiesOfStreet = 20, WorkingDays = 250, StormTimes = 10, OrderSteps = 6, ReadsPerWrite = 10, SlowDiskMs = 10;

    /// <summary>Cores stand idle for half of their time, for what is not foreseen.</summary>
    private const double MostBusy = 0.5;

    private const double MostWait = 1;

    private static readonly (string Name, int Communities)[] Levels = [("a district", CommunitiesOfDistrict), ("a city", 2_600), ("a province", 26_000), ("the country", 600_000)];

    public static Command Command()
    {
        var page = new Option<FileInfo>("--out") { Description = "The page; only what stands between its marks is written", Required = true };
        var quick = new Option<bool>("--quick") { Description = "Few of each: to see that it works" };
        var command = new Command("scale", "Measures and writes the tables of docs/scale.md") { page, quick };
        command.SetAction(parsed => Refusals.Say(parsed.GetRequiredValue(page), parsed.InvocationConfiguration.Error, () => Write(parsed.GetRequiredValue(page), parsed.GetValue(quick))));
        return command;
    }

    private static void Write(FileInfo file, bool quick)
    {
        var folder = Directory.CreateTempSubdirectory("scale-").FullName;
        try
        {
            var costs = MeasuredCosts.Of(folder, quick ? 200 : 4_000).GetAwaiter().GetResult();
            var matches = Matches(quick);
            var page = MarkedPage.With(File.ReadAllText(file.FullName), "costs", Costs(costs));
            page = MarkedPage.With(page, "matches", MatchTable(matches));
            page = MarkedPage.With(page, "stores", Stores(costs, quick));
            File.WriteAllText(file.FullName, MarkedPage.With(page, "levels", LevelTable(costs, matches[^1].CpuSeconds)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The second run of each street, everything compiled.</summary>
    private static List<Matched> Matches(bool quick) => [.. (quick ? [SeedProfile.S] : new[] { SeedProfile.S, SeedProfile.M, SeedProfile.L }).Select(profile =>
    {
        var lists = SeedGrowth.Grow(Seed.Lists(), profile);
        var input = new MatchInput(Seed.Now, lists.Units, lists.Pairings, lists.Offers, lists.Slots, lists.Demands);
        MatchRun.Execute(input, MatchPolicy.Default);
        var cpu = Environment.CpuUsage.TotalTime;
        var run = MatchRun.Execute(input, MatchPolicy.Default);
        return new Matched(profile, lists.Demands.Count, lists.Slots.Count, run.Candidates.Count, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
    })];

    private static string Costs(IReadOnlyList<Cost> costs) => Table("| what | measured | processor µs | bytes of the store |\n|---|---:|---:|---:|",
        costs.Select(cost => Line($"| {cost.What} | {cost.Count:N0} | {cost.Microseconds:N0} | {Math.Max(0, cost.Bytes):N0} |")));

    private static string MatchTable(IEnumerable<Matched> matches) => Table("| street | demands | windows | candidate pairs | processor s |\n|---|---:|---:|---:|---:|",
        matches.Select(match => Line($"| {match.Profile} | {match.Demands:N0} | {match.Slots:N0} | {match.Pairs:N0} | {match.CpuSeconds:0.00} |")));

    private static string Stores(IReadOnlyList<Cost> costs, bool quick) => Table("| communities on one store | writes on a storm day | p99 s, disk 2 ms | worst s | writer busy | p99 s, disk 10 ms | refused |\n|---:|---:|---:|---:|---:|---:|---:|",
        new[] { CommunitiesOfDistrict, 2_600, 10_400, 26_000, 52_000, 104_000, 208_000 }.Take(quick ? 2 : 7).Select(communities =>
        {
            var (usual, slow) = (Storm(costs, communities, 0.002), Storm(costs, communities, SlowDiskMs / 1000.0));
            return Line($"| {communities:N0} | {usual.Writes:N0} | {Seconds(usual)} | {usual.WorstSeconds:0.000} | {usual.Busy:P0} | {Seconds(slow)} | {usual.Refused:N0} |");
        }));

    private static string LevelTable(IReadOnlyList<Cost> costs, double streetSeconds) =>
        Table("| | communities | stores | demands a year | GB a year | writes a second, storm's peak | cores for a storm's peak | matching a night, core-hours | a store's night, s |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|",
            Levels.Select(level =>
            {
                var stores = (level.Communities + CommunitiesOfDistrict - 1) / CommunitiesOfDistrict;
                var bytes = level.Communities * ((Demands * costs[0].Bytes) + (Offers * costs[1].Bytes) + (Orders * (costs[2].Bytes + costs[3].Bytes)));
                var peak = WritesOfDay(level.Communities) * StormTimes * 0.22 / 3600;
                var cores = peak * (PerWrite(costs) + (ReadsPerWrite * costs[4].Microseconds / 1e6)) / MostBusy;
                var streets = (double)level.Communities / CommunitiesOfStreet;
                return Line($"| {level.Name} | {level.Communities:N0} | {stores:N0} | {level.Communities * Demands:N0} | {bytes / 1e9:N1} | {peak:N0} | {Math.Ceiling(cores):N0} | {streets * streetSeconds / 3600:N2} | {CommunitiesOfDistrict / (double)CommunitiesOfStreet * streetSeconds:N0} |");
            }));

    private static string Seconds(QueueEnd end) => Line($"{end.P99Seconds:0.000}{(end.P99Seconds > MostWait ? " ✗" : "")}");

    private static QueueEnd Storm(IReadOnlyList<Cost> costs, int communities, double disk) => WriterQueue.Day(WritesOfDay(communities) * StormTimes, PerWrite(costs), disk, seed: 1);

    private static double WritesOfDay(int communities) => communities * (Demands + Offers + (Orders * OrderSteps)) / WorkingDays;

    /// <summary>Seconds of the one writer for a write, taken as all that the process spent on it: a filing, or a fifth of an order's five steps, by their numbers.</summary>
    private static double PerWrite(IReadOnlyList<Cost> costs)
    {
        var all = (Demands * costs[0].Microseconds) + (Offers * costs[1].Microseconds) + (Orders * (costs[2].Microseconds + costs[3].Microseconds));
        return all / (Demands + Offers + (Orders * OrderSteps)) / 1e6;
    }

    private static string Table(string head, IEnumerable<string> lines) => $"{head}\n{string.Join('\n', lines)}\n";

    private static string Line(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);

    private sealed record Matched(SeedProfile Profile, int Demands, int Slots, long Pairs, double CpuSeconds);
}
