using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;

namespace Matching.Api.Activities;

internal static class CalendarEndpoints
{
    private const string Plan = """{"place":"440699001003","quarter":"2027-Q1","most":8,"capacity":60}""";

    private const string Entry = """{"start":"2027-01-09T09:00","end":"2027-01-09T12:00","title":"长者口腔检查专场","category":"口腔检查","area":"440699001003001","note":"请带医保卡"}""";

    public static void MapCalendars(this IEndpointRouteBuilder routes)
    {
        var calendars = routes.MapGroup("/api/activity-calendars").WithTags("Activities");

        calendars.MapPost("/plan", async (PlanActivities body, IMediator mediator) => TypedResults.Ok(await mediator.Send(body)))
            .For(Roles.Committee).Describe("Plan events from needs", "Which events would serve the most people not served yet, with a bound on what any choice could serve. Writes nothing.", Plan);

        calendars.MapPost("", async (DraftCalendar body, IMediator mediator) => await mediator.Send(body) is var drafted ? TypedResults.Created($"/api/activity-calendars/{drafted.Id}", drafted) : null!)
            .For(Roles.Committee).Describe("Draft a quarter's calendar", "From that plan; a draft that stands is made anew, a published one stands.", Plan);

        calendars.MapGet("", async (IMediator mediator) => TypedResults.Ok(await mediator.Send(new ListCalendars())))
            .For(ActivityEndpoints.Seeing).Describe("Calendars", "The newest quarter first; units see published ones.");

        calendars.MapGet("/{id:long}", async (long id, IMediator mediator) => TypedResults.Ok(await mediator.Send(new GetCalendar(id))))
            .ForAnybody().Describe("One calendar", "Anybody reads a published one.");

        calendars.MapPost("/{id:long}/entries", async (long id, EntryDraft body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new PutCalendarEntry(id, null, body))))
            .For(Roles.Committee).Describe("Put an activity in", "Into a draft.", Entry);

        calendars.MapPost("/{id:long}/entries/{entry:long}", async (long id, long entry, EntryDraft body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new PutCalendarEntry(id, entry, body))))
            .For(Roles.Committee).Describe("Change an activity", "Of a draft.", Entry);

        calendars.MapPost("/{id:long}/entries/{entry:long}/remove", async (long id, long entry, IMediator mediator) => TypedResults.Ok(await mediator.Send(new RemoveCalendarEntry(id, entry))))
            .For(Roles.Committee).Describe("Take an activity out", "Of a draft.");

        calendars.MapPost("/{id:long}/publish", async (long id, SwitchCalendarBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new SwitchCalendar(id, body.Published))))
            .For(Roles.Committee).Describe("Publish a calendar", "For anybody to read; or take it back to be edited.", """{"published":true}""");
    }
}
