using Matching.Api.Data;
using Matching.Core.Clocks;

namespace Matching.Api.Escalation;

/// <summary>What a clock (时限) measures: the nod that a filing waits for, the first response, the solution, the stay on a rung, a unit's
/// answer. Persisted: append only.</summary>
public enum ClockKind { Nod, Respond, Resolve, Rung, Answer }

/// <summary>How a clock ended: in time, run out, or without meaning any more. Persisted: append only.</summary>
public enum ClockOutcome { Met, RanOut, Stopped }

/// <summary>What happened to a clock. Persisted: append only.</summary>
public enum ClockAct { Warn, Pause, Resume, Extend, Shorten, Restore, Meet, RunOut, Stop }

/// <summary>A clock as the store holds it; it runs until it has ended.</summary>
internal sealed record ClockRow
{
    public const string Select = """
        select c.id, c.demand, c.subject, c.kind, c.round, c.started_at, c.due_at, c.calm_due_at, c.warned_at, c.paused_at,
            c.extended_minutes, c.ended_at, c.outcome
        from clock c
        """;

    private const string Insert = """
        insert into clock (demand, subject, kind, round, started_at, due_at, calm_due_at, paused_at)
        values (@Demand, @Subject, @KindName, @Round, @StartedAt, @DueAt, @CalmDueAt, @PausedAt)
        """;

    private const string Update = """
        update clock
        set due_at = @DueAt, calm_due_at = @CalmDueAt, warned_at = @WarnedAt, paused_at = @PausedAt, extended_minutes = @ExtendedMinutes,
            ended_at = @EndedAt, outcome = @OutcomeName
        where id = @Id
        """;

    private const string InsertStep = """
        insert into clock_step (clock, act, at, due_at, who, why)
        values (@Id, @act, @at, @DueAt, @who, @why)
        """;

    public long Id { get; init; }

    public string Demand { get; init; } = "";

    /// <summary>The demand; of an answer clock the order.</summary>
    public string Subject { get; init; } = "";

    public ClockKind Kind { get; init; }

    public int Round { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset DueAt { get; init; }

    public DateTimeOffset? CalmDueAt { get; init; }

    public DateTimeOffset? WarnedAt { get; init; }

    public DateTimeOffset? PausedAt { get; init; }

    public int ExtendedMinutes { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public ClockOutcome? Outcome { get; init; }

    public string KindName => Kind.ToString();

    public string? OutcomeName => Outcome?.ToString();

    public TimerKind WarningTimer => Enum.Parse<TimerKind>(KindName + "Warning");

    public TimerKind DueTimer => Enum.Parse<TimerKind>(KindName + "Due");

    public ClockFace Face => new(StartedAt, DueAt, CalmDueAt, PausedAt, TimeSpan.FromMinutes(ExtendedMinutes));

    public ClockRow Showing(ClockFace face) => this with
    {
        DueAt = face.DueAt, CalmDueAt = face.CalmDueAt, PausedAt = face.PausedAt, ExtendedMinutes = (int)face.Extended.TotalMinutes,
    };

    public static IReadOnlyList<ClockRow> Running(Session session, string subject) =>
        session.Query<ClockRow>(Select + "\nwhere c.demand = @subject and c.subject = @subject and c.ended_at is null\norder by c.id", new { subject });

    public static ClockRow? Running(Session session, string subject, ClockKind kind) =>
        session.One<ClockRow>(Select + "\nwhere c.subject = @subject and c.kind = @kind and c.ended_at is null", new { subject, kind = kind.ToString() });

    public static IReadOnlyList<ClockRow> OfDemand(Session session, string demand) =>
        session.Query<ClockRow>(Select + "\nwhere c.demand = @demand\norder by c.id", new { demand });

    /// <summary>The clock of the latest round, running or ended; null when there was none.</summary>
    public static ClockRow? Last(Session session, string subject, ClockKind kind) =>
        session.One<ClockRow>(Select + "\nwhere c.subject = @subject and c.kind = @kind\norder by c.round desc\nlimit 1", new { subject, kind = kind.ToString() });

    public void InsertInto(Session session) => session.Execute(Insert, this);

    /// <summary>Saves what the clock shows now, with the step that led there.</summary>
    public ClockRow SaveTo(Session session, ClockAct act, DateTimeOffset at, string who, string why)
    {
        session.Execute(Update, this);
        session.Execute(InsertStep, new { Id, act = act.ToString(), at, DueAt, who, why });
        return this;
    }
}
