using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Matching.Faults.Stores;

internal enum StoreKind { Sqlite, Postgres }

/// <summary>Where the product keeps its lists, and the judge's own way to look into it.</summary>
internal abstract class Store
{
    /// <summary>What <c>--store</c> is given.</summary>
    public abstract string Argument { get; }

    public IReadOnlyList<T> Rows<T>(string sql, Func<DbDataReader, T> row)
    {
        using var connection = Connect();
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }

    /// <summary>Changes the store past the product.</summary>
    public void Write(string sql)
    {
        using var connection = ConnectToWrite();
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    protected abstract DbConnection Connect();

    protected virtual DbConnection ConnectToWrite() => Connect();
}

internal sealed class SqliteStore(string file) : Store
{
    public override string Argument => file;

    protected override DbConnection ConnectToWrite() => new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());

    /// <summary>To read only: the judge must not mend by its own opening what the product left broken.</summary>
    protected override DbConnection Connect() =>
        new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
}
