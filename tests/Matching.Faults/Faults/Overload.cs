using System.Collections.Concurrent;
using System.Diagnostics;
using Matching.Faults.Measuring;
using Matching.Faults.Stores;

namespace Matching.Faults.Faults;

/// <summary>F23 and F24: half of what the machine can do for a while, memory stays flat; five times as much, and what is too much is refused soon and
/// in order, and afterwards the product is as quick as before.</summary>
internal static class Overload
{
    private static readonly TimeSpan MostRecovery = TimeSpan.FromSeconds(5);

    public static async Task<string> Soak(Rig rig, Store store)
    {
        var (rounds, seconds) = rig.Long ? (10, 60) : (4, 3);
        var ledger = new Ledger("F23");
        await using var product = await rig.Start(store);
        var rate = await Capacity(product.Client, ledger, seconds: 2) / 2;
        var memory = new List<long>();
        for (var round = 0; round < rounds; round++)
        {
            await OpenLoop.Run(rate, TimeSpan.FromSeconds(seconds), _ => File(product.Client, ledger));
            memory.Add(product.Memory >> 20);
        }
        ledger.OnlyAnswered();
        // The first round still warms up.
        Must.Hold(memory[^1] < memory[1] * 1.5 + 64, $"memory grows: {string.Join(", ", memory)} MB");
        await new Judge(store, ledger).Check(product.Client, rig.Random);
        await rig.Verify(store, runs: 1);
        return $"{rate:0} filings a second for {rounds * seconds} s, {ledger.Filed} acknowledged, 0 refused; memory {string.Join(", ", memory)} MB";
    }

    public static async Task<string> FiveTimes(Rig rig, Store store)
    {
        var ledger = new Ledger("F24");
        await using var product = await rig.Start(store);
        var capacity = await Capacity(product.Client, ledger, seconds: 2);
        var refusals = new ConcurrentQueue<double>();
        await OpenLoop.Run(capacity * 5, TimeSpan.FromSeconds(rig.Long ? 60 : 4), async _ =>
        {
            var asked = Stopwatch.GetTimestamp();
            var answer = await File(product.Client, ledger);
            if (answer.Status is 429 or 503)
                refusals.Enqueue(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            return answer;
        });
        var began = Stopwatch.GetTimestamp();
        TimeSpan one;
        do
        {
            var asked = Stopwatch.GetTimestamp();
            var answer = await ledger.Send(product.Client, ledger.NewFiling(open: false));
            one = Stopwatch.GetElapsedTime(asked);
            Must.Hold(Stopwatch.GetElapsedTime(began) < MostRecovery, $"a filing still takes {one.TotalMilliseconds:0} ms ({answer.Status}) {MostRecovery.TotalSeconds:0} s after the overload");
        }
        while (one > TimeSpan.FromMilliseconds(250));
        var recovered = Stopwatch.GetElapsedTime(began);
        ledger.OnlyAnswered(429, 503);
        await new Judge(store, ledger).Check(product.Client, rig.Random);
        await rig.Verify(store, runs: 1);
        var sorted = refusals.Order().ToList();
        var refused = sorted.Count == 0 ? "nothing had to be refused: the queue took it all" : $"{sorted.Count} refused, half of them within {sorted[sorted.Count / 2]:0} ms";
        return $"{capacity * 5:0} a second offered where {capacity:0} are done; {refused}; {ledger.Filed} acknowledged, 0 lost; as quick as before {recovered.TotalMilliseconds:0} ms later";
    }

    /// <summary>How many filings a second 32 clients get done that wait for each answer.</summary>
    private static async Task<double> Capacity(Client client, Ledger ledger, int seconds)
    {
        await ledger.FileOpen(client, 100);
        return await OpenLoop.Closed(clients: 32, TimeSpan.FromSeconds(seconds), _ => File(client, ledger));
    }

    private static async Task<(string Kind, int Status)> File(Client client, Ledger ledger) => ("file", (await ledger.Send(client, ledger.NewFiling(open: false))).Status);
}
