using System.CommandLine;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Matching.Benchmarks.Instances;
using Matching.Core;
using Matching.Core.Pairing;

namespace Matching.Benchmarks;

/// <summary>Solves instance files and tells of each, in one JSON line, what came out and what it took.</summary>
internal static class Solve
{
    internal static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="Assigned">Demands that got anything.</param>
    /// <param name="SolveS">Medians over the runs; the peak is that of the process so far.</param>
    private sealed record Line(
        string Solver, string File, string Status, long Score, long Bound, double Gap, int Assigned,
        double ReadS, double BuildS, double SolveS, double SolveCpuS, double PeakMb);

    public static Command Command()
    {
        var files = new Argument<FileInfo[]>("FILE") { Description = "Instances", Arity = ArgumentArity.OneOrMore };
        var limit = new Option<double?>("--time-limit") { Description = "Seconds after which a solve ends with what it has" };
        var repeat = OptionRules.Number("--repeat", "Solves of each file; times are their medians", 1, 1);
        var sol = new Option<FileInfo?>("--sol") { Description = "Where to write `demand slot amount` lines" };
        limit.Must(seconds => seconds is null or (>= 0 and <= 1e6), "be 0 to 1,000,000 seconds");
        var command = new Command("solve", "Solves instance files, one JSON line each") { files, limit, repeat, sol };
        command.Validators.Add(given =>
        {
            if (given.GetValue(sol) is not null && given.GetValue(files)?.Length > 1)
                given.AddError("--sol takes the pairs of one FILE.");
        });
        command.SetAction(parsed =>
        {
            var (to, failed) = (parsed.InvocationConfiguration, 0);
            foreach (var file in parsed.GetRequiredValue(files))
                failed |= One(file, parsed.GetValue(limit), parsed.GetValue(repeat), parsed.GetValue(sol), to.Output, to.Error);
            return failed;
        });
        return command;
    }

    /// <summary>The exit code: 1 for a file that cannot be solved; the others are solved all the same.</summary>
    private static int One(FileInfo file, double? limit, int repeat, FileInfo? sol, TextWriter output, TextWriter errors) => Refusals.Say(file, errors, () =>
    {
        var (line, instance, result) = Run(file, limit, repeat);
        output.WriteLine(JsonSerializer.Serialize(line, Json));
        if (sol is not null)
            WritePairs(instance, result, sol);
    });

    private static (Line Line, Instance Instance, PairingResult Result) Run(FileInfo file, double? limit, int repeat)
    {
        var began = Stopwatch.GetTimestamp();
        var instance = InstanceReader.Read(file.OpenRead(), file.ToString());
        var read = Stopwatch.GetElapsedTime(began).TotalSeconds;
        began = Stopwatch.GetTimestamp();
        instance = instance.NearTogether();
        var problem = instance.ToProblem();
        var build = Stopwatch.GetElapsedTime(began).TotalSeconds;
        // What reading has left behind, or a run before, is not the memory that a solve takes.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        var (wall, cpu) = (new List<double>(), new List<double>());
        PairingResult? result = null;
        for (var run = 0; run < repeat; run++)
        {
            result = null;
            GC.Collect();
            using var stop = limit is { } seconds ? new CancellationTokenSource(TimeSpan.FromSeconds(seconds)) : null;
            var work = stop is null ? new WorkLimit(MatchPolicy.Default.SearchWork) : new WorkLimit(long.MaxValue, stop.Token);
            var (start, startCpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            result = PairingSolver.Solve(problem, work).Verified();
            cpu.Add((Environment.CpuUsage.TotalTime - startCpu).TotalSeconds);
            wall.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return (LineOf(file, result!, Assigned(instance, result!), read, build, Median.Of(wall), Median.Of(cpu)), instance, result!);
    }

    private static Line LineOf(FileInfo file, PairingResult result, int assigned, double read, double build, double solve, double cpu)
    {
        var status = result.IsOptimal ? "optimal" : assigned > 0 ? "feasible" : "bound-only";
        var peak = Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
        return new Line(
            "ThreeLists", file.ToString(), status, result.Objective, result.Bound, result.Gap, assigned,
            Math.Round(read, 6), Math.Round(build, 6), Math.Round(solve, 6), Math.Round(cpu, 6), Math.Round(peak, 1));
    }

    private static int Assigned(Instance instance, PairingResult result)
    {
        var assigned = new bool[instance.Quantity.Length];
        for (var e = 0; e < result.Amount.Length; e++)
        {
            if (result.Amount[e] > 0)
                assigned[instance.FileDemand(instance.Edges[e].Demand)] = true;
        }
        return assigned.Count(any => any);
    }

    private static void WritePairs(Instance instance, PairingResult result, FileInfo file)
    {
        using var writer = new InstanceWriter(file.Create());
        foreach (var (demand, slot, amount) in instance.PairsOf(result.Amount))
        {
            writer.Put(demand).Put(slot).Put(amount);
            writer.EndLine();
        }
    }
}
