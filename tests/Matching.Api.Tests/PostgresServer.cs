using System.Diagnostics;
using Npgsql;

namespace Matching.Api.Tests;

/// <summary>
/// The PostgreSQL server of a run: the one that THREELISTS_POSTGRES names (a connection string to a maintenance database), else a
/// throw-away cluster from Debian's binaries, started at the first use and stopped when the run ends.
/// </summary>
[SetUpFixture]
internal sealed class PostgresServer
{
    private const string MemoryFolder = "/dev/shm";
    private const long LeastMemory = 4L << 30;

    private static readonly Lazy<PostgresServer> Started = new(() => new PostgresServer().Start());

    private string folder = "";
    private string connectionString = "";
    private string? missing;

    /// <summary>Ends the test as ignored when there is no PostgreSQL here, or as failed where CI=true.</summary>
    public static string ConnectionString
    {
        get
        {
            if (Started.Value.missing is not { } missing)
                return Started.Value.connectionString;
            if (Environment.GetEnvironmentVariable("CI") == "true")
                Assert.Fail($"not run: {missing}");
            Assert.Ignore($"not run: {missing}");
            return "";
        }
    }

    /// <summary>How a test's database is best copied from the template: by files where the cluster lies in memory, else as the server thinks best.</summary>
    public static string CopyStrategy { get; private set; } = "";

    /// <summary>A thousand databases of a thousand files each are made and dropped in a run, most of whose time a disk's file system would take.</summary>
    private static bool HasMemoryFolder => Directory.Exists(MemoryFolder) && new DriveInfo(MemoryFolder).AvailableFreeSpace > LeastMemory;

    [OneTimeTearDown]
    public void Stop()
    {
        NpgsqlConnection.ClearAllPools();
        PostgresStore.DropTemplate();
        if (!Started.IsValueCreated || Started.Value.folder.Length == 0)
            return;
        Run(Binary("pg_ctl")!, "stop", "-w", "-m", "fast", "-D", Started.Value.folder);
        Run("rm", "-rf", Started.Value.folder);
    }

    private PostgresServer Start()
    {
        if (Environment.GetEnvironmentVariable("THREELISTS_POSTGRES") is { Length: > 0 } given)
            connectionString = given;
        else if (Binary("initdb") is not { } initdb)
            missing = "no PostgreSQL binaries and no THREELISTS_POSTGRES";
        else
            StartCluster(initdb);
        return this;
    }

    private void StartCluster(string initdb)
    {
        CopyStrategy = HasMemoryFolder ? "strategy file_copy" : "";
        folder = Run("mktemp", "-d", $"{(HasMemoryFolder ? MemoryFolder : "/tmp")}/threelists-pg-XXXXXX").Trim();
        Run(initdb, "-D", folder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        File.AppendAllText(Path.Combine(folder, "postgresql.conf"), $"""

            listen_addresses = ''
            unix_socket_directories = '{folder}'
            max_connections = 200
            fsync = off
            full_page_writes = off
            """);
        Run(Binary("pg_ctl")!, "start", "-w", "-D", folder, "-l", Path.Combine(folder, "log"));
        connectionString = $"Host={folder};Username=postgres;Database=postgres";
    }

    private static string? Binary(string name) => !Directory.Exists("/usr/lib/postgresql") ? null : Directory.GetDirectories("/usr/lib/postgresql")
        .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
        .Select(folder => Path.Combine(folder, "bin", name)).FirstOrDefault(File.Exists);

    /// <summary>Runs a command as user postgres when root, which the server refuses to be. The server is not given our pipes, so
    /// that reading to their end ends.</summary>
    private static string Run(string command, params string[] arguments)
    {
        var isRoot = Environment.UserName == "root";
        var start = new ProcessStartInfo(isRoot ? "runuser" : command) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/tmp" };
        if (isRoot)
            Array.ForEach(["-u", "postgres", "--", command], start.ArgumentList.Add);
        Array.ForEach(arguments, start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{command} ended with {process.ExitCode}: {output}{error.Result}");
    }
}
