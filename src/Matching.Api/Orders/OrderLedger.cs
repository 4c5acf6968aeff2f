using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Points;
using Matching.Api.Policies;
using Matching.Api.Visits;
using Matching.Core.Orders;

namespace Matching.Api.Orders;

/// <summary>Moves orders from state to state inside the current write: an event for each move; an order that stops being live
/// gives its capacity back and its demand is open again, in the same transaction.</summary>
internal sealed class OrderLedger(CurrentWrite write, CallContext context, EventLog events, DemandLedger demands, ClockBook clocks, VisitBook visits, PointsBook points, Rulings rulings, TimeProvider clock)
{
    private const string GiveBack = "update slot set remaining = remaining + @Quantity where id = @Slot";

    private const string InsertBar = "insert into bar (demand, unit, slot, reason) values (@Demand, @Unit, @Slot, @Reason)";

    /// <summary>Another time that nobody has answered is no question any more once the order has moved.</summary>
    private const string LapsePending = "update counter_proposal set state = 'Lapsed' where service_order = @Code and state = 'Pending'";

    private Session Session => write.Session;

    public OrderRow ToChange(string code) => OrderRow.ToChange(Session, code, context.SeenVersion);

    public IReadOnlyList<OrderRow> LiveOf(string demand) => [.. OrderRow.OfDemand(Session, demand).Where(order => OrderLife.IsLive(order.State))];

    /// <summary>Saves the move and lets the demand follow.</summary>
    public OrderRow Move(OrderRow before, OrderRow after, OrderAct act, string why)
    {
        var saved = Save(before, after, act, why);
        Session.Execute(LapsePending, saved);
        demands.FollowOrders(saved.Demand, $"{saved.Code} {saved.StateName}");
        return saved;
    }

    /// <summary>The slot, or for some reasons the unit, is not asked again for this demand.</summary>
    public void Bar(OrderRow order, DeclineReason reason) => Session.Execute(InsertBar, new
    {
        order.Demand, order.Unit, Slot = OrderLife.BarsUnit(reason) ? (long?)null : order.Slot, Reason = reason.ToString(),
    });

    /// <summary>Records what happened to an order without moving it.</summary>
    public OrderRow Note(OrderRow before, OrderRow after, string act, string why)
    {
        var saved = after.SaveTo(Session);
        events.Append(saved.Code, act, before.StateName, saved.StateName, why);
        return saved;
    }

    /// <summary>Somebody's part is taken out of a live order; what it took of the slot is free again. The caller sees to the demand.</summary>
    public OrderRow Shrink(OrderRow order, int by, string why)
    {
        var shrunk = Note(order, order with { Quantity = order.Quantity - by }, nameof(Shrink), why);
        Session.Execute(GiveBack, new { Quantity = by, order.Slot });
        return shrunk;
    }

    /// <summary>Saves the move alone; the caller sees to the demand.</summary>
    public OrderRow Save(OrderRow before, OrderRow after, OrderAct act, string why)
    {
        var saved = after.SaveTo(Session);
        events.Append(saved.Code, act.ToString(), before.StateName, saved.StateName, why);
        if (OrderLife.IsLive(before.State) && !OrderLife.IsLive(after.State))
            Session.Execute(GiveBack, saved);
        if (before.State != after.State)
            FollowTime(before, saved);
        if (act == OrderAct.ReturnVisit && saved.Solved == true)
            points.Confirmed(saved);
        else if (act == OrderAct.Reopen)
            points.Undone(saved);
        return saved;
    }

    /// <summary>Ends what time had still to do with the order in its old state, and begins what it has to do in the new one.</summary>
    private void FollowTime(OrderRow before, OrderRow after)
    {
        var now = clock.GetUtcNow();
        if (IsAsked(before) && !IsAsked(after) && ClockRow.Running(Session, after.Code, ClockKind.Answer) is { } answer)
            clocks.End(answer, after.State switch { OrderState.Expired => ClockOutcome.RanOut, OrderState.Cancelled => ClockOutcome.Stopped, _ => ClockOutcome.Met }, "");
        if (before.State == OrderState.Accepted)
            Timers.Stop(Session, after.Code, TimerKind.ReleaseClaim, now);
        if (before.State == OrderState.Completed)
        {
            Timers.Stop(Session, after.Code, TimerKind.CloseUnvisited, now);
            visits.Settle(after);
        }
        if (after.State == OrderState.Completed)
            Timers.SetNext(Session, after.Code, TimerKind.CloseUnvisited, rulings.Deadlines.CloseUnvisited(now), now);
    }

    private static bool IsAsked(OrderRow order) => order.State is OrderState.Issued or OrderState.Acknowledged;

    /// <summary>Records what the resident, or a return visitor, found; not solved means reopened under the same number.</summary>
    public OrderRow Visit(OrderRow order, bool solved, Satisfaction satisfaction, string why)
    {
        var act = solved ? OrderAct.ReturnVisit : OrderAct.Reopen;
        var visited = order.After(act) with { VisitedAt = clock.GetUtcNow(), Solved = solved, Satisfaction = satisfaction };
        return Save(order, visited, act, why);
    }
}
