using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Api.Visits;
using Matching.Core;
using Matching.Core.Orders;

namespace Matching.Api.People;

/// <summary>Gives an order's return visit to a visitor who is neither filer nor unit; from then on it is theirs alone.</summary>
public sealed record AssignVisitor(string Code, string Visitor) : ICommand<OrderView>;

public sealed record AssignVisitorBody(string Visitor);

internal sealed class AssignVisitorRules : AbstractValidator<AssignVisitor>
{
    public AssignVisitorRules() => RuleFor(assign => assign.Visitor).PlainText(2, 40);
}

internal sealed class AssignVisitorHandler(CurrentWrite write, OrderLedger orders, EventLog events, VisitBook visits, CallContext context, PersonRecords people, TimeProvider clock) : IRequestHandler<AssignVisitor, OrderView>
{
    public Task<OrderView> Handle(AssignVisitor request, CancellationToken stop)
    {
        var order = orders.ToChange(request.Code);
        if (!OrderLife.IsPinned(order.State) || order.State is OrderState.Visited or OrderState.Closed)
            throw new RuleBrokenException("order-act-not-allowed", OrderAct.ReturnVisit, order.State);
        if (!people.Allows(write.Session, DemandRow.Get(write.Session, order.Demand).Person, ConsentPurpose.ReturnVisit))
            throw new RuleBrokenException("consent-withdrawn");
        var account = AccountRow.Find(write.Session, request.Visitor) is { State: AccountState.Active } found ? found : throw new NotThereException("Account", request.Visitor);
        var grants = Grant.InForce(write.Session, account.Name, clock.GetUtcNow());
        if (!grants.Any(grant => grant.Role == Role.Visitor && grant.Covers(order.Area)))
            throw new RuleBrokenException("not-a-visitor-there", account.Name);
        if (grants.Any(grant => grant.Role == Role.Unit && grant.Unit == order.Unit) || order.FiledBy.EndsWith("/" + account.Name, StringComparison.Ordinal))
            throw new NotAllowedException("visitor-not-independent");
        var given = (order with { Visitor = account.Name }).SaveTo(write.Session);
        foreach (var visit in VisitRow.OpenOf(write.Session, order.Code).Where(visit => visit.Supporter is null))
            visits.Note(visit with { Visitor = account.Name, GivenBy = context.Who }, "Give", account.Name);
        events.Append(order.Code, "AssignVisitor", order.StateName, order.StateName, account.Name);
        return Task.FromResult(OrderView.Of(given));
    }
}
