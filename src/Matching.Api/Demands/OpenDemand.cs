using FluentValidation;
using MediatR;
using Matching.Api.Escalation;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Demands;

namespace Matching.Api.Demands;

/// <summary>The one nod that a resident's, survey's or imported demand waits for; it may set the category right and confirms it.</summary>
public sealed record OpenDemand(string Code, string? Category) : ICommand<DemandView>;

public sealed record OpenDemandBody
{
    /// <summary>Code or name; left out, the category stands as it is and counts as confirmed.</summary>
    public string? Category { get; init; }
}

internal sealed class OpenDemandRules : AbstractValidator<OpenDemand>
{
    public OpenDemandRules(Rulings rulings) =>
        RuleFor(open => open.Category).Must(category => category is null || rulings.Find(category) is not null).WithMessage(open => Words.Say("Csv.UnknownCategory", open.Category!));
}

internal sealed class OpenDemandHandler(CurrentWrite write, DemandLedger demands, LadderBook ladder, CallContext context, Rulings rulings, TimeProvider clock) : IRequestHandler<OpenDemand, DemandView>
{
    public Task<DemandView> Handle(OpenDemand request, CancellationToken stop)
    {
        var demand = demands.ToChange(request.Code);
        var rung = RungRoles.BeginningAs(context.ActingRole);
        var opened = demands.Act(demand, DemandAct.Open, "", row => FirstClocks.Opened(write.Session, row with
        {
            Category = request.Category is { } name ? rulings.Find(name)!.Code : row.Category,
            CategoryConfirmed = true,
        }, clock.GetUtcNow(), rung, rulings));
        ladder.Begin(demand, rung);
        return Task.FromResult(DemandView.Of(opened, rulings));
    }
}
