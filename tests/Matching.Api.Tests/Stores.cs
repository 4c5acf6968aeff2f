using Matching.Api.Data;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Matching.Api.Tests;

/// <summary>A new store that lives as long as one test.</summary>
internal interface IStore : IDisposable
{
    /// <summary>What <c>--store</c> takes.</summary>
    string Name { get; }

    /// <summary>Keeps a copy of the store as it is; nobody may have it open.</summary>
    void Keep();

    /// <summary>Puts the kept copy in the store's place, as a restore past the product does.</summary>
    void PutBack();

    /// <summary>Not a constructor: what ends a test as ignored must not come wrapped.</summary>
    static abstract IStore Open();

    /// <summary>Without even a schema.</summary>
    static abstract IStore OpenEmpty();
}

/// <summary>A SQLite file in a folder of its own, copied from one that has the schema already.</summary>
internal sealed class SqliteStore : IStore
{
    private static readonly Lazy<byte[]> Template = new(MakeTemplate);

    private readonly string folder = Directory.CreateTempSubdirectory("threelists-test-").FullName;

    public string Name => Path.Combine(folder, "lists.db");

    public static IStore Open()
    {
        var store = new SqliteStore();
        File.WriteAllBytes(store.Name, Template.Value);
        return store;
    }

    public static IStore OpenEmpty() => new SqliteStore();

    public void Keep() => Database.At(Name).BackUpTo(Name + ".kept");

    public void PutBack()
    {
        LetGo();
        foreach (var part in new[] { "-wal", "-shm" })
            File.Delete(Name + part);
        File.Copy(Name + ".kept", Name, overwrite: true);
    }

    public void Dispose()
    {
        LetGo();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The schema alone, like the other store's.</summary>
    private static byte[] MakeTemplate()
    {
        using var store = new SqliteStore();
        var made = Database.At(store.Name);
        SchemaScripts.Apply(made, TimeProvider.System);
        made.BackUpTo(store.Name + ".kept");
        return File.ReadAllBytes(store.Name + ".kept");
    }

    private void LetGo() => SqliteConnection.ClearPool(new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Name, Pooling = true }.ToString()));
}

/// <summary>A PostgreSQL database of its own, copied from one that has the schema already.</summary>
internal sealed class PostgresStore : IStore
{
    private const int MostConnections = 40;

    private static readonly Lazy<string> Template = new(MakeTemplate);

    private static int number;

    private readonly string database = $"threelists_test_{Environment.ProcessId}_{Interlocked.Increment(ref number)}";

    private PostgresStore(string template)
    {
        Maintain($"create database {database} template {template} {PostgresServer.CopyStrategy}");
        Name = new NpgsqlConnectionStringBuilder(PostgresServer.ConnectionString) { Database = database, MaxPoolSize = MostConnections }.ToString();
    }

    public string Name { get; }

    public static IStore Open() => new PostgresStore(Template.Value);

    public static IStore OpenEmpty() => new PostgresStore("template1");

    private string Kept => database + "_kept";

    public void Keep()
    {
        LetGo();
        Maintain($"create database {Kept} template {database}");
    }

    public void PutBack()
    {
        LetGo();
        Maintain($"drop database {database} with (force)");
        Maintain($"create database {database} template {Kept}");
    }

    public void Dispose()
    {
        Maintain($"drop database {database} with (force)");
        Maintain($"drop database if exists {Kept}");
    }

    /// <summary>Ends with the run on a server that was there before it.</summary>
    public static void DropTemplate()
    {
        if (Template.IsValueCreated)
            Maintain($"drop database {Template.Value} with (force)");
    }

    private static void LetGo() => NpgsqlConnection.ClearAllPools();

    /// <summary>The schema alone: no rulings, no keys, nobody.</summary>
    private static string MakeTemplate()
    {
        var template = $"threelists_template_{Environment.ProcessId}";
        Maintain($"create database {template}");
        SchemaScripts.Apply(Database.At(new NpgsqlConnectionStringBuilder(PostgresServer.ConnectionString) { Database = template }.ToString()), TimeProvider.System);
        NpgsqlConnection.ClearAllPools();
        return template;
    }

    private static void Maintain(string sql)
    {
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(PostgresServer.ConnectionString) { Pooling = false }.ToString());
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}

/// <summary>Direct looks into a store, past the app.</summary>
internal static class StoreLook
{
    public static T Read<T>(this IStore store, Func<Session, T> query) => Database.At(store.Name).Read(query);

    public static IReadOnlyList<T> Query<T>(this IStore store, string sql, object? values = null) => store.Read(session => session.Query<T>(sql, values));

    public static long Count(this IStore store, string sql, object? values = null) => store.Read(session => session.Scalar<long>(sql, values));

    public static void Execute(this IStore store, string sql, object? values = null)
    {
        var database = Database.At(store.Name);
        using var connection = database.OpenToWrite();
        new Session(connection, database.Dialect).Execute(sql, values);
    }

    /// <summary>How many rows each table holds; equal before and after means that nothing was written.</summary>
    public static string Rows(this IStore store) => store.Read(session => string.Join(", ",
        new[] { "demand", "supporter", "offer", "slot", "service_order", "match_run", "bar", "person", "answered_request", "code_counter" }
            .Select(table => $"{table} {session.Scalar<long>($"select count(*) from {table}")}"))
        + $", event {session.Scalar<long>("select count(*) from event where subject not like 'account/%'")}"
        + $", given {session.Scalar<long>("select coalesce(sum(next), 0) from code_counter")}");
}
