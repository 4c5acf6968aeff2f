using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;

namespace Matching.Api.Activities;

internal static class ActivityEndpoints
{
    public static readonly Role[] Seeing = Roles.Grid.And(Role.Unit, Role.Auditor);

    /// <summary>The activity's unit, and committees.</summary>
    public static readonly Role[] Running = Roles.Committee.And(Role.Unit);

    public static void MapActivities(this IEndpointRouteBuilder routes)
    {
        var activities = routes.MapGroup("/api/activities").WithTags("Activities");

        activities.MapGet("", async (IMediator mediator, string? queue, int? page) =>
            TypedResults.Ok(await mediator.Send(new ListActivities(Choice.Of<ActivityQueue>(queue) ?? ActivityQueue.Coming, Math.Clamp(page ?? 1, 1, 1_000_000)))))
            .For(Seeing).Describe("Activities", "Windows of event offers: coming, or past; with places left, recorded demands, sign-ups and person-times.");

        activities.MapGet("/{id:long}", async (long id, IMediator mediator) => TypedResults.Ok(await mediator.Send(new GetActivity(id))))
            .For(Seeing).Describe("One activity", "With its sign-up list as far as the caller sees it: demands' orders and direct sign-ups, contacts masked; person-times with n.");

        activities.MapPost("/{id:long}/sign-ups", async (long id, SignUpBody body, IMediator mediator) => await mediator.Send(new SignUp(id, body.People, body.Area, body.Contact)) is var receipt
            ? TypedResults.Created($"/api/activities/{id}", receipt) : null!)
            .For(Running, pace: Pace.Filing)
            .Describe("Sign somebody up", "Up to the window's capacity: never more. The code that takes it back is shown this once.",
                """{"people":2,"area":"440699001003001","contact":{"name":"陈阿婆","phone":"13800000000","consent":true}}""");

        activities.MapPost("/{id:long}/sign-ups/{number}/withdraw", async (long id, string number, IMediator mediator) => TypedResults.Ok(await mediator.Send(new WithdrawSignUp(id, number))))
            .For(Running).Describe("Take a sign-up back", "Its places are free at once, its contact is forgotten.");

        activities.MapPost("/{id:long}/sign-ups/{number}/reveal", async (long id, string number, RevealGuestBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new RevealGuest(id, number, body.Field))))
            .For(Running).Describe("Reveal one field of a sign-up", "To call about the activity; each is an event.", """{"field":"Phone"}""");

        activities.MapPost("/{id:long}/join-code", async (long id, SwitchJoinBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new SwitchJoinCode(id, body.Open))))
            .For(Running).Describe("Open or close sign-up by code", "For people without an account; the code stands on the poster.", """{"open":true}""");

        activities.MapPost("/{id:long}/attendance", async (long id, AttendanceBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new MarkAttendance(id, body.Marks))))
            .For(Running).Describe("Tick who came", "By number of order or sign-up, with how many of its places; null takes a tick back.", """{"marks":[{"number":"FW-2026-000001","present":1},{"number":"BM-2026-000001","present":0}]}""");

        activities.MapPost("/{id:long}/settle", async (long id, ActivityReasonBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new SettleActivity(id, body.Reason))))
            .For(Running).Describe("Make the served list", "Orders of those who came are completed; whom nobody ticked did not come: their demands are open again, with this reason.", """{"reason":"活动当天未到场"}""");

        activities.MapPost("/{id:long}/cancel", async (long id, ActivityReasonBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new CancelActivity(id, body.Reason))))
            .For(Running).Describe("Call an activity off", "Every place is given back, every demand open again, and all are told.", """{"reason":"台风停课，活动取消"}""");

        MapJoining(routes);
    }

    private static void MapJoining(IEndpointRouteBuilder routes)
    {
        var join = routes.MapGroup("/api/join").WithTags("Activities");

        join.MapGet("/{joinCode}", async (string joinCode, IMediator mediator) => TypedResults.Ok(await mediator.Send(new LookAtPoster(joinCode))))
            .ForAnybody(Pace.Link).Describe("What a poster's code opens", "The activity as anybody may read it, with the places left.");

        join.MapPost("/{joinCode}", async (string joinCode, SignUpBody body, IMediator mediator) => await mediator.Send(new JoinActivity(joinCode, body.People, body.Area, body.Contact)) is var receipt
            ? TypedResults.Created($"/api/join/{joinCode}", receipt) : null!)
            .ForAnybody(Pace.Filing)
            .Describe("Sign oneself up", "Without an account, by the code on the poster. The code that takes it back is shown this once.",
                """{"people":1,"area":"440699001003001","contact":{"name":"李伯","phone":"13800000000","consent":true}}""");

        join.MapPost("/{joinCode}/withdraw", async (string joinCode, LeaveBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new LeaveActivity(joinCode, body.Number, body.LookUpCode))))
            .ForAnybody(Pace.Link).Describe("Take one's sign-up back", "By its number and code; the contact is forgotten at once.", """{"number":"BM-2026-000001","lookUpCode":"7K2M9QXH4T"}""");
    }
}
