using FluentValidation;
using MediatR;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core;

namespace Matching.Api.Escalation;

/// <summary>Extends a demand's clock (延期): whoever does it approves it, and stands above the rung that asks; all extensions of a clock
/// together have a cap.</summary>
public sealed record ExtendClock(string Code, ClockKind Kind, int Hours, string Reason) : ICommand<DemandView>;

public sealed record ExtendBody
{
    /// <summary>Respond, Resolve or Rung.</summary>
    public required ClockKind Kind { get; init; }

    /// <summary>Working hours; round the clock for an emergency.</summary>
    public required int Hours { get; init; }

    public required string Reason { get; init; }
}

internal sealed class ExtendClockRules : AbstractValidator<ExtendClock>
{
    public const int MostHours = 24 * 90;

    public ExtendClockRules()
    {
        RuleFor(extend => extend.Kind).Must(kind => kind is ClockKind.Respond or ClockKind.Resolve or ClockKind.Rung)
            .WithMessage(extend => Words.Say("Csv.Choice", extend.Kind, "Respond, Resolve, Rung"));
        RuleFor(extend => extend.Hours).InclusiveBetween(1, MostHours).WithMessage(extend => Words.Say("Csv.Whole", extend.Hours, 1, MostHours));
        RuleFor(extend => extend.Reason).PlainText(2, 500);
    }
}

internal sealed class ExtendClockHandler(CurrentWrite write, CallContext context, DemandLedger demands, ClockBook clocks, ProtectedNotes notes, Rulings rulings) : IRequestHandler<ExtendClock, DemandView>
{
    public Task<DemandView> Handle(ExtendClock request, CancellationToken stop)
    {
        var demand = demands.ToChange(request.Code);
        RungRoles.RefuseUnlessAbove(context, demand, rulings);
        var row = ClockRow.Running(write.Session, demand.Code, request.Kind) ?? throw new RuleBrokenException("clock-not-running", request.Kind);
        var deadlines = rulings.DeadlinesFor(demand.Area);
        var face = deadlines.Of(demand.Urgency).Extend(row.Face, TimeSpan.FromHours(request.Hours), deadlines.Limits.ExtendPercent);
        var why = notes.Keep(demand.Code, request.Reason);
        var turned = clocks.Turn(row, demand, face, ClockAct.Extend, why);
        return Task.FromResult(DemandView.Of(demands.Change(demand, WaitBook.WithDue(demand, turned), nameof(ExtendClock), $"{request.Kind} +{request.Hours} h: {why}"), rulings));
    }
}
