using FluentValidation;
using MediatR;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Clocks;
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

internal sealed class OpenDemandHandler(DemandLedger demands, Rulings rulings, TimeProvider clock) : IRequestHandler<OpenDemand, DemandView>
{
    public Task<DemandView> Handle(OpenDemand request, CancellationToken stop)
    {
        var demand = demands.ToChange(request.Code);
        var opened = demands.Act(demand, DemandAct.Open, "", row => Opened(row with
        {
            Category = request.Category is { } name ? rulings.Find(name)!.Code : row.Category,
            CategoryConfirmed = true,
        }, clock.GetUtcNow(), rulings));
        return Task.FromResult(DemandView.Of(opened, rulings));
    }

    /// <summary>Starts the demand's clocks.</summary>
    public static DemandRow Opened(DemandRow row, DateTimeOffset now, Rulings rulings)
    {
        var limits = rulings.Find(row.Category)?.Limits ?? CategoryLimits.None;
        return row with
        {
            State = DemandState.Open,
            OpenedAt = now,
            RespondDue = rulings.Deadlines.Respond(now, row.Urgency, limits),
            ResolveDue = rulings.Deadlines.Resolve(now, row.Urgency, limits),
        };
    }
}
