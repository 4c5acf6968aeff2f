namespace Matching.Core.Demands;

/// <summary>States of a demand. Persisted: append only.</summary>
public enum DemandState
{
    Filed, Open, PartlyMatched, Matched, Served, Confirmed, Closed,
    Merged, Rejected, Withdrawn, Escalated, OnAgenda, Resolved,
}

/// <summary>What people do to a demand. Persisted in events: append only.</summary>
public enum DemandAct { File, Open, Reject, Withdraw, Support, Merge, Confirm, FollowOrders, Return, Escalate, SendDown, Split, PutOnAgenda, LeaveAgenda, Resolve }

/// <summary>The demand's life: which act leads from which state to which.</summary>
public static class DemandLife
{
    /// <summary>States in which a run looks for slots.</summary>
    public static bool IsSeeking(DemandState state) => state is DemandState.Open or DemandState.PartlyMatched or DemandState.Escalated;

    /// <summary>Not served yet and not ended: somebody must answer for it, and a clock must run.</summary>
    public static bool IsUnserved(DemandState state) => state is DemandState.Filed or DemandState.Open or DemandState.PartlyMatched
        or DemandState.Matched or DemandState.Escalated or DemandState.OnAgenda or DemandState.Resolved;

    public static bool IsEnded(DemandState state) =>
        state is DemandState.Closed or DemandState.Merged or DemandState.Rejected or DemandState.Withdrawn;

    /// <summary>The state after <paramref name="act"/>.</summary>
    /// <param name="hasLiveOrders">Whether a live order holds part of the demand.</param>
    /// <exception cref="RuleBrokenException">The act is not allowed in this state.</exception>
    public static DemandState After(DemandState state, DemandAct act, bool hasLiveOrders) => (act, state) switch
    {
        (DemandAct.Open, DemandState.Filed) => DemandState.Open,
        (DemandAct.Reject, DemandState.Filed or DemandState.Open or DemandState.Escalated) when !hasLiveOrders => DemandState.Rejected,
        (DemandAct.Withdraw, DemandState.Filed or DemandState.Open or DemandState.Escalated or DemandState.PartlyMatched or DemandState.Matched
            or DemandState.OnAgenda or DemandState.Resolved) => DemandState.Withdrawn,
        (DemandAct.Support, _) when !IsEnded(state) => state,
        (DemandAct.Merge, DemandState.Filed or DemandState.Open or DemandState.Escalated) when !hasLiveOrders => DemandState.Merged,
        (DemandAct.Return, DemandState.Filed) => DemandState.Filed,
        (DemandAct.Split, DemandState.Merged) => DemandState.Open,
        (DemandAct.PutOnAgenda, DemandState.Open or DemandState.Escalated) when !hasLiveOrders => DemandState.OnAgenda,
        (DemandAct.Resolve, DemandState.OnAgenda) => DemandState.Resolved,
        (DemandAct.Confirm, DemandState.Served) => DemandState.Confirmed,
        _ => throw new RuleBrokenException("demand-act-not-allowed", act, state),
    };

    /// <summary>The state that a demand's orders put it in; states people set (withdrawn, merged, …) stay.</summary>
    /// <param name="quantity">The demand's whole quantity.</param>
    /// <param name="held">Quantity in live orders.</param>
    /// <param name="served">Quantity in orders completed, visited or closed.</param>
    /// <param name="closed">Quantity in closed orders.</param>
    /// <param name="isRaised">It stands on a higher rung than it began on: with nothing held it is escalated rather than open.</param>
    public static DemandState FromOrders(DemandState state, int quantity, int held, int served, int closed, bool isRaised)
    {
        if (state is DemandState.Filed or DemandState.Escalated or DemandState.OnAgenda or DemandState.Resolved && held == 0)
            return state;
        if (IsEnded(state) && state != DemandState.Closed)
            return state;
        if (held == 0)
            return isRaised ? DemandState.Escalated : DemandState.Open;
        if (held < quantity)
            return DemandState.PartlyMatched;
        if (closed >= quantity)
            return DemandState.Closed;
        if (served >= quantity)
            return state == DemandState.Confirmed ? DemandState.Confirmed : DemandState.Served;
        return DemandState.Matched;
    }

    /// <summary>The state after a meeting let go of it, to go on where it stood.</summary>
    /// <param name="isRaised">It stands on a higher rung than it began on.</param>
    /// <exception cref="RuleBrokenException">It is on no agenda: <c>demand-act-not-allowed</c>.</exception>
    public static DemandState OffAgenda(DemandState state, bool isRaised) => state is DemandState.OnAgenda or DemandState.Resolved
        ? isRaised ? DemandState.Escalated : DemandState.Open
        : throw new RuleBrokenException("demand-act-not-allowed", DemandAct.LeaveAgenda, state);

    /// <summary>The state after it came to another rung.</summary>
    /// <param name="isRaised">That rung stands above the one it began on.</param>
    /// <exception cref="RuleBrokenException">It is served or ended: <c>demand-not-on-ladder</c>.</exception>
    public static DemandState OnRung(DemandState state, bool isRaised) => state switch
    {
        DemandState.Open or DemandState.Escalated => isRaised ? DemandState.Escalated : DemandState.Open,
        _ when IsUnserved(state) => state,
        _ => throw new RuleBrokenException("demand-not-on-ladder", state),
    };
}
