using FluentValidation;
using MediatR;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Api.Policies;
using Matching.Core.Demands;
using Matching.Core.Orders;

namespace Matching.Api.Demands;

/// <summary>Takes a demand back (撤回); its orders that are not served yet are cancelled and give their capacity back.</summary>
public sealed record WithdrawDemand(string Code, string Reason) : ICommand<DemandView>;

internal sealed class WithdrawDemandRules : AbstractValidator<WithdrawDemand>
{
    public WithdrawDemandRules() => RuleFor(withdraw => withdraw.Reason).PlainText(2, 500);
}

internal sealed class WithdrawDemandHandler(DemandLedger demands, OrderLedger orders, Rulings rulings) : IRequestHandler<WithdrawDemand, DemandView>
{
    public Task<DemandView> Handle(WithdrawDemand request, CancellationToken stop)
    {
        var why = PlainText.Clean(request.Reason);
        var demand = demands.Act(demands.ToChange(request.Code), DemandAct.Withdraw, why);
        foreach (var order in orders.LiveOf(demand.Code).Where(order => !OrderLife.IsServed(order.State)))
            orders.Save(order, order.After(OrderAct.Cancel), OrderAct.Cancel, why);
        return Task.FromResult(DemandView.Of(demands.HeldAnew(demand.Code), rulings));
    }
}
