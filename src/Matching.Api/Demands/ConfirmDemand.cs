using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Api.Pooling;
using Matching.Api.Visits;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Orders;

namespace Matching.Api.Demands;

/// <summary>The resident's own word, by look-up code, on a demand that was served: solved or not, satisfied or not.</summary>
public sealed record ConfirmDemand(string Code, string LookUpCode, bool Solved, Satisfaction Satisfaction, string Note) : ICommand<DemandView>;

public sealed record ConfirmBody
{
    public required string LookUpCode { get; init; }

    /// <summary>Solved, apart from satisfied.</summary>
    public required bool Solved { get; init; }

    public required Satisfaction Satisfaction { get; init; }

    public string Note { get; init; } = "";
}

internal sealed class ConfirmDemandRules : AbstractValidator<ConfirmDemand>
{
    public ConfirmDemandRules()
    {
        RuleFor(confirm => confirm.LookUpCode).PlainText(1, 40);
        RuleFor(confirm => confirm.Satisfaction).IsInEnum();
        RuleFor(confirm => confirm.Note).PlainText(0, 500);
    }
}

internal sealed class ConfirmDemandHandler(CurrentWrite write, DemandLedger demands, OrderLedger orders, PartBook parts, VisitBook visits, LookUpCodes lookUps, ProtectedNotes notes, CallContext context, Rulings rulings) : IRequestHandler<ConfirmDemand, DemandView>
{
    public Task<DemandView> Handle(ConfirmDemand request, CancellationToken stop)
    {
        var holder = lookUps.Holder(write.Session, request.Code, request.LookUpCode);
        var demand = demands.ToChange(holder.Demand.Code);
        RefuseInterested(demand);
        if (holder.Supporter is { } part ? !IsServed(part, demand) : demand.State != DemandState.Served)
            throw new RuleBrokenException("demand-act-not-allowed", DemandAct.Confirm, demand.State);
        var why = notes.Keep(demand.Code, request.Note);
        if (holder.Supporter is { } supporter)
        {
            visits.SettlePart(supporter.Id, request.Solved, request.Satisfaction);
            parts.Answer(demand, supporter, request.Solved, request.Satisfaction, why);
            return Task.FromResult(DemandView.Of(DemandRow.Get(write.Session, demand.Code), rulings));
        }
        foreach (var order in orders.LiveOf(demand.Code).Where(order => order.State == OrderState.Completed || (!request.Solved && order.State == OrderState.Visited)))
            orders.Visit(order, request.Solved, request.Satisfaction, why);
        var confirmed = request.Solved
            ? demands.Act(demands.FollowOrders(demand.Code, why), DemandAct.Confirm, why)
            : demands.FollowOrders(demand.Code, why);
        return Task.FromResult(DemandView.Of(confirmed, rulings));
    }

    /// <summary>A part may be answered for once it was delivered, or once all of the demand was served.</summary>
    public static bool IsServed(SupporterRow part, DemandRow common) =>
        part.Mark == PartMark.Served || (part.Mark is null && common.State is DemandState.Served or DemandState.Confirmed or DemandState.Closed);

    /// <summary>The code is the resident's: who filed for them, and the unit that served, may not use it while signed in.</summary>
    private void RefuseInterested(DemandRow demand)
    {
        var isOfUnit = orders.LiveOf(demand.Code).Any(order => context.IsSelf(order.AcceptedBy) || context.Caller.Grants.Any(grant => grant.Role == Role.Unit && grant.Unit == order.Unit));
        if (isOfUnit || context.IsSelf(demand.FiledBy))
            throw new NotAllowedException("visitor-not-independent");
    }
}
