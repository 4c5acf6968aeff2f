using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Api.People;
using Matching.Api.Policies;
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

internal sealed class ConfirmDemandHandler(CurrentWrite write, DemandLedger demands, OrderLedger orders, EventLog events, LookUpCodes lookUps, ProtectedNotes notes, CallContext context, Rulings rulings, TimeProvider clock) : IRequestHandler<ConfirmDemand, DemandView>
{
    private const string SaveAnswer = "update supporter set solved = @Solved, satisfaction = @Satisfaction, answered_at = @Now where id = @Id";

    public Task<DemandView> Handle(ConfirmDemand request, CancellationToken stop)
    {
        var holder = lookUps.Holder(write.Session, request.Code, request.LookUpCode);
        var demand = demands.ToChange(holder.Demand.Code);
        RefuseInterested(demand);
        if (holder.Supporter is null ? demand.State != DemandState.Served : demand.State is not (DemandState.Served or DemandState.Confirmed or DemandState.Closed))
            throw new RuleBrokenException("demand-act-not-allowed", DemandAct.Confirm, demand.State);
        var why = notes.Keep(demand.Code, request.Note);
        if (holder.Supporter is { } supporter)
            return Task.FromResult(DemandView.Of(Answered(demand, supporter, request, why), rulings));
        foreach (var order in orders.LiveOf(demand.Code).Where(order => order.State == OrderState.Completed || (!request.Solved && order.State == OrderState.Visited)))
            orders.Visit(order, request.Solved, request.Satisfaction, why);
        var confirmed = request.Solved
            ? demands.Act(demands.FollowOrders(demand.Code, why), DemandAct.Confirm, why)
            : demands.FollowOrders(demand.Code, why);
        return Task.FromResult(DemandView.Of(confirmed, rulings));
    }

    /// <summary>A supporter's word is kept beside the demand; whether it is confirmed, its own person says.</summary>
    private DemandRow Answered(DemandRow demand, SupporterRow supporter, ConfirmDemand request, string why)
    {
        write.Session.Execute(SaveAnswer, new { supporter.Id, request.Solved, Satisfaction = request.Satisfaction.ToString(), Now = clock.GetUtcNow() });
        events.Append(demand.Code, "SupporterAnswer", demand.StateName, demand.StateName, $"{(request.Solved ? "solved" : "not solved")} {request.Satisfaction} {why}".Trim());
        return demand;
    }

    /// <summary>The code is the resident's: who filed for them, and the unit that served, may not use it while signed in.</summary>
    private void RefuseInterested(DemandRow demand)
    {
        var isOfUnit = orders.LiveOf(demand.Code).Any(order => context.IsSelf(order.AcceptedBy) || context.Caller.Grants.Any(grant => grant.Role == Role.Unit && grant.Unit == order.Unit));
        if (isOfUnit || context.IsSelf(demand.FiledBy))
            throw new NotAllowedException("visitor-not-independent");
    }
}
