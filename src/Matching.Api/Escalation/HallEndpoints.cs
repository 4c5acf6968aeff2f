using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Orders;

namespace Matching.Api.Escalation;

internal static class HallEndpoints
{
    public static void MapHall(this IEndpointRouteBuilder routes)
    {
        var hall = routes.MapGroup("/api/hall").WithTags("Hall");

        hall.MapGet("", async (IMediator mediator, string? unit, int? limit) => TypedResults.Ok(await mediator.Send(new ListHall(unit, PageWanted.From(null, limit).Limit))))
            .For([Role.Unit])
            .Describe("The hall", "接单大厅: demands that the unit may claim now, urgent first, with the window of its own that suits each best; paired units are invited first, then the community's, the street's, and all.");

        hall.MapPost("/{code}/claim", async (string code, TakeBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new TakeDemand(code, body.Offer, body.SlotStart)), view => view.Version))
            .For([Role.Unit])
            .Describe("Claim a demand", "抢单: one claim wins, an accepted order at one of the unit's own windows. What is not begun (scheduled or started) in time is released to the others.",
                """{"offer":"ZY-2026-000001","slotStart":"2026-12-05T09:00"}""");
    }
}
