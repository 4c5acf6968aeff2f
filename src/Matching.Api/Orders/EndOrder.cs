using FluentValidation;
using MediatR;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Core.Orders;

namespace Matching.Api.Orders;

/// <summary>The steps that are told in words: complete, fail, cancel, reopen.</summary>
public sealed record EndOrder(string Code, OrderAct Act, string Note) : ICommand<OrderView>;

public sealed record NoteBody(string Note);

internal sealed class EndOrderRules : AbstractValidator<EndOrder>
{
    public EndOrderRules() => RuleFor(end => end.Note).PlainText(2, 1000);
}

internal sealed class EndOrderHandler(OrderLedger orders, OrderCompletion completion, ProtectedNotes notes) : IRequestHandler<EndOrder, OrderView>
{
    public Task<OrderView> Handle(EndOrder request, CancellationToken stop)
    {
        var order = orders.ToChange(request.Code);
        var note = notes.Keep(order.Demand, request.Note);
        if (request.Act == OrderAct.Complete)
            return Task.FromResult(OrderView.Of(completion.Complete(order, note)));
        var next = order.After(request.Act);
        return Task.FromResult(OrderView.Of(orders.Move(order, request.Act == OrderAct.Reopen ? next with { Solved = false } : next, request.Act, note)));
    }
}
