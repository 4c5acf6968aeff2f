using System.Diagnostics;
using Matching.Faults.Stores;

namespace Matching.Faults.Faults;

/// <summary>F19: the PostgreSQL server is lost under load and its standby is promoted. With synchronous replication nothing acknowledged is lost.</summary>
internal static class StandbyPromoted
{
    public static async Task<string> Play(Rig rig, Store _)
    {
        using var first = PostgresServer.Start(Path.Combine(rig.Folder, "F19-first"));
        var store = (PostgresStore)first.NewDatabase("f19");
        using var standby = first.StandBy(Path.Combine(rig.Folder, "F19-standby"));
        var both = new PostgresStore(first.WithStandby(standby, "f19"));
        var ledger = new Ledger("F19");
        await using var product = await rig.Start(both);
        Must.Hold(store.Rows("select count(*) from pg_stat_replication where sync_state = 'sync'", row => row.GetInt64(0))[0] == 1, "the standby is not synchronous: the test would prove nothing");
        var load = Load.Start(product.Client, ledger, rig.Random);
        await Task.Delay(rig.Random.Next(700, 1200));
        first.Crash();
        await Task.Delay(300);
        standby.Promote();
        var began = Stopwatch.GetTimestamp();
        while ((await ledger.Send(product.Client, ledger.NewFiling(open: false))).Status != 201)
        {
            Must.Hold(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30), $"filing did not go on after the promotion: {ledger.AnswersInWords}");
            await Task.Delay(20);
        }
        var took = Stopwatch.GetElapsedTime(began);
        await Task.Delay(300);
        await load.Stop();
        ledger.OnlyAnswered(503);
        var there = standby.Database("f19");
        await new Judge(there, ledger).Check(product.Client, rig.Random);
        await rig.Verify(there, runs: 1);
        return $"{ledger.Filed} filings acknowledged ({ledger.AnswersInWords}), 0 lost; filing again {took.TotalMilliseconds:0} ms after the promotion, same process";
    }
}
