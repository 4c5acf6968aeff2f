using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Matching.Faults.Simulation;

/// <summary>What goes wrong with a batch of writes.</summary>
internal enum Trouble
{
    None,
    /// <summary>Time passes in the middle of a write.</summary>
    SlowDisk,
    /// <summary>One statement is refused; its write alone is rolled back.</summary>
    StatementRefused,
    /// <summary>The disk fails at one statement; nothing of the batch is written.</summary>
    DiskError,
    DiskFull,
    /// <summary>The connection breaks before the commit was carried out.</summary>
    CommitLost,
    /// <summary>The connection breaks after the commit was carried out, before anybody heard of it.</summary>
    CommitUnanswered,
}

/// <summary>Decides what goes wrong on the writing line: the trouble that was forecast comes over the batch that begins next, and over no other.</summary>
internal sealed class Weather(SimulatedClock clock)
{
    private const int PlainError = 1;
    private const int IoError = 10;
    private const int Full = 13;

    private Trouble trouble;
    private int at;
    private TimeSpan delay;
    private bool isOver;
    private int statement;

    /// <param name="atStatement">Which statement of the batch it befalls; later than its last, and nothing happens.</param>
    public void Forecast(Trouble next, int atStatement, TimeSpan takes) => (trouble, at, delay, isOver) = (next, atStatement, takes, false);

    /// <exception cref="SqliteException">The trouble.</exception>
    public void Before(string sql)
    {
        if (sql.StartsWith("begin", StringComparison.Ordinal))
            (isOver, statement) = (trouble != Trouble.None, 0);
        if (!isOver)
            return;
        statement++;
        if (sql == "commit" && trouble == Trouble.CommitLost)
            throw Clear(IoError);
        if (statement != at)
            return;
        switch (trouble)
        {
            case Trouble.SlowDisk:
                clock.Pass(delay);
                break;
            case Trouble.StatementRefused:
                throw Clear(PlainError);
            case Trouble.DiskError:
                throw Clear(IoError);
            case Trouble.DiskFull:
                throw Clear(Full);
        }
    }

    /// <exception cref="SqliteException">The trouble.</exception>
    public void After(string sql)
    {
        if (!isOver || sql != "commit")
            return;
        if (trouble == Trouble.CommitUnanswered)
            throw Clear(IoError);
        Clear(0);
    }

    private SqliteException Clear(int code)
    {
        (trouble, isOver) = (Trouble.None, false);
        return new SqliteException("simulated", code);
    }
}

/// <summary>The connection that writes, with the weather over it. Closed in the middle of a transaction, it loses it.</summary>
internal sealed class FailingLine(SqliteConnection inner, Weather weather) : DbConnection
{
    [AllowNull]
    public override string ConnectionString { get => inner.ConnectionString; set => inner.ConnectionString = value; }

    public override string Database => inner.Database;

    public override string DataSource => inner.DataSource;

    public override string ServerVersion => inner.ServerVersion;

    public override ConnectionState State => inner.State;

    public override void ChangeDatabase(string databaseName) => inner.ChangeDatabase(databaseName);

    public override void Open() => inner.Open();

    public override void Close()
    {
        SqliteConnection.ClearPool(inner);
        inner.Close();
    }

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => inner.BeginTransaction(isolationLevel);

    protected override DbCommand CreateDbCommand() => new FailingStatement(inner.CreateCommand(), this, weather);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Close();
            inner.Dispose();
        }
        base.Dispose(disposing);
    }
}

internal sealed class FailingStatement(SqliteCommand inner, FailingLine line, Weather weather) : DbCommand
{
    [AllowNull]
    public override string CommandText { get => inner.CommandText; set => inner.CommandText = value ?? ""; }

    public override int CommandTimeout { get => inner.CommandTimeout; set => inner.CommandTimeout = value; }

    public override CommandType CommandType { get => inner.CommandType; set => inner.CommandType = value; }

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get => inner.UpdatedRowSource; set => inner.UpdatedRowSource = value; }

    protected override DbConnection? DbConnection { get => line; set { } }

    protected override DbParameterCollection DbParameterCollection => inner.Parameters;

    protected override DbTransaction? DbTransaction { get => null; set { } }

    public override void Cancel() => inner.Cancel();

    public override void Prepare() => inner.Prepare();

    public override int ExecuteNonQuery() => Under(inner.ExecuteNonQuery);

    public override object? ExecuteScalar() => Under(inner.ExecuteScalar);

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Under(() => inner.ExecuteReader(behavior));

    protected override DbParameter CreateDbParameter() => inner.CreateParameter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private T Under<T>(Func<T> execute)
    {
        weather.Before(CommandText);
        var result = execute();
        weather.After(CommandText);
        return result;
    }
}
