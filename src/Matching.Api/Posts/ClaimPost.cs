using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Posts;

namespace Matching.Api.Posts;

/// <summary>Claims a post (认领): of all who do, one holds it.</summary>
public sealed record ClaimPost(string Post) : ICommand<PostView>;

internal sealed class ClaimPostHandler(CurrentWrite write, CallContext context, PostBook posts, PostViews views, Rulings rulings, TimeProvider clock) : IRequestHandler<ClaimPost, PostView>
{
    private const string CountHeld = "select count(*) from post_claim where account = @Name and ended_at is null";

    /// <summary>The grants of the account under which it is a member of anything.</summary>
    private Grant Acting => context.Caller.As(PostRoles.Claiming)[0];

    public Task<PostView> Handle(ClaimPost request, CancellationToken stop)
    {
        var post = posts.ToChange(request.Post);
        PostLife.RefuseClaiming(post.Kind);
        _ = PostLife.After(post.State, PostAct.Claim);
        if (post.EndsAt <= clock.GetUtcNow())
            throw new RuleBrokenException("post-over");
        if (write.Session.Scalar<long>(CountHeld, new { context.Name }) >= rulings.Policy.Posts.MostHeld)
            throw new RuleBrokenException("post-too-many", rulings.Policy.Posts.MostHeld);
        posts.Claim(post, context.Name, Acting.Unit);
        return Task.FromResult(views.Of(PostRow.Get(write.Session, post.Code)));
    }
}
