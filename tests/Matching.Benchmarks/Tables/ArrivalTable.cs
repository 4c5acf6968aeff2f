using System.Globalization;
using System.Text;
using Matching.Benchmarks.Instances;

namespace Matching.Benchmarks.Tables;

/// <summary>Microseconds of an arrival or a cancellation on a solved instance.</summary>
internal static class ArrivalTable
{
    public static string Make(string folder, bool quick, TextWriter progress)
    {
        var table = new StringBuilder("| demands | change | count | mean µs | median | 99 % | worst | must: mean / 99 % / worst | aim |\n|---:|---|---:|---:|---:|---:|---:|---|---|\n");
        var demands = quick ? 10_000 : 100_000;
        progress.WriteLine($"arrivals: {demands}");
        var file = Path.Combine(folder, "arrivals.txt");
        using (var stream = File.Create(file))
            new GraphInstance(new GraphRecipe(demands)).Write(stream);
        foreach (var line in SolverProcess.Own.Run(Timeout.InfiniteTimeSpan, "arrivals", file, "--count", "10000")!)
        {
            double Of(string name) => line.GetProperty(name).GetDouble();
            table.Append(CultureInfo.InvariantCulture,
                $"| {demands:N0} | {line.GetProperty("change").GetString()} | {Of("count"):N0} | {Of("cpu_mean_us"):N0} | {Of("cpu_p50_us"):N0} | {Of("cpu_p99_us"):N0} | {Of("cpu_worst_us"):N0} |");
            table.Append(" 60 / 400 / 2,000 | 25 / 200 / 500 |\n");
        }
        return table.ToString();
    }
}
