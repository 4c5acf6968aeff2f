using System.Security.Cryptography;
using Matching.Api.Data;
using Matching.Api.History;
using Matching.Api.Invariants;
using Matching.Api.Keys;
using Matching.Api.People;
using Matching.Api.Policies;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Matching.Api.CommandLine;

/// <summary>
/// Moves a SQLite store, also one that is being served, to PostgreSQL. From the first row that is read until the end nobody writes to the
/// SQLite file: reads go on, writes wait and are then refused (503). When the copy has been verified the file is marked as moved, and
/// nothing is ever written to it again; when anything fails before, the file is as it was and goes on.
/// </summary>
internal sealed class MigrateStore(string store, string to, string? keyFile, string? erasures, TimeProvider clock, TextWriter progress)
{
    private const string MarkMoved = "insert into store_mark (name, value) values ('moved', @Name) on conflict (name) do update set value = @Name";

    /// <exception cref="UsageException">One of the two is not what it must be, or an invariant is broken on either side.</exception>
    public void Run(int mostRuns)
    {
        var (from, target) = (Database.At(store), Database.At(to));
        if (from.IsPostgres || !target.IsPostgres)
            throw new UsageException(Words.Say("Migrate.Which"));
        if (!File.Exists(from.Name))
            throw new UsageException(Words.Say("Store.None", from.Name));
        SchemaScripts.Apply(from, clock);
        SchemaScripts.Apply(target, clock);
        var masters = MasterKeys.For(from, keyFile, makeBeside: true, RandomNumberGenerator.GetBytes);
        var ring = KeyRing.Open(from, masters, RandomNumberGenerator.GetBytes);
        AdoptOld(from, ring);
        using var connection = from.OpenToWrite();
        var session = new Session(connection, from.Dialect);
        session.Execute(from.Dialect.Begin);
        try
        {
            Check(from, ring, mostRuns);
            long rows;
            using (var opened = target.OpenToWrite())
                rows = new StoreCopy((SqliteConnection)connection, (NpgsqlConnection)opened, progress.WriteLine).Run();
            Check(target, ring, mostRuns);
            CarryJournal(from, target, masters, ring);
            session.Execute(MarkMoved, new { target.Name });
            session.Execute("commit");
            progress.WriteLine(Words.Say("Migrate.Done", rows, target.Name, from.Name));
        }
        catch
        {
            session.Execute("rollback");
            throw;
        }
    }

    private static void AdoptOld(Database from, KeyRing ring)
    {
        using var writer = new GroupCommit(from);
        writer.Write(session =>
        {
            HistoryChain.For(ring, new Rulings(from)).AdoptOld(session);
            return true;
        }).GetAwaiter().GetResult();
    }

    private void Check(Database database, KeyRing ring, int mostRuns)
    {
        progress.WriteLine(Words.Say("Migrate.Checking", database.Name));
        var violations = StoreInvariants.Check(database, mostRuns, _ => { }, HistoryChain.For(ring, new Rulings(database)), null);
        if (violations.Count > 0)
            throw new UsageException(Words.Say("Migrate.Broken", database.Name, string.Join("; ", violations.Take(5))));
    }

    /// <summary>Who was erased stays erased, also when a backup of the new store is put back one day.</summary>
    private void CarryJournal(Database from, Database target, MasterKeys masters, KeyRing ring)
    {
        var (old, carried) = (ErasureJournal.FileFor(from, masters, erasures), ErasureJournal.FileFor(target, masters, erasures));
        if (old != carried && File.Exists(old))
            new ErasureJournal(carried, ring).AddAll(old);
    }
}
