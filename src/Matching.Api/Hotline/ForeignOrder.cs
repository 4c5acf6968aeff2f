using Matching.Api.Data;

namespace Matching.Api.Hotline;

/// <summary>Another system's work order, and the demand that it became.</summary>
internal sealed record ForeignOrder
{
    public const string Select = "select f.source, f.number, f.demand, f.called_at, f.due_at, f.kind, f.unit, f.imported_at from foreign_order f";

    private const string Save = """
        insert into foreign_order (source, number, demand, called_at, due_at, kind, unit, imported_at)
        values (@Source, @Number, @Demand, @CalledAt, @DueAt, @Kind, @Unit, @ImportedAt)
        on conflict (source, number) do update set called_at = @CalledAt, due_at = @DueAt, kind = @Kind, unit = @Unit, imported_at = @ImportedAt
        """;

    public string Source { get; init; } = "";

    public string Number { get; init; } = "";

    public string Demand { get; init; } = "";

    public DateTimeOffset? CalledAt { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The other system's kind of appeal, as it words it.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Who was to handle it, as the other system words it.</summary>
    public string Unit { get; init; } = "";

    public DateTimeOffset ImportedAt { get; init; }

    public static ForeignOrder? Find(Session session, string source, string number) =>
        session.One<ForeignOrder>(Select + "\nwhere f.source = @source and f.number = @number", new { source, number });

    public void SaveTo(Session session) => session.Execute(Save, this);
}
