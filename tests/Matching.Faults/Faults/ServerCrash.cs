using System.Collections.Concurrent;
using System.Diagnostics;
using Matching.Faults.Stores;

namespace Matching.Faults.Faults;

/// <summary>F10, light: the PostgreSQL server crashes under load and comes back; the product goes on without a restart.</summary>
internal static class ServerCrash
{
    private const int OrdersPerCrash = 50;

    public static async Task<string> Play(Rig rig, Store store)
    {
        var crashes = rig.Long ? 10 : 2;
        var ledger = new Ledger("F10");
        var judge = new Judge(store, ledger);
        var longest = TimeSpan.Zero;
        var reads = new ConcurrentDictionary<int, int>();
        await using var product = await rig.Start(store);
        await Supply.Publish(product.Client, "F10 讲座", slots: 20, capacity: crashes * OrdersPerCrash);
        for (var crash = 1; crash <= crashes; crash++)
        {
            await ledger.FileOpen(product.Client, OrdersPerCrash);
            ledger.Hold(await Supply.Match(product.Client, $"F10/run/{crash}"));

            using var stop = new CancellationTokenSource();
            var readers = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Read(product.Client, reads, stop.Token))));
            var load = Load.Start(product.Client, ledger, rig.Random);
            await Task.Delay(rig.Random.Next(300, 900));
            rig.Postgres.Crash();
            await Task.Delay(500);
            rig.Postgres.StartAgain();
            var took = await UntilFilingGoesOn(product, ledger);
            longest = took > longest ? took : longest;
            await Task.Delay(500);
            await load.Stop();
            await stop.CancelAsync();
            await readers;
            await judge.Check(product.Client, rig.Random);
        }
        ledger.OnlyAnswered(503);
        Must.BeNone([.. reads.Where(read => read.Key is not (200 or 503)).Select(read => $"{read.Key}×{read.Value}")], $"kinds of unexpected answers to reads ({reads.GetValueOrDefault(200)} were 200)");
        Must.Hold(judge.Repeated > 0, "no request was ever under way when the server crashed: the test is blind");
        await rig.Verify(store, runs: int.MaxValue);
        return $"{crashes} crashes, {ledger.Filed} filings and {ledger.Stepped} steps acknowledged ({ledger.AnswersInWords}), 0 lost; {judge.Repeated} repeated, 0 twice; filing again {longest.TotalMilliseconds:0} ms after the server, same process";
    }

    private static async Task Read(Client client, ConcurrentDictionary<int, int> reads, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var answer = await client.Get("/api/demands?limit=5");
            reads.AddOrUpdate(answer.Status, 1, (_, count) => count + 1);
            await Task.Delay(5, CancellationToken.None);
        }
    }

    private static async Task<TimeSpan> UntilFilingGoesOn(Product product, Ledger ledger)
    {
        var began = Stopwatch.GetTimestamp();
        while ((await ledger.Send(product.Client, ledger.NewFiling(open: false))).Status != 201)
        {
            Must.Hold(product.IsRunning, $"the process ended: {product.Errors}");
            Must.Hold(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(15), $"filing did not go on 15 s after the server was back: {ledger.AnswersInWords}");
            await Task.Delay(20);
        }
        return Stopwatch.GetElapsedTime(began);
    }
}
