using FluentValidation;
using MediatR;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;

namespace Matching.Api.Escalation;

/// <summary>Passes a demand on to the next rung (上报), with the reason.</summary>
public sealed record PassDemandOn(string Code, string Reason) : ICommand<DemandView>;

/// <summary>Gives a demand back to the rung below (退回), with the reason.</summary>
public sealed record SendDemandDown(string Code, string Reason) : ICommand<DemandView>;

internal sealed class PassDemandOnRules : AbstractValidator<PassDemandOn>
{
    public PassDemandOnRules() => RuleFor(pass => pass.Reason).PlainText(2, 500);
}

internal sealed class SendDemandDownRules : AbstractValidator<SendDemandDown>
{
    public SendDemandDownRules() => RuleFor(give => give.Reason).PlainText(2, 500);
}

internal sealed class PassDemandOnHandler(CallContext context, DemandLedger demands, LadderBook ladder, ProtectedNotes notes, Rulings rulings) :
    IRequestHandler<PassDemandOn, DemandView>, IRequestHandler<SendDemandDown, DemandView>
{
    public Task<DemandView> Handle(PassDemandOn request, CancellationToken stop)
    {
        var demand = ToMove(request.Code);
        var moved = ladder.Climb(demand, notes.Keep(demand.Code, request.Reason), timer: null) ?? throw new RuleBrokenException("ladder-top");
        return Task.FromResult(DemandView.Of(moved, rulings));
    }

    public Task<DemandView> Handle(SendDemandDown request, CancellationToken stop)
    {
        var demand = ToMove(request.Code);
        var moved = ladder.GoDown(demand, notes.Keep(demand.Code, request.Reason)) ?? throw new RuleBrokenException("ladder-bottom");
        return Task.FromResult(DemandView.Of(moved, rulings));
    }

    private DemandRow ToMove(string code)
    {
        var demand = demands.ToChange(code);
        RungRoles.RefuseBelow(context, demand, rulings);
        return DemandLife.IsUnserved(demand.State) && demand.State != DemandState.Filed ? demand : throw new RuleBrokenException("demand-not-on-ladder", demand.State);
    }
}
