using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Pages;

namespace Matching.Api.Orders.Calendar;

/// <summary>The address of a unit's calendar (订阅日历): whether there is one, made or made anew, and made worthless.</summary>
internal static class CalendarPages
{
    private const string Path = "/orders/calendar";

    private static readonly FormFields Fields = new(("unit", "Thing.Unit"));

    public static void MapCalendarFeedPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage(Path, (HttpContext http, string? done) => Show(http, FormState.Blank(Fields), null, done == "revoked")).For([Role.Unit]);

        routes.MapFormPost(Path, Fields, async post =>
        {
            var made = await post.SendOnce(new MakeCalendar(post.Form.Given("unit")));
            return await Show(post.Http, FormState.Blank(Fields), made, isRevoked: false);
        }, post => Show(post.Http, post.Form, null, isRevoked: false)).For([Role.Unit]);

        routes.MapPage($"{Path}/revoke", (HttpContext http, string? unit) => Confirm(http, FormState.Blank(Fields, ("unit", unit)))).For([Role.Unit]);

        routes.MapFormPost($"{Path}/revoke", Fields, async post =>
        {
            await post.SendOnce(new RevokeCalendar(post.Form.Given("unit")));
            return new SeeOther($"{Path}?done=revoked");
        }, post => Confirm(post.Http, post.Form)).For([Role.Unit]);
    }

    /// <param name="made">The new address, shown in this answer and nowhere else.</param>
    private static async Task<IResult> Show(HttpContext http, FormState form, CalendarReceipt? made, bool isRevoked) => PageEndpoints.Page<CalendarPage>(new
    {
        Feeds = await http.RequestServices.GetRequiredService<IMediator>().Send(new ListCalendars()), Form = form, IsRevoked = isRevoked,
        MadeUnit = made?.Unit ?? "", Address = made is null ? "" : $"{http.Request.Scheme}://{http.Request.Host}{made.Path}",
    });

    private static async Task<IResult> Confirm(HttpContext http, FormState form)
    {
        var feeds = await http.RequestServices.GetRequiredService<IMediator>().Send(new ListCalendars());
        var feed = feeds.FirstOrDefault(feed => feed.Unit == form.Text("unit")) ?? feeds.FirstOrDefault() ?? throw new NotThereException("Calendar", "");
        return PageEndpoints.Page<CalendarRevokePage>(new { Feed = feed, Form = form });
    }
}
