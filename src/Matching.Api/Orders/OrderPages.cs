using MediatR;
using Matching.Api.Access;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Offers;
using Matching.Api.Orders.Evidence;
using Matching.Api.Orders.Links;
using Matching.Api.Pages;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Orders;
using Microsoft.AspNetCore.Mvc;

namespace Matching.Api.Orders;

/// <summary>The pages of orders: the list in a unit's three tabs, one order, and what is asked before each act.</summary>
internal static class OrderPages
{
    private static readonly FormFields ReasonFields = new(("reason", "Decline.Reason"), ("note", "Decline.Note"));

    private static readonly FormFields TimeFields = new(("slotStart", "OtherTime.Window"), ("day", "OtherTime.Day"), ("from", "OfferForm.From"), ("until", "OfferForm.Until"), ("note", "Decline.Note"));

    private static readonly FormFields GiveFields = new(("member", "Group.Member"));

    private static readonly FormFields CompleteFields = new(("mediation", "Mediation.Outcome"), ("note", "Complete.Note"), ("photos", "Complete.Photos"));

    public static void MapOrderPages(this IEndpointRouteBuilder routes)
    {
        MapLists(routes);
        MapTake(routes);
        MapOne(routes);
        MapAccept(routes);
        MapReasons(routes);
        MapOtherTime(routes);
        MapComplete(routes);
        MapGive(routes);
        MapPaper(routes);
    }

    private static void MapLists(IEndpointRouteBuilder routes) =>
        routes.MapPage("/orders", async (IMediator mediator, CallContext context, string? tab, string? q, string? area, string? unit, string? state, string? cursor) =>
        {
            var form = FormState.Blank(OrderListModel.Fields, ("q", q), ("state", state));
            var shown = context.ActingRole == Role.Unit ? Choice.Of<OrderTab>(tab) ?? OrderTab.Recommended : (OrderTab?)null;
            var model = new OrderListModel(shown, form, null, null, null);
            var wanted = PageWanted.From(cursor, shown == OrderTab.Open ? 20 : 50);
            return PageEndpoints.Page<OrderListPage>(new
            {
                Model = shown switch
                {
                    OrderTab.Recommended => model with { Recommended = await mediator.Send(new RecommendOrders(null)) },
                    OrderTab.Open => model with { Open = await mediator.Send(new ListDemands(area, DemandState.Open, null, q, wanted)) },
                    _ => model with { Orders = await mediator.Send(new ListOrders(area, Choice.Of<OrderState>(state), null, unit, null, null, q, wanted)) },
                },
            });
        }).For(OrderEndpoints.Seeing);

    private static void MapTake(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/demands/{code}/take", async (string code, IMediator mediator) =>
            PageEndpoints.Page<TakePage>(new { Model = await mediator.Send(new LookAtDemand(code)), Form = FormState.Blank(FormFields.None) })).For([Role.Unit]);

        routes.MapFormPost("/demands/{code}/take", FormFields.None, async post =>
        {
            var taken = await post.SendOnce(new TakeDemand(post.Route("code"), post.Form.Text("offer"), post.Form.Instant("start") ?? default));
            return new SeeOther($"/orders/{taken.Code}?done=Accept");
        }, async post => PageEndpoints.Page<TakePage>(new { Model = await post.Http.RequestServices.GetRequiredService<IMediator>().Send(new LookAtDemand(post.Route("code"))), post.Form })).For([Role.Unit]);
    }

    private static void MapOne(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/orders/{code}", (string code, string? done, HttpContext http) => Show(http, code, FormState.Blank(GiveFields), done)).For(OrderEndpoints.Seeing, Subject.Order);

        routes.MapFormPost("/orders/{code}/step", FormFields.None, async post =>
        {
            var act = post.Form.Choice<OrderAct>("act") ?? OrderAct.Acknowledge;
            if (act == OrderAct.Issue && !post.Http.RequestServices.GetRequiredService<CallContext>().Caller.Grants.Any(grant => Roles.Committee.Contains(grant.Role)))
                throw new NotAllowedException("not-your-role");
            if (act is not (OrderAct.Issue or OrderAct.Acknowledge or OrderAct.Start))
                throw new RuleBrokenException("order-act-not-allowed", act, "");
            return await Done(post, new AdvanceOrder(post.Route("code"), act), act.ToString());
        }, Again).For(OrderEndpoints.Answering, Subject.Order);
    }

    private static void MapAccept(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/orders/{code}/accept", (string code, HttpContext http) => Accept(http, code, FormState.Blank(FormFields.None))).For(OrderEndpoints.Answering, Subject.Order);
        routes.MapFormPost("/orders/{code}/accept", FormFields.None, post => Done(post, new AdvanceOrder(post.Route("code"), OrderAct.Accept), "Accept"),
            post => Accept(post.Http, post.Route("code"), post.Form)).For(OrderEndpoints.Answering, Subject.Order);
    }

    private static void MapReasons(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/orders/{code}/decline", (string code, HttpContext http) => Reason(http, code, "Decline", FormState.Blank(ReasonFields))).For(OrderEndpoints.Answering, Subject.Order);
        routes.MapFormPost("/orders/{code}/decline", ReasonFields, post => Done(post, new DeclineOrder(post.Route("code"), ReasonOf(post.Form), post.Form.Text("note")), "Decline"),
            post => Reason(post.Http, post.Route("code"), "Decline", post.Form)).For(OrderEndpoints.Answering, Subject.Order);

        routes.MapPage("/orders/{code}/return", (string code, HttpContext http) => Reason(http, code, "Return", FormState.Blank(ReasonFields))).For(OrderEndpoints.Answering, Subject.Order);
        routes.MapFormPost("/orders/{code}/return", ReasonFields, post => Done(post, new ReturnOrder(post.Route("code"), ReasonOf(post.Form), post.Form.Required("note")), "Return"),
            post => Reason(post.Http, post.Route("code"), "Return", post.Form)).For(OrderEndpoints.Answering, Subject.Order);
    }

    private static void MapOtherTime(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/orders/{code}/other-time", (string code, HttpContext http) => OtherTime(http, code, FormState.Blank(TimeFields))).For(OrderEndpoints.Answering, Subject.Order);

        routes.MapFormPost("/orders/{code}/other-time", TimeFields, async post =>
        {
            var slot = post.Form.Instant("slotStart");
            var (day, from, until) = slot is null ? (post.Form.Day("day"), post.Form.TimeOfDay("from"), post.Form.TimeOfDay("until")) : default;
            if (slot is null && (day is null || from is null || until is null))
                post.Form.Fault("day", Words.Say("Field.SlotOrHours"));
            DateTimeOffset? At(TimeOnly? hour) => day is { } on && hour is { } at ? (ChinaTime.StartOf(on) + at.ToTimeSpan()).ToUniversalTime() : null;
            await post.SendOnce(new CounterPropose(post.Route("code"), slot, At(from), At(until), post.Form.Text("note")));
            return new SeeOther($"/orders/{post.Route("code")}?done=OtherTime");
        }, post => OtherTime(post.Http, post.Route("code"), post.Form)).For(OrderEndpoints.Answering, Subject.Order);

        routes.MapFormPost("/orders/{code}/other-time/answer", FormFields.None, post =>
            Done(post, new AnswerCounterProposal(post.Route("code"), post.Form.Value("agreed") == "yes", post.Form.Text("note")), post.Form.Value("agreed") == "yes" ? "Agree" : "Refuse"), Again)
            .For(Roles.Grid, Subject.Order);
    }

    private static void MapComplete(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/orders/{code}/complete", (string code, HttpContext http) => Complete(http, code, FormState.Blank(CompleteFields))).For(OrderEndpoints.Answering, Subject.Order);

        routes.MapFormPost("/orders/{code}/complete", CompleteFields, async post =>
        {
            post.Form.Required("note");
            var mediation = await MediationForm.Read(post);
            var photos = await CompletionForm.Photos(post);
            return await Done(post, new CompleteOrder(post.Route("code"), post.Form.Text("note"), photos, mediation), "Complete");
        }, post => Complete(post.Http, post.Route("code"), post.Form)).For(OrderEndpoints.Answering, Subject.Order).WithMetadata(new RequestSizeLimitAttribute(CompleteOrderRules.MostForm));
    }

    /// <summary>Who gave the order to a member may see it no more, so that the list is where they go on.</summary>
    private static void MapGive(IEndpointRouteBuilder routes) =>
        routes.MapFormPost("/orders/{code}/give", GiveFields, async post =>
        {
            await post.SendOnce(new GiveOrder(post.Route("code"), post.Form.Required("member")));
            return new SeeOther("/orders");
        }, Again).For(OrderEndpoints.Answering, Subject.Order);

    private static void MapPaper(IEndpointRouteBuilder routes)
    {
        routes.MapFormPost("/orders/{code}/print", FormFields.None, async post =>
        {
            var link = await post.Send(new MakeOrderLink(post.Route("code")));
            var detail = await post.Send(new GetOrder(post.Route("code")));
            return PageEndpoints.Page<PrintPage>(new { detail.Order, Address = $"{post.Http.Request.Scheme}://{post.Http.Request.Host}{link.Path}", link.Until });
        }, Again).For(OrderEndpoints.Answering, Subject.Order);

        routes.MapFormPost("/orders/{code}/revoke-link", FormFields.None, post => Done(post, new RevokeOrderLink(post.Route("code")), "Revoke"), Again).For(OrderEndpoints.Answering, Subject.Order);
    }

    private static DeclineReason ReasonOf(FormState form)
    {
        if (form.Choice<DeclineReason>("reason") is { } reason)
            return reason;
        form.Fault("reason", Words.Say("Form.Required", form.LabelOf("reason")));
        return default;
    }

    private static async Task<IResult> Done<T>(FormPost post, IRequest<T> request, string what)
    {
        await post.SendOnce(request);
        return new SeeOther($"/orders/{post.Route("code")}?done={what}");
    }

    private static Task<IResult> Again(FormPost post) => Show(post.Http, post.Route("code"), post.Form, null);

    private static async Task<OrderView> OrderOf(HttpContext http, string code) => (await http.RequestServices.GetRequiredService<IMediator>().Send(new GetOrder(code))).Order;

    private static async Task<IResult> Show(HttpContext http, string code, FormState form, string? done)
    {
        var detail = await http.RequestServices.GetRequiredService<IMediator>().Send(new GetOrder(code));
        var grants = http.RequestServices.GetRequiredService<CallContext>().Caller.Grants;
        var isCommittee = grants.Any(grant => Roles.Committee.Contains(grant.Role));
        return PageEndpoints.Page<OrderPage>(new
        {
            Detail = detail, Form = form, News = done is { Length: > 0 } && done.All(char.IsAsciiLetter) && Words.Has($"OrderDone.{done}") ? Words.Say($"OrderDone.{done}") : "",
            MayAnswer = isCommittee || grants.Any(grant => grant.Unit == detail.Order.Unit), MayDecide = grants.Any(grant => Roles.Grid.Contains(grant.Role)), MayIssue = isCommittee,
        });
    }

    private static async Task<IResult> Accept(HttpContext http, string code, FormState form)
    {
        var order = await OrderOf(http, code);
        var areas = http.RequestServices.GetRequiredService<Grid.KnownAreas>();
        return PageEndpoints.Page<ConfirmPage>(new
        {
            Title = Words.Say("Accept.Title", order.Code), Action = $"/orders/{code}/accept", Form = form, Consequence = Words.Say("Accept.Consequence"), Button = Words.Say("Accept.Button"), Back = $"/orders/{code}",
            Facts = (IReadOnlyList<Definition>)[new(Words.Say("Thing.Demand"), $"{order.Demand} {order.DemandTitle}"), new(Words.Say("Field.Area"), areas.PathOf(order.Area.Value)),
                new(Words.Say("Field.Window"), PageText.Window(order.SlotStart, order.SlotEnd)), new(Words.Say("Field.Quantity2"), $"{order.Quantity} {order.UnitOfQuantity}")],
        });
    }

    /// <param name="what">Decline or Return.</param>
    private static async Task<IResult> Reason(HttpContext http, string code, string what, FormState form) => PageEndpoints.Page<ReasonPage>(new
    {
        Order = await OrderOf(http, code), Form = form, Title = Words.Say($"{what}.TitleOf", code), Action = $"/orders/{code}/{what.ToLowerInvariant()}", Button = Words.Say($"{what}.Button"),
        Consequence = Words.Say($"{what}.Consequence"), NoteIsOptional = what == "Decline",
    });

    private static async Task<IResult> OtherTime(HttpContext http, string code, FormState form)
    {
        var order = await OrderOf(http, code);
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var offer = await http.RequestServices.GetRequiredService<IMediator>().Send(new GetOffer(order.Offer));
        return PageEndpoints.Page<OtherTimePage>(new
        {
            Order = order, Form = form,
            Windows = (IReadOnlyList<SlotView>)[.. offer.Slots.Where(slot => slot.Start > now && slot.Start != order.SlotStart && slot.Remaining >= order.Quantity).Take(60)],
        });
    }

    private static async Task<IResult> Complete(HttpContext http, string code, FormState form) => PageEndpoints.Page<CompletePage>(new { Order = await OrderOf(http, code), Form = form });
}
