using MediatR;
using Matching.Api.Access;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Core.Grid;
using Matching.Core.Posts;

namespace Matching.Api.Posts;

/// <summary>The posts (岗位认领): the list, one post, the claim with its one question, and publishing.</summary>
internal static class PostPages
{
    private const int MostRows = 50;

    /// <summary>Of more, buildings are left to the estate's own line with one post for each.</summary>
    private const int MostPlaces = 300;

    private static readonly FormFields Filtering = new(("kind", "Post.Kind"), ("area", "Field.Community"));

    public static readonly FormFields OfPost = new(
        ("reason", "Field.Reason"), ("act", "Part.Act"), ("day", "OtherTime.Day"), ("from", "OfferForm.From"), ("until", "OfferForm.Until"), ("places", "Shift.Places"), ("weeks", "Shift.Weeks"));

    private static readonly FormFields Publishing = new(
        ("kind", "Post.Kind"), ("title", "Post.Title"), ("area", "Field.Area"), ("areas", "Field.Area"), ("each", "Post.Each"), ("from", "Post.From"), ("until", "Post.Until"), ("duties", "Post.Duties"));

    public static void MapPostPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/posts", async (HttpContext http, IMediator mediator, KnownAreas areas, CallContext context, string? tab, string? kind, string? area, string? cursor) => PageEndpoints.Page<PostsPage>(new
        {
            List = await mediator.Send(new ListPosts(Choice.Of<PostTab>(tab) ?? PostTab.Open, Choice.Of<PostKind>(kind), area, PageWanted.From(cursor, MostRows))),
            Form = FormState.Blank(Filtering, ("kind", kind), ("area", area)), Address = PageAddress.Of(http.Request), MayPublish = Has(context, Roles.Committee), MayClaim = Has(context, PostRoles.Claiming),
            Communities = (IReadOnlyList<Option>)[.. areas.All().Where(place => place.Code.Level == AreaLevel.Community).Select(place => new Option(place.Code.Value, place.Name))],
        })).For(Roles.SignedIn);

        routes.MapPage("/posts/new", (HttpContext http) => New(http, FormState.Blank(Publishing))).For(Roles.Committee);

        routes.MapFormPost("/posts/new", Publishing, Publish, post => Task.FromResult(New(post.Http, post.Form))).For(Roles.Committee);

        routes.MapPage("/posts/{post}", async (string post, HttpContext http) => await Show(http, post, FormState.Blank(OfPost))).For(Roles.SignedIn);

        MapClaim(routes);
        MapFurther(routes);
    }

    private static void MapClaim(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/posts/{post}/claim", async (string post, HttpContext http) =>
        {
            var found = await Find(http, post);
            PostLife.RefuseClaiming(found.Kind);
            _ = PostLife.After(found.State, PostAct.Claim);
            return await Ask(http, post, FormState.Blank(OfPost));
        }).For(PostRoles.Claiming);

        routes.MapFormPost("/posts/{post}/claim", OfPost, async post =>
        {
            await post.SendOnce(new ClaimPost(post.Route("post")));
            return new SeeOther($"/posts/{post.Route("post")}?claimed=yes");
        }, post => Ask(post.Http, post.Route("post"), post.Form)).For(PostRoles.Claiming);
    }

    private static void MapFurther(IEndpointRouteBuilder routes)
    {
        routes.MapFormPost("/posts/{post}/confirm", OfPost, async post =>
        {
            await post.SendOnce(new ConfirmPost(post.Route("post")));
            return new SeeOther($"/posts/{post.Route("post")}");
        }, post => Show(post.Http, post.Route("post"), post.Form)).For(Roles.Committee);

        routes.MapFormPost("/posts/{post}/leave", OfPost, async post =>
        {
            var (code, reason) = (post.Route("post"), post.Form.Required("reason"));
            var act = post.Form.Choice<PostAct>("act");
            await post.SendOnce<PostView>(act switch
            {
                PostAct.Release => new ReleasePost(code, reason),
                PostAct.Withdraw => new WithdrawPost(code, reason),
                _ => new HandBackPost(code, reason),
            });
            return new SeeOther($"/posts/{code}");
        }, post => Show(post.Http, post.Route("post"), post.Form)).For(PostRoles.Claiming.And(Roles.Committee));
    }

    private static async Task<IResult> Publish(FormPost post)
    {
        post.Form.Required("kind");
        var (kind, title, area) = (post.Form.Choice<PostKind>("kind"), post.Form.Required("title"), post.Form.Required("area"));
        post.Form.Required("from");
        post.Form.Required("until");
        var (from, until) = (post.Form.Day("from"), post.Form.Day("until"));
        post.Check();
        var places = post.Form.Ticked("each") ? Buildings(post.Http, area) : [area];
        if (places.Count == 0)
            post.Form.Fault("each", Words.Say("Post.NoBuildings"));
        await post.SendOnce(new PublishPosts { Kind = kind!.Value, Title = title, Duties = post.Form.Text("duties"), Areas = places, From = from!.Value, Until = until!.Value });
        return new SeeOther("/posts?tab=All");
    }

    private static IReadOnlyList<string> Buildings(HttpContext http, string area) =>
        [.. http.RequestServices.GetRequiredService<KnownAreas>().All().Where(place => place.Code.Level == AreaLevel.Building && place.Code.Value.StartsWith(area, StringComparison.Ordinal)).Select(place => place.Code.Value)];

    private static IResult New(HttpContext http, FormState form)
    {
        var (areas, context) = (http.RequestServices.GetRequiredService<KnownAreas>(), http.RequestServices.GetRequiredService<CallContext>());
        var places = areas.All().Where(place => place.Code.Level != AreaLevel.Street && PostRoles.MayManage(context, place.Code.Value)).ToList();
        if (places.Count > MostPlaces)
            places.RemoveAll(place => place.Code.Level == AreaLevel.Building);
        return PageEndpoints.Page<NewPostPage>(new { Form = form, Places = (IReadOnlyList<Option>)[.. places.Select(place => new Option(place.Code.Value, areas.PathOf(place.Code.Value)))] });
    }

    public static async Task<IResult> Show(HttpContext http, string code, FormState form)
    {
        var detail = await http.RequestServices.GetRequiredService<IMediator>().Send(new GetPost(code));
        return PageEndpoints.Page<PostPage>(new
        {
            detail.Post, detail.History, detail.Shifts, Form = form, MayClaim = Has(http.RequestServices.GetRequiredService<CallContext>(), PostRoles.Claiming), JustClaimed = http.Request.Query.ContainsKey("claimed"),
        });
    }

    private static async Task<IResult> Ask(HttpContext http, string code, FormState form)
    {
        var post = await Find(http, code);
        return PageEndpoints.Page<ConfirmPage>(new
        {
            Title = Words.Say("Post.ClaimTitle", post.Title), Action = $"/posts/{code}/claim", Form = form, Facts = PostPage.Facts(post), Consequence = Words.Say("Post.Consequence"), Button = Words.Say("Post.ClaimNow"), Back = "/posts",
        });
    }

    private static async Task<PostView> Find(HttpContext http, string code) => (await http.RequestServices.GetRequiredService<IMediator>().Send(new GetPost(code))).Post;

    public static bool Has(CallContext context, IReadOnlyList<Role> roles) => context.Caller.Grants.Any(grant => roles.Contains(grant.Role));
}
