using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Core.Demands;

namespace Matching.Api.People;

/// <summary>The person takes their consent back and asks to be forgotten, by look-up code: what is open is withdrawn, everything that
/// tells who they are is destroyed, the figures stay.</summary>
public sealed record ErasePerson(string Code, string LookUpCode) : ICommand<ErasedView>;

public sealed record LookUpBody(string LookUpCode);

public sealed record ErasedView(IReadOnlyList<string> Demands);

internal sealed class ErasePersonRules : AbstractValidator<ErasePerson>
{
    public ErasePersonRules() => RuleFor(erase => erase.LookUpCode).PlainText(1, 40);
}

internal sealed class ErasePersonHandler(CurrentWrite write, CallContext context, LookUpCodes lookUps, DemandLedger demands, OrderLedger orders, Erasure erasure) : IRequestHandler<ErasePerson, ErasedView>
{
    private const string SelectSameOpen = DemandRow.Select + "\nwhere d.person = @id";

    private const string ForgetSupporter = "update supporter set note = '', look_up_hash = '', area = substr(area, 1, 15) where id = @Id";

    public Task<ErasedView> Handle(ErasePerson request, CancellationToken stop)
    {
        var holder = lookUps.Holder(write.Session, request.Code, request.LookUpCode);
        if (holder.Supporter is { } supporter)
            write.Session.Execute(ForgetSupporter, supporter);
        else
            Withdraw(DemandRow.ToChange(write.Session, holder.Demand.Code, seenVersion: null));
        if (PersonRow.Find(write.Session, holder.Supporter is null ? holder.Demand.Person : holder.Supporter.Person) is not { DataKey: not null } person)
        {
            if (holder.Supporter is null)
                erasure.Blank(write.Session, DemandRow.Get(write.Session, holder.Demand.Code), context.Who);
            return Task.FromResult(new ErasedView([holder.Demand.Code]));
        }
        foreach (var other in write.Session.Query<DemandRow>(SelectSameOpen, new { id = person.Id }))
            Withdraw(other);
        return Task.FromResult(new ErasedView(erasure.Erase(write.Session, person, context.Who)));
    }

    /// <summary>What can still be taken back is; what was served or is under way stays as it is.</summary>
    private void Withdraw(DemandRow demand)
    {
        var isUnderWay = orders.LiveOf(demand.Code).Any(order => order.State is Core.Orders.OrderState.InService or Core.Orders.OrderState.Completed or Core.Orders.OrderState.Reopened);
        if (!isUnderWay && demand.State is DemandState.Filed or DemandState.Open or DemandState.PartlyMatched or DemandState.Matched && !isUnderWay)
            WithdrawDemandHandler.Withdraw(demands, orders, demand, "");
    }
}
