using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Core;
using Matching.Core.Orders;

namespace Matching.Api.Visits;

/// <summary>Gives a drawn visit to a return visitor of the place, who is neither filer nor of the unit; from then on it is theirs alone.</summary>
public sealed record GiveVisit(long Id, string Visitor) : ICommand<VisitView>;

public sealed record GiveVisitBody(string Visitor);

internal sealed class GiveVisitRules : AbstractValidator<GiveVisit>
{
    public GiveVisitRules() => RuleFor(give => give.Visitor).PlainText(2, 40);
}

internal sealed class GiveVisitHandler(CurrentWrite write, CallContext context, VisitBook visits, VisitViews views, TimeProvider clock) : IRequestHandler<GiveVisit, VisitView>
{
    private Session Session => write.Session;

    public Task<VisitView> Handle(GiveVisit request, CancellationToken stop)
    {
        var visit = views.ToChange(Session, request.Id);
        if (visit.State != VisitState.Open)
            throw new RuleBrokenException("visit-ended", visit.State);
        var order = OrderRow.Get(Session, visit.ServiceOrder);
        var account = AccountRow.Find(Session, request.Visitor) is { State: AccountState.Active } found ? found : throw new NotThereException("Account", request.Visitor);
        var grants = Grant.InForce(Session, account.Name, clock.GetUtcNow());
        if (!grants.Any(grant => grant.Role == Role.Visitor && grant.Covers(order.Area)))
            throw new RuleBrokenException("not-a-visitor-there", account.Name);
        VisitBook.RefuseInterested(account.Name, grants, order, visit.Supporter is { } part ? SupporterRow.Get(Session, visit.Demand, part).FiledBy : order.FiledBy);
        visits.Note(visit with { Visitor = account.Name, GivenBy = context.Who }, "Give", account.Name);
        return Task.FromResult(views.Of(Session, VisitRow.Get(Session, visit.Id)));
    }
}
