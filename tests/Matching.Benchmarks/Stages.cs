using System.Diagnostics;
using System.Globalization;
using Matching.Api.Lists;
using Matching.Core;
using Matching.Core.Reports;

namespace Matching.Benchmarks;

/// <summary>Median time of each stage of a match run, on the clock and of the processors, and what the run gave.</summary>
internal static class Stages
{
    public static void Run(SeedProfile profile, int repeat, TextWriter output)
    {
        var lists = SeedGrowth.Grow(Seed.Lists(), profile);
        var input = new MatchInput(Seed.Now, lists.Units, lists.Pairings, lists.Offers, lists.Slots, lists.Demands);
        var (run, report) = Once(input, []);
        var times = new Dictionary<string, List<StageTime>>();
        for (var i = 0; i < repeat; i++)
            (run, report) = Once(input, times);
        WriteTimes(times, output);
        WriteCounts(profile, run, report, output);
    }

    /// <summary>One run, its milliseconds per stage added to <paramref name="times"/> in the order of the stages.</summary>
    private static (MatchRun Run, MatchReport Report) Once(MatchInput input, Dictionary<string, List<StageTime>> times)
    {
        var (began, usedBefore) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var run = MatchRun.Execute(input, MatchPolicy.Default, Note);
        var explainer = new Explainer(run, CultureInfo.GetCultureInfo("zh-CN"));
        foreach (var order in run.Orders)
            explainer.Justify(order.Demand, order.Slot, order.Quantity);
        Note("justifications");
        var refusals = MatchReport.RefusalsOf(run);
        Note("refusals");
        var report = MatchReport.Of(run, CultureInfo.GetCultureInfo("zh-CN"), refusals);
        Note("report");
        return (run, report);

        void Note(string stage)
        {
            if (!times.TryGetValue(stage, out var list))
                times.Add(stage, list = []);
            var used = Environment.CpuUsage.TotalTime;
            list.Add(new StageTime(Stopwatch.GetElapsedTime(began).TotalMilliseconds, (used - usedBefore).TotalMilliseconds));
            (began, usedBefore) = (Stopwatch.GetTimestamp(), used);
        }
    }

    private static void WriteTimes(Dictionary<string, List<StageTime>> times, TextWriter output)
    {
        var medians = times.Select(stage => (Name: stage.Key, Ms: Median(stage.Value, time => time.Ms), Cpu: Median(stage.Value, time => time.CpuMs))).ToList();
        var total = medians.Sum(stage => stage.Ms);
        output.WriteLine("| stage | median ms | processor ms | share |");
        output.WriteLine("|---|---:|---:|---:|");
        foreach (var (name, ms, cpu) in medians.Append(("total", total, medians.Sum(stage => stage.Cpu))))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {ms:N1} | {cpu:N1} | {ms / total:P1} |"));
        output.WriteLine();
    }

    private static void WriteCounts(SeedProfile profile, MatchRun run, MatchReport report, TextWriter output)
    {
        output.WriteLine("| profile | demands | slots | candidate pairs | added | served | status | gap | softGap |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---|---:|---:|");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {profile} | {report.Demands:N0} | {run.Lists.Slots.Length:N0} | {run.Candidates.Count:N0} | {run.Added:N0} | {report.Served:N0} | {report.Status} | {report.Gap:P4} | {report.SoftGap:P4} |"));
    }

    private static double Median(List<StageTime> times, Func<StageTime, double> value)
    {
        var sorted = times.Select(value).Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private sealed record StageTime(double Ms, double CpuMs);
}
