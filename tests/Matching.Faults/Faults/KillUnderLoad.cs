using Matching.Faults.Stores;

namespace Matching.Faults.Faults;

/// <summary>F1: kill -9 in the middle of filing, issuing, accepting and declining; nothing acknowledged is lost.</summary>
internal static class KillUnderLoad
{
    private const int OrdersPerCycle = 80;

    public static async Task<string> Play(Rig rig, Store store)
    {
        var cycles = rig.Long ? 100 : 8;
        var ledger = new Ledger("F1");
        var judge = new Judge(store, ledger);
        var product = await rig.Start(store);
        try
        {
            await Supply.Publish(product.Client, "F1 讲座", slots: 20, capacity: cycles * OrdersPerCycle);
            for (var cycle = 1; cycle <= cycles; cycle++)
            {
                await ledger.FileOpen(product.Client, OrdersPerCycle);
                ledger.Hold(await Supply.Match(product.Client, $"F1/run/{cycle}"));

                var load = Load.Start(product.Client, ledger, rig.Random);
                await Task.Delay(rig.Random.Next(200, 900));
                product.Kill();
                await load.Stop();
                await product.DisposeAsync();
                product = await rig.Start(store);

                await judge.Check(product.Client, rig.Random);
                await rig.Verify(store, runs: 1);
            }
            ledger.OnlyAnswered();
        }
        finally
        {
            await product.DisposeAsync();
        }
        await rig.Verify(store, runs: rig.Long ? 20 : int.MaxValue);
        Must.Hold(judge.Repeated > 0, "no request was ever under way when the process was killed: the test is blind");
        return $"{cycles} kills, {ledger.Filed} filings and {ledger.Stepped} steps acknowledged, 0 lost; {judge.Repeated} without an answer, repeated, 0 twice";
    }
}
