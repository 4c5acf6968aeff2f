using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace Matching.Api.Data;

/// <summary>Copies every row of a SQLite store into an empty PostgreSQL store of the same schema, in one transaction, and compares what stands on
/// both sides. Foreign keys are taken off for the copy and put on again before it is committed, which checks them all.</summary>
internal sealed class StoreCopy(SqliteConnection source, NpgsqlConnection target, Action<string> progress)
{
    private const string SelectTables = "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name <> 'schema_version' order by name";

    private const string SelectColumns = """
        select column_name as name, data_type as type, is_identity = 'YES' as is_identity
        from information_schema.columns
        where table_schema = current_schema() and table_name = @table
        order by ordinal_position
        """;

    private const string SelectForeignKeys = """
        select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
        from pg_constraint
        where contype = 'f' and connamespace = current_schema()::regnamespace
        order by conname
        """;

    private const string SelectGiven = "select seq from sqlite_sequence where name = @table";

    /// <summary>What a new store holds by its schema alone: it gives way to the source's rows.</summary>
    private static readonly string[] FilledBySchema = ["property_question"];

    /// <returns>How many rows were copied.</returns>
    /// <exception cref="StoreException">The target holds rows, or does not hold what the source does.</exception>
    public long Run()
    {
        using var transaction = target.BeginTransaction();
        var tables = source.Query<string>(SelectTables).ToList();
        foreach (var table in tables.Except(FilledBySchema).Where(table => target.ExecuteScalar<long>($"""select count(*) from "{table}" """) > 0))
            throw new StoreException(Words.Say("Migrate.NotEmpty", table));
        var keys = target.Query<ForeignKey>(SelectForeignKeys).ToList();
        keys.ForEach(key => target.Execute($"""alter table {key.Table} drop constraint "{key.Name}" """));
        foreach (var table in FilledBySchema)
            target.Execute($"""delete from "{table}" """);
        var rows = tables.Sum(Copy);
        keys.ForEach(key => target.Execute($"""alter table {key.Table} add constraint "{key.Name}" {key.Definition}"""));
        transaction.Commit();
        return rows;
    }

    private long Copy(string table)
    {
        var columns = target.Query<Column>(SelectColumns, new { table }).ToList();
        var names = string.Join(", ", columns.Select(column => $"\"{column.Name}\""));
        var select = $"""select {names} from "{table}" """;
        var sent = Send(columns, select, $"""copy "{table}" ({names}) from stdin (format binary)""");
        var arrived = Read(columns, select);
        if (sent != arrived)
            throw new StoreException(Words.Say("Migrate.Differs", table, sent.Rows, arrived.Rows));
        foreach (var column in columns.Where(column => column.IsIdentity))
            GoOnCounting(table, column.Name);
        if (sent.Rows > 0)
            progress(Words.Say("Migrate.Table", table, sent.Rows));
        return sent.Rows;
    }

    private Content Send(List<Column> columns, string select, string copy)
    {
        var content = new Content();
        using var command = source.CreateCommand();
        command.CommandText = select;
        using var reader = command.ExecuteReader();
        using var writer = target.BeginBinaryImport(copy);
        var row = new object?[columns.Count];
        while (reader.Read())
        {
            writer.StartRow();
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = Value(columns[i], reader.GetValue(i));
                if (row[i] is { } value)
                    writer.Write(value, columns[i].DbType);
                else
                    writer.WriteNull();
            }
            content = content.With(row);
        }
        writer.Complete();
        return content;
    }

    private Content Read(List<Column> columns, string select)
    {
        var content = new Content();
        using var command = new NpgsqlCommand(select, target);
        using var reader = command.ExecuteReader();
        var row = new object?[columns.Count];
        while (reader.Read())
        {
            for (var i = 0; i < row.Length; i++)
                row[i] = Value(columns[i], reader.GetValue(i));
            content = content.With(row);
        }
        return content;
    }

    /// <summary>A number that was given once, also of a row that is gone, is not given again.</summary>
    private void GoOnCounting(string table, string column)
    {
        if (source.ExecuteScalar<long?>(SelectGiven, new { table }) is { } given and > 0)
            target.ExecuteScalar<long>("select setval(pg_get_serial_sequence(@table, @column), @given)", new { table, column, given });
    }

    private static object? Value(Column column, object value) => value is DBNull ? null : column.DbType switch
    {
        NpgsqlDbType.Integer => Convert.ToInt32(value, CultureInfo.InvariantCulture),
        NpgsqlDbType.Bigint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        NpgsqlDbType.Double => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        NpgsqlDbType.Bytea => (byte[])value,
        _ => (string)value,
    };

    /// <summary>How many rows, and the sum of their SHA-256: the same whatever order they come in.</summary>
    private sealed record Content(long Rows = 0, ulong High = 0, ulong Low = 0)
    {
        public Content With(object?[] row)
        {
            using var bytes = new MemoryStream();
            foreach (var value in row)
                bytes.Write(Encoded(value));
            var hash = SHA256.HashData(bytes.ToArray());
            return unchecked(new Content(Rows + 1, High + BinaryPrimitives.ReadUInt64LittleEndian(hash), Low + BinaryPrimitives.ReadUInt64LittleEndian(hash.AsSpan(8))));
        }

        private static byte[] Encoded(object? value)
        {
            var bytes = value switch
            {
                null => [],
                byte[] raw => raw,
                string text => Encoding.UTF8.GetBytes(text),
                _ => Encoding.UTF8.GetBytes(Convert.ToString(value, CultureInfo.InvariantCulture)!),
            };
            return [value is null ? (byte)0 : (byte)1, .. BitConverter.GetBytes(bytes.Length), .. bytes];
        }
    }

    private sealed record ForeignKey
    {
        public string Table { get; init; } = "";

        public string Name { get; init; } = "";

        public string Definition { get; init; } = "";
    }

    private sealed record Column
    {
        public string Name { get; init; } = "";

        public string Type { get; init; } = "";

        public bool IsIdentity { get; init; }

        public NpgsqlDbType DbType => Type switch
        {
            "integer" => NpgsqlDbType.Integer,
            "bigint" => NpgsqlDbType.Bigint,
            "double precision" => NpgsqlDbType.Double,
            "bytea" => NpgsqlDbType.Bytea,
            "text" => NpgsqlDbType.Text,
            _ => throw new StoreException(Words.Say("Store.SchemaFailed", $"{Name}: {Type}")),
        };
    }
}
