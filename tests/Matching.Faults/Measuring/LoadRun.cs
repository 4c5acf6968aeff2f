using System.Diagnostics;
using System.Globalization;
using Matching.Faults.Stores;

namespace Matching.Faults.Measuring;

/// <summary>What the command line asked for.</summary>
/// <param name="Rate">Requests a second; 0 for half of what the machine does.</param>
/// <param name="Seconds">Of each part.</param>
/// <param name="Rounds">Of the soak; memory is noted after each.</param>
internal sealed record LoadWanted(double Rate, int Seconds, int Rounds, int Seed, string Product);

/// <summary>The load generator: paced, then a soak, then five times what can be done; on a file, on PostgreSQL by one process, and by two.</summary>
internal static class LoadRun
{
    private const int Clients = 32;
    private const int Times = 5;

    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MostRecovery = TimeSpan.FromMinutes(1);

    /// <returns>The exit code: 0 when nothing was lost and nothing but an orderly refusal came.</returns>
    public static async Task<int> Run(LoadWanted wanted, TextWriter output)
    {
        output.WriteLine($"seed {wanted.Seed}, {Environment.ProcessorCount} cores, load of the machine before {(File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown")}");
        await using var rig = new Rig(new Wanted(Long: false, Only: null, wanted.Seed, wanted.Product));
        var (passed, failed) = (0, 0);
        foreach (var (kind, processes) in new[] { (StoreKind.Sqlite, 1), (StoreKind.Postgres, 1), (StoreKind.Postgres, 2) })
        {
            try
            {
                await Play(rig, wanted, kind, processes, output);
                passed++;
            }
            catch (SkippedException skipped)
            {
                output.WriteLine($"skipped: {skipped.Message}");
            }
            catch (FaultException broken)
            {
                output.WriteLine($"FAILED: {broken.Message}");
                failed++;
            }
        }
        output.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    private static async Task Play(Rig rig, LoadWanted wanted, StoreKind kind, int processes, TextWriter output)
    {
        var store = rig.NewStore(kind, $"load{processes}-{kind}");
        var products = new List<Product>();
        try
        {
            while (products.Count < processes)
                products.Add(await rig.Start(store));
            var crowd = new Crowd([.. products.Select(product => product.Client)], new Ledger($"L{processes}"), wanted.Seed);
            await crowd.Prepare();
            await OpenLoop.Closed(Clients, Warm, crowd.Send);
            var capacity = await OpenLoop.Closed(Clients, Warm, crowd.Send);
            output.WriteLine();
            Say(output, $"### {kind}, {processes} process{(processes == 1 ? "" : "es")}: {capacity:0} requests a second by {Clients} clients that wait for each answer");
            await Soak(wanted, wanted.Rate > 0 ? wanted.Rate : capacity / 2, products, crowd, output);
            await Overload(wanted, capacity * Times, crowd, output);
            crowd.Ledger.OnlyAnswered(0, 429, 503);
            await new Judge(store, crowd.Ledger).Check(products[0].Client, rig.Random);
            await rig.Verify(store, runs: 1);
            Say(output, $"{crowd.Ledger.Filed} filings and {crowd.Ledger.Stepped} moves acknowledged, none lost, verify clean.");
        }
        finally
        {
            foreach (var product in products)
                await product.DisposeAsync();
        }
    }

    private static async Task Soak(LoadWanted wanted, double rate, IReadOnlyList<Product> products, Crowd crowd, TextWriter output)
    {
        var (samples, memory) = (new List<Sample>(), new List<long>());
        for (var round = 0; round < wanted.Rounds; round++)
        {
            samples.AddRange(await OpenLoop.Run(rate, TimeSpan.FromSeconds((double)wanted.Seconds / wanted.Rounds), crowd.Send));
            memory.Add(products.Sum(product => product.Memory) >> 20);
        }
        Say(output, $"{rate:0} a second for {wanted.Seconds} s; memory {string.Join(", ", memory)} MB");
        foreach (var line in OpenLoop.Table(samples))
            output.WriteLine(line);
    }

    private static async Task Overload(LoadWanted wanted, double rate, Crowd crowd, TextWriter output)
    {
        var samples = await OpenLoop.Run(rate, TimeSpan.FromSeconds(wanted.Seconds), crowd.Send);
        var (began, one) = (Stopwatch.GetTimestamp(), TimeSpan.MaxValue);
        while (one > Quick)
        {
            Must.Hold(Stopwatch.GetElapsedTime(began) < MostRecovery, $"a filing still takes {one.TotalMilliseconds:0} ms {MostRecovery.TotalSeconds:0} s after the overload");
            var asked = Stopwatch.GetTimestamp();
            await crowd.Send(0);
            one = Stopwatch.GetElapsedTime(asked);
        }
        Say(output, $"{rate:0} a second for {wanted.Seconds} s; an answer within {Quick.TotalMilliseconds:0} ms again {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s after the last answer");
        foreach (var line in OpenLoop.Table(samples))
            output.WriteLine(line);
    }

    private static void Say(TextWriter output, FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
