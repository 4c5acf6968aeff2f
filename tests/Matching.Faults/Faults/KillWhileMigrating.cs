using System.Diagnostics;
using Matching.Faults.Stores;

namespace Matching.Faults.Faults;

/// <summary>F20: kill -9 while the schema is brought up and while a store moves to PostgreSQL. There is the old or the new, never something between.</summary>
internal static class KillWhileMigrating
{
    public static async Task<string> Play(Rig rig, Store store)
    {
        var cycles = rig.Long ? 30 : 4;
        var versions = new SortedSet<long>();
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            using var starting = rig.Launch("--store", store.Argument, "--urls", "http://127.0.0.1:0");
            await Task.Delay(rig.Random.Next(200, 1200));
            starting.Kill();
            await starting.WaitForExitAsync();
            Product.Forget(starting);
            versions.Add(Version(store));
        }
        await using (await rig.Start(store))
            await rig.Verify(store, runs: 1);
        return $"{cycles} kills during first starts, left at schema {string.Join(", ", versions)}; the next start finishes, verify is clean";
    }

    public static async Task<string> Moving(Rig rig, Store store)
    {
        var cycles = rig.Long ? 20 : 2;
        var ledger = new Ledger("F20");
        int killed = 0, refused = 0;
        var product = await rig.Start(store);
        try
        {
            await ledger.FileOpen(product.Client, 100);
            for (var cycle = 0; cycle < cycles; cycle++)
            {
                var target = rig.NewStore(StoreKind.Postgres, $"f20_killed_{cycle}");
                using var moving = rig.Launch("migrate-to", target.Argument, "--store", store.Argument);
                await Task.Delay(rig.Random.Next(300, 1500));
                killed += moving.HasExited ? 0 : 1;
                moving.Kill();
                await moving.WaitForExitAsync();
                Product.Forget(moving);
                var rows = Version(target) == 0 ? 0 : target.Rows("select count(*) from demand", row => row.GetInt64(0))[0];
                Must.Hold(rows == 0 || rows >= 100, $"a move that was killed left {rows} demands");
                Must.Hold(!IsMoved(store), "a move that was killed has marked the store as moved");
                Must.Hold((await ledger.Send(product.Client, ledger.NewFiling(open: true))).Status == 201, "the old store does not go on after a killed move");
            }
            // The move itself, under load: what was acknowledged before is there, what comes after is refused, not lost.
            var load = Load.Start(product.Client, ledger, rig.Random, clients: 4);
            var there = rig.NewStore(StoreKind.Postgres, "f20_moved");
            var moved = await rig.Verb("migrate-to", there.Argument, "--store", store.Argument);
            Must.Hold(moved.ExitCode == 0, $"the move failed: {moved.Errors}");
            await Task.Delay(300);
            await load.Stop();
            refused = ledger.Refusals;
            ledger.OnlyAnswered(503);
            Must.Hold((await product.Client.Post("/api/demands", ledger.NewFiling(open: false).Body, "F20/late")).Status == 503, "the moved store still takes filings");
            await using var next = await rig.Start(there);
            await new Judge(there, ledger).Check(next.Client, rig.Random);
            await rig.Verify(there, runs: 1);
        }
        finally
        {
            await product.DisposeAsync();
        }
        return $"{killed} of {cycles} moves killed on the way, the old store went on; then moved under load: {ledger.Filed} filings acknowledged before and after, 0 lost, {refused} refused meanwhile and repeated on the new store";
    }

    private static bool IsMoved(Store store) => store.Rows("select value from store_mark where name = 'moved'", row => row.GetString(0)).Count > 0;

    /// <summary>0 for a store without any schema.</summary>
    private static long Version(Store store)
    {
        try
        {
            return store.Rows("select coalesce(max(version), 0) from schema_version", row => row.GetInt64(0))[0];
        }
        catch (System.Data.Common.DbException)
        {
            return 0;
        }
    }
}
