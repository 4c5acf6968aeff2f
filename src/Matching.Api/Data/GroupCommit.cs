using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Matching.Api.Data;

/// <summary>More writes are waiting than the store can take now; the caller may come again.</summary>
internal sealed class OverloadedException() : Exception("The write queue is full.");

/// <summary>The store refused the write as a whole: disk full, file read-only, server gone.</summary>
/// <param name="outcomeUnknown">The commit itself failed: the write may or may not be there.</param>
internal sealed class StoreUnavailableException(Exception cause, bool diskFull, bool outcomeUnknown) : Exception(cause.Message, cause)
{
    public bool DiskFull { get; } = diskFull;

    public bool OutcomeUnknown { get; } = outcomeUnknown;
}

/// <summary>As configured under <c>Store</c>.</summary>
internal sealed record StoreSettings
{
    /// <summary>How many writes may wait for their turn, 1 to 1,000,000; the next one is refused.</summary>
    public int MostWaiting { get; init; } = 8192;
}

/// <summary>
/// The one write path. Many requests' writes join one transaction: a dedicated thread takes what waits, at most 256, runs each
/// inside its own savepoint, commits once, and only then answers. A write that fails is rolled back alone.
/// </summary>
internal sealed class GroupCommit : IDisposable
{
    private const int Most = 1_000_000;
    private const int MostTogether = 256;
    private const int MostTries = 3;

    /// <summary>A store that was moved to another place is only read from then on: what is written here would be lost there.</summary>
    private const string MovedTo = "select value from store_mark where name = 'moved'";

    /// <summary>The server has ended the session within a transaction, for it heard nothing.</summary>
    private const string SilentTooLong = "25P03";

    private readonly Channel<Write> waiting;
    private readonly Database database;
    private readonly InstantOfWrite? instant;
    private readonly Thread thread;
    private DbConnection? connection;

    /// <param name="instant">Held for each write; null where no clock is asked.</param>
    /// <exception cref="StoreException">The settings let no write wait, or too many.</exception>
    public GroupCommit(Database database, InstantOfWrite? instant = null, StoreSettings? settings = null)
    {
        var most = (settings ?? new StoreSettings()).MostWaiting;
        if (most is < 1 or > Most)
            throw new StoreException(Words.Say("Store.MostWaiting", most, Most));
        waiting = Channel.CreateBounded<Write>(new BoundedChannelOptions(most) { SingleReader = true });
        this.database = database;
        this.instant = instant;
        thread = new Thread(Run) { IsBackground = true, Name = "group commit" };
        thread.Start();
    }

    /// <summary>Told after each batch: how many writes it held, and how long it took.</summary>
    public event Action<int, TimeSpan>? Committed;

    /// <summary>How many writes wait for their turn.</summary>
    public int Waiting => waiting.Reader.Count;

    /// <summary>Runs <paramref name="write"/> on the writing thread; completes once its data is on disk. A caller that goes away
    /// does not cancel it.</summary>
    /// <exception cref="OverloadedException">Too many writes wait already.</exception>
    /// <exception cref="StoreUnavailableException">Nothing was written, or the outcome is unknown.</exception>
    public Task<T> Write<T>(Func<Session, T> write)
    {
        var job = new Write<T>(write);
        return waiting.Writer.TryWrite(job) ? job.Answer : throw new OverloadedException();
    }

    public void Dispose()
    {
        waiting.Writer.TryComplete();
        thread.Join();
        connection?.Dispose();
    }

    private void Run()
    {
        var batch = new List<Write>(MostTogether);
        while (waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < MostTogether && waiting.Reader.TryRead(out var write))
                batch.Add(write);
            Commit(batch);
            batch.Clear();
        }
    }

    private void Commit(List<Write> batch)
    {
        var committing = false;
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        try
        {
            connection ??= database.OpenToWrite();
            var session = new Session(connection, database.Dialect);
            session.Execute(database.Dialect.Begin);
            if (session.One<string>(MovedTo) is { } moved)
                throw new StoreException(Words.Say("Store.Moved", database.Name, moved));
            foreach (var write in batch)
                RunAlone(session, write);
            committing = true;
            session.Execute("commit");
        }
        catch (Exception failed) when (failed is DbException or StoreException or InvalidOperationException or IOException || connection?.State != System.Data.ConnectionState.Open)
        {
            DropConnection();
            var unavailable = new StoreUnavailableException(failed, IsDiskFull(failed), committing && !IsDiskFull(failed));
            batch.ForEach(write => write.Fail(unavailable));
            return;
        }
        batch.ForEach(write => write.Complete());
        Committed?.Invoke(batch.Count, System.Diagnostics.Stopwatch.GetElapsedTime(started));
    }

    private void RunAlone(Session session, Write write)
    {
        session.Execute("savepoint one_write");
        for (var tries = 1; !Try(session, write, isLast: tries == MostTries); tries++)
        {
        }
        session.Execute("release savepoint one_write");
    }

    /// <summary>False when another process was in the way and the write should run again, on what that one has left.</summary>
    private bool Try(Session session, Write write, bool isLast)
    {
        try
        {
            instant?.Hold();
            write.Run(session);
            return true;
        }
        catch (Exception failed) when (!IsFatal(failed) && connection!.State == System.Data.ConnectionState.Open)
        {
            session.Execute("rollback to savepoint one_write");
            if (!isLast && IsConflict(failed))
                return false;
            write.Refuse(failed);
            return true;
        }
        finally
        {
            instant?.LetGo();
        }
    }

    private static bool IsConflict(Exception failed) => failed is PostgresException
    {
        SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure,
    };

    /// <summary>Failures of the store itself, after which the transaction can't go on.</summary>
    private static bool IsFatal(Exception failed) => failed switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is 7 or 8 or 10 or 11 or 13 or 14 or 26,
        PostgresException postgres => postgres.SqlState == SilentTooLong || postgres.SqlState.StartsWith("57", StringComparison.Ordinal) || postgres.SqlState.StartsWith("53", StringComparison.Ordinal),
        NpgsqlException => true,
        _ => false,
    };

    private static bool IsDiskFull(Exception failed) =>
        failed is SqliteException { SqliteErrorCode: 13 } or PostgresException { SqlState: PostgresErrorCodes.DiskFull };

    /// <summary>The next batch starts on a fresh connection, whose opening rolls back what was left behind.</summary>
    private void DropConnection()
    {
        if (connection is SqliteConnection sqlite)
            SqliteConnection.ClearPool(sqlite);
        else if (connection is NpgsqlConnection postgres)
            NpgsqlConnection.ClearPool(postgres);
        connection?.Dispose();
        connection = null;
    }
}

/// <summary>A write waiting for its turn.</summary>
internal abstract class Write
{
    public abstract void Run(Session session);

    /// <summary>The write itself failed; its neighbours go on.</summary>
    public abstract void Refuse(Exception failed);

    public abstract void Fail(Exception failed);

    public abstract void Complete();
}

internal sealed class Write<T>(Func<Session, T> work) : Write
{
    private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? value;
    private Exception? refused;

    public Task<T> Answer => answer.Task;

    public override void Run(Session session) => value = work(session);

    public override void Refuse(Exception failed) => refused = failed;

    public override void Fail(Exception failed) => answer.TrySetException(failed);

    public override void Complete()
    {
        if (refused is not null)
            answer.TrySetException(refused);
        else
            answer.TrySetResult(value!);
    }
}
