using FluentValidation;
using MediatR;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Core;
using Matching.Core.Orders;

namespace Matching.Api.Orders;

/// <summary>The unit gives an order back that it had accepted (退单), before it began: it ends as 未办成, capacity and demand are free at once,
/// and the slot, or for some reasons the unit, is not asked again.</summary>
public sealed record ReturnOrder(string Code, DeclineReason Reason, string Note) : ICommand<OrderView>;

internal sealed class ReturnOrderRules : AbstractValidator<ReturnOrder>
{
    public ReturnOrderRules()
    {
        RuleFor(giveBack => giveBack.Reason).IsInEnum();
        RuleFor(giveBack => giveBack.Note).PlainText(2, 500);
    }
}

internal sealed class ReturnOrderHandler(OrderLedger orders, ProtectedNotes notes) : IRequestHandler<ReturnOrder, OrderView>
{
    public Task<OrderView> Handle(ReturnOrder request, CancellationToken stop)
    {
        var order = orders.ToChange(request.Code);
        if (order.State is not (OrderState.Accepted or OrderState.Scheduled))
            throw new RuleBrokenException("order-not-returnable", order.State);
        var returned = orders.Move(order, order.After(OrderAct.Fail), OrderAct.Fail, $"Return {request.Reason} {notes.Keep(order.Demand, request.Note)}");
        orders.Bar(order, request.Reason);
        return Task.FromResult(OrderView.Of(returned));
    }
}
