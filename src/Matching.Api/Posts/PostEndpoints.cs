using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Core.Posts;

namespace Matching.Api.Posts;

internal static class PostEndpoints
{
    public static void MapPosts(this IEndpointRouteBuilder routes)
    {
        var posts = routes.MapGroup("/api/posts").WithTags("Posts");

        posts.MapGet("", async (IMediator mediator, string? tab, string? kind, string? area, string? cursor, int? limit) =>
            TypedResults.Ok(await mediator.Send(new ListPosts(Choice.Of<PostTab>(tab) ?? PostTab.Open, Choice.Of<PostKind>(kind), area, PageWanted.From(cursor, limit)))))
            .For(Roles.SignedIn)
            .Describe("Posts", "Of leads, volunteers and candidates, by area: those to be had, the caller's own, or all. The holder is told only to who manages the place.");

        posts.MapPost("", async (PublishPosts body, IMediator mediator) => TypedResults.Ok(await mediator.Send(body)))
            .For(Roles.Committee)
            .Describe("Publish posts", "One for each area, with one place and a term.",
                """{"kind":"Lead","title":"楼长","duties":"每周走访，收集需求","areas":["440699001001001"],"from":"2026-12-01","until":"2027-11-30"}""");

        posts.MapGet("/{post}", async (string post, IMediator mediator, HttpContext http) => http.WithVersion(await mediator.Send(new GetPost(post)), found => found.Post.Version))
            .For(Roles.SignedIn)
            .Describe("A post", "With its history for who manages it.");

        posts.MapPost("/{post}/claim", async (string post, IMediator mediator, HttpContext http) => Answer(http, await mediator.Send(new ClaimPost(post))))
            .For(PostRoles.Claiming)
            .Describe("Claim a post", "认领: of all who do, one holds it; the community confirms.");

        posts.MapPost("/{post}/confirm", async (string post, IMediator mediator, HttpContext http) => Answer(http, await mediator.Send(new ConfirmPost(post))))
            .For(Roles.Committee)
            .Describe("Confirm a claim", "By somebody else than the holder. A lead's post brings the lead's role for its term.");

        posts.MapPost("/{post}/hand-back", async (string post, PostReasonBody body, IMediator mediator, HttpContext http) => Answer(http, await mediator.Send(new HandBackPost(post, body.Reason))))
            .For(PostRoles.Claiming)
            .Describe("Hand a post back", "By its holder, with a reason; it is open again, and what a lead had on their hands goes to the next.", """{"reason":"工作调动"}""");

        posts.MapPost("/{post}/release", async (string post, PostReasonBody body, IMediator mediator, HttpContext http) => Answer(http, await mediator.Send(new ReleasePost(post, body.Reason))))
            .For(Roles.Committee)
            .Describe("Release a post", "From a claim that stayed unconfirmed for the policy's days, or from a holder who serves no longer.", """{"reason":"一直联系不上"}""");

        posts.MapPost("/{post}/withdraw", async (string post, PostReasonBody body, IMediator mediator, HttpContext http) => Answer(http, await mediator.Send(new WithdrawPost(post, body.Reason))))
            .For(Roles.Committee)
            .Describe("Withdraw a post", "While nobody holds it.", """{"reason":"岗位合并"}""");
    }

    private static Microsoft.AspNetCore.Http.HttpResults.Ok<PostView> Answer(HttpContext http, PostView view) => http.WithVersion(view, shown => shown.Version);
}
