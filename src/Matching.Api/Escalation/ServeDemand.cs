using FluentValidation;
using MediatR;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Orders;

namespace Matching.Api.Escalation;

/// <summary>The rung served the demand by itself (自办): what was done becomes a completed order of the grid's own, which is visited
/// like any other. An order on a published offer is made by hand instead.</summary>
/// <param name="Mediation">How a mediation (调解) ended; null for any other demand.</param>
public sealed record ServeDemand(string Code, string Note, MediationOutcome? Mediation = null) : ICommand<OrderView>;

internal sealed class ServeDemandRules : AbstractValidator<ServeDemand>
{
    public ServeDemandRules()
    {
        RuleFor(serve => serve.Note).PlainText(2, 1000);
        RuleFor(serve => serve.Mediation).IsInEnum();
    }
}

internal sealed class ServeDemandHandler(CallContext context, DemandLedger demands, ServiceRecords services, Rulings rulings) : IRequestHandler<ServeDemand, OrderView>
{
    public Task<OrderView> Handle(ServeDemand request, CancellationToken stop)
    {
        var demand = demands.ToChange(request.Code);
        RungRoles.RefuseBelow(context, demand, rulings);
        if (!DemandLife.IsSeeking(demand.State))
            throw new RuleBrokenException("demand-not-seeking", demand.State);
        MediationRule.Check(rulings.Find(demand.Category)?.Mediates == true, request.Mediation);
        return Task.FromResult(OrderView.Of(services.Complete(demand, services.OwnUnit(new AreaCode(demand.Area)), request.Note, request.Mediation)));
    }
}
