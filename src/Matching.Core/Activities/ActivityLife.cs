using Matching.Core.Orders;

namespace Matching.Core.Activities;

/// <summary>How an activity (服务活动), all orders and sign-ups on one slot of an event offer, stands. Persisted: append only.</summary>
public enum ActivityState { Planned, Held, Cancelled }

/// <summary>How a direct sign-up (直接报名) stands; only a signed one holds places. Persisted: append only.</summary>
public enum SignUpState { Signed, Withdrawn, Absent, Cancelled }

/// <summary>What may happen to an activity when, and what its end means for its orders.</summary>
public static class ActivityLife
{
    /// <summary>Attendance is ticked from so long before the beginning.</summary>
    public static readonly TimeSpan DoorsOpen = TimeSpan.FromHours(2);

    /// <exception cref="RuleBrokenException"><c>activity-ended</c>.</exception>
    public static void RefuseEnded(ActivityState state)
    {
        if (state != ActivityState.Planned)
            throw new RuleBrokenException("activity-ended", state);
    }

    /// <exception cref="RuleBrokenException"><c>activity-ended</c>; <c>activity-over</c>: nobody signs up after the end.</exception>
    public static void RefuseLateSignUp(ActivityState state, DateTimeOffset end, DateTimeOffset now)
    {
        RefuseEnded(state);
        if (end <= now)
            throw new RuleBrokenException("activity-over", ChinaTime.Text(end));
    }

    /// <exception cref="RuleBrokenException"><c>activity-ended</c>; <c>activity-not-begun</c>: nobody has come yet.</exception>
    public static void RefuseEarlyAttendance(ActivityState state, DateTimeOffset start, DateTimeOffset now)
    {
        RefuseEnded(state);
        if (now < start - DoorsOpen)
            throw new RuleBrokenException("activity-not-begun", ChinaTime.Text(start));
    }

    /// <summary>What is done to an order, in this order, when its activity is settled or cancelled; nothing to one that has ended or been served.
    /// Who came at the unit's own event was taken on by it; who did not come gives the place back, which is no failure of the unit.</summary>
    public static IReadOnlyList<OrderAct> ActsFor(OrderState state, bool came) => (state, came) switch
    {
        (OrderState.Issued or OrderState.Acknowledged, true) => [OrderAct.Accept, OrderAct.Complete],
        (OrderState.Accepted or OrderState.Scheduled or OrderState.InService, true) => [OrderAct.Complete],
        (OrderState.Proposed or OrderState.Issued or OrderState.Acknowledged or OrderState.Accepted or OrderState.Scheduled, false) => [OrderAct.Cancel],
        (OrderState.InService, false) => [OrderAct.Fail],
        _ => [],
    };
}

/// <summary>Person-times (服务人次) of an activity.</summary>
/// <param name="Came">Places of those who came.</param>
/// <param name="Expected">Places of all who were expected.</param>
/// <param name="N">Orders and sign-ups of which attendance is known.</param>
/// <param name="Unmarked">Orders and sign-ups of which it is not.</param>
public sealed record PersonTimes(int Came, int Expected, int N, int Unmarked)
{
    /// <param name="rows">Each order and sign-up with its places, and how many of them came; null where nobody has ticked it.</param>
    public static PersonTimes Of(IReadOnlyCollection<(int Places, int? Present)> rows) => new(
        rows.Sum(row => row.Present ?? 0), rows.Sum(row => row.Places), rows.Count(row => row.Present is not null), rows.Count(row => row.Present is null));
}
