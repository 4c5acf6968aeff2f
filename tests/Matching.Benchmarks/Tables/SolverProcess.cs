using System.Diagnostics;
using System.Text.Json;

namespace Matching.Benchmarks.Tables;

/// <summary>A solver as a process of its own, so that its peak memory is its own.</summary>
internal sealed record SolverProcess(string Program, string[] Arguments)
{
    /// <summary>This program's own commands.</summary>
    public static SolverProcess Own { get; } = new("dotnet", [typeof(SolverProcess).Assembly.Location]);

    /// <summary>The JSON lines that it prints, one per file; null where it had not ended after <paramref name="patience"/>.</summary>
    /// <exception cref="InvalidDataException">It failed.</exception>
    public IReadOnlyList<JsonElement>? Run(TimeSpan patience, params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(patience))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            return null;
        }
        if (process.ExitCode != 0)
            throw new InvalidDataException($"{Program} {string.Join(' ', Arguments.Concat(arguments))}: {errors.Result}");
        return [.. output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }

    private Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in Arguments.Concat(arguments))
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException($"{Program} does not start.");
    }
}
