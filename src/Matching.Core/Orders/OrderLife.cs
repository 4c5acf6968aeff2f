namespace Matching.Core.Orders;

/// <summary>States of a service order (服务单). Persisted: append only.</summary>
public enum OrderState
{
    Proposed, Issued, Acknowledged, Accepted, Scheduled, InService, Completed, Visited, Closed,
    Declined, Expired, Failed, Cancelled, Reopened,
}

/// <summary>What people and clocks do to an order. Persisted in events: append only.</summary>
public enum OrderAct
{
    Propose, Issue, Acknowledge, Accept, Decline, Schedule, Start, Complete, Fail, ReturnVisit, Close, Reopen, Cancel, Expire, Release, Serve,
}

/// <summary>Why a unit declines (拒单). Persisted: append only.</summary>
public enum DeclineReason
{
    NoCapacity, OutOfArea, NotEligible, NotOurDuty, TimeConflict, MissingInformation, CouldNotContact,
    DemandWithdrawn, Unreasonable, Duplicate, Other,
}

/// <summary>What a return visit found about quality. Persisted: append only.</summary>
public enum Satisfaction { Satisfied, FairlySatisfied, Dissatisfied }

/// <summary>The order's life: guarded transitions, what holds capacity, what bars whom.</summary>
public static class OrderLife
{
    /// <summary>Live orders hold capacity and their part of the demand.</summary>
    public static bool IsLive(OrderState state) =>
        state is not (OrderState.Declined or OrderState.Expired or OrderState.Failed or OrderState.Cancelled);

    /// <summary>No later run moves it: the unit has said yes.</summary>
    public static bool IsPinned(OrderState state) =>
        IsLive(state) && state is not (OrderState.Proposed or OrderState.Issued or OrderState.Acknowledged);

    public static bool IsServed(OrderState state) =>
        state is OrderState.Completed or OrderState.Visited or OrderState.Closed;

    public static bool IsEnded(OrderState state) => !IsLive(state) || state == OrderState.Closed;

    /// <summary>A decline for this reason bars the whole unit for the demand; any decline bars the slot.</summary>
    public static bool BarsUnit(DeclineReason reason) =>
        reason is DeclineReason.NotOurDuty or DeclineReason.NotEligible or DeclineReason.OutOfArea or DeclineReason.Unreasonable;

    /// <summary>The state after <paramref name="act"/>.</summary>
    /// <exception cref="RuleBrokenException">The act is not allowed in this state.</exception>
    public static OrderState After(OrderState state, OrderAct act) => (act, state) switch
    {
        (OrderAct.Issue, OrderState.Proposed) => OrderState.Issued,
        (OrderAct.Acknowledge, OrderState.Issued) => OrderState.Acknowledged,
        (OrderAct.Accept, OrderState.Issued or OrderState.Acknowledged) => OrderState.Accepted,
        (OrderAct.Decline, OrderState.Issued or OrderState.Acknowledged) => OrderState.Declined,
        (OrderAct.Expire, OrderState.Issued or OrderState.Acknowledged) => OrderState.Expired,
        (OrderAct.Release, OrderState.Accepted) => OrderState.Expired,
        (OrderAct.Schedule, OrderState.Accepted or OrderState.Scheduled or OrderState.Reopened) => OrderState.Scheduled,
        (OrderAct.Start, OrderState.Accepted or OrderState.Scheduled) => OrderState.InService,
        (OrderAct.Complete, OrderState.Accepted or OrderState.Scheduled or OrderState.InService) => OrderState.Completed,
        (OrderAct.Fail, OrderState.Accepted or OrderState.Scheduled or OrderState.InService or OrderState.Reopened) => OrderState.Failed,
        (OrderAct.ReturnVisit, OrderState.Completed) => OrderState.Visited,
        (OrderAct.Close, OrderState.Visited or OrderState.Completed) => OrderState.Closed,
        (OrderAct.Reopen, OrderState.Completed or OrderState.Visited or OrderState.Closed) => OrderState.Reopened,
        (OrderAct.Cancel, OrderState.Proposed or OrderState.Issued or OrderState.Acknowledged
            or OrderState.Accepted or OrderState.Scheduled) => OrderState.Cancelled,
        _ => throw new RuleBrokenException("order-act-not-allowed", act, state),
    };
}
