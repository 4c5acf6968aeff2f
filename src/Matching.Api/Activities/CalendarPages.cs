using System.Globalization;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Api.Policies;
using Matching.Core.Grid;
using Matching.Core.Reports;

namespace Matching.Api.Activities;

/// <summary>Calendars of a quarter: drafted from needs, edited, published for anybody, printed.</summary>
internal static class CalendarPages
{
    private const int UsualEvents = 8;
    private const int UsualCapacity = 60;

    private static readonly FormFields Drafting = new(("place", "Plan.Place"), ("quarter", "Plan.Quarter"), ("most", "Plan.Most"), ("capacity", "Plan.Capacity"));

    private static readonly FormFields Entry = new(("title", "Plan.Title"), ("category", "Field.Category"), ("start", "Plan.Start"), ("end", "Plan.End"), ("area", "Plan.Area"), ("note", "Plan.Note"));

    public static void MapCalendarPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/calendars", (HttpContext http) => List(http, FormState.Blank(Drafting, ("most", $"{UsualEvents}"), ("capacity", $"{UsualCapacity}")))).For(ActivityEndpoints.Seeing);
        routes.MapFormPost("/calendars", Drafting, async post =>
        {
            var (place, quarter) = (post.Form.Required("place"), post.Form.Required("quarter"));
            var drafted = await post.SendOnce(new DraftCalendar(AreaCode.IsValid(place) ? new AreaCode(place) : default, quarter, post.Form.Whole("most", 1, PlanActivitiesRules.MostEvents), post.Form.Whole("capacity", 1, 100_000)));
            return new SeeOther($"/calendars/{drafted.Id}");
        }, post => List(post.Http, post.Form)).For(Roles.Committee);

        routes.MapPage("/calendars/{id:long}", (HttpContext http) => Show(http, FormState.Blank(Entry))).ForAnybody();
        Map(routes, "entries", async (post, id) => await post.SendOnce(new PutCalendarEntry(id, null, Read(post.Form))));
        Map(routes, "remove", async (post, id) => await post.SendOnce(new RemoveCalendarEntry(id, post.Form.Whole("entry", 1, int.MaxValue))));
        Map(routes, "publish", async (post, id) => await post.SendOnce(new SwitchCalendar(id, post.Form.Value("published") == "yes")));

        routes.MapPage("/calendars/{id:long}/entries/{entry:long}", async (long id, long entry, HttpContext http, IMediator mediator) =>
            Change(http, await One(mediator, id, entry), id, entry, null)).For(Roles.Committee);
        routes.MapFormPost("/calendars/{id:long}/entries/{entry:long}", Entry, async post =>
        {
            await post.SendOnce(new PutCalendarEntry(IdOf(post.Http), long.Parse(post.Route("entry"), CultureInfo.InvariantCulture), Read(post.Form)));
            return new SeeOther($"/calendars/{IdOf(post.Http)}");
        }, async post => Change(post.Http, null, IdOf(post.Http), long.Parse(post.Route("entry"), CultureInfo.InvariantCulture), post.Form)).For(Roles.Committee);
    }

    private static void Map(IEndpointRouteBuilder routes, string path, Func<FormPost, long, Task> act) => routes.MapFormPost($"/calendars/{{id:long}}/{path}", Entry, async post =>
    {
        await act(post, IdOf(post.Http));
        return new SeeOther($"/calendars/{IdOf(post.Http)}");
    }, post => Show(post.Http, post.Form)).For(Roles.Committee);

    private static long IdOf(HttpContext http) => long.Parse(http.Request.RouteValues["id"]!.ToString()!, CultureInfo.InvariantCulture);

    private static async Task<EntryView> One(IMediator mediator, long id, long entry) =>
        (await mediator.Send(new GetCalendar(id))).Entries.FirstOrDefault(one => one.Id == entry) ?? throw new NotThereException("CalendarEntry", entry.ToString(CultureInfo.InvariantCulture));

    private static EntryDraft Read(FormState form)
    {
        var (title, category, area) = (form.Required("title"), form.Required("category"), form.Given("area"));
        form.Required("start");
        form.Required("end");
        return new EntryDraft
        {
            Title = title, Category = category, Start = form.Instant("start") ?? default, End = form.Instant("end") ?? default, Area = area is not null && AreaCode.IsValid(area) ? new AreaCode(area) : null, Note = form.Text("note"),
        };
    }

    private static async Task<IResult> List(HttpContext http, FormState form)
    {
        var (services, now) = (http.RequestServices, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        var (areas, context, quarter) = (services.GetRequiredService<KnownAreas>(), services.GetRequiredService<CallContext>(), ReportPeriod.QuarterOf(now));
        return PageEndpoints.Page<CalendarListPage>(new
        {
            Calendars = await services.GetRequiredService<IMediator>().Send(new ListCalendars()), Form = form, MayDraft = context.Caller.Grants.Any(grant => Roles.Committee.Contains(grant.Role)),
            Places = (IReadOnlyList<Option>)[.. areas.All().Where(area => area.Code.Level is AreaLevel.Community or AreaLevel.Street && context.Sight.CoversArea(area.Code.Value)).OrderByDescending(area => area.Code.Value.Length)
                .Select(area => new Option(area.Code.Value, area.Name))],
            Quarters = (IReadOnlyList<Option>)[.. new[] { quarter.After, quarter, quarter.After.After }.Select(period => new Option(period.Code, period.Code))],
        });
    }

    private static async Task<IResult> Show(HttpContext http, FormState form)
    {
        var (services, context) = (http.RequestServices, http.RequestServices.GetRequiredService<CallContext>());
        var calendar = await services.GetRequiredService<IMediator>().Send(new GetCalendar(IdOf(http)));
        return PageEndpoints.Page<CalendarPage>(new
        {
            Model = calendar, Form = form, MayEdit = context.Caller.Grants.Any(grant => Roles.Committee.Contains(grant.Role) && grant.Theme is null && grant.Covers(calendar.Place)),
            Categories = FilingForm.LeavesOf(services.GetRequiredService<Rulings>(), null), Areas = AreasIn(services, calendar.Place),
        });
    }

    private static IReadOnlyList<Option> AreasIn(IServiceProvider services, string place) => FilingForm.Finest(
        services.GetRequiredService<KnownAreas>().All().Where(area => area.Code.Level != AreaLevel.Building && area.Code.Value.StartsWith(place, StringComparison.Ordinal)), services.GetRequiredService<KnownAreas>());

    private static IResult Change(HttpContext http, EntryView? entry, long id, long number, FormState? typed)
    {
        var form = typed ?? FormState.Blank(Entry, ("title", entry?.Title), ("category", entry?.Category), ("start", entry is null ? null : Typed(entry.Start)), ("end", entry is null ? null : Typed(entry.End)), ("area", entry?.Area), ("note", entry?.Note));
        return PageEndpoints.Page<CalendarEntryPage>(new { Calendar = id, Number = number, Form = form, Categories = FilingForm.LeavesOf(http.RequestServices.GetRequiredService<Rulings>(), null), Areas = AreasIn(http.RequestServices, "") });
    }

    /// <summary>As an input of a date with a time holds it.</summary>
    private static string Typed(DateTimeOffset instant) => Core.ChinaTime.Local(instant).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);
}
