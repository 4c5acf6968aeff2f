using FluentValidation;
using MediatR;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Api.People;
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

internal sealed class WithdrawDemandHandler(DemandLedger demands, OrderLedger orders, ProtectedNotes notes, Rulings rulings) : IRequestHandler<WithdrawDemand, DemandView>
{
    public Task<DemandView> Handle(WithdrawDemand request, CancellationToken stop)
    {
        var demand = demands.ToChange(request.Code);
        return Task.FromResult(DemandView.Of(Withdraw(demands, orders, demand, notes.Keep(demand.Code, request.Reason)), rulings));
    }

    /// <summary>The demand is withdrawn and what has not begun of its orders is cancelled.</summary>
    public static DemandRow Withdraw(DemandLedger demands, OrderLedger orders, DemandRow demand, string why)
    {
        demands.Act(demand, DemandAct.Withdraw, why);
        foreach (var order in orders.LiveOf(demand.Code).Where(order => !OrderLife.IsServed(order.State)))
            orders.Save(order, order.After(OrderAct.Cancel), OrderAct.Cancel, why);
        return demands.HeldAnew(demand.Code);
    }
}
