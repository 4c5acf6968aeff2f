using FluentValidation;
using MediatR;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Posts;

namespace Matching.Api.Posts;

/// <summary>The community's word on a claim, from somebody else than the holder.</summary>
public sealed record ConfirmPost(string Post) : ICommand<PostView>;

/// <summary>The holder gives the post back (退岗).</summary>
public sealed record HandBackPost(string Post, string Reason) : ICommand<PostView>;

/// <summary>Takes the post from a holder who serves no longer, or whose claim is stale.</summary>
public sealed record ReleasePost(string Post, string Reason) : ICommand<PostView>;

/// <summary>Takes back an offer of a post that nobody holds.</summary>
public sealed record WithdrawPost(string Post, string Reason) : ICommand<PostView>;

public sealed record PostReasonBody(string Reason);

internal sealed class HandBackPostRules : AbstractValidator<HandBackPost>
{
    public HandBackPostRules() => RuleFor(back => back.Reason).PlainText(2, 500);
}

internal sealed class ReleasePostRules : AbstractValidator<ReleasePost>
{
    public ReleasePostRules() => RuleFor(release => release.Reason).PlainText(2, 500);
}

internal sealed class WithdrawPostRules : AbstractValidator<WithdrawPost>
{
    public WithdrawPostRules() => RuleFor(withdraw => withdraw.Reason).PlainText(2, 500);
}

internal sealed class FollowClaimHandler(CurrentWrite write, CallContext context, PostBook posts, PostViews views, Rulings rulings, TimeProvider clock) :
    IRequestHandler<ConfirmPost, PostView>, IRequestHandler<HandBackPost, PostView>, IRequestHandler<ReleasePost, PostView>, IRequestHandler<WithdrawPost, PostView>
{
    public Task<PostView> Handle(ConfirmPost request, CancellationToken stop)
    {
        var post = Managed(request.Post);
        if (post.Account == context.Name)
            throw new NotAllowedException("own-claim");
        posts.Confirm(post);
        return Shown(post);
    }

    public Task<PostView> Handle(HandBackPost request, CancellationToken stop)
    {
        var post = posts.ToChange(request.Post);
        if (post.Account is null || post.Account != context.Name)
            throw new NotAllowedException("post-not-yours");
        posts.Leave(post, PostAct.HandBack, FreeText.Cleaned(request.Reason));
        return Shown(post);
    }

    public Task<PostView> Handle(ReleasePost request, CancellationToken stop)
    {
        var post = Managed(request.Post);
        if (post.State == PostState.Claimed && !PostLife.IsStale(post.ClaimedAt!.Value, clock.GetUtcNow(), rulings.Policy.Posts))
            throw new RuleBrokenException("post-claim-fresh", rulings.Policy.Posts.ConfirmDays);
        posts.Leave(post, PostAct.Release, FreeText.Cleaned(request.Reason));
        return Shown(post);
    }

    public Task<PostView> Handle(WithdrawPost request, CancellationToken stop)
    {
        var post = Managed(request.Post);
        posts.Withdraw(post, FreeText.Cleaned(request.Reason));
        return Shown(post);
    }

    private PostRow Managed(string code)
    {
        var post = posts.ToChange(code);
        PostRoles.RefuseOutside(context, post.Area);
        return post;
    }

    private Task<PostView> Shown(PostRow post) => Task.FromResult(views.Of(PostRow.Get(write.Session, post.Code)));
}
