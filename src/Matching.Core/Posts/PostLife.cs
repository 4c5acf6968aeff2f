namespace Matching.Core.Posts;

/// <summary>A lead's post (楼长) of a building or an estate, a volunteer's (志愿岗), a candidate's for the owners' committee (业委会候选人),
/// a team's (志愿队) that many members staff by shifts and nobody holds. Persisted: append only.</summary>
public enum PostKind { Lead, Volunteer, OwnersCommittee, Team }

/// <summary>How a post stands: to be had, claimed and waiting for the community's word, served in, over, or taken back. Persisted: append only.</summary>
public enum PostState { Open, Claimed, Serving, Ended, Withdrawn }

/// <summary>What people and time do to a post. Persisted in events: append only.</summary>
public enum PostAct { Publish, Claim, Confirm, HandBack, Release, End, Withdraw }

/// <summary>What decides about posts: policy data.</summary>
public sealed record PostRules
{
    /// <summary>Days after which a claim that nobody confirmed is stale, so that the community may release it, 0 to 366.</summary>
    public int ConfirmDays { get; init; } = 7;

    /// <summary>Posts that one account may hold at a time, 1 to 100.</summary>
    public int MostHeld { get; init; } = 2;
}

/// <summary>A post's life (岗位认领): one place, so one holder; what is handed back is open again.</summary>
public static class PostLife
{
    /// <exception cref="RuleBrokenException">The act is not allowed in this state: <c>post-taken</c> for a claim that comes second, else
    /// <c>post-act-not-allowed</c>.</exception>
    public static PostState After(PostState state, PostAct act) => (act, state) switch
    {
        (PostAct.Claim, PostState.Open) => PostState.Claimed,
        (PostAct.Claim, PostState.Claimed or PostState.Serving) => throw new RuleBrokenException("post-taken"),
        (PostAct.Confirm, PostState.Claimed) => PostState.Serving,
        (PostAct.HandBack or PostAct.Release, PostState.Claimed or PostState.Serving) => PostState.Open,
        (PostAct.End, PostState.Open or PostState.Claimed or PostState.Serving) => PostState.Ended,
        (PostAct.Withdraw, PostState.Open) => PostState.Withdrawn,
        _ => throw new RuleBrokenException("post-act-not-allowed", act, state),
    };

    /// <summary>A team's post has no one holder: members sign up for its shifts.</summary>
    /// <exception cref="RuleBrokenException"><c>post-by-shifts</c>.</exception>
    public static void RefuseClaiming(PostKind kind)
    {
        if (kind == PostKind.Team)
            throw new RuleBrokenException("post-by-shifts");
    }

    /// <exception cref="RuleBrokenException">Not a team's post: <c>post-not-by-shifts</c>.</exception>
    public static void RefuseShifts(PostKind kind)
    {
        if (kind != PostKind.Team)
            throw new RuleBrokenException("post-not-by-shifts");
    }

    /// <summary>Whether a claim that waits for the community's word may be released.</summary>
    public static bool IsStale(DateTimeOffset claimedAt, DateTimeOffset now, PostRules rules) => now >= claimedAt.AddDays(rules.ConfirmDays);
}
