using System.Diagnostics;

namespace Matching.Benchmarks;

/// <summary>Microseconds that one change took, elapsed and of the processor: on a busy machine the first also tell of others' work.</summary>
internal readonly record struct Took(double Elapsed, double Processor)
{
    public static Took By(Action change)
    {
        var (processor, began) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        change();
        var elapsed = Stopwatch.GetElapsedTime(began);
        return new Took(elapsed.TotalMicroseconds, (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds);
    }
}

/// <summary>How many changes of one kind took how long, in microseconds, elapsed and of the processor.</summary>
internal record Spread(
    int Count, double MeanUs, double P50Us, double P99Us, double WorstUs, double CpuMeanUs, double CpuP50Us, double CpuP99Us, double CpuWorstUs)
{
    public static Spread Of(IReadOnlyCollection<Took> took)
    {
        var elapsed = took.Select(each => each.Elapsed).Order().ToList();
        var processor = took.Select(each => each.Processor).Order().ToList();
        return new Spread(
            took.Count, Mean(elapsed), At(elapsed, 0.5), At(elapsed, 0.99), At(elapsed, 1), Mean(processor), At(processor, 0.5), At(processor, 0.99), At(processor, 1));
    }

    private static double Mean(List<double> values) => Math.Round(values.Average(), 1);

    private static double At(List<double> sorted, double share) => Math.Round(sorted[(int)(share * (sorted.Count - 1))], 1);
}
