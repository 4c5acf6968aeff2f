using System.Data.Common;
using System.Globalization;

namespace Matching.Api.Data;

/// <summary>Brings a store to the schema of this program: numbered scripts, each in a transaction of its own, never edited
/// once merged.</summary>
internal static class SchemaScripts
{
    private const string CreateVersionTable = "create table if not exists schema_version (version integer primary key, applied_at text not null)";
    private const string TouchVersion = "update schema_version set applied_at = applied_at where version = 1";
    private const string SelectVersion = "select coalesce(max(version), 0) from schema_version";
    private const string CountVersion = "select count(*) from schema_version where version = @version";
    private const string InsertVersion = "insert into schema_version (version, applied_at) values (@version, @at)";

    /// <summary>The version that this program brings a store to.</summary>
    public static int Newest => Scripts().Max(script => script.Number);

    /// <exception cref="StoreException">The store is newer than this program, can't be written, or its upgrade failed.</exception>
    public static void Apply(Database database, TimeProvider clock)
    {
        using var connection = database.OpenToWrite();
        var session = new Session(connection, database.Dialect);
        var scripts = Scripts();
        Run(session, () =>
        {
            session.Execute(database.Dialect.StartLock);
            session.Execute(CreateVersionTable);
            var version = session.Scalar<long>(SelectVersion);
            if (version > Newest)
                throw new StoreException(Words.Say("Store.Newer", database.Name, version, Newest));
        });
        foreach (var (number, sql) in scripts)
        {
            Run(session, () =>
            {
                session.Execute(database.Dialect.StartLock);
                if (session.Scalar<long>(CountVersion, new { version = number }) > 0)
                    return;
                session.Execute(sql.Replace("{identity}", database.Dialect.Identity).Replace("{blob}", database.Dialect.Blob).Replace("{history_guard}", database.Dialect.HistoryGuard)
                    .Replace("{points_guard}", database.Dialect.PointsGuard));
                session.Execute(InsertVersion, new { version = number, at = ValueText.Of(clock.GetUtcNow()) });
            });
        }
        Probe(session, database.Name);
    }

    /// <summary>A store that can only be read is refused now, not at the first filing.</summary>
    private static void Probe(Session session, string name)
    {
        try
        {
            session.Execute(TouchVersion);
        }
        catch (DbException failed)
        {
            throw new StoreException(Words.Say("Store.CannotWrite", name, failed.Message), failed);
        }
    }

    private static void Run(Session session, Action script)
    {
        session.Execute(session.Dialect.Begin);
        try
        {
            script();
            session.Execute("commit");
        }
        catch (DbException failed)
        {
            session.Execute("rollback");
            throw new StoreException(Words.Say("Store.SchemaFailed", failed.Message), failed);
        }
        catch (StoreException)
        {
            session.Execute("rollback");
            throw;
        }
    }

    private static List<(int Number, string Sql)> Scripts()
    {
        var assembly = typeof(SchemaScripts).Assembly;
        const string folder = "Matching.Api.Data.Schema.";
        return [.. assembly.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return (int.Parse(name.AsSpan(folder.Length, 4), CultureInfo.InvariantCulture), reader.ReadToEnd());
        })];
    }
}
