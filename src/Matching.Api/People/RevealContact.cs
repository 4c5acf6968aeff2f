using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Orders;

namespace Matching.Api.People;

/// <summary>What a field is revealed for. Persisted in events: append only.</summary>
public enum RevealPurpose { Visit, Call, Verify, ReturnVisit, Emergency }

/// <summary>Reads one field of a demand's contact; who, which and what for is an event.</summary>
public sealed record RevealContact(string Code, ContactField Field, RevealPurpose Purpose) : ICommand<RevealedField>;

public sealed record RevealBody
{
    public required ContactField Field { get; init; }

    public required RevealPurpose Purpose { get; init; }
}

public sealed record RevealedField(ContactField Field, string? Value);

internal sealed class RevealContactRules : AbstractValidator<RevealContact>
{
    public RevealContactRules()
    {
        RuleFor(reveal => reveal.Field).IsInEnum();
        RuleFor(reveal => reveal.Purpose).IsInEnum();
    }
}

internal sealed class RevealContactHandler(CurrentWrite write, CallContext context, EventLog events, PersonRecords people) : IRequestHandler<RevealContact, RevealedField>
{
    public Task<RevealedField> Handle(RevealContact request, CancellationToken stop)
    {
        var demand = DemandRow.Get(write.Session, request.Code);
        var orders = OrderRow.OfDemand(write.Session, demand.Code);
        if (DemandLife.IsEnded(demand.State) || demand.ErasedAt is not null)
            throw new RuleBrokenException("contact-closed");
        if (!context.Caller.As(Roles.SignedIn).Any(grant => MayRead(grant, demand, orders)))
            throw new NotAllowedException("contact-not-yours");
        var person = PersonRow.Find(write.Session, demand.Person) ?? throw new RuleBrokenException("no-contact");
        if ((context.ActingRole == Role.Visitor || request.Purpose == RevealPurpose.ReturnVisit) && !people.Allows(write.Session, person.Id, ConsentPurpose.ReturnVisit))
            throw new NotAllowedException("consent-withdrawn");
        events.Append(demand.Code, "Reveal", demand.StateName, demand.StateName, $"{request.Field} {request.Purpose}");
        return Task.FromResult(new RevealedField(request.Field, people.Open(person, request.Field)));
    }

    /// <summary>The lead who filed; the unit that accepted, while its order runs; the rung now responsible; the visitor it was given to.</summary>
    private bool MayRead(Grant grant, DemandRow demand, IReadOnlyList<OrderRow> orders) => grant.Role switch
    {
        Role.Lead => context.IsSelf(demand.FiledBy) && grant.Covers(demand.Area),
        Role.Unit => orders.Any(order => order.Unit == grant.Unit && OrderLife.IsPinned(order.State) && !OrderLife.IsServed(order.State)),
        Role.Visitor => orders.Any(order => order.Visitor == context.Name && order.State == OrderState.Completed),
        _ => RungRoles.Answers(grant, demand),
    };
}
