using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core.Orders;

namespace Matching.Api.Orders;

/// <summary>A service order as the store holds it, with its slot's window and its demand's and offer's titles.</summary>
internal sealed record OrderRow
{
    public const string Select = """
        select o.seq, o.code, o.demand, o.slot, o.offer, o.unit, o.quantity, o.state, o.run, o.score, o.reason, o.reason_en, o.asked_before,
            o.proposed_at, o.issued_at, o.answer_due, o.acknowledged_at, o.accepted_at, o.scheduled_from, o.scheduled_until,
            o.completed_at, o.visited_at, o.solved, o.satisfaction, o.accepted_by, o.visitor, o.version,
            s.start_at as slot_start, s.end_at as slot_end, d.title as demand_title, d.area, d.category, d.urgency, d.vulnerable,
            d.unit_of_quantity, d.resolve_due, d.filed_by, f.title as offer_title, u.name as unit_name, o.mediation, o.given_by,
            coalesce((select k.mediates from category k where k.code = d.category), 0) as mediates
        from service_order o
        join slot s on s.id = o.slot
        join demand d on d.code = o.demand
        join offer f on f.code = o.offer
        join unit u on u.code = o.unit
        """;

    /// <summary>Holds the order's own row against other writers before it is read with its neighbours.</summary>
    private const string Hold = "select code from service_order where code = @code";

    private const string Update = """
        update service_order
        set state = @StateName, unit = @Unit, given_by = @GivenBy, quantity = @Quantity, slot = @Slot, issued_at = @IssuedAt, answer_due = @AnswerDue, acknowledged_at = @AcknowledgedAt, accepted_at = @AcceptedAt,
            scheduled_from = @ScheduledFrom, scheduled_until = @ScheduledUntil, completed_at = @CompletedAt, visited_at = @VisitedAt,
            solved = @Solved, satisfaction = @SatisfactionName, accepted_by = @AcceptedBy, visitor = @Visitor, mediation = @MediationName, version = version + 1
        where code = @Code and version = @Version
        """;

    public long Seq { get; init; }

    public string Code { get; init; } = "";

    public string Demand { get; init; } = "";

    public long Slot { get; init; }

    public string Offer { get; init; } = "";

    public string Unit { get; init; } = "";

    public int Quantity { get; init; }

    public OrderState State { get; init; }

    public long? Run { get; init; }

    public long Score { get; init; }

    public string Reason { get; init; } = "";

    public string ReasonEn { get; init; } = "";

    public int AskedBefore { get; init; }

    public DateTimeOffset ProposedAt { get; init; }

    public DateTimeOffset? IssuedAt { get; init; }

    public DateTimeOffset? AnswerDue { get; init; }

    public DateTimeOffset? AcknowledgedAt { get; init; }

    public DateTimeOffset? AcceptedAt { get; init; }

    public DateTimeOffset? ScheduledFrom { get; init; }

    public DateTimeOffset? ScheduledUntil { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public DateTimeOffset? VisitedAt { get; init; }

    public bool? Solved { get; init; }

    public Satisfaction? Satisfaction { get; init; }

    /// <summary>Who said yes, such as <c>unit/DW-0007</c>; null before.</summary>
    public string? AcceptedBy { get; init; }

    /// <summary>The account that the return visit was given to, or null.</summary>
    public string? Visitor { get; init; }

    public int Version { get; init; }

    public DateTimeOffset SlotStart { get; init; }

    public DateTimeOffset SlotEnd { get; init; }

    public string DemandTitle { get; init; } = "";

    public string Area { get; init; } = "";

    public string Category { get; init; } = "";

    public Core.Demands.Urgency Urgency { get; init; }

    public bool Vulnerable { get; init; }

    public string UnitOfQuantity { get; init; } = "";

    public DateTimeOffset? ResolveDue { get; init; }

    public string FiledBy { get; init; } = "";

    public string OfferTitle { get; init; } = "";

    public string UnitName { get; init; } = "";

    /// <summary>Its demand's category is one of mediation.</summary>
    public bool Mediates { get; init; }

    /// <summary>How a mediation ended; null before, and where whoever completed it was not asked.</summary>
    public MediationOutcome? Mediation { get; init; }

    /// <summary>The trade group that gave it to its member; null for any other.</summary>
    public string? GivenBy { get; init; }

    public string? MediationName => Mediation?.ToString();

    public string StateName => State.ToString();

    /// <summary>The lead who filed also said yes for the unit: somebody else confirms.</summary>
    public bool IsDualRole => AcceptedBy is { } who && who[(who.IndexOf('/') + 1)..] == FiledBy[(FiledBy.IndexOf('/') + 1)..] && who.Contains('/');

    public string? SatisfactionName => Satisfaction?.ToString();

    public OrderRow After(OrderAct act) => this with { State = OrderLife.After(State, act), Mediation = act == OrderAct.Reopen ? null : Mediation };

    /// <exception cref="NotThereException">No such order.</exception>
    public static OrderRow Get(Session session, string code) =>
        session.One<OrderRow>(Select + "\nwhere o.code = @code", new { code }) ?? throw new NotThereException("Order", code);

    /// <exception cref="NotThereException">No such order.</exception>
    /// <exception cref="ChangedMeanwhileException">The caller saw another version.</exception>
    public static OrderRow ToChange(Session session, string code, int? seenVersion)
    {
        session.OneToChange<string>(Hold, new { code });
        var row = Get(session, code);
        return seenVersion is null || seenVersion == row.Version ? row : throw new ChangedMeanwhileException(row.Version);
    }

    public static IReadOnlyList<OrderRow> OfDemand(Session session, string demand) =>
        session.Query<OrderRow>(Select + "\nwhere o.demand = @demand\norder by o.seq", new { demand });

    /// <exception cref="ChangedMeanwhileException">Somebody else wrote it first.</exception>
    public OrderRow SaveTo(Session session) =>
        session.Execute(Update, this) == 1 ? this with { Version = Version + 1 } : throw new ChangedMeanwhileException(Version);
}
