namespace Matching.Benchmarks.Scale;

/// <summary>How a store's one queue of writes fared.</summary>
/// <param name="P99Seconds">From its arrival to its commit, of all writes that were taken.</param>
/// <param name="Refused">Writes that found the queue full.</param>
/// <param name="Busy">Share of the busiest hour in which the writer worked.</param>
internal sealed record QueueEnd(long Writes, double P99Seconds, double WorstSeconds, long Refused, double Busy);

/// <summary>
/// A storm day at one store, simulated: writes arrive by chance around the day's course, one writer takes what waits, at most 256 together, and each
/// batch waits once for the disk. The product's own queue in numbers; the same seed gives the same day.
/// </summary>
internal static class WriterQueue
{
    private const int MostWaiting = 8192;
    private const int MostTogether = 256;
    private const int HoursOpen = 10;
    private const int SecondsOfHour = 3600;

    /// <summary>How the day's writes spread over its ten hours, in hundredths; the storm breaks in the third.</summary>
    private static readonly int[] Course = [8, 12, 22, 16, 10, 6, 8, 8, 6, 4];

    /// <param name="writes">Of the whole day.</param>
    /// <param name="perWrite">Seconds of the writer for one.</param>
    /// <param name="perCommit">Seconds until the disk has a batch.</param>
    public static QueueEnd Day(double writes, double perWrite, double perCommit, int seed)
    {
        var random = new Random(seed);
        var (waiting, waits, refused, all, free, busiest) = (new Queue<double>(), new Waits(), 0L, 0L, 0.0, 0.0);
        for (var hour = 0; hour < HoursOpen; hour++)
        {
            var (pause, worked) = (SecondsOfHour / (writes * Course[hour] / 100), 0.0);
            for (double at = (hour * SecondsOfHour) + Next(random, pause); at < (hour + 1) * SecondsOfHour; at += Next(random, pause))
            {
                worked += Serve(waiting, waits, ref free, at, perWrite, perCommit);
                all++;
                if (waiting.Count < MostWaiting)
                    waiting.Enqueue(at);
                else
                    refused++;
            }
            busiest = Math.Max(busiest, worked / SecondsOfHour);
        }
        Serve(waiting, waits, ref free, double.MaxValue, perWrite, perCommit);
        return new QueueEnd(all, waits.At(0.99), waits.Worst, refused, Math.Min(1, busiest));
    }

    /// <summary>Works off the batches that begin before the instant; the seconds worked.</summary>
    private static double Serve(Queue<double> waiting, Waits waits, ref double free, double until, double perWrite, double perCommit)
    {
        var (worked, taken) = (0.0, new List<double>(MostTogether));
        while (waiting.Count > 0 && Math.Max(free, waiting.Peek()) < until)
        {
            var begin = Math.Max(free, waiting.Peek());
            taken.Clear();
            while (taken.Count < MostTogether && waiting.TryPeek(out var arrived) && arrived <= begin)
                taken.Add(waiting.Dequeue());
            free = begin + (taken.Count * perWrite) + perCommit;
            worked += free - begin;
            foreach (var arrived in taken)
                waits.Add(free - arrived);
        }
        return worked;
    }

    private static double Next(Random random, double mean) => -Math.Log(1 - random.NextDouble()) * mean;

    /// <summary>Waits counted by tenths of a millisecond up to ten minutes.</summary>
    private sealed class Waits
    {
        private const double Fine = 1e-4;

        private readonly long[] counts = new long[6_000_000];
        private long all;

        public double Worst { get; private set; }

        public void Add(double seconds)
        {
            counts[(int)Math.Min(seconds / Fine, counts.Length - 1)]++;
            all++;
            Worst = Math.Max(Worst, seconds);
        }

        public double At(double share)
        {
            var (seen, at) = (0L, 0);
            while (at < counts.Length - 1 && (seen += counts[at]) < share * all)
                at++;
            return (at + 1) * Fine;
        }
    }
}
