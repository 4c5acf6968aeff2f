using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Escalation;

namespace Matching.Api.Escalation;

/// <summary>Takes a demand (首接负责): who takes it first is responsible until it is handed over. Somebody of a higher rung brings it up
/// to theirs.</summary>
public sealed record TakeCharge(string Code) : ICommand<DemandView>;

/// <summary>Hands a taken demand over to somebody who answers at its rung or above.</summary>
public sealed record HandOverDemand(string Code, string To, string Reason) : ICommand<DemandView>;

public sealed record HandOverDemandBody(string To, string Reason);

internal sealed class HandOverDemandRules : AbstractValidator<HandOverDemand>
{
    public HandOverDemandRules()
    {
        RuleFor(over => over.To).PlainText(2, 40);
        RuleFor(over => over.Reason).PlainText(2, 500);
    }
}

internal sealed class TakeChargeHandler(CurrentWrite write, CallContext context, DemandLedger demands, LadderBook ladder, ProtectedNotes notes, Rulings rulings, TimeProvider clock) :
    IRequestHandler<TakeCharge, DemandView>, IRequestHandler<HandOverDemand, DemandView>
{
    public Task<DemandView> Handle(TakeCharge request, CancellationToken stop)
    {
        var demand = demands.ToChange(request.Code);
        RungRoles.RefuseBelow(context, demand, rulings);
        if (!DemandLife.IsUnserved(demand.State))
            throw new RuleBrokenException("demand-not-on-ladder", demand.State);
        if (demand.Taker is { } taker)
            throw new RuleBrokenException("demand-in-charge", taker);
        var own = RungRoles.RungOf(RungRoles.Highest(context.Caller.Grants, demand, rulings)!.Value);
        if (Ladder.IsAbove(own, demand.Rung) && demand.State != DemandState.Filed)
            demand = ladder.Move(demand, own, DemandAct.Escalate, nameof(TakeCharge), null);
        var taken = demands.Change(demand, demand with { Taker = context.Name, TakenAt = clock.GetUtcNow() }, nameof(TakeCharge), "");
        return Task.FromResult(DemandView.Of(taken, rulings));
    }

    public Task<DemandView> Handle(HandOverDemand request, CancellationToken stop)
    {
        var demand = demands.ToChange(request.Code);
        if (demand.Taker is null)
            throw new RuleBrokenException("demand-not-in-charge");
        if (!context.IsSelf(demand.Taker))
            RungRoles.RefuseUnlessAbove(context, demand, rulings);
        var account = AccountRow.Find(write.Session, request.To) is { State: AccountState.Active } found ? found : throw new NotThereException("Account", request.To);
        var role = RungRoles.Highest(Grant.InForce(write.Session, account.Name, clock.GetUtcNow()), demand, rulings);
        if (!RungRoles.IsHighEnough(role, demand.Rung))
            throw new RuleBrokenException("not-of-this-rung", account.Name);
        var over = demands.Change(demand, demand with { Taker = account.Name, TakenAt = clock.GetUtcNow() }, "HandOver", $"{demand.Taker} → {account.Name}: {notes.Keep(demand.Code, request.Reason)}");
        return Task.FromResult(DemandView.Of(over, rulings));
    }
}
