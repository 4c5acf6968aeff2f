using FluentValidation;
using Matching.Api.Http;

namespace Matching.Api.People;

/// <summary>Whom to reach about a demand; kept apart and sealed.</summary>
public sealed record ContactDraft
{
    public string? Name { get; init; }

    public string? Phone { get; init; }

    public string? Address { get; init; }

    /// <summary>Free words about the person, for those who may read the contact.</summary>
    public string? Note { get; init; }

    /// <summary>已征得本人同意: the person agreed to the text of /api/consents. Without it no contact is taken.</summary>
    public bool Consent { get; init; }
}

/// <summary>A contact as lists and pages show it: masked.</summary>
public sealed record ContactView(string? Name, string? Phone, string? Address, bool HasNote);

/// <summary>What a reveal asks for. Persisted in events: append only.</summary>
public enum ContactField { Name, Phone, Address, Note }

/// <summary>What a contact is used for. Persisted: append only.</summary>
public enum ConsentPurpose { Handling, ReturnVisit }

/// <summary>A consent that the person gave, and when they took it back.</summary>
public sealed record ConsentView
{
    public ConsentPurpose Purpose { get; init; }

    public int TextVersion { get; init; }

    public DateTimeOffset GivenAt { get; init; }

    public DateTimeOffset? WithdrawnAt { get; init; }
}

internal sealed class ContactRules : AbstractValidator<ContactDraft>
{
    public ContactRules()
    {
        RuleFor(contact => contact.Name).PlainText(1, 60);
        RuleFor(contact => contact.Phone).Must(phone => phone is null || (phone.Length is >= 5 and <= 24 && phone.All(c => char.IsAsciiDigit(c) || c is '+' or '-' or ' ') && phone.Count(char.IsAsciiDigit) >= 5))
            .WithMessage(_ => Words.Say("Field.Phone"));
        RuleFor(contact => contact.Address).PlainText(1, 200);
        RuleFor(contact => contact.Note).PlainText(1, 1000);
        RuleFor(contact => contact.Consent).Equal(true).WithMessage(_ => Words.Say("Field.Consent"));
    }
}
