using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core.Orders;

namespace Matching.Api.Demands;

/// <summary>Whether a part of a common demand was served. Persisted: append only.</summary>
public enum PartMark { Served, NotServed }

/// <summary>A person's part in a common demand: what of it is theirs, under a number of their own, and how it ended.</summary>
internal sealed record SupporterRow
{
    public const string Select = """
        select s.id, s.demand, s.code_owner, s.look_up_hash, s.person, s.area, s.note, s.detail, s.quantity, s.filed_by, s.filed_at,
            s.mark, s.marked_at, s.marked_by, s.solved, s.satisfaction, s.answered_at, s.left_at, s.left_into
        from supporter s
        """;

    private const string InsertRow = """
        insert into supporter (demand, area, note, detail, quantity, filed_by, filed_at, code_owner, look_up_hash, person)
        values (@Demand, @Area, @Note, @Detail, @Quantity, @FiledBy, @FiledAt, @CodeOwner, @LookUpHash, @Person)
        """;

    private const string Update = """
        update supporter
        set mark = @MarkName, marked_at = @MarkedAt, marked_by = @MarkedBy, solved = @Solved, satisfaction = @SatisfactionName, answered_at = @AnsweredAt,
            left_at = @LeftAt, left_into = @LeftInto
        where id = @Id
        """;

    public long Id { get; init; }

    public string Demand { get; init; } = "";

    /// <summary>The number on the person's receipt: of the demand they brought, or one given for their part.</summary>
    public string CodeOwner { get; init; } = "";

    public string LookUpHash { get; init; } = "";

    public long? Person { get; init; }

    public string? Area { get; init; }

    public string Note { get; init; } = "";

    public string Detail { get; init; } = "";

    /// <summary>Theirs, in the demand's unit.</summary>
    public int Quantity { get; init; } = 1;

    public string FiledBy { get; init; } = "";

    public DateTimeOffset FiledAt { get; init; }

    public PartMark? Mark { get; init; }

    public DateTimeOffset? MarkedAt { get; init; }

    public string? MarkedBy { get; init; }

    public bool? Solved { get; init; }

    public Satisfaction? Satisfaction { get; init; }

    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>When it was taken out of the common demand, and the demand that it goes on as.</summary>
    public DateTimeOffset? LeftAt { get; init; }

    public string? LeftInto { get; init; }

    public string? MarkName => Mark?.ToString();

    public string? SatisfactionName => Satisfaction?.ToString();

    /// <summary>Those still in the common demand, in their order.</summary>
    public static IReadOnlyList<SupporterRow> Of(Session session, string demand) =>
        session.Query<SupporterRow>(Select + "\nwhere s.demand = @demand and s.left_at is null\norder by s.id", new { demand });

    /// <summary>Also those that left.</summary>
    public static IReadOnlyList<SupporterRow> AllOf(Session session, string demand) =>
        session.Query<SupporterRow>(Select + "\nwhere s.demand = @demand\norder by s.id", new { demand });

    /// <exception cref="NotThereException">The demand has no such part.</exception>
    public static SupporterRow Get(Session session, string demand, long id) =>
        session.One<SupporterRow>(Select + "\nwhere s.id = @id and s.demand = @demand", new { id, demand }) ?? throw new NotThereException("Part", $"{demand}/{id}");

    public void InsertInto(Session session) => session.Execute(InsertRow, this);

    public SupporterRow SaveTo(Session session)
    {
        session.Execute(Update, this);
        return this;
    }
}
