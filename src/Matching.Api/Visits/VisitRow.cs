using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core.Orders;

namespace Matching.Api.Visits;

/// <summary>How a drawn visit stands: to be made, made, or not made before the order was closed (未回访). Persisted: append only.</summary>
public enum VisitState { Open, Done, Lapsed }

/// <summary>How the answer came. Persisted: append only.</summary>
public enum VisitChannel { Phone, Door, Code, Other }

/// <summary>A return visit that was drawn when an order was completed.</summary>
internal sealed record VisitRow
{
    public const string Select = """
        select v.id, v.service_order, v.demand, v.supporter, v.number, v.round, v.state, v.drawn_at, v.due_at, v.overdue_at, v.visitor, v.given_by, v.attempts,
            v.done_at, v.done_by, v.channel, v.solved, v.satisfaction
        from return_visit v
        """;

    private const string InsertRow = """
        insert into return_visit (service_order, demand, supporter, number, round, state, drawn_at, due_at, visitor, given_by)
        values (@ServiceOrder, @Demand, @Supporter, @Number, @Round, @StateName, @DrawnAt, @DueAt, @Visitor, @GivenBy)
        returning id
        """;

    private const string Update = """
        update return_visit
        set state = @StateName, overdue_at = @OverdueAt, visitor = @Visitor, given_by = @GivenBy, attempts = @Attempts, done_at = @DoneAt, done_by = @DoneBy,
            channel = @ChannelName, solved = @Solved, satisfaction = @SatisfactionName
        where id = @Id
        """;

    public long Id { get; init; }

    public string ServiceOrder { get; init; } = "";

    public string Demand { get; init; } = "";

    /// <summary>The part of a common demand whose person is asked; null for the demand's own person.</summary>
    public long? Supporter { get; init; }

    /// <summary>The number that the person knows.</summary>
    public string Number { get; init; } = "";

    /// <summary>How often the order was completed, from 1 on.</summary>
    public int Round { get; init; }

    public VisitState State { get; init; }

    public DateTimeOffset DrawnAt { get; init; }

    public DateTimeOffset DueAt { get; init; }

    public DateTimeOffset? OverdueAt { get; init; }

    /// <summary>The account it was given to; null for nobody yet.</summary>
    public string? Visitor { get; init; }

    public string? GivenBy { get; init; }

    /// <summary>How often the person was not reached.</summary>
    public int Attempts { get; init; }

    public DateTimeOffset? DoneAt { get; init; }

    public string? DoneBy { get; init; }

    public VisitChannel? Channel { get; init; }

    public bool? Solved { get; init; }

    public Satisfaction? Satisfaction { get; init; }

    /// <summary>What its events and timers are about.</summary>
    public string Subject => $"visit/{Id}";

    public string StateName => State.ToString();

    public string? ChannelName => Channel?.ToString();

    public string? SatisfactionName => Satisfaction?.ToString();

    /// <exception cref="NotThereException">No such visit.</exception>
    public static VisitRow Get(Session session, long id) =>
        session.One<VisitRow>(Select + "\nwhere v.id = @id", new { id }) ?? throw new NotThereException("Visit", $"{id}");

    /// <exception cref="NotThereException">No such visit.</exception>
    public static VisitRow ToChange(Session session, long id) =>
        session.OneToChange<VisitRow>(Select + "\nwhere v.id = @id", new { id }) ?? throw new NotThereException("Visit", $"{id}");

    public static IReadOnlyList<VisitRow> OpenOf(Session session, string order) =>
        session.Query<VisitRow>(Select + "\nwhere v.service_order = @order and v.state = 'Open'\norder by v.id", new { order });

    public long InsertInto(Session session) => session.Scalar<long>(InsertRow, this);

    public VisitRow SaveTo(Session session)
    {
        session.Execute(Update, this);
        return this;
    }
}
