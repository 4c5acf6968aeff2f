using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Core;
using Matching.Core.Posts;

namespace Matching.Api.Posts;

/// <summary>The shifts of a team's post: adding them, one with who signed up, and the roster to be printed.</summary>
internal static class ShiftPages
{
    private static readonly FormFields OfShift = new(("account", "Shift.Member"), ("presence", "Shift.Presence"), ("reason", "Field.Reason"));

    public static void MapShiftPages(this IEndpointRouteBuilder routes)
    {
        routes.MapFormPost("/posts/{post}/shifts", PostPages.OfPost, Add, post => PostPages.Show(post.Http, post.Route("post"), post.Form)).For(Roles.Committee);

        routes.MapPage("/posts/{post}/shifts/{shift:long}", (string post, long shift, HttpContext http) => Show(http, post, shift, FormState.Blank(OfShift))).For(Roles.SignedIn);

        MapAct(routes, "take", PostRoles.Claiming, (post, code, shift) => post.SendOnce(new TakeShift(code, shift)));
        MapAct(routes, "leave", PostRoles.Claiming, (post, code, shift) => post.SendOnce(new LeaveShift(code, shift)));
        MapAct(routes, "mark", ShiftRoles.Marking, (post, code, shift) => post.SendOnce(new MarkShift(code, shift, post.Form.Required("account"), post.Form.Choice<Presence>("presence") ?? Presence.Absent)));
        MapAct(routes, "cancel", Roles.Committee, (post, code, shift) => post.SendOnce(new CancelShift(code, shift, post.Form.Required("reason"))));

        routes.MapPage("/posts/{post}/roster", async (string post, IMediator mediator) =>
        {
            var detail = await mediator.Send(new GetPost(post));
            PostLife.RefuseShifts(detail.Post.Kind);
            return PageEndpoints.Page<ShiftRosterPage>(new { detail.Post, detail.Shifts });
        }).For(Roles.Grid);
    }

    private static void MapAct(IEndpointRouteBuilder routes, string act, Role[] roles, Func<FormPost, string, long, Task<ShiftView>> send) =>
        routes.MapFormPost($"/posts/{{post}}/shifts/{{shift:long}}/{act}", OfShift, async post =>
        {
            await send(post, post.Route("post"), ShiftOf(post));
            return new SeeOther($"/posts/{post.Route("post")}/shifts/{ShiftOf(post)}");
        }, post => Show(post.Http, post.Route("post"), ShiftOf(post), post.Form)).For(roles);

    private static long ShiftOf(FormPost post) => long.Parse(post.Route("shift"), System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<IResult> Add(FormPost post)
    {
        foreach (var name in new[] { "day", "from", "until" })
            post.Form.Required(name);
        var (day, from, until) = (post.Form.Day("day"), post.Form.TimeOfDay("from"), post.Form.TimeOfDay("until"));
        var (places, weeks) = (post.Form.Whole("places", 1, AddShiftsRules.MostPlaces), post.Form.Whole("weeks", 1, AddShiftsRules.MostWeeks, otherwise: 1));
        post.Check();
        DateTimeOffset At(TimeOnly hour) => (ChinaTime.StartOf(day!.Value) + hour.ToTimeSpan()).ToUniversalTime();
        await post.SendOnce(new AddShifts(post.Route("post"), At(from!.Value), At(until!.Value), places, weeks));
        return new SeeOther($"/posts/{post.Route("post")}");
    }

    private static async Task<IResult> Show(HttpContext http, string code, long shift, FormState form)
    {
        var detail = await http.RequestServices.GetRequiredService<IMediator>().Send(new GetPost(code));
        return PageEndpoints.Page<ShiftPage>(new
        {
            detail.Post, Shift = detail.Shifts.FirstOrDefault(one => one.Id == shift) ?? throw new NotThereException("Shift", $"{shift}"), Form = form,
            MayClaim = PostPages.Has(http.RequestServices.GetRequiredService<CallContext>(), PostRoles.Claiming),
        });
    }
}
