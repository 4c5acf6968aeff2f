using System.Globalization;
using System.Text;
using System.Text.Json;
using Matching.Benchmarks.Instances;

namespace Matching.Benchmarks.Tables;

/// <summary>Divisible demands: processor time and peak memory beside LEMON's, in turns.</summary>
internal static class SpeedTable
{
    /// <param name="Solves">In one process; the middle one is warm. The peer, which is so from the start, does fewer.</param>
    /// <param name="Must">Least ratio of the peer's processor time to ours, and what is aimed at.</param>
    private sealed record Case(string Name, GraphRecipe Recipe, int Rounds, int Solves, int PeerSolves, double Must, double Aim);

    private sealed record Measure(List<double> CpuMs, List<double> PeakMb, HashSet<string> Outcome)
    {
        public double Cpu => Median.Of(CpuMs);

        public double Peak => Median.Of(PeakMb);
    }

    private static readonly GraphRecipe Large = new(100_000);

    private static readonly Case[] Cases =
    [
        new("10³ demands", new GraphRecipe(1_000), 5, 301, 51, 0.7, 1.5),
        new("10⁴", new GraphRecipe(10_000), 5, 31, 5, 3, 5),
        new("10⁵, K = 16", Large, 3, 7, 1, 8, 15),
        new("10⁵, K = 32", Large with { K = 32 }, 3, 5, 1, 8, 15),
        new("10⁵, ties", Large with { Scores = ScoreKind.Ties }, 3, 7, 1, 8, 15),
        new("10⁵, capacity 1", Large with { Capacity = (1, 1) }, 3, 7, 1, 8, 15),
        new("10⁵, wide scores", Large with { Scores = ScoreKind.Wide }, 3, 7, 1, 8, 15),
        new("10⁵, quantities 1–4", Large with { Quantity = QuantityKind.Small }, 3, 7, 1, 8, 15),
        new("10⁵, random", Large with { Graph = GraphKind.Random }, 3, 7, 1, 4, 8),
        new("10⁵, Machol–Wien", Large with { Graph = GraphKind.MacholWien }, 1, 5, 1, 4, 8),
        new("10⁵, correlated", Large with { Graph = GraphKind.Correlated }, 1, 5, 1, 4, 8),
        new("10⁶", new GraphRecipe(1_000_000), 1, 3, 1, 20, 50),
    ];

    public static string Make(string folder, SolverProcess? peer, bool quick, TextWriter progress)
    {
        var table = new StringBuilder();
        table.Append("| case | demands | slots | edges | ThreeLists ms | LEMON ms | ratio | must | aim | ThreeLists MB | LEMON MB | share |\n");
        table.Append("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (var each in quick ? Cases.Take(3).Select(each => each with { Rounds = 1 }) : Cases)
        {
            progress.WriteLine($"speed: {each.Name}");
            var row = Row(each, folder, peer);
            progress.Write(row);
            table.Append(row);
        }
        return table.ToString();
    }

    private static string Row(Case each, string folder, SolverProcess? peer)
    {
        var file = Path.Combine(folder, "speed.txt");
        using (var stream = File.Create(file))
            new GraphInstance(each.Recipe).Write(stream);
        var (ours, theirs) = (new Measure([], [], []), new Measure([], [], []));
        for (var round = 0; round < each.Rounds; round++)
        {
            Add(ours, SolverProcess.Own.Run(Timeout.InfiniteTimeSpan, "solve", file, "--repeat", $"{each.Solves}"));
            Add(theirs, peer?.Run(Timeout.InfiniteTimeSpan, file, "--repeat", $"{each.PeerSolves}"));
        }
        if (peer is not null && !ours.Outcome.SetEquals(theirs.Outcome))
            throw new InvalidDataException($"{each.Name}: {string.Join(", ", ours.Outcome)} here, {string.Join(", ", theirs.Outcome)} there.");
        using var lines = new StreamReader(file);
        var size = lines.ReadLine()!.Split(' ');
        var text = string.Create(CultureInfo.InvariantCulture,
            $"| {each.Name} | {long.Parse(size[0]):N0} | {long.Parse(size[1]):N0} | {long.Parse(size[2]):N0} | {ours.Cpu:N1} |");
        return text + (peer is null
            ? string.Create(CultureInfo.InvariantCulture, $" not there | | {each.Must:0.0} | {each.Aim:0.0} | {ours.Peak:N0} | | |\n")
            : string.Create(CultureInfo.InvariantCulture,
                $" {theirs.Cpu:N1} | {theirs.Cpu / ours.Cpu:0.0} | {each.Must:0.0} | {each.Aim:0.0} | {ours.Peak:N0} | {theirs.Peak:N0} | {ours.Peak / theirs.Peak:0.00} |\n"));
    }

    /// <summary>Adds one process's figures; status and score are kept to be compared.</summary>
    private static void Add(Measure measure, IReadOnlyList<JsonElement>? lines)
    {
        foreach (var line in lines ?? [])
        {
            measure.CpuMs.Add(1000 * line.GetProperty("solve_cpu_s").GetDouble());
            measure.PeakMb.Add(line.GetProperty("peak_mb").GetDouble());
            measure.Outcome.Add($"{line.GetProperty("status").GetString()} {line.GetProperty("score").GetInt64()}");
        }
    }
}
