using FluentValidation;
using MediatR;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Core;
using Matching.Core.Activities;

namespace Matching.Api.Activities;

/// <summary>Reads one field of a direct sign-up's contact, to call about the activity; each is an event. A demand's contact is read at the demand.</summary>
public sealed record RevealGuest(long Activity, string Number, ContactField Field) : ICommand<RevealedField>;

public sealed record RevealGuestBody
{
    public required ContactField Field { get; init; }
}

internal sealed class RevealGuestRules : AbstractValidator<RevealGuest>
{
    public RevealGuestRules() => RuleFor(reveal => reveal.Field).IsInEnum();
}

internal sealed class RevealGuestHandler(CurrentWrite write, ActivityBook activities, ActivityViews views, PersonRecords people) : IRequestHandler<RevealGuest, RevealedField>
{
    public Task<RevealedField> Handle(RevealGuest request, CancellationToken stop)
    {
        var row = activities.ToChange(request.Activity);
        var signUp = SignUpRow.Find(write.Session, row.Id, request.Number) is { } found && views.Sees(row, found) ? found : throw new NotThereException("SignUp", request.Number);
        if (signUp.State is not (SignUpState.Signed or SignUpState.Cancelled))
            throw new RuleBrokenException("contact-closed");
        var person = PersonRow.Find(write.Session, signUp.Person) is { DataKey: not null } kept ? kept : throw new RuleBrokenException("no-contact");
        activities.Tell(row, "RevealGuest", RevealText.Of(request.Field.ToString(), RevealPurpose.Call, signUp.Number));
        return Task.FromResult(new RevealedField(request.Field, people.Open(person, request.Field)));
    }
}
