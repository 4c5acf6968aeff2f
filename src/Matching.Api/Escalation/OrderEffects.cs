using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Core.Orders;

namespace Matching.Api.Escalation;

/// <summary>What time does to orders: unanswered past its due instant → expired; claimed in the hall and not begun → released;
/// completed and not visited → closed, counted as 未回访. A clock that rests has no timer.</summary>
internal sealed class OrderEffect(CurrentWrite write, OrderLedger orders) : ITimerEffect
{
    public IReadOnlyList<TimerKind> Kinds { get; } = [TimerKind.AnswerDue, TimerKind.ReleaseClaim, TimerKind.CloseUnvisited];

    public void Fire(Timer timer)
    {
        var order = OrderRow.ToChange(write.Session, timer.Subject, seenVersion: null);
        switch (timer.Kind)
        {
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
}
