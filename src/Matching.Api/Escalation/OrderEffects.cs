using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Core.Orders;

namespace Matching.Api.Escalation;

/// <summary>What time does to orders: unanswered past its due instant → expired; claimed in the hall and not begun → released;
/// completed and not visited → closed, counted as 未回访.</summary>
internal sealed class OrderEffect(CurrentWrite write, OrderLedger orders, TimeProvider clock) : ITimerEffect
{
    /// <summary>How often is looked whether another time that the unit proposed was answered.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    public IReadOnlyList<TimerKind> Kinds { get; } = [TimerKind.AnswerDue, TimerKind.ReleaseClaim, TimerKind.CloseUnvisited];

    public void Fire(Timer timer)
    {
        var order = OrderRow.ToChange(write.Session, timer.Subject, seenVersion: null);
        switch (timer.Kind)
        {
            case TimerKind.AnswerDue when order.State is OrderState.Issued or OrderState.Acknowledged && Rests(order) is { } later:
                Timers.SetNext(write.Session, order.Code, TimerKind.AnswerDue, later, clock.GetUtcNow());
                break;
            case TimerKind.AnswerDue when order.State is OrderState.Issued or OrderState.Acknowledged:
                orders.Move(order, order.After(OrderAct.Expire), OrderAct.Expire, "answer-due");
                break;
            case TimerKind.ReleaseClaim when order.State == OrderState.Accepted:
                orders.Move(order, order.After(OrderAct.Release), OrderAct.Release, "not-begun");
                break;
            case TimerKind.CloseUnvisited when order.State == OrderState.Completed:
                orders.Move(order, order.After(OrderAct.Close), OrderAct.Close, "未回访");
                break;
        }
    }

    /// <summary>The unit's clock rests while its other time waits for an answer, and begins anew when that is refused.</summary>
    /// <returns>When to look again, or null when its time is up.</returns>
    private DateTimeOffset? Rests(OrderRow order) =>
        CounterProposalRow.Pending(write.Session, order.Code) is not null ? clock.GetUtcNow() + Rest : order.AnswerDue > clock.GetUtcNow() ? order.AnswerDue : null;
}
