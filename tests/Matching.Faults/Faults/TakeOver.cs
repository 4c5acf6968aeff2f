using System.Diagnostics;
using System.Globalization;
using Matching.Faults.Stores;

namespace Matching.Faults.Faults;

/// <summary>F11–F13: two processes on one PostgreSQL, and the one that leads the matching is killed, loses its session, or is frozen in
/// the middle of a run and wakes up as if nothing had been. Another leads soon; nothing is lost, done twice or written by the one that was overthrown.</summary>
internal static class TakeOver
{
    private const int OrdersPerCycle = 40;
    private const string Epochs = "select epoch, node from leader where shard = 0";

    /// <summary>Ends the session that holds the share's lock.</summary>
    private const string EndSession = "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = 7305423 and objid = 0 and objsubid = 2 and granted and database = (select oid from pg_database where datname = current_database())";

    /// <summary>A quiet machine needs a tenth of it, or 2 s more where the server must first notice the silence; one that is busy with other things needs longer.</summary>
    private static readonly TimeSpan MostHandover = TimeSpan.FromSeconds(6);

    public static Task<string> Killed(Rig rig, Store store) => Play(rig, store, "F11", "kills", rig.Long ? 10 : 2, async (leader, _) =>
    {
        leader.Kill();
        await Task.CompletedTask;
    });

    public static Task<string> SessionEnded(Rig rig, Store store) => Play(rig, store, "F12", "sessions ended", rig.Long ? 12 : 2, async (_, _) =>
    {
        store.Rows(EndSession, row => row.GetBoolean(0));
        await Task.CompletedTask;
    });

    public static Task<string> Frozen(Rig rig, Store store) => Play(rig, store, "F13", "freezes", rig.Long ? 5 : 1, async (leader, key) =>
    {
        // Its run is under way, or about to be written, when it freezes.
        _ = leader.Client.Post("/api/match-runs", null, $"{key}/frozen");
        await Task.Delay(rig.Random.Next(40));
        leader.Freeze();
    });

    private static async Task<string> Play(Rig rig, Store store, string token, string what, int cycles, Func<Product, string, Task> strike)
    {
        var ledger = new Ledger(token);
        var judge = new Judge(store, ledger);
        var longest = TimeSpan.Zero;
        var pair = new[] { await rig.Start(store), await rig.Start(store) };
        try
        {
            await Supply.Publish(pair[0].Client, $"{token} 讲座", slots: 20, capacity: cycles * OrdersPerCycle);
            for (var cycle = 1; cycle <= cycles; cycle++)
            {
                var (epoch, process) = Leader(store);
                var leading = Array.FindIndex(pair, one => one.Id == process);
                Must.Hold(leading >= 0, $"process {process} leads, and is none of ours");
                var (leader, other) = (pair[leading], pair[1 - leading]);
                await ledger.FileOpen(other.Client, OrdersPerCycle);
                // Asked for where nobody leads: the leader does it.
                ledger.Hold(await Supply.Match(other.Client, $"{token}/run/{cycle}"));
                var load = Load.Start(other.Client, ledger, rig.Random);
                await Task.Delay(rig.Random.Next(200, 500));
                await strike(leader, $"{token}/{cycle}");
                var took = await UntilAnotherEpoch(store, epoch);
                longest = took > longest ? took : longest;
                await Supply.Match(other.Client, $"{token}/after/{cycle}");
                await load.Stop();
                pair[leading] = await Mended(rig, store, leader);
                await judge.Check(other.Client, rig.Random);
                DemandAboveCapacity.NothingOversold(store);
            }
            await rig.Verify(store, runs: 3);
            Must.Hold(longest < MostHandover, $"another led only after {longest.TotalMilliseconds:0} ms");
            return $"{cycles} {what}, another epoch after at most {longest.TotalMilliseconds:0} ms; {ledger.Filed} filings and {ledger.Stepped} steps acknowledged ({ledger.AnswersInWords}), 0 lost, 0 twice, 0 oversold, no run of an older epoch";
        }
        finally
        {
            foreach (var product in pair)
                await product.DisposeAsync();
        }
    }

    public static (long Epoch, int Process) Leader(Store store) => store
        .Rows(Epochs, row => (row.GetInt64(0), int.Parse(row.GetString(1).Split('/')[^1], CultureInfo.InvariantCulture)))[0];

    public static async Task<TimeSpan> UntilAnotherEpoch(Store store, long epoch)
    {
        var began = Stopwatch.GetTimestamp();
        while (Leader(store).Epoch == epoch)
        {
            Must.Hold(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "nobody took over in 30 s");
            await Task.Delay(10);
        }
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>Woken when it was frozen, started anew when it was killed; a frozen one gets time to do what it was about to.</summary>
    private static async Task<Product> Mended(Rig rig, Store store, Product leader)
    {
        if (!leader.IsRunning)
        {
            await leader.DisposeAsync();
            return await rig.Start(store);
        }
        leader.Thaw();
        var began = Stopwatch.GetTimestamp();
        while ((await leader.Client.Get("/health/ready")).Status != 200)
            Must.Hold(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(20), "the woken process does not serve again");
        return leader;
    }
}
