using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Matching.Benchmarks.Tables;

namespace Matching.Benchmarks;

/// <summary>Measures everything that docs/engine.md states and writes the figures into it.</summary>
internal static class WriteTables
{
    /// <summary>What is written, each between marks of its name.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["machine", "speed", "arrivals", "assignments", "clustered"];

    public static Command Command()
    {
        var page = new Option<FileInfo>("--out") { Description = "The page; only what stands between its marks is written", Required = true };
        var quick = new Option<bool>("--quick") { Description = "Few cases, once: to see that it works" };
        var only = new Option<string[]>("--only") { Description = "Some of the parts", DefaultValueFactory = _ => [.. Parts], AllowMultipleArgumentsPerToken = true };
        only.AcceptOnlyFromAmong([.. Parts]);
        var command = new Command("tables", "Measures and writes the tables of docs/engine.md") { page, quick, only };
        command.SetAction(parsed =>
        {
            var file = parsed.GetRequiredValue(page);
            return Refusals.Say(file, parsed.InvocationConfiguration.Error, () => Write(file, parsed.GetRequiredValue(only), parsed.GetValue(quick)));
        });
        return command;
    }

    private static void Write(FileInfo file, string[] parts, bool quick)
    {
        var page = File.ReadAllText(file.FullName);
        var folder = Directory.CreateTempSubdirectory("engine-tables-").FullName;
        try
        {
            var (lemon, highs) = (Peers.Lemon(folder), Peers.Highs());
            foreach (var part in parts)
            {
                page = MarkedPage.With(page, part, part switch
                {
                    "machine" => Machine(lemon is not null, highs is not null),
                    "speed" => SpeedTable.Make(folder, lemon, quick, Console.Error),
                    "arrivals" => ArrivalTable.Make(folder, quick, Console.Error),
                    "assignments" => QualityTables.Assignments(folder, quick, Console.Error),
                    _ => QualityTables.Clustered(folder, highs, quick, Console.Error),
                });
            }
            File.WriteAllText(file.FullName, page);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Machine(bool lemon, bool highs) => string.Create(CultureInfo.InvariantCulture,
        $"""
        {Processor()}, {Environment.ProcessorCount} cores; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}.
        LEMON: {(lemon ? $"liblemon-dev {Peers.VersionOf("dpkg-query", "-W", "-f=${Version}", "liblemon-dev")}, {Peers.VersionOf("g++", "--version")}" : "not there")}.
        HiGHS: {(highs ? $"python3-scipy {Peers.VersionOf("dpkg-query", "-W", "-f=${Version}", "python3-scipy")}" : "not there")}.

        """);

    private static string Processor() =>
        File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':') + 2)..]
            : RuntimeInformation.ProcessArchitecture.ToString();
}
