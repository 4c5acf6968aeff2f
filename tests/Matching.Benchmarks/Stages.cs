using System.Diagnostics;
using System.Globalization;
using Matching.Api.Lists;
using Matching.Core;
using Matching.Core.Reports;

namespace Matching.Benchmarks;

/// <summary>Median time of each stage of a match run, and what the run gave.</summary>
internal static class Stages
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 8, 0, 0, ChinaTime.Offset);

    public static void Run(SeedProfile profile, int repeat, TextWriter output)
    {
        var lists = SeedGrowth.Grow(SeedLists(), profile);
        var input = new MatchInput(Now, lists.Units, lists.Pairings, lists.Offers, lists.Slots, lists.Demands);
        var (run, report) = Once(input, []);
        var times = new Dictionary<string, List<double>>();
        for (var i = 0; i < repeat; i++)
            (run, report) = Once(input, times);
        WriteTimes(times, output);
        WriteCounts(profile, run, report, output);
    }

    /// <summary>One run, its milliseconds per stage added to <paramref name="times"/> in the order of the stages.</summary>
    private static (MatchRun Run, MatchReport Report) Once(MatchInput input, Dictionary<string, List<double>> times)
    {
        var began = Stopwatch.GetTimestamp();
        var run = MatchRun.Execute(input, MatchPolicy.Default, Note);
        Note("orders");
        var refusals = MatchReport.RefusalsOf(run);
        Note("refusals");
        var report = MatchReport.Of(run, CultureInfo.GetCultureInfo("zh-CN"), refusals);
        Note("report");
        return (run, report);

        void Note(string stage)
        {
            if (!times.TryGetValue(stage, out var list))
                times.Add(stage, list = []);
            list.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            began = Stopwatch.GetTimestamp();
        }
    }

    private static void WriteTimes(Dictionary<string, List<double>> times, TextWriter output)
    {
        var medians = times.Select(stage => (Name: stage.Key, Ms: Median(stage.Value))).ToList();
        var total = medians.Sum(stage => stage.Ms);
        output.WriteLine("| stage | median ms | share |");
        output.WriteLine("|---|---:|---:|");
        foreach (var (name, ms) in medians.Append(("total", total)))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {ms:N1} | {ms / total:P1} |"));
        output.WriteLine();
    }

    private static void WriteCounts(SeedProfile profile, MatchRun run, MatchReport report, TextWriter output)
    {
        output.WriteLine("| profile | demands | slots | candidate pairs | served | status | gap | softGap |");
        output.WriteLine("|---|---:|---:|---:|---:|---|---:|---:|");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {profile} | {report.Demands:N0} | {run.Lists.Slots.Length:N0} | {run.Candidates.Count:N0} | {report.Served:N0} | {report.Status} | {report.Gap:P4} | {report.SoftGap:P4} |"));
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static ListSet SeedLists()
    {
        var seed = Path.Combine(Root(), "data", "seed");
        string Csv(string name) => Path.Combine(seed, $"{name}.csv");
        return ListFiles.Read(new ListPaths(Csv("grid"), Csv("units"), Csv("pairings"), Csv("offers"), Csv("slots"), Csv("demands")), Now, KnownCodes.None, Console.Error.WriteLine);
    }

    private static string Root() =>
        Above(Environment.CurrentDirectory) ?? Above(AppContext.BaseDirectory) ?? throw new DirectoryNotFoundException("ThreeLists.sln stands nowhere above.");

    private static string? Above(string? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder, "ThreeLists.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder;
    }
}
