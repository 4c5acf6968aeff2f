using FluentValidation;
using MediatR;
using Matching.Api.Escalation;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;

namespace Matching.Api.Demands;

/// <summary>Adds information to a filed demand (补充信息). Where the resident was asked something, it is the answer, and the clocks go on.</summary>
public sealed record SupplementDemand(string Code, string Text) : ICommand<DemandView>;

/// <summary>The same by the resident, with the look-up code.</summary>
public sealed record SupplementOwn(string Code, string LookUpCode, string Text) : ICommand<AnswerTaken>;

public sealed record SupplementBody(string Text);

public sealed record SupplementOwnBody(string LookUpCode, string Text);

internal sealed class SupplementDemandRules : AbstractValidator<SupplementDemand>
{
    public SupplementDemandRules() => RuleFor(supplement => supplement.Text).PlainText(2, 1000);
}

internal sealed class SupplementOwnRules : AbstractValidator<SupplementOwn>
{
    public SupplementOwnRules()
    {
        RuleFor(supplement => supplement.LookUpCode).PlainText(1, 40);
        RuleFor(supplement => supplement.Text).PlainText(2, 1000);
    }
}

internal sealed class SupplementDemandHandler(CurrentWrite write, DemandLedger demands, WaitBook waits, LookUpCodes lookUps, ProtectedNotes notes, Rulings rulings) :
    IRequestHandler<SupplementDemand, DemandView>, IRequestHandler<SupplementOwn, AnswerTaken>
{
    public Task<DemandView> Handle(SupplementDemand request, CancellationToken stop) =>
        Task.FromResult(DemandView.Of(Supplemented(demands.ToChange(request.Code), "RecordAnswer", "", request.Text), rulings));

    public Task<AnswerTaken> Handle(SupplementOwn request, CancellationToken stop)
    {
        var holder = lookUps.Holder(write.Session, request.Code, request.LookUpCode);
        var demand = Supplemented(demands.ToChange(holder.Demand.Code), "Answer", holder.Supporter?.CodeOwner ?? "", request.Text);
        return Task.FromResult(new AnswerTaken(demand.Code, demand.ResolveDue));
    }

    /// <param name="number">Of the part whose person tells it; empty for the demand's own.</param>
    private DemandRow Supplemented(DemandRow demand, string answer, string number, string text)
    {
        if (DemandLife.IsEnded(demand.State))
            throw new RuleBrokenException("demand-ended", demand.State);
        var kept = $"{number} {notes.Keep(demand.Code, text)}".Trim();
        return demand.WaitingSince is not null ? waits.GoOn(demand, answer, kept) : demands.Change(demand, demand, "Supplement", kept);
    }
}
