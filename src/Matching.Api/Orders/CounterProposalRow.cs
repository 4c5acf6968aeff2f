using Matching.Api.Data;

namespace Matching.Api.Orders;

/// <summary>What became of another time that a unit proposed. Persisted: append only.</summary>
public enum CounterProposalState
{
    Pending, Agreed, Refused,
    /// <summary>The order moved before anybody answered.</summary>
    Lapsed,
}

public sealed record CounterProposalView(DateTimeOffset From, DateTimeOffset Until, string Note, DateTimeOffset At, CounterProposalState State, string StateName, string Answer);

/// <summary>Another time that a unit proposes for its order; the order's state stays what it is until somebody agrees.</summary>
internal sealed record CounterProposalRow
{
    public const string Select = """
        select id, service_order, slot, from_at, until_at, note, who, at, state, answered_by, answered_at, answer
        from counter_proposal
        where service_order = @order
        """;

    private const string Insert = """
        insert into counter_proposal (service_order, slot, from_at, until_at, note, who, at, state)
        values (@ServiceOrder, @Slot, @FromAt, @UntilAt, @Note, @Who, @At, 'Pending')
        """;

    private const string AnswerPending = """
        update counter_proposal
        set state = @StateName, answered_by = @AnsweredBy, answered_at = @AnsweredAt, answer = @Answer
        where id = @Id and state = 'Pending'
        """;

    public long Id { get; init; }

    public string ServiceOrder { get; init; } = "";

    /// <summary>Another window of the same offer; null = hours outside its windows.</summary>
    public long? Slot { get; init; }

    public DateTimeOffset FromAt { get; init; }

    public DateTimeOffset UntilAt { get; init; }

    public string Note { get; init; } = "";

    public string Who { get; init; } = "";

    public DateTimeOffset At { get; init; }

    public CounterProposalState State { get; init; }

    public string? AnsweredBy { get; init; }

    public DateTimeOffset? AnsweredAt { get; init; }

    public string Answer { get; init; } = "";

    public string StateName => State.ToString();

    public static IReadOnlyList<CounterProposalRow> Of(Session session, string order) => session.Query<CounterProposalRow>(Select + "\norder by id", new { order });

    public static CounterProposalRow? Pending(Session session, string order) => session.One<CounterProposalRow>(Select + " and state = 'Pending'", new { order });

    public void InsertInto(Session session) => session.Execute(Insert, this);

    public void SaveAnswerTo(Session session) => session.Execute(AnswerPending, this);

    public CounterProposalView View() => new(FromAt, UntilAt, Note, At, State, Words.Of(State), Answer);
}
