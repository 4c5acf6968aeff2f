using System.Globalization;
using System.Text;
using System.Text.Json;
using Matching.Benchmarks.Instances;

namespace Matching.Benchmarks.Tables;

/// <summary>Indivisible demands: what was found in a time, and how far from it the certified bound is.</summary>
internal static class QualityTables
{
    /// <summary>The classic generalized assignments; gaps on the cost, as the literature states them.</summary>
    public static string Assignments(string folder, bool quick, TextWriter progress)
    {
        var table = new StringBuilder("| type | agents | jobs | limit s | status | cost | certified bound | gap | must | s | cpu s |\n|---|---:|---:|---:|---|---:|---:|---:|---|---:|---:|\n");
        (int Agents, int Jobs)[] sizes = quick ? [(5, 100)] : [(5, 100), (20, 100), (10, 200), (20, 200)];
        foreach (var type in "ABCED")
        {
            foreach (var (agents, jobs) in sizes)
            {
                foreach (var (limit, must) in quick ? [(2, "")] : type == 'D' ? [(10, "≤ 0.3 %"), (60, "≤ 0.1 %")] : new[] { (10, "≤ 0.05 %") })
                {
                    progress.WriteLine($"assignments: {type} {agents} {jobs} {limit} s");
                    table.Append(CultureInfo.InvariantCulture, $"| {type} | {agents} | {jobs} | {limit} | {AssignmentCells(folder, type, agents, jobs, limit, must)} |\n");
                }
            }
        }
        return table.ToString();
    }

    /// <summary>Our own indivisible demands, HiGHS beside them where it is there.</summary>
    public static string Clustered(string folder, SolverProcess? peer, bool quick, TextWriter progress)
    {
        var table = new StringBuilder("| demands | limit s | ThreeLists gap | score | cpu s | HiGHS gap | score | cpu s | must |\n|---:|---:|---:|---:|---:|---:|---:|---:|---|\n");
        foreach (var demands in quick ? [1_000] : new[] { 1_000, 10_000 })
        {
            progress.WriteLine($"clustered, indivisible: {demands}");
            const int Limit = 10;
            var file = Path.Combine(folder, "whole.txt");
            using (var stream = File.Create(file))
                new GraphInstance(new GraphRecipe(demands) { Quantity = QuantityKind.Whole, Capacity = GraphRecipe.UsualCapacity(QuantityKind.Whole) }).Write(stream);
            var ours = Solved(file, Limit);
            var theirs = peer?.Run(TimeSpan.FromSeconds(6 * Limit), "--time-limit", $"{Limit}", file)?[0];
            table.Append(CultureInfo.InvariantCulture, $"| {demands:N0} | {Limit} | {Cells(ours)} | ");
            table.Append(peer is null ? "not there | |" : theirs is { } line ? Cells(line) : $"no answer in {6 * Limit} s | |");
            table.Append(" | ≤ 0.1 % |\n");
        }
        return table.ToString();
    }

    private static string AssignmentCells(string folder, char type, int agents, int jobs, int limit, string must)
    {
        var file = Path.Combine(folder, "assignment.txt");
        var instance = new AssignmentInstance(type, agents, jobs, seed: 1);
        using (var stream = File.Create(file))
            instance.Write(stream);
        var line = Solved(file, limit);
        var (score, bound) = (line.GetProperty("score").GetInt64(), line.GetProperty("bound").GetInt64());
        if (line.GetProperty("assigned").GetInt32() < jobs)
            return $"not all jobs placed | | | | {must} | {Seconds(line)}";
        var (cost, least) = (jobs * instance.Stake - score, jobs * instance.Stake - bound);
        return string.Create(CultureInfo.InvariantCulture,
            $"{line.GetProperty("status").GetString()} | {cost:N0} | {least:N0} | {(cost - least) / (double)cost:P3} | {must} | {Seconds(line)}");
    }

    private static JsonElement Solved(string file, int limit) =>
        SolverProcess.Own.Run(Timeout.InfiniteTimeSpan, "solve", file, "--time-limit", $"{limit}")![0];

    private static string Cells(JsonElement line) => string.Create(CultureInfo.InvariantCulture,
        $"{line.GetProperty("gap").GetDouble():P3} | {line.GetProperty("score").GetInt64():N0} | {line.GetProperty("solve_cpu_s").GetDouble():0.0}");

    private static string Seconds(JsonElement line) => string.Create(CultureInfo.InvariantCulture,
        $"{line.GetProperty("solve_s").GetDouble():0.0} | {line.GetProperty("solve_cpu_s").GetDouble():0.0}");
}
