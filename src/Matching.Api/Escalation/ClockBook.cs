using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Clocks;
using Matching.Core.Demands;

namespace Matching.Api.Escalation;

/// <summary>What of a demand's orders its clocks ask about.</summary>
/// <param name="IsAnswered">A unit has acknowledged or accepted one of them.</param>
/// <param name="IsSettled">Accepted orders hold all of it.</param>
internal readonly record struct OrderFacts(bool IsAnswered, bool IsSettled);

/// <summary>Keeps a demand's clocks in step with its state, inside the current write: which run, which end, and their timers.</summary>
internal sealed class ClockBook(CurrentWrite write, CallContext context, Rulings rulings, TimeProvider clock)
{
    private static readonly ClockKind[] OfDemands = [ClockKind.Nod, ClockKind.Respond, ClockKind.Resolve, ClockKind.Rung];

    private Session Session => write.Session;

    /// <summary>Starts and ends clocks as the row, about to be saved, demands; gives the row with its dues.</summary>
    public DemandRow Follow(DemandRow row, OrderFacts orders)
    {
        var running = ClockRow.Running(Session, row.Code);
        var isEnded = DemandLife.IsEnded(row.State) && row.State != DemandState.Closed;
        foreach (var kind in OfDemands)
        {
            var has = running.FirstOrDefault(found => found.Kind == kind);
            var isWanted = IsWanted(kind, row, orders);
            if (has is not null && !isWanted)
                End(has, isEnded ? ClockOutcome.Stopped : ClockOutcome.Met, "");
            else if (has is null && isWanted)
                row = Start(kind, row);
        }
        if (row.WaitingSince is null || DemandLife.IsUnserved(row.State))
            return row;
        Timers.Stop(Session, row.Code, TimerKind.WaitOver, clock.GetUtcNow());
        return row with { WaitingSince = null, Question = null };
    }

    /// <summary>The nod was given: its clock ends and the first clocks of an open demand begin.</summary>
    public void Open(DemandRow row)
    {
        foreach (var nod in ClockRow.Running(Session, row.Code))
            End(nod, ClockOutcome.Met, "");
        FirstClocks.Start(Session, row, clock.GetUtcNow(), rulings);
    }

    public ClockRow End(ClockRow row, ClockOutcome outcome, string why)
    {
        var now = clock.GetUtcNow();
        StopTimers(row);
        var act = outcome switch { ClockOutcome.Met => ClockAct.Meet, ClockOutcome.RanOut => ClockAct.RunOut, _ => ClockAct.Stop };
        return (row with { EndedAt = now, Outcome = outcome, PausedAt = null }).SaveTo(Session, act, now, context.Who, why);
    }

    /// <summary>A unit's time to answer rests while its other time is weighed.</summary>
    public void PauseAnswer(string order)
    {
        if (ClockRow.Running(Session, order, ClockKind.Answer) is { PausedAt: null } row)
            Turn(row, DemandRow.Get(Session, row.Demand), ClockArithmetic.Pause(row.Face, clock.GetUtcNow()), ClockAct.Pause, "");
    }

    /// <summary>A unit's time to answer begins, or begins anew.</summary>
    /// <returns>When it ends.</returns>
    public DateTimeOffset StartAnswer(DemandRow demand, string order)
    {
        if (ClockRow.Running(Session, order, ClockKind.Answer) is { } running)
            End(running, ClockOutcome.Stopped, "");
        var now = clock.GetUtcNow();
        var face = FirstClocks.Begun(now, rulings.DeadlinesFor(demand.Area).Answer(now, demand.Urgency), demand, rulings);
        Insert(new ClockRow { Demand = demand.Code, Subject = order, Kind = ClockKind.Answer, Round = (ClockRow.Last(Session, order, ClockKind.Answer)?.Round ?? 0) + 1, StartedAt = now }.Showing(face), demand);
        return face.DueAt;
    }

    /// <summary>Warned: the same clock's end is what is waited for next.</summary>
    public void Warn(ClockRow row)
    {
        var now = clock.GetUtcNow();
        Timers.Set(Session, row.Subject, row.DueTimer, row.Round, row.DueAt, now);
        (row with { WarnedAt = now }).SaveTo(Session, ClockAct.Warn, now, context.Who, "");
    }

    /// <summary>Changes what a clock shows, and moves its timer along.</summary>
    public ClockRow Turn(ClockRow row, DemandRow demand, ClockFace face, ClockAct act, string why)
    {
        var now = clock.GetUtcNow();
        var turned = row.Showing(face).SaveTo(Session, act, now, context.Who, why);
        if (turned.PausedAt is not null)
            StopTimers(turned);
        else
            SetTimer(turned, demand);
        return turned;
    }

    /// <summary>Which clocks a demand in this state must have.</summary>
    private static bool IsWanted(ClockKind kind, DemandRow row, OrderFacts orders)
    {
        if (!DemandLife.IsUnserved(row.State))
            return false;
        var isFiled = row.State == DemandState.Filed;
        return kind switch
        {
            ClockKind.Nod => isFiled,
            ClockKind.Respond => !isFiled && !orders.IsAnswered && row.Taker is null,
            ClockKind.Resolve => !isFiled,
            _ => !isFiled && !orders.IsSettled,
        };
    }

    /// <summary>A response is given once; the other clocks begin another round. A limit that ran out stays the demand's limit.</summary>
    private DemandRow Start(ClockKind kind, DemandRow row)
    {
        var last = ClockRow.Last(Session, row.Code, kind);
        if (kind == ClockKind.Respond && last is not null)
            return row;
        var (now, deadlines, limits) = (clock.GetUtcNow(), rulings.DeadlinesFor(row.Area), FirstClocks.LimitsOf(row, rulings));
        var face = FirstClocks.Begun(now, kind switch
        {
            ClockKind.Resolve => deadlines.Resolve(now, row.Urgency, limits),
            ClockKind.Rung => deadlines.LeaveRung(now, row.Rung, row.Urgency),
            _ => deadlines.Respond(now, row.Urgency, limits),
        }, row, rulings);
        Insert(new ClockRow { Demand = row.Code, Subject = row.Code, Kind = kind, Round = (last?.Round ?? 0) + 1, StartedAt = now }
            .Showing(face with { PausedAt = row.WaitingSince is null ? null : now }), row);
        return kind switch
        {
            ClockKind.Respond => row with { RespondDue = face.DueAt },
            ClockKind.Resolve when last?.Outcome != ClockOutcome.RanOut => row with { ResolveDue = face.DueAt },
            _ => row,
        };
    }

    private void Insert(ClockRow row, DemandRow demand)
    {
        row.InsertInto(Session);
        if (row.PausedAt is null)
            SetTimer(row, demand);
    }

    private void SetTimer(ClockRow row, DemandRow demand)
    {
        var (now, deadlines) = (clock.GetUtcNow(), rulings.DeadlinesFor(demand.Area));
        if (row.WarnedAt is null)
            Timers.Set(Session, row.Subject, row.WarningTimer, row.Round, deadlines.Of(demand.Urgency).WarnAt(row.Face, deadlines.Limits.WarnPercent), now);
        else
            Timers.Set(Session, row.Subject, row.DueTimer, row.Round, row.DueAt, now);
    }

    private void StopTimers(ClockRow row)
    {
        Timers.Stop(Session, row.Subject, row.WarningTimer, clock.GetUtcNow());
        Timers.Stop(Session, row.Subject, row.DueTimer, clock.GetUtcNow());
    }
}
