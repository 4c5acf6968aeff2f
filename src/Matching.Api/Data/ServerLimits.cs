using Npgsql;

namespace Matching.Api.Data;

/// <summary>How long a PostgreSQL server waits for a process that has become silent, frozen or cut off, before it gives up its session
/// with all locks; and what a leading process asks it.</summary>
internal static class ServerLimits
{
    private const string Watched = "-c client_connection_check_interval=1000 -c tcp_keepalives_idle=1 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=2";

    /// <summary>Each serving process holds this lock shared, and so counts itself.</summary>
    public const string JoinNodes = "select 1 from (select pg_advisory_lock_shared(7305422, 0)) joined";

    public const string CountNodes = "select count(*) from pg_locks where locktype = 'advisory' and classid = 7305422 and objid = 0 and objsubid = 2 and granted and database = (select oid from pg_database where datname = current_database())";

    /// <summary>Shares from 0 to @last that no session holds.</summary>
    public const string FreeShards = """
        select s
        from generate_series(0, @last) s
        where not exists (
            select 1
            from pg_locks
            where locktype = 'advisory' and classid = 7305423 and objid = s::oid and objsubid = 2 and granted and database = (select oid from pg_database where datname = current_database()))
        order by s
        """;

    /// <summary>1 when this session has got the share; it keeps it until it ends.</summary>
    public const string LockShard = "select case when pg_try_advisory_lock(7305423, @shard) then 1 else 0 end";

    public const string UnlockShard = "select case when pg_advisory_unlock(7305423, @shard) then 1 else 0 end";

    /// <summary>The server's time as text, as the store holds instants.</summary>
    public const string ServerTime = """select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')""";

    /// <summary>A busy machine may well be silent for seconds within a batch; a frozen one holds the others up for 10 s.</summary>
    public static string ForWrites(string connectionString) => With(connectionString, $"{Watched} -c idle_in_transaction_session_timeout=10000", parts => parts.TcpKeepAlive = true);

    public static string ForLeading(string connectionString) => With(connectionString, $"{Watched} -c idle_in_transaction_session_timeout=2000 -c idle_session_timeout=2000", parts =>
    {
        (parts.Pooling, parts.TcpKeepAlive) = (false, true);
        (parts.Timeout, parts.CommandTimeout) = (3, 2);
    });

    private static string With(string connectionString, string options, Action<NpgsqlConnectionStringBuilder> change)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        parts.Options = $"{parts.Options} {options}".Trim();
        change(parts);
        return parts.ToString();
    }
}
