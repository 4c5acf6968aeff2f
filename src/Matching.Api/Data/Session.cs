using System.Data;
using System.Data.Common;
using Dapper;

namespace Matching.Api.Data;

/// <summary>One connection inside a transaction that somebody else begins and ends. The command type is always given: Dapper takes
/// a single word such as <c>commit</c> for a stored procedure.</summary>
internal sealed class Session(DbConnection connection, Dialect dialect)
{
    public Dialect Dialect { get; } = dialect;

    public int Execute(string sql, object? values = null) => connection.Execute(sql, values, commandType: CommandType.Text);

    public IReadOnlyList<T> Query<T>(string sql, object? values = null) => connection.Query<T>(sql, values, commandType: CommandType.Text).AsList();

    public T? One<T>(string sql, object? values = null) => connection.QueryFirstOrDefault<T>(sql, values, commandType: CommandType.Text);

    public T Scalar<T>(string sql, object? values = null) => connection.ExecuteScalar<T>(sql, values, commandType: CommandType.Text)!;

    /// <summary>The row, held against other writers until the transaction ends.</summary>
    public T? OneToChange<T>(string sql, object values) => connection.QueryFirstOrDefault<T>(sql + Dialect.ForUpdate, values, commandType: CommandType.Text);
}
