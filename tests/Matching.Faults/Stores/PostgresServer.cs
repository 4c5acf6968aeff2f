using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Matching.Faults.Stores;

internal sealed class PostgresStore(string connectionString) : Store
{
    public override string Argument => connectionString;

    protected override DbConnection Connect() => new NpgsqlConnection(connectionString + ";Pooling=false");
}

/// <summary>A throw-away PostgreSQL server from Debian's binaries, on a port of its own, loopback only.</summary>
internal sealed class PostgresServer : IDisposable
{
    private readonly string folder;
    private readonly string binaries;
    private readonly int port = FreePort();

    private readonly string alsoAt;

    private PostgresServer(string folder, string binaries, string alsoAt = "")
    {
        this.folder = folder;
        this.binaries = binaries;
        this.alsoAt = alsoAt;
    }

    private string Data => Path.Combine(folder, "data");

    /// <param name="alsoAt">Another address of this machine that it listens at, and trusts the network of; or empty.</param>
    /// <exception cref="SkippedException">PostgreSQL is not installed.</exception>
    public static PostgresServer Start(string folder, string alsoAt = "")
    {
        var server = new PostgresServer(folder, Binaries(), alsoAt);
        Directory.CreateDirectory(folder);
        if (Shell.IsRoot)
        {
            File.SetUnixFileMode(Path.GetDirectoryName(folder)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
            Shell.Run("chown", "postgres", folder);
        }
        server.Run("initdb", "--pgdata", server.Data, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync");
        if (alsoAt.Length > 0)
            File.AppendAllText(Path.Combine(server.Data, "pg_hba.conf"), $"host all all {alsoAt}/24 trust\n");
        server.StartAgain();
        return server;
    }

    public void StartAgain() => Run("pg_ctl", "start", "--pgdata", Data, "--wait", "--log", Path.Combine(folder, "log"),
        "--options", $"-c port={port} -c listen_addresses={string.Join(',', new[] { "127.0.0.1", alsoAt }.Where(address => address.Length > 0))} -c unix_socket_directories={folder} -c max_connections=100");

    /// <summary>A standby of this server that every commit waits for.</summary>
    public PostgresServer StandBy(string folder)
    {
        var standby = new PostgresServer(folder, binaries);
        Directory.CreateDirectory(folder);
        if (Shell.IsRoot)
            Shell.Run("chown", "postgres", folder);
        Run("pg_basebackup", "--pgdata", standby.Data, "--host", "127.0.0.1", "--port", $"{port}", "--username", "postgres", "--write-recovery-conf", "--checkpoint", "fast", "--wal-method", "stream", "--no-sync");
        standby.StartAgain();
        Ask("alter system set synchronous_standby_names = '*'");
        Ask("select pg_reload_conf()");
        return standby;
    }

    public void Promote() => Run("pg_ctl", "promote", "--pgdata", Data, "--wait");

    /// <summary>A connection string that finds whichever of the two may be written.</summary>
    public string WithStandby(PostgresServer standby, string database) =>
        $"Host=127.0.0.1:{port},127.0.0.1:{standby.port};Database={database};Username=postgres;Target Session Attributes=read-write;Host Recheck Seconds=0;Timeout=3";

    public Store Database(string name, string at = "127.0.0.1") => new PostgresStore(ConnectionString(name, at));

    private void Ask(string sql)
    {
        using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    /// <summary>As if the server's machine had failed: no checkpoint, sessions cut.</summary>
    public void Crash() => Run("pg_ctl", "stop", "--pgdata", Data, "--mode", "immediate", "--wait");

    public Store NewDatabase(string name)
    {
        Ask($"create database {name}");
        return Database(name);
    }

    /// <summary>pg_ctl stops the process whose id is in this cluster's own postmaster.pid.</summary>
    public void Dispose() => Shell.Can("sh", "-c", $"test ! -f {Data}/postmaster.pid || {(Shell.IsRoot ? "runuser -u postgres -- " : "")}{Path.Combine(binaries, "pg_ctl")} stop --pgdata {Data} --mode fast --wait");

    private string ConnectionString(string database, string at = "127.0.0.1") => $"Host={at};Port={port};Database={database};Username=postgres";

    private static string Binaries()
    {
        const string debian = "/usr/lib/postgresql";
        var newest = Directory.Exists(debian)
            ? Directory.GetDirectories(debian).Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Order().LastOrDefault()
            : null;
        return newest ?? throw new SkippedException($"no PostgreSQL binaries under {debian}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>PostgreSQL refuses to run as root.</summary>
    private void Run(string program, params string[] arguments)
    {
        var path = Path.Combine(binaries, program);
        if (Shell.IsRoot)
            Shell.Run("runuser", ["-u", "postgres", "--", path, .. arguments]);
        else
            Shell.Run(path, arguments);
    }
}
