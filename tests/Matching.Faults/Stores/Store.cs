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

    protected abstract DbConnection Connect();
}

internal sealed class SqliteStore(string file) : Store
{
    public override string Argument => file;

    /// <summary>To read only: the judge must not mend by its own opening what the product left broken.</summary>
    protected override DbConnection Connect() =>
        new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
}
