using System.Diagnostics;

namespace Matching.Benchmarks.Tables;

/// <summary>Other solvers, where the machine has them: nothing of them enters the product.</summary>
internal static class Peers
{
    /// <summary>LEMON's network simplex, built here from its driver; null without a C++ compiler or the Debian package liblemon-dev.</summary>
    public static SolverProcess? Lemon(string folder)
    {
        var program = Path.Combine(folder, "lemon");
        return Succeeds("g++", "-O3", "-o", program, Source("lemon.cpp")) ? new SolverProcess(program, []) : null;
    }

    /// <summary>HiGHS through SciPy; null without the Debian package python3-scipy.</summary>
    public static SolverProcess? Highs() =>
        new[] { "python3", "/usr/bin/python3" }.FirstOrDefault(python => Succeeds(python, "-c", "from scipy.optimize import milp")) is { } python
            ? new SolverProcess(python, [Source("highs.py")])
            : null;

    /// <summary>What the program says of its version, first line; "none" without it.</summary>
    public static string VersionOf(string program, params string[] arguments) => Output(program, arguments)?.Split('\n')[0].Trim() ?? "none";

    private static string Source(string name) => Path.Combine(Repository.Root(), "tests", "Matching.Benchmarks", "peers", name);

    private static bool Succeeds(string program, params string[] arguments) => Output(program, arguments) is not null;

    private static string? Output(string program, string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            errors.Wait();
            return process.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
