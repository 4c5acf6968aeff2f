using Matching.Faults.Stores;

namespace Matching.Faults.Faults;

/// <summary>F2–F5: the power goes under load. What was not synced is lost, lost in part, or torn; nothing acknowledged is. The same with the write-ahead
/// log left unsynced at commit, as synchronous=NORMAL does, must lose something: else the harness would see nothing at all.</summary>
internal static class PowerLoss
{
    private const int OrdersPerCycle = 60;

    /// <summary>Tried when every write was synced by chance each time the power went.</summary>
    private const int MoreCycles = 12;

    public static Task<string> LosesAll(Rig rig, Store store) => Play(rig, store, "F2", Loss.All);

    public static Task<string> LosesSome(Rig rig, Store store) => Play(rig, store, "F3", Loss.Some);

    public static Task<string> Tears(Rig rig, Store store) => Play(rig, store, "F4", Loss.Torn);

    public static async Task<string> MustSeeUnsafe(Rig rig, Store store)
    {
        var power = new UnsyncedWrites(Path.GetDirectoryName(store.Argument)!);
        var ledger = new Ledger("F5");
        var before = await rig.Start(store, power.Started(withoutLogSync: true));
        await ledger.FileOpen(before.Client, 20);
        var load = Load.Start(before.Client, ledger, rig.Random);
        await Task.Delay(800);
        before.Kill();
        await load.Stop();
        await before.DisposeAsync();
        var unsynced = power.Lose(Loss.All, rig.Random);
        var acknowledged = ledger.Filed;
        var left = Left(store, ledger);
        Must.Hold(acknowledged - left > 0, $"{acknowledged} filings acknowledged without a sync, {unsynced} writes taken back, and none is lost: the harness is blind");
        return $"without the log's sync {acknowledged - left} of {acknowledged} acknowledged filings are lost ({unsynced} writes taken back): the harness sees";
    }

    private static async Task<string> Play(Rig rig, Store store, string token, Loss loss)
    {
        var cycles = rig.Long ? 34 : loss == Loss.All ? 2 : 1;
        var power = new UnsyncedWrites(Path.GetDirectoryName(store.Argument)!);
        var ledger = new Ledger(token);
        var judge = new Judge(store, ledger);
        var unsynced = 0;
        var product = await rig.Start(store, power.Started(withoutLogSync: false));
        try
        {
            await Supply.Publish(product.Client, $"{token} 讲座", slots: 20, capacity: (cycles + MoreCycles) * OrdersPerCycle);
            for (var cycle = 1; cycle <= cycles || (unsynced == 0 && cycle <= cycles + MoreCycles); cycle++)
            {
                await ledger.FileOpen(product.Client, OrdersPerCycle);
                ledger.Hold(await Supply.Match(product.Client, $"{token}/run/{cycle}"));
                var load = Load.Start(product.Client, ledger, rig.Random);
                await Task.Delay(rig.Random.Next(200, 900));
                product.Kill();
                await load.Stop();
                await product.DisposeAsync();
                unsynced += power.Lose(loss, rig.Random);
                product = await rig.Start(store, power.Started(withoutLogSync: false));
                await judge.Check(product.Client, rig.Random);
            }
        }
        finally
        {
            await product.DisposeAsync();
        }
        await rig.Verify(store, runs: 1);
        Must.Hold(unsynced > 0, "no write was ever unsynced when the power went: the test is blind");
        return $"{cycles} losses of power, {unsynced} writes not synced by then, {ledger.Filed} filings and {ledger.Stepped} steps acknowledged, 0 lost; {judge.Repeated} repeated, 0 twice";
    }

    /// <summary>How many acknowledged filings the store still has; none when it can't be read any more.</summary>
    private static int Left(Store store, Ledger ledger)
    {
        try
        {
            return store.Rows($"select code from demand where title like '{ledger.Token}-%'", row => row.GetString(0)).Intersect(ledger.AcknowledgedCodes).Count();
        }
        catch (System.Data.Common.DbException)
        {
            return 0;
        }
    }
}
