using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Api.Pooling;
using Matching.Core;
using Matching.Core.Orders;

namespace Matching.Api.Visits;

/// <summary>What the return visit found: solved, apart from satisfied; who is dissatisfied says why.</summary>
public sealed record RecordVisit(long Id, bool Solved, Satisfaction Satisfaction, VisitChannel Channel, string Note) : ICommand<VisitView>;

/// <summary>The person was not reached; the visit stays open.</summary>
public sealed record MissVisit(long Id) : ICommand<VisitView>;

public sealed record RecordVisitBody
{
    public required bool Solved { get; init; }

    public required Satisfaction Satisfaction { get; init; }

    public VisitChannel Channel { get; init; }

    public string Note { get; init; } = "";
}

internal sealed class RecordVisitRules : AbstractValidator<RecordVisit>
{
    public RecordVisitRules()
    {
        RuleFor(visit => visit.Satisfaction).IsInEnum();
        RuleFor(visit => visit.Channel).IsInEnum();
        RuleFor(visit => visit.Note).PlainText(0, 1000);
        RuleFor(visit => visit.Note).Must((visit, note) => visit.Satisfaction != Satisfaction.Dissatisfied || note.Trim().Length >= 2).WithMessage(_ => Words.Say("Visit.ReasonWanted"));
    }
}

internal sealed class RecordVisitHandler(CurrentWrite write, CallContext context, VisitBook visits, PartBook parts, OrderLedger orders, DemandLedger demands, ProtectedNotes notes, VisitViews views) :
    IRequestHandler<RecordVisit, VisitView>, IRequestHandler<MissVisit, VisitView>
{
    public Task<VisitView> Handle(RecordVisit request, CancellationToken stop)
    {
        var (visit, order) = Mine(request.Id);
        var why = notes.Keep(visit.Demand, request.Note);
        visits.Answered(visit, request.Solved, request.Satisfaction, request.Channel, why);
        if (visit.Supporter is { } part)
            parts.Answer(DemandRow.ToChange(write.Session, visit.Demand, seenVersion: null), SupporterRow.Get(write.Session, visit.Demand, part), request.Solved, request.Satisfaction, why);
        else
        {
            if (order.State != OrderState.Completed)
                throw new RuleBrokenException("order-act-not-allowed", OrderAct.ReturnVisit, order.State);
            var visited = orders.Visit(order, request.Solved, request.Satisfaction, why);
            demands.FollowOrders(visit.Demand, $"{visited.Code} {visited.StateName}");
        }
        return Task.FromResult(views.Of(write.Session, VisitRow.Get(write.Session, visit.Id)));
    }

    public Task<VisitView> Handle(MissVisit request, CancellationToken stop)
    {
        var (visit, _) = Mine(request.Id);
        visits.Note(visit with { Attempts = visit.Attempts + 1 }, "Miss", "");
        return Task.FromResult(views.Of(write.Session, VisitRow.Get(write.Session, visit.Id)));
    }

    /// <summary>An open visit that is the caller's, or nobody's yet, and whose caller has no interest in the answer.</summary>
    private (VisitRow, OrderRow) Mine(long id)
    {
        var visit = views.ToChange(write.Session, id);
        if (visit.State != VisitState.Open)
            throw new RuleBrokenException("visit-ended", visit.State);
        if (visit.Visitor is { } visitor && visitor != context.Name)
            throw new NotAllowedException("visit-is-anothers");
        var order = OrderRow.Get(write.Session, visit.ServiceOrder);
        var filedBy = visit.Supporter is { } part ? SupporterRow.Get(write.Session, visit.Demand, part).FiledBy : order.FiledBy;
        VisitBook.RefuseInterested(context.Name, context.Caller.Grants, order, filedBy);
        return (visit, order);
    }
}
