using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Core;
using Matching.Core.Grid;
using Matching.Core.Leads;

namespace Matching.Api.Leads;

/// <summary>Nominates a lead for a building or an estate (推选楼长), or reports in to a community (报到), without an account; whom is kept sealed and needs that person's consent.</summary>
public sealed record NominateLead : ICommand<NominationReceipt>
{
    public required string Area { get; init; }

    public NominationKind Kind { get; init; }

    /// <summary>Name and phone of whom it is about.</summary>
    public required ContactDraft Contact { get; init; }

    public string Why { get; init; } = "";
}

/// <summary>What whoever nominated takes away; the look-up code is shown this once.</summary>
public sealed record NominationReceipt(string Code, string LookUpCode);

internal sealed class NominateLeadRules : AbstractValidator<NominateLead>
{
    public NominateLeadRules(KnownAreas areas)
    {
        RuleFor(nominate => nominate.Area).Must(area => AreaCode.IsValid(area) && areas.Has(new AreaCode(area))).WithMessage(nominate => Words.Say("Csv.UnknownArea", nominate.Area));
        RuleFor(nominate => nominate.Area).Must((nominate, area) => nominate.Kind == NominationKind.ReportIn ? area.Length == (int)AreaLevel.Community : area.Length >= (int)AreaLevel.Estate)
            .WithMessage(nominate => Words.Say(nominate.Kind == NominationKind.ReportIn ? "Unit.CommunityWanted" : "Nomination.AreaLevel"));
        RuleFor(nominate => nominate.Kind).IsInEnum();
        RuleFor(nominate => nominate.Contact).SetValidator(new ContactRules());
        RuleFor(nominate => nominate.Contact.Name).NotEmpty().WithMessage(_ => Words.Say("Csv.Required"));
        RuleFor(nominate => nominate.Contact.Phone).NotEmpty().WithMessage(_ => Words.Say("Csv.Required"));
        RuleFor(nominate => nominate.Why).PlainText(0, 500);
    }
}

internal sealed class NominateLeadHandler(CurrentWrite write, CallContext context, EventLog events, PersonRecords people, LookUpCodes lookUps, TimeProvider clock) : IRequestHandler<NominateLead, NominationReceipt>
{
    public Task<NominationReceipt> Handle(NominateLead request, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var why = FreeText.Protect(PlainText.Clean(request.Why));
        var (code, lookUp) = (Codes.NextNomination(write.Session, ChinaTime.Local(now).Year), lookUps.Next());
        // The consents of the table consent are to what becomes of a demand; this one is the event's.
        var person = people.Keep(write.Session, request.Contact with { Consent = false }, why.Numbers, context.Who)!.Value;
        var row = new NominationRow
        {
            Code = code, Area = request.Area, Kind = request.Kind, Person = person, Why = why.Text, State = NominationState.Waiting, LookUpHash = lookUps.Hash(code, lookUp), FiledBy = context.Who, FiledAt = now,
        };
        row.InsertInto(write.Session);
        events.Append(row.Subject, nameof(NominationAct.Nominate), null, row.StateName, "consent");
        return Task.FromResult(new NominationReceipt(code, lookUp));
    }
}
