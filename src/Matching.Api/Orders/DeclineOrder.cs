using FluentValidation;
using MediatR;
using Matching.Api.Escalation;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Core.Orders;

namespace Matching.Api.Orders;

/// <summary>The unit declines (拒单), a first-class answer: the capacity is free again, the demand open again, and this slot, or for
/// some reasons this unit, is not asked again.</summary>
public sealed record DeclineOrder(string Code, DeclineReason Reason, string Note) : ICommand<OrderView>;

public sealed record DeclineBody
{
    public required DeclineReason Reason { get; init; }

    /// <summary>Needed when the reason is Other.</summary>
    public string Note { get; init; } = "";
}

internal sealed class DeclineOrderRules : AbstractValidator<DeclineOrder>
{
    public DeclineOrderRules()
    {
        RuleFor(decline => decline.Reason).IsInEnum();
        RuleFor(decline => decline.Note).PlainText(0, 500);
        RuleFor(decline => decline.Note).Must(note => note.Trim().Length >= 2).When(decline => decline.Reason == DeclineReason.Other).WithMessage(_ => Words.Say("Field.OtherNeedsNote"));
    }
}

internal sealed class DeclineOrderHandler(OrderLedger orders, RingBook rings, ProtectedNotes notes) : IRequestHandler<DeclineOrder, OrderView>
{
    public Task<OrderView> Handle(DeclineOrder request, CancellationToken stop)
    {
        var order = orders.ToChange(request.Code);
        var declined = orders.Move(order, order.After(OrderAct.Decline), OrderAct.Decline, $"{request.Reason} {notes.Keep(order.Demand, request.Note)}".Trim());
        orders.Bar(order, request.Reason);
        rings.EndIfExhausted(order.Demand);
        return Task.FromResult(OrderView.Of(declined));
    }
}
