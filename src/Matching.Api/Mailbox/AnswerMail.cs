using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Offers;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Api.Units;
using Matching.Core;
using Matching.Core.Grid;
using Matching.Core.Offers;
using Matching.Core.Units;

namespace Matching.Api.Mailbox;

/// <summary>Answers an entry; the sender reads it by their code.</summary>
public sealed record AnswerMail(string Code, string Text) : ICommand<MailView>;

public sealed record AnswerMailBody(string Text);

/// <summary>Takes up a resident's offer of help with one nod: they become a small unit with an offer of one window for their estate.</summary>
/// <param name="Category">Code or name.</param>
/// <param name="Capacity">In the category's unit, 1 to 1000.</param>
public sealed record TakeUpHelp(string Code, string Title, string Category, DateTimeOffset Start, DateTimeOffset End, int Capacity) : ICommand<MailView>;

public sealed record TakeUpHelpBody(string Title, string Category, DateTimeOffset Start, DateTimeOffset End, int Capacity);

/// <summary>Reads one field of the sender's contact; each is an event.</summary>
public sealed record RevealSender(string Code, ContactField Field) : ICommand<RevealedField>;

public sealed record RevealSenderBody(ContactField Field);

/// <summary>Forgets the sender, by the code of the receipt.</summary>
public sealed record ForgetSender(string Code, string LookUpCode) : ICommand<ErasedView>;

internal sealed class AnswerMailRules : AbstractValidator<AnswerMail>
{
    public AnswerMailRules() => RuleFor(answer => answer.Text).PlainText(2, 1000);
}

internal sealed class TakeUpHelpRules : AbstractValidator<TakeUpHelp>
{
    private const int MostCapacity = 1000;

    public TakeUpHelpRules(Rulings rulings, TimeProvider clock)
    {
        RuleFor(help => help.Title).PlainText(2, 200);
        RuleFor(help => help.Category).Must(category => rulings.Find(category) is not null).WithMessage(help => Words.Say("Csv.UnknownCategory", help.Category));
        RuleFor(help => help.End).Must((help, end) => help.Start < end).WithMessage(help => Words.Say("Csv.Reversed", ChinaTime.Text(help.Start), ChinaTime.Text(help.End)));
        RuleFor(help => help.End).Must(end => end > clock.GetUtcNow()).WithMessage(_ => Words.Say("Field.Past"));
        RuleFor(help => help.Capacity).InclusiveBetween(1, MostCapacity).WithMessage(help => Words.Say("Csv.Whole", help.Capacity, 1, MostCapacity));
    }
}

internal sealed class RevealSenderRules : AbstractValidator<RevealSender>
{
    public RevealSenderRules() => RuleFor(reveal => reveal.Field).IsInEnum();
}

internal sealed class AnswerMailHandler(CurrentWrite write, CallContext context, EventLog events, MailViews views, PersonRecords people, LookUpCodes lookUps, ForgetOnRequest forget, Rulings rulings, TimeProvider clock) :
    IRequestHandler<AnswerMail, MailView>, IRequestHandler<TakeUpHelp, MailView>, IRequestHandler<RevealSender, RevealedField>, IRequestHandler<ForgetSender, ErasedView>
{
    private Session Session => write.Session;

    public Task<MailView> Handle(AnswerMail request, CancellationToken stop)
    {
        var row = views.InSight(MailboxEntryRow.ToChange(Session, request.Code));
        RefuseErased(row);
        var to = row.State == MailState.TakenUp ? row.State : MailState.Answered;
        return Save(row, row with { State = to, Answer = FreeText.Cleaned(request.Text), AnsweredBy = context.Who, AnsweredAt = clock.GetUtcNow() }, "Answer");
    }

    public Task<MailView> Handle(TakeUpHelp request, CancellationToken stop)
    {
        var row = views.InSight(MailboxEntryRow.ToChange(Session, request.Code));
        RefuseErased(row);
        if (row.Kind != MailKind.Help || row.State == MailState.TakenUp)
            throw new RuleBrokenException("mail-not-help", row.State);
        var (unit, offer) = Publish(row, request);
        return Save(row, row with { State = MailState.TakenUp, Unit = unit, Offer = offer }, "TakeUp");
    }

    public Task<RevealedField> Handle(RevealSender request, CancellationToken stop)
    {
        var row = views.InSight(MailboxEntryRow.Get(Session, request.Code));
        if (PersonRow.Find(Session, row.Person) is not { DataKey: not null } person)
            throw new RuleBrokenException("contact-closed");
        events.Append(row.Subject, "Reveal", row.StateName, row.StateName, request.Field.ToString());
        return Task.FromResult(new RevealedField(request.Field, people.Open(person, request.Field)));
    }

    public Task<ErasedView> Handle(ForgetSender request, CancellationToken stop)
    {
        var row = MailQueriesHandler.Own(Session, lookUps, request.Code, request.LookUpCode);
        return Task.FromResult(new ErasedView([.. forget.Entries([PersonRow.Find(Session, row.Person)!], ""), row.Code]));
    }

    /// <summary>Named after the place, never after the person.</summary>
    private (string Unit, string Offer) Publish(MailboxEntryRow row, TakeUpHelp request)
    {
        var (now, estate) = (clock.GetUtcNow(), new AreaCode(row.Area).At(AreaLevel.Estate) ?? new AreaCode(row.Area));
        var unit = new PartnerUnit(Codes.NextNeighbour(Session, ChinaTime.Local(now).Year), $"{Words.Say("Box.Neighbour")} {row.Code}", UnitKind.Other, estate, null, []);
        UnitRow.Of(unit).InsertInto(Session);
        events.Append(unit.Code, "AddUnit", null, null, "");
        var code = Codes.NextOffer(Session, ChinaTime.Local(now).Year);
        var draft = new OfferDraft
        {
            Unit = unit.Code, Title = FreeText.Protect(request.Title).Text, Kind = OfferKind.People, Categories = [request.Category], Areas = [estate], Slots = [new SlotDraft(request.Start.ToUniversalTime(), request.End.ToUniversalTime(), request.Capacity)],
        };
        draft.ToRow(code, now, rulings).InsertInto(Session);
        foreach (var slot in draft.SlotRows(code, rulings))
            slot.InsertInto(Session);
        events.Append(code, "Publish", null, nameof(OfferState.Published), row.Code);
        return (unit.Code, code);
    }

    private Task<MailView> Save(MailboxEntryRow before, MailboxEntryRow after, string act)
    {
        var saved = after.SaveTo(Session);
        events.Append(saved.Subject, act, before.StateName, saved.StateName, "");
        return Task.FromResult(views.Of(Session, saved));
    }

    private static void RefuseErased(MailboxEntryRow row)
    {
        if (row.ErasedAt is not null)
            throw new RuleBrokenException("already-erased");
    }
}
