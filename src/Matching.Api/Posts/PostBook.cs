using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Escalation;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Leads;
using Matching.Api.Notices;
using Matching.Api.Points;
using Matching.Core;
using Matching.Core.Posts;

namespace Matching.Api.Posts;

/// <summary>How a claim ended. Persisted: append only.</summary>
public enum ClaimOutcome { HandedBack, Released, Served, NotConfirmed }

/// <summary>Moves posts inside the current write: an event for each move; who is concerned is told.</summary>
internal sealed class PostBook(CurrentWrite write, CallContext context, EventLog events, LeadTerms terms, PointsBook points, ShiftBook shifts, NoticeBook notices, TimeProvider clock)
{
    private const string InsertClaim = """
        insert into post_claim (post, account, unit, claimed_at)
        values (@Code, @account, @unit, @now)
        """;

    private const string ConfirmClaim = "update post_claim set confirmed_at = @now, confirmed_by = @who, role_grant = @role where id = @Claim and ended_at is null";

    private const string EndClaim = "update post_claim set ended_at = @now, ended_by = @who, outcome = @outcome where id = @Claim and ended_at is null";

    private Session Session => write.Session;

    public PostRow ToChange(string code) => PostRow.ToChange(Session, code, context.SeenVersion);

    public void Claim(PostRow post, string account, string? unit)
    {
        Move(post, PostAct.Claim, "");
        Session.Execute(InsertClaim, new { post.Code, account, unit, now = clock.GetUtcNow() });
        Tell(post, NoticeKind.PostClaimed, Publisher(post));
    }

    /// <summary>The community's word: the holder serves from now on, and a lead's post brings the lead's role for its term.</summary>
    public void Confirm(PostRow post)
    {
        Move(post, PostAct.Confirm, "");
        var now = clock.GetUtcNow();
        var from = post.StartsAt > now ? post.StartsAt : now;
        var role = post.Kind == PostKind.Lead ? terms.Begin(post.Account!, Role.Lead, post.Area, from, post.EndsAt) : (long?)null;
        Session.Execute(ConfirmClaim, new { post.Claim, now, who = context.Who, role });
        NextMonth(post, from);
        Tell(post, NoticeKind.PostConfirmed, post.Account!);
    }

    /// <summary>A month in the post is over: its points, and the next.</summary>
    public void MonthServed(PostRow post, Escalation.Timer month)
    {
        points.Served(post.Code, month.Round, post.Account!, post.Area);
        NextMonth(post, month.DueAt.AddMilliseconds(1));
    }

    /// <summary>The holder leaves the post; it is open again.</summary>
    public void Leave(PostRow post, PostAct act, string why)
    {
        Move(post, act, why);
        End(post, act == PostAct.HandBack ? ClaimOutcome.HandedBack : ClaimOutcome.Released);
        Tell(post, act == PostAct.HandBack ? NoticeKind.PostHandedBack : NoticeKind.PostReleased, act == PostAct.HandBack ? Publisher(post) : post.Account!);
    }

    public void Withdraw(PostRow post, string why)
    {
        Move(post, PostAct.Withdraw, why);
        shifts.CancelComing(post, why);
        Timers.Stop(Session, post.Subject, TimerKind.PostEnds, clock.GetUtcNow());
    }

    /// <summary>The term is over.</summary>
    public void EndTerm(PostRow post)
    {
        Move(post, PostAct.End, "");
        if (post.Claim is not null)
            End(post, post.State == PostState.Serving ? ClaimOutcome.Served : ClaimOutcome.NotConfirmed);
    }

    private void Move(PostRow post, PostAct act, string why)
    {
        var to = PostLife.After(post.State, act);
        post.MoveTo(Session, to);
        events.Append(post.Subject, act.ToString(), post.StateName, to.ToString(), why);
    }

    private void End(PostRow post, ClaimOutcome outcome)
    {
        Timers.Stop(Session, post.Subject, TimerKind.PostMonth, clock.GetUtcNow());
        Session.Execute(EndClaim, new { post.Claim, now = clock.GetUtcNow(), who = context.Who, outcome = outcome.ToString() });
        if (post.RoleGrant is { } role)
            terms.End(role);
    }

    /// <summary>Due at the month's last instant, so that it comes before the term's end.</summary>
    private void NextMonth(PostRow post, DateTimeOffset from)
    {
        var due = ChinaTime.Local(from).AddMonths(1).AddMilliseconds(-1).ToUniversalTime();
        if (due < post.EndsAt)
            Timers.SetNext(Session, post.Subject, TimerKind.PostMonth, due, clock.GetUtcNow());
    }

    private void Tell(PostRow post, NoticeKind kind, string account) => notices.Tell(Session,
        new NoticeDraft(kind, $"{post.Subject}/{post.Version}", post.Code, $"/posts/{post.Code}", clock.GetUtcNow()) { Area = post.Area },
        new NoticeAudience { Accounts = [account], Except = context.Name });

    private static string Publisher(PostRow post) => EventNotices.NameIn(post.PublishedBy);
}

/// <summary>A post's term is over.</summary>
internal sealed class PostEndsEffect(CurrentWrite write, PostBook posts) : ITimerEffect
{
    public IReadOnlyList<TimerKind> Kinds { get; } = [TimerKind.PostEnds];

    public void Fire(Escalation.Timer timer)
    {
        var post = PostRow.ToChange(write.Session, timer.Subject["post/".Length..], seenVersion: null);
        if (post.State is PostState.Open or PostState.Claimed or PostState.Serving)
            posts.EndTerm(post);
    }
}

/// <summary>A month of a post was served.</summary>
internal sealed class PostMonthEffect(CurrentWrite write, PostBook posts) : ITimerEffect
{
    public IReadOnlyList<TimerKind> Kinds { get; } = [TimerKind.PostMonth];

    public void Fire(Escalation.Timer timer)
    {
        var post = PostRow.ToChange(write.Session, timer.Subject["post/".Length..], seenVersion: null);
        if (post.State == PostState.Serving)
            posts.MonthServed(post, timer);
    }
}
