using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Lists;
using Matching.Api.Meetings;
using Matching.Api.Notices;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Api.Units;
using Matching.Core;
using Matching.Core.Grid;

namespace Matching.Api.CompanyVisits;

/// <summary>Records a visit to a firm (走访), or what a stationed team (驻点团队) took down: needs become demands on behalf of the firm, the rest is followed up.</summary>
public sealed record RecordCompanyVisit : ICommand<CompanyVisitView>
{
    public CompanyVisitKind Kind { get; init; }

    /// <summary>A partner unit's code; null for a firm that is none yet.</summary>
    public string? Unit { get; init; }

    /// <summary>The firm's name, where it is no unit.</summary>
    public string? Firm { get; init; }

    /// <summary>Where the firm is.</summary>
    public required AreaCode Area { get; init; }

    public required DateOnly VisitedOn { get; init; }

    /// <summary>Who was spoken with; kept sealed, with consent.</summary>
    public ContactDraft? Contact { get; init; }

    /// <summary>What was said; numbers in it are kept sealed.</summary>
    public string Said { get; init; } = "";

    public IReadOnlyList<NeedDraft> Needs { get; init; } = [];

    public IReadOnlyList<FollowUpDraft> FollowUps { get; init; } = [];
}

/// <param name="Category">Code or name; null = suggested from the words.</param>
public sealed record NeedDraft(string Title, string? Category, int Quantity = 1);

/// <param name="Owner">An account; null = whoever records the visit.</param>
/// <param name="DueOn">The last day.</param>
public sealed record FollowUpDraft(string What, string? Owner, DateOnly DueOn);

/// <summary>Says that a follow-up is done, and with what result.</summary>
public sealed record FinishFollowUp(string Visit, long FollowUp, string Result) : ICommand<CompanyVisitView>;

public sealed record FollowUpResultBody(string Result);

internal sealed class RecordCompanyVisitRules : AbstractValidator<RecordCompanyVisit>
{
    private const int Most = 10;

    public RecordCompanyVisitRules(KnownAreas areas, Rulings rulings, TimeProvider clock)
    {
        RuleFor(visit => visit.Kind).IsInEnum();
        RuleFor(visit => visit.Area).Must(area => areas.Has(area)).WithMessage(visit => Words.Say("Csv.UnknownArea", visit.Area));
        RuleFor(visit => visit.Unit).PlainText(1, 40);
        RuleFor(visit => visit.Firm).PlainText(2, 80);
        RuleFor(visit => visit.Firm).Must((visit, firm) => (visit.Unit is null) != (firm is null)).WithMessage(_ => Words.Say("CompanyVisit.UnitOrFirm"));
        RuleFor(visit => visit.VisitedOn).Must(day => ChinaTime.DayOf(clock.GetUtcNow()) is var today && day <= today && day >= today.AddYears(-1)).WithMessage(_ => Words.Say("CompanyVisit.PastDay"));
        RuleFor(visit => visit.Said).NotNull().PlainText(0, 4000);
        RuleFor(visit => visit.Contact!).SetValidator(new ContactRules()).When(visit => visit.Contact is not null);
        RuleFor(visit => visit.Needs).Must(needs => needs is { Count: <= Most } && needs.All(need => need is { Title: not null, Quantity: >= 1 and <= ListFiles.MostQuantity })).WithMessage(_ => Words.Say("Field.TooMany", Most));
        RuleForEach(visit => visit.Needs).Must(need => need?.Title is null || (need.Title.Trim().Length is >= 2 and <= 200 && PlainText.FirstForbidden(need.Title) is null)).WithMessage(_ => Words.Say("CompanyVisit.NeedLength"));
        RuleForEach(visit => visit.Needs).Must(need => need?.Category is not { } category || rulings.Find(category) is not null).WithMessage((_, need) => Words.Say("Csv.UnknownCategory", need.Category!));
        RuleFor(visit => visit.FollowUps).Must(follow => follow is { Count: <= Most } && follow.All(one => one is { What: not null })).WithMessage(_ => Words.Say("Field.TooMany", Most));
        RuleForEach(visit => visit.FollowUps).Must(one => one?.What is null || (one.What.Trim().Length is >= 2 and <= 300 && PlainText.FirstForbidden(one.What) is null)).WithMessage(_ => Words.Say("CompanyVisit.FollowUpLength"));
        RuleForEach(visit => visit.FollowUps).Must(one => one is null || (ChinaTime.DayOf(clock.GetUtcNow()) is var today && one.DueOn >= today && one.DueOn <= today.AddYears(3))).WithMessage(_ => Words.Say("Meeting.Past"));
    }
}

internal sealed class FinishFollowUpRules : AbstractValidator<FinishFollowUp>
{
    public FinishFollowUpRules() => RuleFor(finish => finish.Result).NotNull().PlainText(2, 500);
}

internal sealed class RecordCompanyVisitHandler(
    CurrentWrite write, CallContext context, EventLog events, PersonRecords people, DemandIntake intake, NoticeBook notices, CompanyVisitViews views, Rulings rulings, TimeProvider clock) :
    IRequestHandler<RecordCompanyVisit, CompanyVisitView>, IRequestHandler<FinishFollowUp, CompanyVisitView>
{
    private Session Session => write.Session;

    public Task<CompanyVisitView> Handle(RecordCompanyVisit request, CancellationToken stop)
    {
        if (!context.Sight.CoversArea(request.Area.Value))
            throw new NotAllowedException("outside-your-area");
        var (now, said) = (clock.GetUtcNow(), FreeText.Protect(PlainText.Clean(request.Said)));
        var visit = new CompanyVisitRow
        {
            Code = Codes.NextCompanyVisit(Session, ChinaTime.Local(now).Year), Kind = request.Kind, Unit = request.Unit, Firm = request.Unit is { } unit ? UnitRow.Get(Session, unit).Name : FreeText.Cleaned(request.Firm!),
            Area = request.Area.Value, VisitedOn = CompanyVisitRow.TextOf(request.VisitedOn), Said = said.Text, Who = context.Who, At = now, Person = people.Keep(Session, request.Contact, said.Numbers, context.Who),
        };
        visit = visit with { Id = visit.InsertInto(Session) };
        foreach (var need in request.Needs)
        {
            var category = need.Category is { } name ? rulings.Find(name)!.Code : null;
            CompanyVisitRow.Brought(Session, visit.Id, intake.Open(FreeText.Cleaned(need.Title), visit.Firm, category, visit.Area, need.Quantity, DemandSource.Staff, visit.Person, visit.Code));
        }
        foreach (var follow in request.FollowUps)
            Give(visit, follow, now);
        events.Append($"company-visit/{visit.Code}", nameof(RecordCompanyVisit), null, null, $"{visit.Kind} {request.Needs.Count} {request.FollowUps.Count}");
        return Task.FromResult(views.Of(Session, visit));
    }

    public Task<CompanyVisitView> Handle(FinishFollowUp request, CancellationToken stop)
    {
        var visit = views.Find(Session, request.Visit);
        var follow = FollowUpRow.Get(Session, request.FollowUp) is { } found && found.Visit == visit.Id ? found : throw new NotThereException("FollowUp", request.Visit);
        if (follow.DoneAt is not null)
            throw new RuleBrokenException("follow-up-done");
        var result = FreeText.Cleaned(request.Result);
        (follow with { DoneAt = clock.GetUtcNow(), DoneBy = context.Who, Result = result }).SaveTo(Session);
        Timers.StopAll(Session, follow.Subject, clock.GetUtcNow());
        events.Append(follow.Subject, nameof(FinishFollowUp), null, null, result);
        return Task.FromResult(views.Of(Session, visit));
    }

    private void Give(CompanyVisitRow visit, FollowUpDraft draft, DateTimeOffset now)
    {
        var owner = draft.Owner is { } named ? AccountRow.Find(Session, named) is { State: AccountState.Active } account ? account.Name : throw new NotThereException("Account", named) : context.Name;
        var due = TaskDays.EndOf(draft.DueOn)!.Value;
        var follow = new FollowUpRow { Visit = visit.Id, What = FreeText.Cleaned(draft.What), Owner = owner, DueAt = due }.InsertInto(Session);
        if (due.AddDays(-rulings.Policy.Meetings.TaskWarnDays) is var warn && warn > now)
            Timers.Set(Session, follow.Subject, TimerKind.FollowUpWarning, 1, warn, now);
        Timers.Set(Session, follow.Subject, TimerKind.FollowUpDue, 1, due, now);
        events.Append(follow.Subject, "GiveFollowUp", null, null, $"{visit.Code} {owner} {draft.DueOn:yyyy-MM-dd}");
        notices.Tell(Session, FollowUpEffect.About(visit.Code, visit.Area, NoticeKind.FollowUpGiven, $"{follow.Subject}/given", now, due), new NoticeAudience { Accounts = [owner], Except = context.Name });
    }
}

/// <summary>A follow-up's day comes near, or is over: its owner is told, and it shows so until it is done.</summary>
internal sealed class FollowUpEffect(CurrentWrite write, EventLog events, NoticeBook notices, TimeProvider clock) : ITimerEffect
{
    public IReadOnlyList<TimerKind> Kinds { get; } = [TimerKind.FollowUpWarning, TimerKind.FollowUpDue];

    public void Fire(Escalation.Timer timer)
    {
        var follow = FollowUpRow.Get(write.Session, long.Parse(timer.Subject["follow-up/".Length..], System.Globalization.CultureInfo.InvariantCulture));
        if (follow.DoneAt is not null)
            return;
        var (now, isWarning) = (clock.GetUtcNow(), timer.Kind == TimerKind.FollowUpWarning);
        (isWarning ? follow with { WarnedAt = now } : follow with { OverdueAt = now }).SaveTo(write.Session);
        events.Append(follow.Subject, timer.Kind.ToString(), null, null, follow.Owner);
        var kind = isWarning ? NoticeKind.FollowUpDueSoon : NoticeKind.FollowUpOverdue;
        notices.Tell(write.Session, About(follow.VisitCode, follow.Area, kind, $"timer/{timer.Id}", now, follow.DueAt), new NoticeAudience { Accounts = [follow.Owner] });
    }

    public static NoticeDraft About(string visit, string area, NoticeKind kind, string cause, DateTimeOffset at, DateTimeOffset due) =>
        new(kind, cause, visit, $"/company-visits/{visit}", at) { Area = area, DueAt = due };
}
