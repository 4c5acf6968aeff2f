using Matching.Faults.Stores;

namespace Matching.Faults.Faults;

/// <summary>F6: the disk fills up while clients file, and is freed again; no false 201, reads go on, filing resumes by itself.</summary>
internal static class DiskFull
{
    private const int Megabytes = 40;
    private const int LeftFree = 1 << 20;

    /// <summary>Long enough to fill the disk in seconds: 12 kB a filing.</summary>
    private static readonly string Detail = new('满', 3900);

    public static async Task<string> Play(Rig rig, Store _)
    {
        using var disk = Mount.SmallDisk(Path.Combine(rig.Folder, "F6-disk"), Megabytes);
        var store = new SqliteStore(Path.Combine(disk.Folder, "threelists.db"));
        var ledger = new Ledger("F6");
        int full, reads;
        await using (var product = await rig.Start(store))
        {
            await FileUntil(product.Client, ledger, 20, "before the disk was full");
            Fill(Path.Combine(disk.Folder, "filler"));
            (full, reads) = await FileOnAFullDisk(rig, product.Client, ledger, rig.Long ? 15 : 3);
            File.Delete(Path.Combine(disk.Folder, "filler"));
            await FileUntil(product.Client, ledger, ledger.Filed + 20, "after space was freed");
            Must.Hold(product.IsRunning, "the process ended");
        }
        ledger.OnlyAnswered(503, 507);
        await using var again = await rig.Start(store);
        await new Judge(store, ledger).Check(again.Client, rig.Random);
        Must.Hold(full > 0, "no filing was ever refused: the disk was not full");
        await rig.Verify(store, runs: 1);
        return $"{full} refused on the full disk ({ledger.AnswersInWords}), {reads} reads answered meanwhile, {ledger.Filed} acknowledged, 0 lost; filing resumed by itself";
    }

    private static async Task<(int Full, int Reads)> FileOnAFullDisk(Rig rig, Client client, Ledger ledger, int secondsOfFull)
    {
        var load = Load.Start(client, ledger, rig.Random, clients: 8, pause: 2, detail: Detail);
        var giveUp = DateTime.UtcNow.AddSeconds(30);
        var refusals = 0;
        while (refusals == 0 && DateTime.UtcNow < giveUp)
        {
            await Task.Delay(50);
            refusals = ledger.Refusals;
        }
        var reads = 0;
        for (var until = DateTime.UtcNow.AddSeconds(secondsOfFull); DateTime.UtcNow < until; reads++)
        {
            var read = await client.Get("/api/demands?limit=5");
            Must.Hold(read.Status == 200, $"a read was refused on the full disk: {read.Status} {read.Body}");
            await Task.Delay(20);
        }
        await load.Stop();
        return (ledger.Refusals, reads);
    }

    private static async Task FileUntil(Client client, Ledger ledger, int filed, string when)
    {
        var giveUp = DateTime.UtcNow.AddSeconds(15);
        while (ledger.Filed < filed)
        {
            await ledger.Send(client, ledger.NewFiling(open: false));
            Must.Hold(DateTime.UtcNow < giveUp, $"filing did not go on {when}: {ledger.AnswersInWords}");
        }
    }

    /// <summary>Takes the disk's space but a little.</summary>
    private static void Fill(string file)
    {
        using var filler = File.Create(file);
        var space = new DriveInfo(Path.GetDirectoryName(file)!).AvailableFreeSpace - LeftFree;
        var block = new byte[1 << 16];
        for (long written = 0; written < space; written += block.Length)
            filler.Write(block);
    }
}
