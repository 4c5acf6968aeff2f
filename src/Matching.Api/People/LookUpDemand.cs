using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Core.Demands;
using Matching.Core.Orders;

namespace Matching.Api.People;

/// <summary>A resident's look at their own demand, by the code on the receipt: how it stands, who serves it when, and what is kept of them.</summary>
internal sealed record LookUpDemand(string Code, string LookUpCode) : IRequest<OwnDemandView>;

public sealed record OwnDemandView(string Code, string Title, DemandState State, string StateName, DateTimeOffset FiledAt, DateTimeOffset? ResolveDue,
    IReadOnlyList<OwnOrderView> Orders, IReadOnlyList<OwnStepView> Steps, ContactView? Contact, IReadOnlyList<RevealView> Reveals, IReadOnlyList<ConsentView> Consents);

public sealed record OwnOrderView(string UnitName, OrderState State, string StateName, DateTimeOffset SlotStart, DateTimeOffset SlotEnd, DateTimeOffset? ScheduledFrom, DateTimeOffset? ScheduledUntil);

public sealed record OwnStepView(DateTimeOffset At, string State);

/// <summary>Who read what of the contact, and what for: the person may know.</summary>
public sealed record RevealView(DateTimeOffset At, string Role, string What);

internal sealed class LookUpDemandRules : AbstractValidator<LookUpDemand>
{
    public LookUpDemandRules() => RuleFor(look => look.LookUpCode).PlainText(1, 40);
}

internal sealed class LookUpDemandHandler(Database database, LookUpCodes lookUps, PersonRecords people) : IRequestHandler<LookUpDemand, OwnDemandView>
{
    public Task<OwnDemandView> Handle(LookUpDemand request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var (demand, supporter) = lookUps.Holder(session, request.Code, request.LookUpCode);
        var history = EventRow.Of(session, demand.Code);
        return new OwnDemandView(demand.Code, demand.Title, demand.State, Words.Of(demand.State), demand.FiledAt, demand.ResolveDue,
            [.. OrderRow.OfDemand(session, demand.Code).Where(order => OrderLife.IsPinned(order.State)).Select(order =>
                new OwnOrderView(order.UnitName, order.State, Words.Of(order.State), order.SlotStart, order.SlotEnd, order.ScheduledFrom, order.ScheduledUntil))],
            [.. history.Where(step => step.ToState is not null && step.ToState != step.FromState).Select(step => new OwnStepView(step.At, Words.Say($"DemandState.{step.ToState}")))],
            people.Masked(session, supporter is null ? demand.Person : supporter.Person),
            supporter is not null ? [] : [.. history.Where(step => step.Act == "Reveal").Select(step => new RevealView(step.At, step.Who.Split('/')[0], step.Why))],
            people.Consents(session, supporter is null ? demand.Person : supporter.Person));
    }));
}
