using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Escalation;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Notices;
using Matching.Api.People;
using Matching.Api.Units;
using Matching.Core;
using Matching.Core.Units;

namespace Matching.Api.Agreements;

/// <summary>Signs a draft: the side that did not write it, or the community when both signed on paper.</summary>
/// <param name="Paper">Where that paper is kept; empty when signed here.</param>
public sealed record SignAgreement(string Code, string Paper) : ICommand<AgreementView>;

public sealed record SignAgreementBody(string Paper = "");

/// <summary>Takes a draft back, or refuses it: neither side has to sign.</summary>
public sealed record WithdrawAgreement(string Code, string Reason) : ICommand<AgreementView>;

/// <summary>Ends a signed agreement before its last day, by either side.</summary>
public sealed record EndAgreement(string Code, string Reason) : ICommand<AgreementView>;

public sealed record AgreementReasonBody(string Reason);

internal sealed class SignAgreementRules : AbstractValidator<SignAgreement>
{
    public SignAgreementRules() => RuleFor(sign => sign.Paper).PlainText(0, 200);
}

internal sealed class WithdrawAgreementRules : AbstractValidator<WithdrawAgreement>
{
    public WithdrawAgreementRules() => RuleFor(withdraw => withdraw.Reason).PlainText(2, 500);
}

internal sealed class EndAgreementRules : AbstractValidator<EndAgreement>
{
    public EndAgreementRules() => RuleFor(end => end.Reason).PlainText(2, 500);
}

internal sealed class FollowAgreementHandler(CurrentWrite write, CallContext context, AgreementViews views, AgreementBook book) :
    IRequestHandler<SignAgreement, AgreementView>, IRequestHandler<WithdrawAgreement, AgreementView>, IRequestHandler<EndAgreement, AgreementView>
{
    public Task<AgreementView> Handle(SignAgreement request, CancellationToken stop)
    {
        var (row, paper) = (AgreementRow.ToChange(write.Session, request.Code, context.SeenVersion), FreeText.Cleaned(request.Paper));
        var signer = views.SideOf(row.Unit, row.Community);
        _ = AgreementLife.After(row.State, AgreementAct.Sign);
        AgreementLife.RefuseOwnDraft(row.Side, signer, paper);
        book.Sign(row, signer == AgreementSide.Community ? paper : "");
        return Shown(row);
    }

    public Task<AgreementView> Handle(WithdrawAgreement request, CancellationToken stop) => Leave(request.Code, AgreementAct.Withdraw, request.Reason);

    public Task<AgreementView> Handle(EndAgreement request, CancellationToken stop) => Leave(request.Code, AgreementAct.End, request.Reason);

    private Task<AgreementView> Leave(string code, AgreementAct act, string reason)
    {
        var row = AgreementRow.ToChange(write.Session, code, context.SeenVersion);
        _ = views.SideOf(row.Unit, row.Community);
        book.Leave(row, act, FreeText.Cleaned(reason));
        return Shown(row);
    }

    private Task<AgreementView> Shown(AgreementRow row) => Task.FromResult(views.Of(write.Session, row.Code));
}

/// <summary>Moves agreements inside the current write: the pairing counts while its agreement runs, and both sides are told.</summary>
internal sealed class AgreementBook(CurrentWrite write, CallContext context, EventLog events, NoticeBook notices, TimeProvider clock)
{
    private const string CountSigned = "select count(*) from agreement where unit = @Unit and community = @Community and state = 'Signed'";

    /// <exception cref="RuleBrokenException"><c>agreement-running</c>, <c>agreement-over</c>, <c>agreement-needs-pairing</c>.</exception>
    public void Sign(AgreementRow row, string paper)
    {
        var now = clock.GetUtcNow();
        if (row.EndsAt <= now)
            throw new RuleBrokenException("agreement-over");
        if (write.Session.Scalar<long>(CountSigned, row) > 0)
            throw new RuleBrokenException("agreement-running");
        Move(row with { SignedBy = context.Who, SignedAt = now, Paper = paper }, AgreementAct.Sign, paper);
        Counts(row, row.EndsAt);
        Timers.Set(write.Session, row.Subject, TimerKind.AgreementEnds, 1, row.EndsAt, now);
        notices.Tell(write.Session, AgreementViews.About(row, NoticeKind.AgreementSigned, now), new NoticeAudience { Unit = row.Unit, Accounts = [EventNotices.NameIn(row.DraftedBy)], Except = context.Name });
    }

    /// <summary>Takes a draft back, or ends what was signed.</summary>
    public void Leave(AgreementRow row, AgreementAct act, string why)
    {
        var now = clock.GetUtcNow();
        Move(row with { EndedBy = context.Who, EndedAt = now }, act, why);
        if (act == AgreementAct.Withdraw)
            return;
        if (row.EndsAt > now)
            Counts(row, now);
        Timers.Stop(write.Session, row.Subject, TimerKind.AgreementEnds, now);
        notices.Tell(write.Session, AgreementViews.About(row, NoticeKind.AgreementEnded, now), new NoticeAudience { Unit = row.Unit, Accounts = [EventNotices.NameIn(row.DraftedBy)], Except = context.Name });
    }

    private void Move(AgreementRow row, AgreementAct act, string why)
    {
        var to = AgreementLife.After(row.State, act);
        (row with { State = to }).SaveTo(write.Session);
        events.Append(row.Subject, act.ToString(), row.StateName, to.ToString(), why);
    }

    /// <summary>Until when the pairing brings the unit closer.</summary>
    private void Counts(AgreementRow row, DateTimeOffset until)
    {
        var pairing = PairingRow.Find(write.Session, row.Unit, row.Community) ?? throw new RuleBrokenException("agreement-needs-pairing", row.Community);
        (pairing with { AgreementUntil = until }).PutInto(write.Session);
    }
}

/// <summary>An agreement's term is over.</summary>
internal sealed class AgreementEndsEffect(CurrentWrite write, AgreementBook book) : ITimerEffect
{
    public IReadOnlyList<TimerKind> Kinds { get; } = [TimerKind.AgreementEnds];

    public void Fire(Escalation.Timer timer)
    {
        var row = AgreementRow.ToChange(write.Session, timer.Subject["agreement/".Length..], seenVersion: null);
        if (row.State == AgreementState.Signed)
            book.Leave(row, AgreementAct.End, "");
    }
}
