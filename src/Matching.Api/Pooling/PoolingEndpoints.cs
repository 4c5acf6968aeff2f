using MediatR;
using Matching.Api.Access;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.People;

namespace Matching.Api.Pooling;

/// <summary>Common demands and their parts; what is added to a demand, asked about it and marked on it.</summary>
internal static class PoolingEndpoints
{
    /// <summary>Those of the grid, and the unit that serves it.</summary>
    public static readonly Role[] Marking = Roles.Grid.And(Role.Unit);

    public static void MapPooling(this IEndpointRouteBuilder routes)
    {
        var demands = routes.MapGroup("/api/demands").WithTags("Demands");

        demands.MapPost("/pools", async (PoolDemands body, IMediator mediator, HttpContext http) => http.WithVersion(await mediator.Send(body), view => view.Version))
            .For(Roles.Grid)
            .Describe("Accept a pool", "并单 in one act, all or nothing: SameMatter merges into the demand filed first; AddUp makes a common demand that adds up what each household needs.",
                """{"codes":["XQ-2026-000003","XQ-2026-000004"],"kind":"AddUp","title":"3栋集中买菜"}""");

        MapParts(demands);
        MapTelling(demands);

        routes.MapPost("/api/orders/{code}/deliveries", async (string code, IMediator mediator) => TypedResults.Ok(await mediator.Send(new RevealDeliveries(code)))).WithTags("Orders")
            .For([Role.Unit], Subject.Order)
            .Describe("The delivery list", "送货单 with the contact of each household, for the unit that accepted, while its order runs; each household is an event.");
    }

    private static void MapParts(RouteGroupBuilder demands)
    {
        demands.MapGet("/{code}/parts", async (string code, IMediator mediator) => TypedResults.Ok(await mediator.Send(new ListParts(code))))
            .For(Marking.And(Role.Auditor), Subject.Demand)
            .Describe("Parts of a common demand", "Each person's number, words, quantity and state; contacts are masked.");

        demands.MapPost("/{code}/parts/{part:long}/mark", async (string code, long part, MarkPartBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new MarkPart(code, part, body.Served, body.Note)), view => view.Version))
            .For(Marking, Subject.Demand)
            .Describe("Tick a part", "Served, or not with the reason; who was missed goes on as a demand of their own once the order is reported as done.", """{"served":false,"note":"家里没人，电话没接"}""");

        demands.MapPost("/{code}/parts/{part:long}/split", async (string code, long part, ReasonBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new SplitPart(code, part, body.Reason))))
            .For(Roles.Grid, Subject.Demand)
            .Describe("Take a part out", "拆单, with the reason: it goes on under its own number, with the history of its clocks.", """{"reason":"不是同一件事，这户是进水阀坏了"}""");

        demands.MapPost("/{code}/parts/{part:long}/reveal", async (string code, long part, RevealBody body, IMediator mediator) =>
            TypedResults.Ok(await mediator.Send(new RevealPart(code, part, body.Field, body.Purpose))))
            .For(Marking, Subject.Demand)
            .Describe("Reveal one field of a part's contact", "To the lead who filed it, the unit that accepted, and the rung now responsible; each is an event.", """{"field":"Phone","purpose":"Visit"}""");
    }

    private static void MapTelling(RouteGroupBuilder demands)
    {
        demands.MapPost("/{code}/supplement", async (string code, SupplementBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new SupplementDemand(code, body.Text)), view => view.Version))
            .For(Roles.Grid, Subject.Demand)
            .Describe("Add information", "补充信息; where the resident was asked something it is the answer, and the clocks go on.", """{"text":"水是从楼上卫生间漏下来的"}""");

        demands.MapPost("/{code}/own-supplement", async (string code, SupplementOwnBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new SupplementOwn(code, body.LookUpCode, body.Text))))
            .ForLookUpCode()
            .Describe("Add information by look-up code", "By the resident; it answers what they were asked.", """{"lookUpCode":"7KQ2M9XD4T","text":"水是从楼上卫生间漏下来的"}""");

        demands.MapPost("/{code}/nudge", async (string code, IMediator mediator) => TypedResults.Ok(await mediator.Send(new NudgeDemand(code))))
            .For(Roles.Grid, Subject.Demand)
            .Describe("Nudge", "催办: after the promised date, once a day; says who is asked.");

        demands.MapPost("/{code}/own-nudge", async (string code, LookUpBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new NudgeOwn(code, body.LookUpCode))))
            .ForLookUpCode()
            .Describe("Nudge by look-up code", "By the resident.", """{"lookUpCode":"7KQ2M9XD4T"}""");

        demands.MapPost("/{code}/unreasonable", async (string code, ReasonBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new MarkUnreasonable(code, body.Reason)), view => view.Version))
            .For(Roles.Committee, Subject.Demand)
            .Describe("Mark as unreasonable", "不合理, with the reason: left out of every rate and counted as left out; not by who filed it.", """{"reason":"三次上门查看均无此情况，本人也承认"}""");

        demands.MapPost("/{code}/reasonable", async (string code, ReasonBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new UnmarkUnreasonable(code, body.Reason)), view => view.Version))
            .For(Roles.Committee, Subject.Demand)
            .Describe("Take the mark back", "With the reason; both stay in the history.", """{"reason":"复核后发现确有其事"}""");
    }
}
