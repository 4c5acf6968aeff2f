using System.Collections.Concurrent;
using System.Diagnostics;
using Matching.Faults.Measuring;
using Matching.Faults.Stores;

namespace Matching.Faults.Faults;

/// <summary>F23 and F24: half of what the machine can do for a while, memory stays flat; five times as much, and what is too much is refused soon and
/// in order, and afterwards the product is as quick as before.</summary>
internal static class Overload
{
    private const int ShortQueue = 64;
    private const int Connections = 1024;
    private const int Times = 5;

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

    /// <summary>The queue is made short and every client has a connection of its own, so that it is the product that has to refuse, and not the callers that wait.</summary>
    public static async Task<string> FiveTimes(Rig rig, Store store)
    {
        var ledger = new Ledger("F24");
        await using var product = await rig.Start(store, Manner.With(("Store__MostWaiting", $"{ShortQueue}")));
        var capacity = await Capacity(product.Client, ledger, seconds: 2);
        using var crowd = new Client(product.Client.Address, Connections);
        await crowd.SignIn();
        var refused = new ConcurrentBag<double>();
        var samples = await OpenLoop.Run(capacity * Times, TimeSpan.FromSeconds(rig.Long ? 60 : 4), async _ =>
        {
            // How soon a refusal comes is the product's; how soon this machine gets to send is not.
            var asked = Stopwatch.GetTimestamp();
            var answer = await File(crowd, ledger);
            if (answer.Status is 429 or 503)
                refused.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            return answer;
        });
        var refusals = refused.Order().ToList();
        var recovered = await Recovered(product.Client, ledger);
        Must.Hold(refusals.Count > 0, $"{capacity * Times:0} a second were offered where {capacity:0} are done, with room for {ShortQueue}, and nothing was refused: the test is blind");
        ledger.OnlyAnswered(429, 503);
        await new Judge(store, ledger).Check(product.Client, rig.Random);
        await rig.Verify(store, runs: 1);
        return $"{capacity * Times:0} a second offered where {capacity:0} are done; {refusals.Count} of {samples.Count} refused, half of them within {OpenLoop.At(refusals, 0.5):0} ms; {ledger.Filed} acknowledged, 0 lost; as quick as before {recovered.TotalMilliseconds:0} ms later";
    }

    private static async Task<TimeSpan> Recovered(Client client, Ledger ledger)
    {
        var began = Stopwatch.GetTimestamp();
        TimeSpan one;
        do
        {
            var asked = Stopwatch.GetTimestamp();
            var (_, status) = await File(client, ledger);
            one = Stopwatch.GetElapsedTime(asked);
            Must.Hold(Stopwatch.GetElapsedTime(began) < MostRecovery, $"a filing still takes {one.TotalMilliseconds:0} ms ({status}) {MostRecovery.TotalSeconds:0} s after the overload");
        }
        while (one > TimeSpan.FromMilliseconds(250));
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>How many filings a second 32 clients get done that wait for each answer.</summary>
    private static async Task<double> Capacity(Client client, Ledger ledger, int seconds)
    {
        await ledger.FileOpen(client, 100);
        return await OpenLoop.Closed(clients: 32, TimeSpan.FromSeconds(seconds), _ => File(client, ledger));
    }

    private static async Task<(string Kind, int Status)> File(Client client, Ledger ledger) => ("file", (await ledger.Send(client, ledger.NewFiling(open: false))).Status);
}
