using Matching.Api.Data;
using Matching.Api.Http;

namespace Matching.Api.History;

/// <summary>Appends events: every change of state is one, with who, when and why.</summary>
internal sealed class EventLog(CurrentWrite write, CallContext context, HistoryChain chain, TimeProvider clock)
{
    public void Append(string subject, string act, string? from, string? to, string why) =>
        chain.Append(write.Session, new EventDraft(subject, act, from, to, clock.GetUtcNow(), context.Who, why));
}

/// <summary>One event, as it is read back.</summary>
internal sealed record EventRow
{
    private const string OfSubject = """
        select seq, subject, act, from_state, to_state, at, who, why
        from event
        where subject = @subject
        order by seq
        """;

    public long Seq { get; init; }

    public string Subject { get; init; } = "";

    public string Act { get; init; } = "";

    public string? FromState { get; init; }

    public string? ToState { get; init; }

    public DateTimeOffset At { get; init; }

    public string Who { get; init; } = "";

    public string Why { get; init; } = "";

    public static IReadOnlyList<EventRow> Of(Session session, string subject) => session.Query<EventRow>(OfSubject, new { subject });
}
