using FluentValidation;
using MediatR;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Core.Orders;

namespace Matching.Api.Orders;

/// <summary>The steps that are told in words: complete, fail, cancel, reopen.</summary>
/// <param name="Mediation">How a mediation (调解) ended: told when one is completed, and never else.</param>
public sealed record EndOrder(string Code, OrderAct Act, string Note, MediationOutcome? Mediation = null) : ICommand<OrderView>;

public sealed record NoteBody(string Note);

public sealed record CompleteBody(string Note, MediationOutcome? Mediation = null);

internal sealed class EndOrderRules : AbstractValidator<EndOrder>
{
    public EndOrderRules()
    {
        RuleFor(end => end.Note).PlainText(2, 1000);
        RuleFor(end => end.Mediation).IsInEnum();
    }
}

internal sealed class EndOrderHandler(OrderLedger orders, OrderCompletion completion, ProtectedNotes notes) : IRequestHandler<EndOrder, OrderView>
{
    public Task<OrderView> Handle(EndOrder request, CancellationToken stop)
    {
        var order = orders.ToChange(request.Code);
        var note = notes.Keep(order.Demand, request.Note);
        if (request.Act == OrderAct.Complete)
        {
            MediationRule.Check(order.Mediates, request.Mediation);
            return Task.FromResult(OrderView.Of(completion.Complete(order, note, request.Mediation)));
        }
        var next = order.After(request.Act);
        return Task.FromResult(OrderView.Of(orders.Move(order, request.Act == OrderAct.Reopen ? next with { Solved = false } : next, request.Act, note)));
    }
}
