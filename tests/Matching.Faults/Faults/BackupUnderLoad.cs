using System.Globalization;
using Matching.Faults.Stores;

namespace Matching.Faults.Faults;

/// <summary>F18: backups while clients file; each restores to a sound store that holds all filings up to some moment and none after.</summary>
internal static class BackupUnderLoad
{
    public static async Task<string> Play(Rig rig, Store store)
    {
        var backups = rig.Long ? 50 : 10;
        var ledger = new Ledger("F18");
        await using var product = await rig.Start(store);
        var load = Load.Start(product.Client, ledger, rig.Random, clients: 8, pause: 30);
        int smallest = int.MaxValue, largest = 0;
        for (var i = 1; i <= backups; i++)
        {
            var sure = ledger.AcknowledgedCodes;
            var folder = Directory.CreateDirectory(Path.Combine(rig.Folder, $"F18-{i}")).FullName;
            var (backup, restored) = (Path.Combine(folder, "backup.db"), new SqliteStore(Path.Combine(folder, "restored.db")));
            await Succeed(rig, "backup", backup, "--store", store.Argument);
            await Succeed(rig, "restore", backup, "--store", restored.Argument);
            await rig.Verify(restored, runs: 1);
            var held = HoldsAPrefix(restored, ledger, sure);
            (smallest, largest) = (Math.Min(smallest, held), Math.Max(largest, held));
            Directory.Delete(folder, recursive: true);
        }
        await load.Stop();
        Must.Hold(largest > smallest, "nothing was filed between the backups: the test is blind");
        ledger.OnlyAnswered();
        await new Judge(store, ledger).Check(product.Client, rig.Random);
        return $"{backups} backups of {smallest} to {largest} filings, each restored, verified and a prefix; {ledger.Filed} acknowledged, 0 lost";
    }

    /// <summary>Codes are counted up in the order of commits, so a prefix has no gap below its highest.</summary>
    private static int HoldsAPrefix(Store restored, Ledger ledger, IReadOnlyList<string> sure)
    {
        var held = restored.Rows("select code from demand where title like 'F18-%'", row => row.GetString(0)).ToHashSet();
        Must.BeNone([.. sure.Where(code => !held.Contains(code))], "filings missing that were acknowledged before the backup began");
        var highest = held.Count == 0 ? 0 : held.Max(Number);
        Must.BeNone([.. ledger.AcknowledgedCodes.Where(code => Number(code) <= highest && !held.Contains(code))], "gaps in a backup");
        return held.Count;
    }

    private static int Number(string code) => int.Parse(code.AsSpan(code.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture);

    private static async Task Succeed(Rig rig, params string[] verb)
    {
        var ended = await rig.Verb(verb);
        Must.Hold(ended.ExitCode == 0, $"{verb[0]} failed: {ended.Errors.ReplaceLineEndings(" | ")}");
    }
}
