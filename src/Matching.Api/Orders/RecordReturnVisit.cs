using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Demands;
using Matching.Api.Visits;
using Matching.Core;
using Matching.Core.Orders;

namespace Matching.Api.Orders;

/// <summary>A return visit (回访) by somebody who is neither the filer nor the unit: solved, apart from satisfied.</summary>
public sealed record RecordReturnVisit(string Code, bool Solved, Satisfaction Satisfaction, string Note) : ICommand<OrderView>;

public sealed record ReturnVisitBody
{
    public required bool Solved { get; init; }

    public required Satisfaction Satisfaction { get; init; }

    public string Note { get; init; } = "";
}

internal sealed class RecordReturnVisitRules : AbstractValidator<RecordReturnVisit>
{
    public RecordReturnVisitRules()
    {
        RuleFor(visit => visit.Satisfaction).IsInEnum();
        RuleFor(visit => visit.Note).PlainText(0, 1000);
    }
}

internal sealed class RecordReturnVisitHandler(CurrentWrite write, OrderLedger orders, VisitBook visits, ProtectedNotes notes, DemandLedger demands, CallContext context) : IRequestHandler<RecordReturnVisit, OrderView>
{
    public Task<OrderView> Handle(RecordReturnVisit request, CancellationToken stop)
    {
        var order = orders.ToChange(request.Code);
        RefuseInterested(order);
        if (DemandRow.Get(write.Session, order.Demand).Pooled)
            throw new RuleBrokenException("pool-ask-each", order.Demand);
        if (order.State != OrderState.Completed)
            throw new RuleBrokenException("order-act-not-allowed", OrderAct.ReturnVisit, order.State);
        var why = notes.Keep(order.Demand, request.Note);
        foreach (var drawn in VisitRow.OpenOf(write.Session, order.Code).Where(visit => visit.Supporter is null))
            visits.Answered(drawn, request.Solved, request.Satisfaction, VisitChannel.Other, why);
        var visited = orders.Visit(order, request.Solved, request.Satisfaction, why);
        demands.FollowOrders(order.Demand, $"{visited.Code} {visited.StateName}");
        return Task.FromResult(OrderView.Of(visited));
    }

    /// <summary>Neither who filed, nor anybody of the unit, in whatever role they come.</summary>
    private void RefuseInterested(OrderRow order)
    {
        var isOfUnit = context.Caller.Grants.Any(grant => grant.Role == Role.Unit && grant.Unit == order.Unit);
        if (isOfUnit || context.IsSelf(order.FiledBy) || context.IsSelf(order.AcceptedBy))
            throw new NotAllowedException("visitor-not-independent");
        var drawnFor = VisitRow.OpenOf(write.Session, order.Code).FirstOrDefault(visit => visit.Supporter is null)?.Visitor;
        if ((drawnFor ?? order.Visitor) is { } visitor && visitor != context.Name)
            throw new NotAllowedException("visit-is-anothers");
    }
}
