using System.Diagnostics;
using Matching.Faults.Stores;

namespace Matching.Faults.Faults;

/// <summary>F22: the machine that leads the matching is cut off from the store and from its clients, and comes back. Another leads meanwhile; nothing is
/// lost or oversold.</summary>
internal static class NetworkCut
{
    private const int OrdersPerCycle = 30;

    public static async Task<string> Play(Rig rig, Store _)
    {
        var cycles = rig.Long ? 5 : 1;
        using var machine = new OtherMachine();
        using var server = PostgresServer.Start(Path.Combine(rig.Folder, "F22"), OtherMachine.Here);
        var store = server.NewDatabase("f22");
        var ledger = new Ledger("F22");
        var longest = TimeSpan.Zero;
        await using var far = await rig.Start(server.Database("f22", OtherMachine.Here), machine.Manner);
        await using var near = await rig.Start(store);
        await Supply.Publish(near.Client, "F22 讲座", slots: 20, capacity: cycles * OrdersPerCycle);
        for (var cycle = 1; cycle <= cycles; cycle++)
        {
            var epoch = TakeOver.Leader(store).Epoch;
            await ledger.FileOpen(near.Client, OrdersPerCycle);
            ledger.Hold(await Supply.Match(near.Client, $"F22/run/{cycle}"));
            var load = Load.Start(near.Client, ledger, rig.Random);
            var farLoad = Load.Start(far.Client, ledger, rig.Random, clients: 4);
            await Task.Delay(rig.Random.Next(300, 600));
            machine.Pull();
            if (cycle == 1)
            {
                var took = await TakeOver.UntilAnotherEpoch(store, epoch);
                longest = took > longest ? took : longest;
            }
            await Supply.Match(near.Client, $"F22/meanwhile/{cycle}");
            machine.PlugIn();
            await load.Stop();
            await farLoad.Stop();
            await UntilReady(far.Client);
            await new Judge(store, ledger).Check(far.Client, rig.Random);
            DemandAboveCapacity.NothingOversold(store);
        }
        ledger.OnlyAnswered(503);
        await rig.Verify(store, runs: 3);
        return $"{cycles} cuts, another epoch after {longest.TotalMilliseconds:0} ms; {ledger.Filed} filings and {ledger.Stepped} steps acknowledged ({ledger.AnswersInWords}), 0 lost, 0 twice, 0 oversold";
    }

    private static async Task UntilReady(Client client)
    {
        var began = Stopwatch.GetTimestamp();
        while ((await client.Get("/health/ready")).Status != 200)
            Must.Hold(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(60), "the machine that was cut off does not serve again");
    }
}
