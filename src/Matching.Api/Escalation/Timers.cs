using Matching.Api.Data;

namespace Matching.Api.Escalation;

/// <summary>What a timer does when it fires. Persisted by name: append only.</summary>
public enum TimerKind
{
    /// <summary>Starts the clocks of what a store from before had under way.</summary>
    StartClocks,
    NodWarning, NodDue, RespondWarning, RespondDue, ResolveWarning, ResolveDue, RungWarning, RungDue, AnswerWarning, AnswerDue,
    /// <summary>The wait for the resident is over.</summary>
    WaitOver,
    /// <summary>The next ring of units is invited.</summary>
    WidenRing,
    /// <summary>A claim was not begun.</summary>
    ReleaseClaim,
    CloseUnvisited,
    /// <summary>A drawn return visit was not made in time.</summary>
    VisitDue,
    /// <summary>Every community without a meeting in the coming quarter is given one.</summary>
    PlanMeetings,
    /// <summary>A meeting's agenda drafts itself.</summary>
    DraftAgenda,
    TaskWarning, TaskDue,
    /// <summary>A post's term is over.</summary>
    PostEnds,
    /// <summary>A month of a post was served.</summary>
    PostMonth,
    /// <summary>A lead's term is over.</summary>
    LeadTermEnds,
    /// <summary>What a visit to a firm left to be done.</summary>
    FollowUpWarning, FollowUpDue,
    /// <summary>An agreement's term is over.</summary>
    AgreementEnds,
    /// <summary>Once a month: whom the dormant offers could serve.</summary>
    DormantDigest,
    /// <summary>A meeting's time went by; what it has not decided goes on.</summary>
    MeetingOver,
}

/// <summary>A durable timer (定时). It fires once: in one transaction with its effect and its event.</summary>
internal sealed record Timer
{
    public const string Select = "select t.id, t.subject, t.kind, t.round, t.due_at, t.set_at, t.fired_at, t.stopped_at from timer t";

    public long Id { get; init; }

    /// <summary>The code of the demand, order or other row that it is about.</summary>
    public string Subject { get; init; } = "";

    public TimerKind Kind { get; init; }

    public int Round { get; init; }

    public DateTimeOffset DueAt { get; init; }
}

/// <summary>What one or more kinds of timer do; it runs in the transaction that marks the timer as fired.</summary>
internal interface ITimerEffect
{
    IReadOnlyList<TimerKind> Kinds { get; }

    void Fire(Timer timer);
}

/// <summary>Sets and stops timers inside a write.</summary>
internal static class Timers
{
    /// <summary>Moves the timer when it waits or was stopped; one that has fired stays fired.</summary>
    private const string Upsert = """
        insert into timer (subject, kind, round, due_at, set_at)
        values (@subject, @kind, @round, @due, @now)
        on conflict (subject, kind, round) do update set due_at = @due, stopped_at = null, retry_at = null
        where timer.fired_at is null
        """;

    private const string NextRound = "select coalesce(max(round), 0) + 1 from timer where subject = @subject and kind = @kind";

    private const string StopKind = "update timer set stopped_at = @now where subject = @subject and kind = @kind and fired_at is null and stopped_at is null";

    private const string StopAllOf = "update timer set stopped_at = @now where subject = @subject and fired_at is null and stopped_at is null";

    public static void Set(Session session, string subject, TimerKind kind, int round, DateTimeOffset due, DateTimeOffset now) =>
        session.Execute(Upsert, new { subject, kind = kind.ToString(), round, due, now });

    /// <summary>Sets one more timer of a kind that comes again and again.</summary>
    public static void SetNext(Session session, string subject, TimerKind kind, DateTimeOffset due, DateTimeOffset now) =>
        Set(session, subject, kind, (int)session.Scalar<long>(NextRound, new { subject, kind = kind.ToString() }), due, now);

    public static void Stop(Session session, string subject, TimerKind kind, DateTimeOffset now) => session.Execute(StopKind, new { subject, kind = kind.ToString(), now });

    public static void StopAll(Session session, string subject, DateTimeOffset now) => session.Execute(StopAllOf, new { subject, now });
}
