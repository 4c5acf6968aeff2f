using MediatR;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Orders;

namespace Matching.Api.Orders;

/// <summary>The steps that need no words: issue, acknowledge, accept, start, close.</summary>
public sealed record AdvanceOrder(string Code, OrderAct Act) : ICommand<OrderView>;

internal sealed class AdvanceOrderHandler(OrderLedger orders, CurrentWrite write, ClockBook clocks, CallContext context, Rulings rulings, TimeProvider clock) : IRequestHandler<AdvanceOrder, OrderView>
{
    public Task<OrderView> Handle(AdvanceOrder request, CancellationToken stop)
    {
        var order = orders.ToChange(request.Code);
        var now = clock.GetUtcNow();
        var next = order.After(request.Act);
        if (request.Act is OrderAct.Issue or OrderAct.Accept && order.SlotEnd <= now)
            throw new RuleBrokenException("slot-over", ChinaTime.Text(order.SlotEnd));
        if (request.Act == OrderAct.Close && order.State == OrderState.Completed && rulings.Deadlines.CloseUnvisited(order.CompletedAt!.Value) > now)
            throw new RuleBrokenException("not-visited-yet", rulings.Policy.Clocks.CloseUnvisitedDays);
        next = request.Act switch
        {
            OrderAct.Issue => next with { IssuedAt = now, AnswerDue = clocks.StartAnswer(DemandRow.Get(write.Session, order.Demand), order.Code) },
            OrderAct.Acknowledge => next with { AcknowledgedAt = now },
            OrderAct.Accept => next with { AcceptedAt = now, AcceptedBy = context.Who, AcknowledgedAt = order.AcknowledgedAt ?? now },
            OrderAct.Start or OrderAct.Close => next,
            _ => throw new ArgumentOutOfRangeException(nameof(request), request.Act, "Not a step of this kind."),
        };
        return Task.FromResult(OrderView.Of(orders.Move(order, next, request.Act, "")));
    }
}
