using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Notices;
using Matching.Core.Demands;
using Matching.Core.Orders;

namespace Matching.Api.Escalation;

/// <summary>A clock warns, and its end is waited for next.</summary>
internal sealed class WarnEffect(CurrentWrite write, ClockBook clocks, EventNotices notices, TimeProvider clock) : ITimerEffect
{
    public IReadOnlyList<TimerKind> Kinds { get; } =
        [TimerKind.NodWarning, TimerKind.RespondWarning, TimerKind.ResolveWarning, TimerKind.RungWarning, TimerKind.AnswerWarning];

    public void Fire(Timer timer)
    {
        if (ClockRow.Running(write.Session, timer.Subject, KindOf(timer.Kind)) is not { } row || row.Round != timer.Round)
            return;
        clocks.Warn(row);
        notices.TellOfWarning(write.Session, row, clock.GetUtcNow());
    }

    private static ClockKind KindOf(TimerKind kind) => Enum.Parse<ClockKind>(kind.ToString()[..^"Warning".Length]);
}

/// <summary>A demand's clock runs out: the demand climbs one rung. At the top it stays, and its clocks begin another round.</summary>
internal sealed class RunOutEffect(CurrentWrite write, ClockBook clocks, LadderBook ladder, DemandLedger demands) : ITimerEffect
{
    private const string CountUnasked = "select count(*) from service_order where demand = @code and state = 'Proposed'";

    public IReadOnlyList<TimerKind> Kinds { get; } = [TimerKind.NodDue, TimerKind.RespondDue, TimerKind.ResolveDue, TimerKind.RungDue];

    public void Fire(Timer timer)
    {
        var kind = Enum.Parse<ClockKind>(timer.Kind.ToString()[..^"Due".Length]);
        if (ClockRow.Running(write.Session, timer.Subject, kind) is not { } row || row.Round != timer.Round)
            return;
        var demand = DemandRow.ToChange(write.Session, timer.Subject, seenVersion: null);
        clocks.End(row, ClockOutcome.RanOut, "");
        if (kind == ClockKind.Rung && IsAsked(demand))
            demands.Change(demand, demand, "StayOnRung", kind.ToString());
        else if (ladder.Climb(demand, kind.ToString(), timer.Id) is null)
            demands.Change(demand, demand, "StayOnTop", kind.ToString());
    }

    /// <summary>Units hold the whole of it and their time to answer runs: the rung waits for them.</summary>
    private bool IsAsked(DemandRow demand) =>
        demand.State == DemandState.Matched && write.Session.Scalar<long>(CountUnasked, new { code = demand.Code }) == 0;
}

/// <summary>The resident did not answer in time: the clocks go on.</summary>
internal sealed class WaitOverEffect(CurrentWrite write, WaitBook waits) : ITimerEffect
{
    public IReadOnlyList<TimerKind> Kinds { get; } = [TimerKind.WaitOver];

    public void Fire(Timer timer)
    {
        var demand = DemandRow.ToChange(write.Session, timer.Subject, seenVersion: null);
        if (demand.WaitingSince is not null && DemandLife.IsUnserved(demand.State))
            waits.GoOn(demand, "WaitOver", "");
    }
}

/// <summary>What a store from before had under way gets its clocks, from now on.</summary>
internal sealed class StartClocksEffect(CurrentWrite write, ClockBook clocks, Policies.Rulings rulings, TimeProvider clock) : ITimerEffect
{
    private const string CountOrder = "select count(*) from service_order where code = @Subject";

    private const string SetDues = """
        update demand
        set opened_at = @OpenedAt, respond_due = @RespondDue, resolve_due = @ResolveDue, ring = @RingName, ring_until = @RingUntil, calm_ring = @CalmRingName,
            calm_ring_until = @CalmRingUntil
        where code = @Code
        """;

    public IReadOnlyList<TimerKind> Kinds { get; } = [TimerKind.StartClocks];

    public void Fire(Timer timer)
    {
        if (write.Session.Scalar<long>(CountOrder, timer) > 0)
            StartOf(Orders.OrderRow.Get(write.Session, timer.Subject));
        else
            StartOf(DemandRow.Get(write.Session, timer.Subject));
    }

    private void StartOf(DemandRow demand)
    {
        if (!DemandLife.IsUnserved(demand.State) || ClockRow.OfDemand(write.Session, demand.Code).Any(row => row.Subject == demand.Code))
            return;
        var begun = demand.State == DemandState.Filed ? demand
            : FirstClocks.Opened(write.Session, demand, clock.GetUtcNow(), demand.Rung, rulings) with { State = demand.State, FirstRung = demand.FirstRung, OpenedAt = demand.OpenedAt ?? clock.GetUtcNow() };
        write.Session.Execute(SetDues, begun);
        FirstClocks.Start(write.Session, begun, clock.GetUtcNow(), rulings);
    }

    private void StartOf(Orders.OrderRow order)
    {
        if (order.State is OrderState.Issued or OrderState.Acknowledged && ClockRow.Running(write.Session, order.Code, ClockKind.Answer) is null)
        {
            clocks.StartAnswer(DemandRow.Get(write.Session, order.Demand), order.Code);
            if (Orders.CounterProposalRow.Pending(write.Session, order.Code) is not null)
                clocks.PauseAnswer(order.Code);
        }
        else if (order.State == OrderState.Completed)
            Timers.SetNext(write.Session, order.Code, TimerKind.CloseUnvisited, rulings.Deadlines.CloseUnvisited(order.CompletedAt ?? clock.GetUtcNow()), clock.GetUtcNow());
    }
}
