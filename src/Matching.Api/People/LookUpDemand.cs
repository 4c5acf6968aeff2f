using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Api.Pooling;
using Matching.Core.Demands;
using Matching.Core.Orders;

namespace Matching.Api.People;

/// <summary>A resident's look at their own demand, by the code on the receipt: how it stands, who serves it when, and what is kept of them.</summary>
internal sealed record LookUpDemand(string Code, string LookUpCode) : IRequest<OwnDemandView>;

public sealed record OwnDemandView(string Code, string Title, DemandState State, string StateName, DateTimeOffset FiledAt, DateTimeOffset? ResolveDue,
    IReadOnlyList<OwnOrderView> Orders, IReadOnlyList<OwnStepView> Steps, ContactView? Contact, IReadOnlyList<RevealView> Reveals, IReadOnlyList<ConsentView> Consents)
{
    /// <summary>Of whoever has a part in a common demand: which part is theirs.</summary>
    public OwnPartView? Part { get; init; }

    /// <summary>Whether their word is asked for now.</summary>
    public bool MayConfirm { get; init; }

    /// <summary>What they were asked, when the demand waits for their answer.</summary>
    public string? Question { get; init; }

    /// <summary>From when on they may ask how it goes (催办); null while nothing was promised.</summary>
    public DateTimeOffset? PromisedBy { get; init; }

    public bool MayNudge { get; init; }
}

/// <param name="Households">How many have a part in the common demand.</param>
public sealed record OwnPartView(string Number, string Text, string Detail, int Quantity, PartState State, string StateName, int Households);

/// <param name="Mediation">How a mediation ended, in words; null for any other.</param>
public sealed record OwnOrderView(string UnitName, OrderState State, string StateName, DateTimeOffset SlotStart, DateTimeOffset SlotEnd, DateTimeOffset? ScheduledFrom, DateTimeOffset? ScheduledUntil, string? Mediation);

public sealed record OwnStepView(DateTimeOffset At, string State);

/// <summary>Who read what of the contact, and what for: the person may know.</summary>
public sealed record RevealView(DateTimeOffset At, string Role, string What);

internal sealed class LookUpDemandRules : AbstractValidator<LookUpDemand>
{
    public LookUpDemandRules() => RuleFor(look => look.LookUpCode).PlainText(1, 40);
}

internal sealed class LookUpDemandHandler(Database database, LookUpCodes lookUps, PersonRecords people, TimeProvider clock) : IRequestHandler<LookUpDemand, OwnDemandView>
{
    public Task<OwnDemandView> Handle(LookUpDemand request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var (demand, supporter) = lookUps.Holder(session, request.Code, request.LookUpCode);
        var history = EventRow.Of(session, demand.Code);
        return new OwnDemandView(demand.Code, demand.Title, demand.State, Words.Of(demand.State), demand.FiledAt, demand.ResolveDue,
            [.. OrderRow.OfDemand(session, demand.Code).Where(order => OrderLife.IsPinned(order.State)).Select(order =>
                new OwnOrderView(order.UnitName, order.State, Words.Of(order.State), order.SlotStart, order.SlotEnd, order.ScheduledFrom, order.ScheduledUntil, order.Mediation is { } outcome ? Words.Of(outcome) : null))],
            [.. history.Where(step => step.ToState is not null && step.ToState != step.FromState).Select(step => new OwnStepView(step.At, Words.Say($"DemandState.{step.ToState}")))],
            people.Masked(session, supporter is null ? demand.Person : supporter.Person),
            [.. history.Where(step => step.Act == "Reveal" && RevealText.IsOf(step.Why, supporter?.CodeOwner ?? "")).Select(step => new RevealView(step.At, step.Who.Split('/')[0], step.Why))],
            people.Consents(session, supporter is null ? demand.Person : supporter.Person))
        {
            Part = supporter is null ? null : PartOf(session, demand, supporter),
            MayConfirm = supporter is null ? demand.State == DemandState.Served : supporter.Solved != true && ConfirmDemandHandler.IsServed(supporter, demand),
            Question = demand.WaitingSince is null ? null : demand.Question,
            PromisedBy = NudgeDemandHandler.PromisedBy(session, demand),
            MayNudge = NudgeDemandHandler.Allows(session, demand, clock.GetUtcNow()),
        };
    }));

    private static OwnPartView PartOf(Session session, DemandRow common, SupporterRow part)
    {
        var state = ListPartsHandler.StateOf(part);
        var households = SupporterRow.Of(session, common.Code).Count + (common.Pooled ? 0 : 1);
        return new OwnPartView(part.CodeOwner, part.Note, part.Detail, part.Quantity, state, Words.Of(state), households);
    }
}
