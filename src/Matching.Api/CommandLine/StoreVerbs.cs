using System.Security.Cryptography;
using Matching.Api.Data;
using Matching.Api.History;
using Matching.Api.Invariants;
using Matching.Api.Keys;
using Matching.Api.Lists;
using Matching.Api.People;
using Matching.Api.Policies;
using Microsoft.Data.Sqlite;

namespace Matching.Api.CommandLine;

/// <summary>The verbs that work on a store without serving it.</summary>
internal sealed class StoreVerbs(string store, string? keyFile, TimeProvider clock, TextWriter progress, string? erasures = null)
{
    /// <summary>Adds list files to the store, all or nothing; imported demands wait for a nod.</summary>
    public async Task Import(ListPaths paths)
    {
        var database = Ready();
        using var writer = new GroupCommit(database);
        await FirstStart.WriteRulings(writer, clock);
        var known = database.Read(KnownCodesQuery.Load);
        var lists = ListFiles.Read(paths, clock.GetUtcNow(), known, progress.WriteLine);
        // A new store gets its root secret here: within the write below that would wait for itself.
        var (rulings, ring) = (new Rulings(database), Ring(database));
        var counts = await writer.Write(session => ListImport.Write(session, lists, rulings, HistoryChain.For(ring, rulings), new PersonRecords(ring, clock), clock.GetUtcNow(), "system", asOpen: false));
        Tell("Import.Done", counts);
        if (counts.Demands < lists.Demands.Count)
            progress.WriteLine(Words.Say("Import.LeftOut", lists.Demands.Count - counts.Demands));
    }

    public void Export(string folder)
    {
        var database = Existing();
        Directory.CreateDirectory(folder);
        database.Read(session =>
        {
            new ListExport(session, new Rulings(database), folder).Write();
            return true;
        });
        progress.WriteLine(Words.Say("Export.Done", Path.GetFullPath(folder)));
    }

    /// <summary>Fills an empty store with lists grown from the seed.</summary>
    public async Task Seed(SeedProfile profile)
    {
        var database = Ready();
        using var writer = new GroupCommit(database);
        await FirstStart.WriteRulings(writer, clock);
        progress.WriteLine(Words.Say("Seed.Growing", profile));
        var lists = SeedGrowth.Grow(SeedLists.Read(), profile);
        progress.WriteLine(Words.Say("Seed.Writing", lists.Demands.Count, lists.Offers.Count, lists.Slots.Count));
        var counts = await FirstStart.Fill(writer, new Rulings(database), ChainOf(database), new PersonRecords(Ring(database), clock), lists, clock) ?? throw new UsageException(Words.Say("Seed.NotEmpty", database.Name));
        Tell("Import.Done", counts);
    }

    /// <summary>Learns categories from what the store has confirmed; a running server takes them at its next start or night.</summary>
    public async Task Learn()
    {
        var database = Existing();
        using var writer = new GroupCommit(database);
        var learned = await new LearnCategoriesHandler(database, writer, new Rulings(database), clock).Handle(new LearnCategories(), CancellationToken.None);
        progress.WriteLine(Words.Say(learned.IsNew ? "Learn.Done" : "Learn.Nothing", learned.Version, learned.Examples));
    }

    public void BackUp(string file)
    {
        Existing().BackUpTo(Path.GetFullPath(file));
        progress.WriteLine(Words.Say("Backup.Done", Path.GetFullPath(file)));
    }

    /// <summary>Puts a backup in the store's place; what was there is kept beside it.</summary>
    public void Restore(string file)
    {
        var target = Database.At(store);
        if (target.IsPostgres)
            throw new UsageException(Words.Say("Store.BackupPostgres"));
        if (!File.Exists(file))
            throw new UsageException(Words.Say("Restore.NoFile", file));
        if (Path.GetFullPath(file) == target.Name)
            throw new UsageException(Words.Say("Restore.Itself", file));
        RefuseBroken(file);
        Directory.CreateDirectory(Path.GetDirectoryName(target.Name)!);
        var coming = target.Name + ".coming";
        File.Copy(file, coming, overwrite: true);
        if (File.Exists(target.Name))
            SetAside(target);
        File.Move(coming, target.Name);
        SchemaScripts.Apply(target, clock);
        EraseAgain(target);
        SqliteConnection.ClearAllPools();
        progress.WriteLine(Words.Say("Restore.Done", target.Name));
    }

    /// <summary>Erases whoever the journal names and the store still holds, as after a restore that this program did not do.</summary>
    public void EraseAgain() => EraseAgain(Existing());

    /// <summary>Erases in a restored store whoever was erased after its backup was made.</summary>
    private void EraseAgain(Database target)
    {
        Adopted(target);
        var replay = Replay(target);
        using var writer = new GroupCommit(target);
        progress.WriteLine(Words.Say("Restore.ErasedAgain", writer.Write(replay.Run).GetAwaiter().GetResult()));
    }

    private ReplayErasures Replay(Database database)
    {
        var (masters, ring) = Keys(database);
        var people = new PersonRecords(ring, clock);
        var rulings = new Rulings(database);
        return new ReplayErasures(new ErasureJournal(ErasureJournal.FileFor(database, masters, erasures), ring), new Erasure(people, ring, HistoryChain.For(ring, rulings), rulings, clock), people);
    }

    /// <summary>Writes a new master key; an existing file is left alone.</summary>
    public static void NewKey(string file, TextWriter progress)
    {
        if (File.Exists(file))
            throw new UsageException(Words.Say("Store.FileExists", file));
        MasterKeys.WriteNew(file, RandomNumberGenerator.GetBytes);
        progress.WriteLine(Words.Say("Keys.Made", Path.GetFullPath(file)));
    }

    /// <summary>Wraps everything with another master key. A new file also holds the old key, which backups from before need.</summary>
    public async Task RotateKey(string to)
    {
        var database = Existing();
        var old = MasterKeys.For(database, keyFile, makeBeside: true, RandomNumberGenerator.GetBytes);
        if (!File.Exists(to))
            PrivateFile.Write(to, $"{Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKeys.KeyBytes))}\n{old.Text}");
        var both = MasterKeys.Parse($"{await File.ReadAllTextAsync(to)}\n{old.Text}");
        var ring = KeyRing.Open(database, both, RandomNumberGenerator.GetBytes);
        using var writer = new GroupCommit(database);
        var persons = await writer.Write(ring.Rotate);
        if (ErasureJournal.FileFor(database, old, erasures) is var journal && File.Exists(journal) && journal != ErasureJournal.FileFor(database, MasterKeys.FromFile(to), erasures))
            new ErasureJournal(ErasureJournal.FileFor(database, MasterKeys.FromFile(to), erasures), ring).AddAll(journal);
        progress.WriteLine(Words.Say("Keys.Rotated", persons));
    }

    /// <param name="known">A head noted down earlier, as SEQ:HASH, or null.</param>
    /// <returns>How many violations were found.</returns>
    public int Verify(int mostRuns, string? known)
    {
        var database = Existing();
        var violations = StoreInvariants.Check(database, mostRuns, progress.WriteLine, Adopted(database), HeadOf(known))
            .Concat(database.Read(Replay(database).Pending).Select(line => new Violation("5 erasure", $"{line.Thing} {line.Id}", Words.Say("Verify.NotErased")))).ToList();
        foreach (var violation in violations)
            Console.WriteLine($"{violation.Invariant}: {violation.Subject}: {violation.What}");
        progress.WriteLine(violations.Count == 0 ? Words.Say("Verify.Clean") : Words.Say("Verify.Violations", violations.Count));
        return violations.Count;
    }

    private KeyRing Ring(Database database) => Keys(database).Ring;

    private (MasterKeys Masters, KeyRing Ring) Keys(Database database)
    {
        var masters = MasterKeys.For(database, keyFile, makeBeside: true, RandomNumberGenerator.GetBytes);
        return (masters, KeyRing.Open(database, masters, RandomNumberGenerator.GetBytes));
    }

    private HistoryChain ChainOf(Database database) => HistoryChain.For(Ring(database), new Rulings(database));

    /// <summary>A store from before there was a chain gets one now.</summary>
    private HistoryChain Adopted(Database database)
    {
        var chain = ChainOf(database);
        using var writer = new GroupCommit(database);
        writer.Write(session =>
        {
            chain.AdoptOld(session);
            return true;
        }).GetAwaiter().GetResult();
        return chain;
    }

    private static (long, string)? HeadOf(string? known)
    {
        if (known is null)
            return null;
        return known.Split(':') is [var seq, var hash] && long.TryParse(seq, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? (number, hash) : throw new UsageException(Words.Say("Verify.Head"));
    }

    private Database Ready()
    {
        var database = Database.At(store);
        SchemaScripts.Apply(database, clock);
        return database;
    }

    private Database Existing()
    {
        var database = Database.At(store);
        if (!database.IsPostgres && !File.Exists(database.Name))
            throw new UsageException(Words.Say("Store.None", database.Name));
        return Ready();
    }

    private static void RefuseBroken(string file)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        try
        {
            connection.Open();
            var session = new Session(connection, Dialect.Sqlite);
            if (session.Scalar<string>("pragma integrity_check") != "ok" || session.Scalar<long>("select coalesce(max(version), 0) from schema_version") is var version && (version < 1 || version > SchemaScripts.Newest))
                throw new UsageException(Words.Say("Restore.Broken", file));
        }
        catch (SqliteException)
        {
            throw new UsageException(Words.Say("Restore.Broken", file));
        }
    }

    /// <summary>Only a store that nobody else has open may be moved.</summary>
    private void SetAside(Database target)
    {
        using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = target.Name, Pooling = false, DefaultTimeout = 1 }.ToString()))
        {
            try
            {
                connection.Open();
                var session = new Session(connection, Dialect.Sqlite);
                session.Execute("pragma locking_mode = exclusive");
                session.Execute("begin exclusive");
                session.Execute("rollback");
            }
            catch (SqliteException)
            {
                throw new UsageException(Words.Say("Restore.InUse", target.Name));
            }
        }
        var aside = $"{target.Name}.before-{clock.GetUtcNow():yyyyMMddHHmmss}";
        foreach (var part in new[] { "", "-wal", "-shm" }.Where(part => File.Exists(target.Name + part)))
            File.Move(target.Name + part, aside + part);
        progress.WriteLine(Words.Say("Restore.Aside", aside));
    }

    private void Tell(string key, ImportCounts counts) =>
        progress.WriteLine(Words.Say(key, counts.Areas, counts.Units, counts.Pairings, counts.Offers, counts.Slots, counts.Demands));
}
