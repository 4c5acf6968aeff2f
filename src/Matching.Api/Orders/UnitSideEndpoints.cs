using System.Text;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Orders.Calendar;
using Matching.Api.Orders.Evidence;
using Matching.Api.Orders.Links;
using Microsoft.AspNetCore.Mvc;

namespace Matching.Api.Orders;

/// <summary>What a unit does beyond the steps of an order: takes on, proposes another time, gives back, shows what was done, prints, and keeps
/// its calendar.</summary>
internal static class UnitSideEndpoints
{
    public static void MapUnitSide(this IEndpointRouteBuilder routes)
    {
        var orders = routes.MapGroup("/api/orders").WithTags("Orders");
        MapOtherTimes(orders);
        MapEvidence(orders);
        MapLinks(orders);
        MapTaking(routes);
        MapCalendar(routes);
    }

    private static void MapTaking(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/recommendations", async (string? unit, IMediator mediator) => TypedResults.Ok(await mediator.Send(new RecommendOrders(unit)))).WithTags("Orders")
            .For([Role.Unit])
            .Describe("Recommended for the unit", "Orders that wait for its answer, and open demands that its offers could serve, each with its reason; no contacts.");

        routes.MapPost("/api/demands/{code}/take", async (string code, TakeBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new TakeDemand(code, body.Offer, body.SlotStart)), view => view.Version)).WithTags("Orders")
            .For([Role.Unit])
            .Describe("Take a demand on", "接单 of an open demand at a window of the unit's own; of two at once one wins, the other is told who.", """{"offer":"ZY-2026-000001","slotStart":"2026-12-05T09:00"}""");
    }

    private static void MapOtherTimes(RouteGroupBuilder orders)
    {
        orders.MapPost("/{code}/other-time", async (string code, CounterProposeBody body, IMediator mediator) =>
            TypedResults.Ok(await mediator.Send(new CounterPropose(code, body.SlotStart, body.From, body.Until, body.Note))))
            .For(OrderEndpoints.Answering, Subject.Order)
            .Describe("Propose another time", "改约: a window of the same offer (slotStart), or other hours. The state stays; the answer clock rests until somebody agrees or refuses.", """{"from":"2026-12-06T09:00","until":"2026-12-06T11:00","note":"周六人手不够"}""");

        orders.MapPost("/{code}/other-time/agree", async (string code, CounterAnswerBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new AnswerCounterProposal(code, Agreed: true, body.Note)), view => view.Version))
            .For(Roles.Grid, Subject.Order)
            .Describe("Agree to another time", "The order is accepted and scheduled then.", """{"note":"居民那天在家"}""");

        orders.MapPost("/{code}/other-time/refuse", async (string code, CounterAnswerBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new AnswerCounterProposal(code, Agreed: false, body.Note)), view => view.Version))
            .For(Roles.Grid, Subject.Order)
            .Describe("Refuse another time", "The order stands as it was; the unit's answer clock starts anew.", """{"note":"居民周末要出门"}""");

        orders.MapPost("/{code}/give", async (string code, GiveBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new GiveOrder(code, body.Member))))
            .For(OrderEndpoints.Answering, Subject.Order)
            .Describe("Give an order to a member", "Of a trade group's joint offer, before anybody has said yes; the member answers it, and the group sees it no more.", """{"member":"DW-0002"}""");

        orders.MapPost("/{code}/return", async (string code, DeclineBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new ReturnOrder(code, body.Reason, body.Note)), view => view.Version))
            .For(OrderEndpoints.Answering, Subject.Order)
            .Describe("Return an order", "退单 of an accepted order before it began, with reason and words: capacity and demand are free at once.", """{"reason":"NoCapacity","note":"带队的老师病了"}""");
    }

    private static void MapEvidence(RouteGroupBuilder orders)
    {
        orders.MapPost("/{code}/completion", async (string code, HttpContext http, IMediator mediator) =>
        {
            if (!http.Request.HasFormContentType)
                return (IResult)TypedResults.StatusCode(StatusCodes.Status415UnsupportedMediaType);
            var form = await CompletionForm.ReadSent(http.Request);
            return http.WithVersion(await mediator.Send(await CompletionForm.Read(code, form, http.RequestAborted)), view => view.Version);
        })
            .For(OrderEndpoints.Answering, Subject.Order)
            .WithMetadata(new RequestSizeLimitAttribute(CompleteOrderRules.MostForm))
            .Describe("Complete with photos", "办结 as a multipart form: note, and at most five photos (JPEG, PNG or WebP, told by their content), kept without place, device and time.");

        orders.MapGet("/{code}/photos/{id:long}", async (string code, long id, IMediator mediator) =>
            await mediator.Send(new GetPhoto(code, id)) is var photo ? TypedResults.Bytes(photo.Bytes, photo.MediaType) : null!)
            .For(OrderEndpoints.Seeing, Subject.Order)
            .Describe("One photo of an order", "Of what was done; never kept by browsers or proxies.");
    }

    private static void MapLinks(RouteGroupBuilder orders)
    {
        orders.MapPost("/{code}/link", async (string code, IMediator mediator) => TypedResults.Ok(await mediator.Send(new MakeOrderLink(code))))
            .For(OrderEndpoints.Answering, Subject.Order)
            .Describe("Make the link of a printed order", "For somebody without an account: opens this order alone, to acknowledge, accept, decline or report completion. Shown once; the one before opens nothing any more.");

        orders.MapPost("/{code}/link/revoke", async (string code, IMediator mediator, HttpContext http) => http.WithVersion(await mediator.Send(new RevokeOrderLink(code)), view => view.Version))
            .For(OrderEndpoints.Answering, Subject.Order)
            .Describe("Revoke the link of a printed order", "At once.");
    }

    private static void MapCalendar(IEndpointRouteBuilder routes)
    {
        var calendar = routes.MapGroup("/api/calendar").WithTags("Orders");

        calendar.MapPost("", async (CalendarBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new MakeCalendar(body.Unit))))
            .For([Role.Unit])
            .Describe("Make the unit's calendar address", "Shown once; the one before opens nothing any more.", """{"unit":"DW-0001"}""");

        calendar.MapGet("", async (IMediator mediator) => TypedResults.Ok(await mediator.Send(new ListCalendars())))
            .For([Role.Unit])
            .Describe("Calendar addresses", "Which of the caller's units have one, and since when; the address itself was shown once.");

        calendar.MapPost("/revoke", async (CalendarBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new RevokeCalendar(body.Unit))))
            .For([Role.Unit])
            .Describe("Revoke the unit's calendar address", "At once.", """{"unit":"DW-0001"}""");

        calendar.MapGet("/{token}", async (string token, HttpContext http, IMediator mediator) =>
            TypedResults.Text(await mediator.Send(new ReadCalendar(token, $"{http.Request.Scheme}://{http.Request.Host}")), CalendarText.MediaType, Encoding.UTF8))
            .ForAnybody(Pace.Link)
            .Describe("A unit's calendar", "RFC 5545: accepted orders at their hours, without any person's data; for calendar programs.");
    }
}
