using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Policies;
using Matching.Core.Clocks;
using Matching.Core.Demands;
using Matching.Core.Escalation;
using Matching.Core.Grid;

namespace Matching.Api.Escalation;

/// <summary>The clocks, rung and ring that a demand begins with. It is the hot path of filing: four statements at most.</summary>
internal static class FirstClocks
{
    private const string InsertClocks = """
        insert into clock (demand, subject, kind, round, started_at, due_at, calm_due_at)
        values (@Code, @Code, 'Respond', 1, @Now, @RespondDue, @RespondCalm), (@Code, @Code, 'Resolve', 1, @Now, @ResolveDue, @ResolveCalm),
            (@Code, @Code, 'Rung', 1, @Now, @RungDue, @RungCalm)
        """;

    private const string InsertTimers = """
        insert into timer (subject, kind, round, due_at, set_at)
        values (@Code, 'RespondWarning', 1, @RespondWarning, @Now), (@Code, 'ResolveWarning', 1, @ResolveWarning, @Now),
            (@Code, 'RungWarning', 1, @RungWarning, @Now)
        """;

    /// <summary>The row opened at <paramref name="now"/>, with its dues, on the rung of whoever opened it, and shown to its first ring.</summary>
    public static DemandRow Opened(Session session, DemandRow row, DateTimeOffset now, Rung rung, Rulings rulings)
    {
        var (deadlines, limits) = (rulings.DeadlinesFor(row.Area), LimitsOf(row, rulings));
        var opened = row with
        {
            State = DemandState.Open, OpenedAt = now, Rung = rung, FirstRung = rung,
            RespondDue = Begun(now, deadlines.Respond(now, row.Urgency, limits), row, rulings).DueAt,
            ResolveDue = Begun(now, deadlines.Resolve(now, row.Urgency, limits), row, rulings).DueAt,
        };
        return WithRing(session, opened, now, rulings);
    }

    /// <summary>Inserts the clocks and timers of a row that was opened at <paramref name="now"/> and has none yet.</summary>
    public static void Start(Session session, DemandRow row, DateTimeOffset now, Rulings rulings)
    {
        if (row.State == DemandState.Filed)
        {
            StartNod(session, row, now, rulings);
            return;
        }
        var (deadlines, limits) = (rulings.DeadlinesFor(row.Area), LimitsOf(row, rulings));
        var respond = Begun(now, deadlines.Respond(now, row.Urgency, limits), row, rulings);
        var resolve = Begun(now, deadlines.Resolve(now, row.Urgency, limits), row, rulings);
        var rung = Begun(now, deadlines.LeaveRung(now, row.Rung, row.Urgency), row, rulings);
        session.Execute(InsertClocks, new
        {
            row.Code, Now = now, RespondDue = respond.DueAt, RespondCalm = respond.CalmDueAt, ResolveDue = resolve.DueAt, ResolveCalm = resolve.CalmDueAt,
            RungDue = rung.DueAt, RungCalm = rung.CalmDueAt,
        });
        var (arithmetic, percent) = (deadlines.Of(row.Urgency), deadlines.Limits.WarnPercent);
        session.Execute(InsertTimers, new
        {
            row.Code, Now = now, RespondWarning = arithmetic.WarnAt(respond, percent), ResolveWarning = arithmetic.WarnAt(resolve, percent),
            RungWarning = arithmetic.WarnAt(rung, percent),
        });
        if (row.RingUntil is { } until)
            Timers.Set(session, row.Code, TimerKind.WidenRing, RoundOf(row.Ring), until, now);
    }

    /// <summary>The face of a clock that starts now; in a surge it is shortened, and keeps in mind when it would have run out.</summary>
    public static ClockFace Begun(DateTimeOffset now, DateTimeOffset due, DemandRow row, Rulings rulings)
    {
        var face = new ClockFace(now, due, null, null, TimeSpan.Zero);
        return rulings.IsSurging(row.Area) ? rulings.DeadlinesFor(row.Area).Of(row.Urgency).Shorten(face, now, rulings.Policy.Clocks.SurgePercent) : face;
    }

    public static CategoryLimits LimitsOf(DemandRow row, Rulings rulings) => rulings.Find(row.Category)?.Limits ?? CategoryLimits.None;

    /// <summary>Each ring has one timer; it can be stopped in a surge and set again afterwards.</summary>
    public static int RoundOf(InvitedRing ring) => (int)ring + 1;

    /// <summary>The first ring of units that the demand is shown to; in a surge the hall at once.</summary>
    private static DemandRow WithRing(Session session, DemandRow row, DateTimeOffset now, Rulings rulings)
    {
        var deadlines = rulings.DeadlinesFor(row.Area);
        var ring = RingBook.PastEmpty(session, row.Area, OrderLadder.First(deadlines.Limits, row.Urgency), deadlines.Limits, row.Urgency);
        var calm = row with { Ring = ring, RingUntil = deadlines.LeaveRing(now, ring, row.Urgency) };
        return rulings.IsSurging(row.Area) ? calm with { Ring = InvitedRing.OpenHall, RingUntil = null, CalmRing = calm.Ring, CalmRingUntil = calm.RingUntil } : calm;
    }

    private static void StartNod(Session session, DemandRow row, DateTimeOffset now, Rulings rulings)
    {
        var deadlines = rulings.DeadlinesFor(row.Area);
        var face = Begun(now, deadlines.Respond(now, row.Urgency, LimitsOf(row, rulings)), row, rulings);
        new ClockRow { Demand = row.Code, Subject = row.Code, Kind = ClockKind.Nod, Round = 1, StartedAt = now, DueAt = face.DueAt, CalmDueAt = face.CalmDueAt }.InsertInto(session);
        Timers.Set(session, row.Code, TimerKind.NodWarning, 1, deadlines.Of(row.Urgency).WarnAt(face, deadlines.Limits.WarnPercent), now);
    }
}
