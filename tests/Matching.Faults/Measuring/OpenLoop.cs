using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Matching.Faults.Measuring;

/// <summary>What one request was, and what came of it.</summary>
/// <param name="Milliseconds">From the instant at which it was to be sent: a sender that is held up hides nothing.</param>
internal readonly record struct Sample(string Kind, int Status, double Milliseconds)
{
    public bool IsRefused => Status is 429 or 503;

    public bool IsAnswered => Status is 200 or 201;
}

/// <summary>Sends by a timetable, whether or not what was sent before has been answered.</summary>
internal static class OpenLoop
{
    /// <param name="send">Sends the request of that number and tells its kind and status.</param>
    public static async Task<IReadOnlyList<Sample>> Run(double perSecond, TimeSpan span, Func<int, Task<(string Kind, int Status)>> send)
    {
        var (began, samples, sending) = (Stopwatch.GetTimestamp(), new ConcurrentBag<Sample>(), new List<Task>());
        var all = (int)(perSecond * span.TotalSeconds);
        while (sending.Count < all)
        {
            while (sending.Count < all && sending.Count / perSecond <= Stopwatch.GetElapsedTime(began).TotalSeconds)
            {
                var number = sending.Count;
                sending.Add(Task.Run(() => One(number)));
            }
            await Task.Delay(1);
        }
        await Task.WhenAll(sending);
        return [.. samples];

        async Task One(int number)
        {
            var (kind, status) = await send(number);
            samples.Add(new Sample(kind, status, Stopwatch.GetElapsedTime(began).TotalMilliseconds - (number / perSecond * 1000)));
        }
    }

    /// <summary>How many requests a second so many clients get done that each wait for their answer.</summary>
    public static async Task<double> Closed(int clients, TimeSpan span, Func<int, Task<(string Kind, int Status)>> send)
    {
        var (began, sent, done) = (Stopwatch.GetTimestamp(), 0, 0);
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(began) < span)
            {
                if ((await send(Interlocked.Increment(ref sent))).Status is 200 or 201)
                    Interlocked.Increment(ref done);
            }
        })));
        return done / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>A table: each kind and all together, in milliseconds.</summary>
    public static IEnumerable<string> Table(IReadOnlyList<Sample> samples)
    {
        yield return "| what | sent | done | refused | other | p50 ms | p90 ms | p99 ms | worst ms |";
        yield return "|---|---:|---:|---:|---:|---:|---:|---:|---:|";
        foreach (var kind in samples.GroupBy(sample => sample.Kind).OrderBy(group => group.Key, StringComparer.Ordinal))
            yield return Line(kind.Key, [.. kind]);
        yield return Line("all", samples);
    }

    /// <summary>The value that so large a share of the sorted values does not exceed.</summary>
    public static double At(IReadOnlyList<double> sorted, double share) => sorted.Count == 0 ? double.NaN : sorted[(int)Math.Ceiling(share * sorted.Count) - 1];

    private static string Line(string name, IReadOnlyList<Sample> samples)
    {
        var times = samples.Where(sample => sample.IsAnswered).Select(sample => sample.Milliseconds).Order().ToList();
        var (done, refused) = (times.Count, samples.Count(sample => sample.IsRefused));
        return string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {samples.Count} | {done} | {refused} | {samples.Count - done - refused} | {At(times, 0.5):0.0} | {At(times, 0.9):0.0} | {At(times, 0.99):0.0} | {At(times, 1):0.0} |");
    }
}
