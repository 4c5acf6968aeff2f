using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;

namespace Matching.Api.Posts;

internal static class ShiftEndpoints
{
    public static void MapShifts(this IEndpointRouteBuilder routes)
    {
        var shifts = routes.MapGroup("/api/posts/{post}/shifts").WithTags("Posts");

        shifts.MapPost("", async (string post, AddShiftsBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new AddShifts(post, body.Start, body.End, body.Places, body.Weeks))))
            .For(Roles.Committee)
            .Describe("Add shifts", "Of a team's post: one, or the same every week.", """{"start":"2026-12-05T09:00","end":"2026-12-05T11:00","places":4,"weeks":8}""");

        shifts.MapPost("/{shift:long}/take", async (string post, long shift, IMediator mediator) => TypedResults.Ok(await mediator.Send(new TakeShift(post, shift))))
            .For(PostRoles.Claiming)
            .Describe("Sign up for a shift", "Up to its places; not for two at once.");

        shifts.MapPost("/{shift:long}/leave", async (string post, long shift, IMediator mediator) => TypedResults.Ok(await mediator.Send(new LeaveShift(post, shift))))
            .For(PostRoles.Claiming)
            .Describe("Give a place back", "Before the shift begins.");

        shifts.MapPost("/{shift:long}/mark", async (string post, long shift, MarkShiftBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new MarkShift(post, shift, body.Account, body.Presence))))
            .For(ShiftRoles.Marking)
            .Describe("Mark who came", "From the shift's beginning on, by whoever answers for the place and never for themselves; who came has the deed's points.", """{"account":"demo-member","presence":"Present"}""");

        shifts.MapPost("/{shift:long}/cancel", async (string post, long shift, PostReasonBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new CancelShift(post, shift, body.Reason))))
            .For(Roles.Committee)
            .Describe("Call a shift off", "Before it begins; who had a place is told.", """{"reason":"台风停课"}""");
    }
}
