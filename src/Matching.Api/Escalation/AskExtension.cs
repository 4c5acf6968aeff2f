using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core;

namespace Matching.Api.Escalation;

/// <summary>Asks whoever stands above for more time (申请延期): they are told, and decide by <see cref="ExtendClock"/>.</summary>
public sealed record AskExtension(string Code, ClockKind Kind, int Hours, string Reason) : ICommand<DemandView>;

internal sealed class AskExtensionRules : AbstractValidator<AskExtension>
{
    public AskExtensionRules()
    {
        RuleFor(ask => ask.Kind).Must(kind => kind is ClockKind.Respond or ClockKind.Resolve or ClockKind.Rung).WithMessage(ask => Words.Say("Csv.Choice", ask.Kind, "Respond, Resolve, Rung"));
        RuleFor(ask => ask.Hours).InclusiveBetween(1, ExtendClockRules.MostHours).WithMessage(ask => Words.Say("Csv.Whole", ask.Hours, 1, ExtendClockRules.MostHours));
        RuleFor(ask => ask.Reason).PlainText(2, 500);
    }
}

internal sealed class AskExtensionHandler(CurrentWrite write, CallContext context, DemandLedger demands, ProtectedNotes notes, Rulings rulings) : IRequestHandler<AskExtension, DemandView>
{
    public Task<DemandView> Handle(AskExtension request, CancellationToken stop)
    {
        var demand = demands.ToChange(request.Code);
        RungRoles.RefuseBelow(context, demand, rulings);
        if (ClockRow.Running(write.Session, demand.Code, request.Kind) is null)
            throw new RuleBrokenException("clock-not-running", request.Kind);
        var why = notes.Keep(demand.Code, request.Reason);
        return Task.FromResult(DemandView.Of(demands.Change(demand, demand, nameof(AskExtension), $"{request.Kind} +{request.Hours} h: {why}"), rulings));
    }
}
