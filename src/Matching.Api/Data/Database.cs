using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Matching.Api.Data;

/// <summary>The store can't be used; the message is one clear line for the operator.</summary>
internal sealed class StoreException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>Where the lists are kept: a SQLite file, or a PostgreSQL database. The one place that opens connections.</summary>
internal sealed class Database
{
    private const string SqlitePragmas = """
        pragma journal_mode = wal;
        pragma synchronous = full;
        pragma foreign_keys = on;
        pragma busy_timeout = 10000;
        pragma wal_autocheckpoint = 4000;
        pragma journal_size_limit = 67108864;
        pragma secure_delete = on;
        """;

    /// <summary>The connection string's own word on prepared statements goes before ours.</summary>
    private const string Prepared = "Max Auto Prepare";

    /// <summary>How many statements a connection to PostgreSQL keeps prepared once it has run them twice.</summary>
    private const int MostPrepared = 256;

    private readonly string connectionString;
    private readonly Func<DbConnection, DbConnection> line;

    static Database() => ValueText.Register();

    private Database(string connectionString, bool isPostgres, string name, Func<DbConnection, DbConnection>? line = null)
    {
        this.connectionString = connectionString;
        this.line = line ?? (connection => connection);
        IsPostgres = isPostgres;
        Name = name;
        Dialect = isPostgres ? Dialect.Postgres : Dialect.Sqlite;
    }

    public bool IsPostgres { get; }

    public Dialect Dialect { get; }

    /// <summary>The file, or the server and database, without any password.</summary>
    public string Name { get; }

    /// <param name="store">A file path, or a PostgreSQL connection string (recognised by <c>Host=</c>, <c>Server=</c> or <c>postgres://</c>).</param>
    /// <exception cref="StoreException">The text is neither.</exception>
    public static Database At(string store)
    {
        if (store.Contains("Host=", StringComparison.OrdinalIgnoreCase) || store.Contains("Server=", StringComparison.OrdinalIgnoreCase))
            return Postgres(store);
        if (store.StartsWith("postgres://", StringComparison.Ordinal) || store.StartsWith("postgresql://", StringComparison.Ordinal))
            return Uri.TryCreate(store, UriKind.Absolute, out var uri) ? Postgres(FromUri(uri)) : throw new StoreException(Words.Say("Store.WrongConnection", "postgres://"));
        var path = Path.GetFullPath(store);
        return new Database(new SqliteConnectionStringBuilder { DataSource = path, Pooling = true }.ToString(), isPostgres: false, path);
    }

    /// <summary>The same store, written to through what is put on the line; to play a disk or a server that fails.</summary>
    public Database WritingThrough(Func<DbConnection, DbConnection> between) => new(connectionString, IsPostgres, Name, between);

    /// <summary>On PostgreSQL a write that hears nothing from its process for 10 s is rolled back: it holds all others up.</summary>
    public DbConnection OpenToWrite() => line(IsPostgres ? OpenPostgres(ServerLimits.ForWrites(connectionString)) : OpenSqlite("pragma cache_size = -65536;"));

    /// <summary>A PostgreSQL connection of its own for the session locks of a leading process.</summary>
    public DbConnection OpenToLead() => OpenPostgres(ServerLimits.ForLeading(connectionString));

    /// <summary>Runs a query on a snapshot of its own.</summary>
    public T Read<T>(Func<Session, T> query)
    {
        using DbConnection connection = IsPostgres ? OpenPostgres(connectionString) : OpenSqlite("pragma cache_size = -6000; pragma query_only = on;");
        var session = new Session(connection, Dialect);
        try
        {
            session.Execute(IsPostgres ? "begin isolation level repeatable read read only" : "begin");
            try
            {
                return query(session);
            }
            finally
            {
                session.Execute("rollback");
            }
        }
        catch (Exception failed) when (IsLost(connection, failed))
        {
            throw new StoreException(Words.Say("Store.CannotReach", Name, failed.Message), failed);
        }
    }

    /// <summary>The server is gone or shutting down, not merely displeased with a statement.</summary>
    private static bool IsLost(DbConnection connection, Exception failed) =>
        connection.State != System.Data.ConnectionState.Open
        || (failed is NpgsqlException && (failed is not PostgresException refused || refused.SqlState.StartsWith("57", StringComparison.Ordinal) || refused.SqlState.StartsWith("53", StringComparison.Ordinal)));

    /// <summary>A consistent copy of a running SQLite store.</summary>
    public void BackUpTo(string file)
    {
        if (IsPostgres)
            throw new StoreException(Words.Say("Store.BackupPostgres"));
        if (File.Exists(file))
            throw new StoreException(Words.Say("Store.FileExists", file));
        using var connection = OpenSqlite("");
        try
        {
            connection.Execute("vacuum into @file", new { file });
        }
        catch (SqliteException failed)
        {
            throw new StoreException(Words.Say("Store.CannotWrite", file, failed.Message), failed);
        }
    }

    private static Database Postgres(string connectionString)
    {
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = true, IncludeErrorDetail = false };
            if (!new DbConnectionStringBuilder { ConnectionString = connectionString }.ContainsKey(Prepared))
                (parts.MaxAutoPrepare, parts.AutoPrepareMinUsages) = (MostPrepared, 2);
            return new Database(parts.ToString(), isPostgres: true, $"{parts.Host}:{parts.Port}/{parts.Database}");
        }
        catch (ArgumentException wrong)
        {
            throw new StoreException(Words.Say("Store.WrongConnection", wrong.Message), wrong);
        }
    }

    private static string FromUri(Uri uri)
    {
        var user = uri.UserInfo.Split(':', 2);
        return new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : 5432,
            Database = uri.AbsolutePath.Trim('/'),
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
        }.ToString();
    }

    private NpgsqlConnection OpenPostgres(string withLimits)
    {
        var connection = new NpgsqlConnection(withLimits);
        try
        {
            connection.Open();
            return connection;
        }
        catch (Exception failed) when (failed is NpgsqlException or System.Net.Sockets.SocketException)
        {
            connection.Dispose();
            throw new StoreException(Words.Say("Store.CannotReach", Name, failed.Message), failed);
        }
    }

    private SqliteConnection OpenSqlite(string pragmas)
    {
        if (Path.GetDirectoryName(Name) is { Length: > 0 } folder)
            MakeFolder(folder);
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            connection.Execute(SqlitePragmas + "pragma query_only = off;" + pragmas);
            return connection;
        }
        catch (SqliteException failed)
        {
            connection.Dispose();
            throw new StoreException(Words.Say("Store.CannotOpen", Name, failed.Message), failed);
        }
    }

    private static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(Words.Say("Store.CannotOpen", folder, failed.Message), failed);
        }
    }
}
