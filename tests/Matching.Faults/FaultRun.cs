using System.Data.Common;
using System.Diagnostics;
using Matching.Faults.Faults;
using Matching.Faults.Simulation;
using Matching.Faults.Stores;

namespace Matching.Faults;

/// <summary>What the command line asked for.</summary>
/// <param name="Product">The Matching.Api.dll that is started and broken.</param>
internal sealed record Wanted(bool Long, string? Only, int Seed, string Product);

/// <summary>What must hold does not.</summary>
internal sealed class FaultException(string message) : Exception(message);

/// <summary>This machine can't play the fault.</summary>
internal sealed class SkippedException(string reason) : Exception(reason);

/// <summary>One fault on one kind of store.</summary>
/// <param name="Play">Breaks the product, throws when something did not hold, and returns the figures.</param>
internal sealed record FaultTest(string Fault, StoreKind Kind, Func<Rig, Store, Task<string>> Play)
{
    public string Name => $"{Fault}-{Kind.ToString().ToLowerInvariant()}";

    public bool IsCalled(string name) =>
        name.Equals(Fault, StringComparison.OrdinalIgnoreCase) || name.Equals(Name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Plays the faults one after another; a line each.</summary>
internal static class FaultRun
{
    public static IReadOnlyList<FaultTest> Tests { get; } =
    [
        new("SIM", StoreKind.Sqlite, Simulator.Play),
        new("F8", StoreKind.Sqlite, ReadOnlyStore.Play),
        new("F7", StoreKind.Sqlite, Poison.Play),
        new("F7", StoreKind.Postgres, Poison.Play),
        new("F16", StoreKind.Sqlite, CutConnection.Play),
        new("F16", StoreKind.Postgres, CutConnection.Play),
        new("F6", StoreKind.Sqlite, DiskFull.Play),
        new("F18", StoreKind.Sqlite, BackupUnderLoad.Play),
        new("F14", StoreKind.Sqlite, DemandAboveCapacity.Play),
        new("F14", StoreKind.Postgres, DemandAboveCapacity.Play),
        new("F14x2", StoreKind.Postgres, DemandAboveCapacity.PlayWithTwo),
        new("F10", StoreKind.Postgres, ServerCrash.Play),
        new("F1", StoreKind.Sqlite, KillUnderLoad.Play),
        new("F2", StoreKind.Sqlite, PowerLoss.LosesAll),
        new("F3", StoreKind.Sqlite, PowerLoss.LosesSome),
        new("F4", StoreKind.Sqlite, PowerLoss.Tears),
        new("F5", StoreKind.Sqlite, PowerLoss.MustSeeUnsafe),
        new("F9", StoreKind.Sqlite, ClockJumps.Play),
        new("F9", StoreKind.Postgres, ClockJumps.PlayOnServerTime),
        new("timers", StoreKind.Sqlite, KillWhileTimersFire.Play),
        new("F11", StoreKind.Postgres, TakeOver.Killed),
        new("F12", StoreKind.Postgres, TakeOver.SessionEnded),
        new("F13", StoreKind.Postgres, TakeOver.Frozen),
        new("F15", StoreKind.Sqlite, RandomCommands.Play),
        new("F15", StoreKind.Postgres, RandomCommands.Play),
        new("F19", StoreKind.Postgres, StandbyPromoted.Play),
        new("F21", StoreKind.Sqlite, KillBeforeDispatch.Play),
        new("F22", StoreKind.Postgres, NetworkCut.Play),
        new("F23", StoreKind.Sqlite, Overload.Soak),
        new("F24", StoreKind.Sqlite, Overload.FiveTimes),
        new("F20", StoreKind.Sqlite, KillWhileMigrating.Play),
        new("F20move", StoreKind.Sqlite, KillWhileMigrating.Moving),
        new("F1", StoreKind.Postgres, KillUnderLoad.Play),
    ];

    /// <returns>The exit code: 0 when nothing failed.</returns>
    public static async Task<int> Run(Wanted wanted, TextWriter output)
    {
        output.WriteLine($"seed {wanted.Seed}, {(wanted.Long ? "long" : "short")} form, {Environment.ProcessorCount} cores, {wanted.Product}");
        int passed = 0, failed = 0;
        await using var rig = new Rig(wanted);
        foreach (var (index, test) in Tests.Index())
        {
            if (wanted.Only is { } name && !test.IsCalled(name))
                continue;
            rig.Random = new Random(HashOf(wanted.Seed, index));
            var began = Stopwatch.GetTimestamp();
            var (verdict, figures) = await Play(rig, test);
            output.WriteLine($"{test.Name,-14} {verdict,-7} {Stopwatch.GetElapsedTime(began).TotalSeconds,6:0.0} s  {figures}");
            passed += verdict == "passed" ? 1 : 0;
            failed += verdict == "FAILED" ? 1 : 0;
        }
        if (failed > 0)
            output.WriteLine($"The stores are kept in {rig.Keep()}");
        output.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    private static async Task<(string Verdict, string Figures)> Play(Rig rig, FaultTest test)
    {
        try
        {
            return ("passed", await test.Play(rig, rig.NewStore(test.Kind, test.Name)));
        }
        catch (SkippedException skipped)
        {
            return (rig.MustPlayAll ? "FAILED" : "skipped", skipped.Message);
        }
        catch (FaultException broken)
        {
            return ("FAILED", broken.Message);
        }
        catch (Exception unforeseen) when (unforeseen is DbException or IOException or InvalidOperationException or KeyNotFoundException)
        {
            return ("FAILED", $"{unforeseen.GetType().Name}: {unforeseen.Message}");
        }
    }

    /// <summary>The same in every process, unlike <see cref="HashCode"/>.</summary>
    private static int HashOf(int seed, int index) => unchecked((seed * 31) + index);
}
