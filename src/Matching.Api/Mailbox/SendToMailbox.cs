using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Notices;
using Matching.Api.People;
using Matching.Core;
using Matching.Core.Escalation;
using Matching.Core.Grid;

namespace Matching.Api.Mailbox;

/// <summary>Puts an idea, thanks or an offer of help into the mailbox of a place, without an account.</summary>
public sealed record SendToMailbox : ICommand<MailReceipt>
{
    public required string Area { get; init; }

    public required MailKind Kind { get; init; }

    /// <summary>2 to 1000 characters.</summary>
    public required string Text { get; init; }

    /// <summary>Whom to reach; an offer of help needs it.</summary>
    public ContactDraft? Contact { get; init; }
}

/// <summary>What the sender takes away; the look-up code is shown this once.</summary>
public sealed record MailReceipt(string Code, string LookUpCode);

internal sealed class SendToMailboxRules : AbstractValidator<SendToMailbox>
{
    public SendToMailboxRules(KnownAreas areas)
    {
        RuleFor(send => send.Area).Must(area => AreaCode.IsValid(area) && area.Length > (int)AreaLevel.Street && areas.Has(new AreaCode(area))).WithMessage(send => Words.Say("Csv.UnknownArea", send.Area));
        RuleFor(send => send.Kind).IsInEnum();
        RuleFor(send => send.Text).PlainText(2, 1000);
        RuleFor(send => send.Contact!).SetValidator(new ContactRules()).When(send => send.Contact is not null);
        RuleFor(send => send.Contact).Must(contact => contact is { Name: not null, Phone: not null }).When(send => send.Kind == MailKind.Help).OverridePropertyName("contact.phone").WithMessage(_ => Words.Say("Box.ContactWanted"));
    }
}

internal sealed class SendToMailboxHandler(CurrentWrite write, CallContext context, EventLog events, PersonRecords people, LookUpCodes lookUps, NoticeBook notices, TimeProvider clock) : IRequestHandler<SendToMailbox, MailReceipt>
{
    public Task<MailReceipt> Handle(SendToMailbox request, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var text = FreeText.Protect(PlainText.Clean(request.Text));
        var (code, lookUp) = (Codes.NextMail(write.Session, ChinaTime.Local(now).Year), lookUps.Next());
        var row = new MailboxEntryRow
        {
            Code = code, Area = request.Area, Kind = request.Kind, Text = text.Text, State = MailState.New, LookUpHash = lookUps.Hash(code, lookUp), SentAt = now,
            Person = people.Keep(write.Session, (request.Contact ?? new ContactDraft()) with { Consent = false }, text.Numbers, context.Who)!.Value,
        };
        row.InsertInto(write.Session);
        events.Append(row.Subject, "Send", null, row.StateName, request.Contact is null ? "" : "consent");
        var (place, holders) = (new AreaCode(row.Area), RungRoles.Around(write.Session, row.Area, now));
        var readers = new[] { Rung.Lead, Rung.Branch, Rung.Community }.Select(rung => Ladder.Owners(rung, place, holders)).FirstOrDefault(owners => owners.Count > 0) ?? [];
        notices.Tell(write.Session, new NoticeDraft(NoticeKind.MailReceived, row.Subject, code, $"/mail/{code}", now) { Area = row.Area, Detail = $"MailKind.{row.Kind}" }, new NoticeAudience { Accounts = readers });
        return Task.FromResult(new MailReceipt(code, lookUp));
    }
}
