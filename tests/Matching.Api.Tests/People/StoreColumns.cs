using Matching.Api.Data;

namespace Matching.Api.Tests.People;

/// <summary>The columns of a store that can hold words.</summary>
internal static class StoreColumns
{
    private const string OfSqlite = """
        select m.name as "table", c.name
        from sqlite_master m
        join pragma_table_info(m.name) c
        where m.type = 'table' and m.name not like 'sqlite_%' and lower(c.type) = 'text'
        order by m.name, c.cid
        """;

    private const string OfPostgres = """
        select table_name as "table", column_name as name
        from information_schema.columns
        where table_schema = 'public' and data_type = 'text'
        order by table_name, ordinal_position
        """;

    public static IReadOnlyList<Column> Texts(IStore store) => store.Query<Column>(Database.At(store.Name).IsPostgres ? OfPostgres : OfSqlite);

    internal sealed record Column
    {
        public string Table { get; init; } = "";

        public string Name { get; init; } = "";
    }
}
