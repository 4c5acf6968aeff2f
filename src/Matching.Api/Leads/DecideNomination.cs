using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Core;
using Matching.Core.Leads;

namespace Matching.Api.Leads;

/// <summary>Appoints the nominee as lead, or takes in the member who reported, for a term: an account with the role, and its activation slip, shown this once.</summary>
/// <param name="Account">The new account's name, a post rather than a person's name.</param>
/// <param name="From">The first day of the term.</param>
/// <param name="Until">The last day of the term; at most three years after its first.</param>
public sealed record ApproveNomination(string Code, string Account, DateOnly From, DateOnly Until, string Reason) : ICommand<ActivationSlip>;

public sealed record ApproveNominationBody(string Account, DateOnly From, DateOnly Until, string Reason);

/// <summary>Refuses a nomination with a reason, which the nominee reads.</summary>
public sealed record RefuseNomination(string Code, string Reason) : ICommand<NominationView>;

/// <summary>Ends a term before its last day, with a reason.</summary>
public sealed record EndLeadTerm(string Code, string Reason) : ICommand<NominationView>;

public sealed record NominationReasonBody(string Reason);

/// <summary>Reads one field of the nominee's contact; each is an event.</summary>
public sealed record RevealNominee(string Code, ContactField Field) : ICommand<RevealedField>;

public sealed record RevealNomineeBody(ContactField Field);

/// <summary>Forgets the nominee, by the code of the receipt; a nomination that waits ends with it.</summary>
public sealed record ForgetNominee(string Code, string LookUpCode) : ICommand<ErasedView>;

internal sealed class ApproveNominationRules : AbstractValidator<ApproveNomination>
{
    private const int MostYears = 3;

    public ApproveNominationRules(TimeProvider clock)
    {
        RuleFor(approve => approve.Account).Must(Accounts.IsName).WithMessage(_ => Words.Say("Rule.account-name"));
        RuleFor(approve => approve.Until).Must((approve, until) => until >= approve.From && until <= approve.From.AddYears(MostYears)).WithMessage(_ => Words.Say("Post.Term", MostYears));
        RuleFor(approve => approve.Until).Must(until => until >= ChinaTime.DayOf(clock.GetUtcNow())).WithMessage(_ => Words.Say("Field.Past"));
        RuleFor(approve => approve.Reason).PlainText(2, 500);
    }
}

internal sealed class RefuseNominationRules : AbstractValidator<RefuseNomination>
{
    public RefuseNominationRules() => RuleFor(refuse => refuse.Reason).PlainText(2, 500);
}

internal sealed class EndLeadTermRules : AbstractValidator<EndLeadTerm>
{
    public EndLeadTermRules() => RuleFor(end => end.Reason).PlainText(2, 500);
}

internal sealed class RevealNomineeRules : AbstractValidator<RevealNominee>
{
    public RevealNomineeRules() => RuleFor(reveal => reveal.Field).IsInEnum();
}

internal sealed class DecideNominationHandler(CurrentWrite write, CallContext context, EventLog events, NominationViews views, LeadTerms terms, Accounts accounts, PersonRecords people, LookUpCodes lookUps, ForgetOnRequest forget, KnownAreas areas, TimeProvider clock) :
    IRequestHandler<ApproveNomination, ActivationSlip>, IRequestHandler<RefuseNomination, NominationView>, IRequestHandler<EndLeadTerm, NominationView>, IRequestHandler<RevealNominee, RevealedField>, IRequestHandler<ForgetNominee, ErasedView>
{
    private Session Session => write.Session;

    public Task<ActivationSlip> Handle(ApproveNomination request, CancellationToken stop)
    {
        var row = Decided(request.Code);
        var (now, start, end) = (clock.GetUtcNow(), ChinaTime.StartOf(request.From), ChinaTime.StartOf(request.Until.AddDays(1)));
        var granted = row.Kind == NominationKind.ReportIn ? Role.Member : Role.Lead;
        accounts.Add(Session, request.Account, $"{areas.PathOf(row.Area)} {Words.Of(granted)}", context.Who);
        var role = terms.Begin(request.Account, granted, row.Area, start > now ? start : now, end);
        Move(row with { Account = request.Account, RoleGrant = role, StartsAt = start, EndsAt = end }, NominationAct.Approve, request.Reason);
        Timers.Set(Session, row.Subject, TimerKind.LeadTermEnds, 1, end, now);
        return Task.FromResult(accounts.NewSlip(Session, AccountRow.ToChange(Session, request.Account)));
    }

    public Task<NominationView> Handle(RefuseNomination request, CancellationToken stop) => Shown(Move(Decided(request.Code), NominationAct.Refuse, request.Reason));

    public Task<NominationView> Handle(EndLeadTerm request, CancellationToken stop)
    {
        var row = views.InSight(NominationRow.ToChange(Session, request.Code));
        var ended = Move(row with { EndsAt = clock.GetUtcNow() }, NominationAct.End, request.Reason);
        Timers.Stop(Session, row.Subject, TimerKind.LeadTermEnds, clock.GetUtcNow());
        terms.End(row.RoleGrant!.Value);
        return Shown(ended);
    }

    public Task<RevealedField> Handle(RevealNominee request, CancellationToken stop)
    {
        var row = views.InSight(NominationRow.Get(Session, request.Code));
        if (row.State is NominationState.Refused or NominationState.Ended || PersonRow.Find(Session, row.Person) is not { DataKey: not null } person)
            throw new RuleBrokenException("contact-closed");
        events.Append(row.Subject, "Reveal", row.StateName, row.StateName, request.Field.ToString());
        return Task.FromResult(new RevealedField(request.Field, people.Open(person, request.Field)));
    }

    public Task<ErasedView> Handle(ForgetNominee request, CancellationToken stop)
    {
        var row = NominationQueriesHandler.Own(Session, lookUps, request.Code, request.LookUpCode);
        if (row.State == NominationState.Waiting)
            Move(row, NominationAct.Refuse, "");
        return Task.FromResult(new ErasedView([.. forget.Entries([PersonRow.Find(Session, row.Person)!], ""), row.Code]));
    }

    /// <summary>One that waits, decided by somebody else than who proposed it.</summary>
    private NominationRow Decided(string code)
    {
        var row = views.InSight(NominationRow.ToChange(Session, code));
        return context.IsSelf(row.FiledBy) ? throw new NotAllowedException("own-nomination") : row;
    }

    private NominationRow Move(NominationRow row, NominationAct act, string reason)
    {
        var to = NominationLife.After(row.State, act);
        var said = FreeText.Cleaned(reason);
        events.Append(row.Subject, act.ToString(), row.StateName, to.ToString(), said);
        return (row with { State = to, Reason = said, DecidedBy = context.Who, DecidedAt = clock.GetUtcNow() }).SaveTo(Session);
    }

    private Task<NominationView> Shown(NominationRow row) => Task.FromResult(views.Of(Session, row));
}

/// <summary>A lead's term is over: what they had on their hands goes on.</summary>
internal sealed class LeadTermEndsEffect(CurrentWrite write, EventLog events, LeadTerms terms) : ITimerEffect
{
    public IReadOnlyList<TimerKind> Kinds { get; } = [TimerKind.LeadTermEnds];

    public void Fire(Escalation.Timer timer)
    {
        var row = NominationRow.ToChange(write.Session, timer.Subject["nomination/".Length..]);
        if (row.State != NominationState.Appointed)
            return;
        var ended = (row with { State = NominationLife.After(row.State, NominationAct.End) }).SaveTo(write.Session);
        events.Append(row.Subject, nameof(NominationAct.End), row.StateName, ended.StateName, "");
        terms.End(row.RoleGrant!.Value);
    }
}
