using MediatR;
using Matching.Api.Access;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Api.Pages;

namespace Matching.Api.Pooling;

/// <summary>The delivery list of an order (送货单), household by household: masked for everybody, with contacts for the unit that accepted, on
/// record; and the tick for each that was brought.</summary>
internal static class DeliveryPages
{
    public static void MapDeliveryPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/orders/{code}/deliveries", (string code, HttpContext http) => Show(http, code, FormState.Blank(FormFields.None), null)).For(OrderEndpoints.Answering, Subject.Order);

        routes.MapFormPost("/orders/{code}/deliveries/print", FormFields.None, async post => await Show(post.Http, post.Route("code"), post.Form, await post.Send(new RevealDeliveries(post.Route("code")))),
            Again).For(OrderEndpoints.Answering, Subject.Order);

        routes.MapFormPost("/orders/{code}/deliveries", FormFields.None, async post =>
        {
            var order = (await post.Send(new GetOrder(post.Route("code")))).Order;
            var part = post.Form.Whole("part", 1, int.MaxValue);
            await post.SendOnce(new MarkPart(order.Demand, part, Served: true, ""), $"{part}");
            return new SeeOther($"/orders/{post.Route("code")}/deliveries");
        }, Again).For(OrderEndpoints.Answering, Subject.Order);
    }

    private static Task<IResult> Again(FormPost post) => Show(post.Http, post.Route("code"), post.Form, null);

    private static async Task<IResult> Show(HttpContext http, string code, FormState form, IReadOnlyList<DeliveryLine>? lines)
    {
        var mediator = http.RequestServices.GetRequiredService<IMediator>();
        var order = (await mediator.Send(new GetOrder(code))).Order;
        var isUnit = http.RequestServices.GetRequiredService<CallContext>().Caller.Grants.Any(grant => grant.Role == Role.Unit && grant.Unit == order.Unit);
        var parts = await mediator.Send(new ListParts(order.Demand));
        return PageEndpoints.Page<DeliveryPage>(new { Order = order, Parts = (IReadOnlyList<PartView>)[.. parts.Where(part => part.State != PartState.Left)], Lines = lines, Form = form, MayReveal = isUnit });
    }
}
