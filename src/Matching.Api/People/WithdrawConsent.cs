using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Core;

namespace Matching.Api.People;

/// <summary>Takes one consent back, by look-up code; what follows is in the consent's text.</summary>
public sealed record WithdrawConsent(string Code, string LookUpCode, ConsentPurpose Purpose) : ICommand<IReadOnlyList<ConsentView>>;

public sealed record WithdrawConsentBody
{
    public required string LookUpCode { get; init; }

    public required ConsentPurpose Purpose { get; init; }
}

/// <summary>Takes one consent back for whoever filed the demand and said so; who wrote it down and why is an event.</summary>
public sealed record WithdrawConsentFor(string Code, ConsentPurpose Purpose, string Reason) : ICommand<IReadOnlyList<ConsentView>>;

public sealed record WithdrawConsentForBody
{
    public required ConsentPurpose Purpose { get; init; }

    public required string Reason { get; init; }
}

internal sealed class WithdrawConsentRules : AbstractValidator<WithdrawConsent>
{
    public WithdrawConsentRules()
    {
        RuleFor(withdraw => withdraw.LookUpCode).PlainText(1, 40);
        RuleFor(withdraw => withdraw.Purpose).IsInEnum();
    }
}

internal sealed class WithdrawConsentForRules : AbstractValidator<WithdrawConsentFor>
{
    public WithdrawConsentForRules()
    {
        RuleFor(withdraw => withdraw.Purpose).IsInEnum();
        RuleFor(withdraw => withdraw.Reason).PlainText(2, 500);
    }
}

internal sealed class WithdrawConsentHandler(CurrentWrite write, LookUpCodes lookUps, PersonRecords people, ErasureJournal journal, EventLog events)
    : IRequestHandler<WithdrawConsent, IReadOnlyList<ConsentView>>, IRequestHandler<WithdrawConsentFor, IReadOnlyList<ConsentView>>
{
    public Task<IReadOnlyList<ConsentView>> Handle(WithdrawConsent request, CancellationToken stop)
    {
        var (demand, supporter) = lookUps.Holder(write.Session, request.Code, request.LookUpCode);
        return Task.FromResult(Withdraw(demand, supporter is null ? demand.Person : supporter.Person, request.Purpose, ""));
    }

    public Task<IReadOnlyList<ConsentView>> Handle(WithdrawConsentFor request, CancellationToken stop)
    {
        var demand = DemandRow.ToChange(write.Session, request.Code, seenVersion: null);
        return Task.FromResult(Withdraw(demand, demand.Person, request.Purpose, " " + FreeText.Cleaned(request.Reason)));
    }

    /// <summary>Without the consent to handling no contact may be kept; without that to return visits nobody may use it for one.</summary>
    private IReadOnlyList<ConsentView> Withdraw(DemandRow demand, long? id, ConsentPurpose purpose, string why)
    {
        if (PersonRow.Find(write.Session, id) is not { } person || !people.Withdraw(write.Session, person.Id, purpose))
            throw new RuleBrokenException("no-consent");
        journal.Add(purpose == ConsentPurpose.Handling ? ErasedThing.Contact : ErasedThing.VisitConsent, person.Id, person.CreatedAt);
        if (purpose == ConsentPurpose.Handling)
            people.Forget(write.Session, person.Id);
        events.Append(demand.Code, "WithdrawConsent", demand.StateName, demand.StateName, $"{purpose}{why}");
        return people.Consents(write.Session, person.Id);
    }
}
