using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Demands;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Core;

namespace Matching.Api.Visits;

/// <summary>Reads one field of the contact of who is to be asked: for the visitor it was given to, while it is theirs. Each is an event.</summary>
public sealed record RevealVisit(long Id, ContactField Field) : ICommand<RevealedField>;

public sealed record RevealVisitBody
{
    public required ContactField Field { get; init; }
}

internal sealed class RevealVisitRules : AbstractValidator<RevealVisit>
{
    public RevealVisitRules() => RuleFor(reveal => reveal.Field).IsInEnum();
}

internal sealed class RevealVisitHandler(CurrentWrite write, CallContext context, EventLog events, PersonRecords people, VisitViews views) : IRequestHandler<RevealVisit, RevealedField>
{
    public Task<RevealedField> Handle(RevealVisit request, CancellationToken stop)
    {
        var visit = views.ToChange(write.Session, request.Id);
        if (visit.State != VisitState.Open)
            throw new RuleBrokenException("contact-closed");
        if (visit.Visitor is null || visit.Visitor != context.Name)
            throw new NotAllowedException("contact-not-yours");
        var demand = DemandRow.Get(write.Session, visit.Demand);
        var id = visit.Supporter is { } part ? SupporterRow.Get(write.Session, visit.Demand, part).Person : demand.Person;
        var person = PersonRow.Find(write.Session, id) is { DataKey: not null } found ? found : throw new RuleBrokenException("no-contact");
        if (!people.Allows(write.Session, person.Id, ConsentPurpose.ReturnVisit))
            throw new NotAllowedException("consent-withdrawn");
        events.Append(demand.Code, "Reveal", demand.StateName, demand.StateName, RevealText.Of(request.Field.ToString(), RevealPurpose.ReturnVisit, visit.Supporter is null ? "" : visit.Number));
        return Task.FromResult(new RevealedField(request.Field, people.Open(person, request.Field)));
    }
}
