using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;

namespace Matching.Api.Offers;

internal static class OfferEndpoints
{
    private const string Example = """
        {"unit":"DW-0002","title":"周末义诊","detail":"测血压、血糖，老人优先","kind":"Activity","categories":["义诊体检"],"areas":["440699001"],
         "noticeHours":24,"slots":[{"start":"2026-12-05T09:00","end":"2026-12-05T12:00","capacity":120}]}
        """;

    private static readonly Role[] Seeing = Roles.Grid.And(Role.Unit, Role.Auditor);

    private static readonly Role[] Publishing = Roles.Committee.And(Role.Unit);

    public static void MapOffers(this IEndpointRouteBuilder routes)
    {
        var offers = routes.MapGroup("/api/offers").WithTags("Offers");

        offers.MapPost("", async (OfferDraft body, IMediator mediator) => await mediator.Send(new PublishOffer(body)) is var detail
            ? TypedResults.Created($"/api/offers/{detail.Offer.Code}", detail) : null!)
            .For(Publishing)
            .Describe("Publish an offer", "With its slots; capacity in the offer's unit.", Example);

        offers.MapPost("/preview", async (OfferDraft body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new PreviewOffer(body))))
            .For(Publishing)
            .Describe("Preview an offer", "Whom it could serve, before it is saved: nothing is written.", Example);

        offers.MapPost("/reading", async (ReadOfferLine body, IMediator mediator) => TypedResults.Ok(await mediator.Send(body)))
            .For(Publishing)
            .Describe("Read an offer from one line", "Kind, category, amount, days and hours with the words they were read from, and what stays open. Writes nothing.", """{"line":"周三晚有80座会议室"}""");

        offers.MapGet("", async (IMediator mediator, string? area, string? state, string? status, string? category, string? unit, string? q, string? cursor, int? limit) =>
            TypedResults.Ok(await mediator.Send(new ListOffers(area, Choice.Of<OfferState>(state ?? status), category, unit, q, PageWanted.From(cursor, limit)))))
            .For(Seeing)
            .Describe("List offers", "Oldest first; filter by place served, status (or state), category, unit and text; go on with cursor = next.");

        offers.MapGet("/{code}", async (string code, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new GetOffer(code)), detail => detail.Offer.Version))
            .For(Seeing, Subject.Offer)
            .Describe("One offer", "With its slots; the ETag is its version.");

        offers.MapGet("/{code}/matches", async (string code, IMediator mediator) => TypedResults.Ok(await mediator.Send(new GetOfferMatches(code))))
            .For(Seeing, Subject.Offer)
            .Describe("Matches of an offer", "Whom a published offer could serve, best first.");

        offers.MapGet("/{code}/reach", async (string code, IMediator mediator, TimeOnly? until) => TypedResults.Ok(await mediator.Send(new GetOfferReach(code, until))))
            .For(Seeing, Subject.Offer)
            .Describe("Reach of an offer", "Whom it could serve as it is, and how many more were its windows open until another hour; left out, the policy's.");

        offers.MapGet("/{code}/copy", async (string code, IMediator mediator) => TypedResults.Ok(await mediator.Send(new CopyOffer(code))))
            .For(Publishing, Subject.Offer)
            .Describe("Copy an offer", "A draft of the same, its windows moved on by whole weeks to what is still to come. Writes nothing.");

        MapChange(offers, "pause", OfferAct.Pause, "暂停: no run counts on it, accepted orders stand.");
        MapChange(offers, "resume", OfferAct.Resume, "恢复.");

        offers.MapPost("/{code}/capacity", async (string code, CapacityBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new ChangeCapacity(code, body.Start, body.Capacity)), detail => detail.Offer.Version))
            .For(Publishing, Subject.Offer)
            .Describe("Change a capacity", "Of one window, or of all to come when no start is named; never below what live orders promise: then 409.", """{"start":"2026-12-05T09:00","capacity":80}""");

        offers.MapPost("/{code}/validity", async (string code, ValidityBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new ChangeValidity(code, body.ValidUntil)), detail => detail.Offer.Version))
            .For(Publishing, Subject.Offer)
            .Describe("Change the end of validity", "Leave it out for an open end; a day means its end. From then on the offer leaves matching.", """{"validUntil":"2026-12-31"}""");
    }

    private static void MapChange(RouteGroupBuilder offers, string path, OfferAct act, string description) =>
        offers.MapPost($"/{{code}}/{path}", async (string code, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new SwitchOffer(code, act)), detail => detail.Offer.Version))
            .For(Publishing, Subject.Offer)
            .Describe($"{act} an offer", description);
}
