using System.Globalization;
using MediatR;
using Matching.Api.Access;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Components;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Offers;
using Matching.Api.Orders;
using Matching.Core.Demands;

namespace Matching.Api.Pages;

/// <summary>The first pages: the last match run, the three lists, and one row of each.</summary>
internal static class PageEndpoints
{
    private static readonly string[] GetOrHead = ["GET", "HEAD"];

    private static readonly Role[] Seeing = Roles.Grid.And(Role.Unit, Role.Visitor, Role.Auditor);

    private static readonly Role[] SeeingOffers = Roles.Grid.And(Role.Unit, Role.Auditor);

    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").ExcludeFromDescription();

        pages.MapMethods("/", GetOrHead, (Database database, KnownAreas areas, CallContext context, DemoMode demo) =>
        {
            if (!context.Caller.IsSignedIn && !demo.IsOn)
                throw new SignInNeededException();
            var sight = context.Caller.IsSignedIn ? context.Sight : Sight.Everything;
            return Page<HomePage>(new { Model = database.Read(session => HomeModel.Load(session, areas, sight)) });
        }).ForAnybody();

        pages.MapMethods("/demands", GetOrHead, async (IMediator mediator, KnownAreas areas, string? q, string? area, string? category, string? state, string? cursor) =>
        {
            var page = await mediator.Send(new ListDemands(area, Choice.Of<DemandState>(state), category, q, PageWanted.From(cursor, 50)));
            return List("Page.Demands", "/demands", q, page.Next, Filters(("q", q), ("area", area), ("category", category), ("state", state)),
                ["Field.Code", "Field.Title", "Field.Category", "Field.Area", "Field.Quantity2", "Field.RespondDue", "Field.State"],
                page.Items.Select(d => new[] { d.Code, d.Title, d.CategoryName, areas.PathOf(d.Area.Value), $"{d.Quantity} {d.UnitOfQuantity}", PageText.TimeOrOpen(d.RespondDue), d.StateName }));
        }).For(Seeing);

        pages.MapMethods("/offers", GetOrHead, async (IMediator mediator, string? q, string? area, string? category, string? cursor) =>
        {
            var page = await mediator.Send(new ListOffers(area, null, category, null, q, PageWanted.From(cursor, 50)));
            return List("Page.Offers", "/offers", q, page.Next, Filters(("q", q), ("area", area), ("category", category)),
                ["Field.Code", "Field.Title", "Thing.Unit", "Field.Category", "Field.Kind"],
                page.Items.Select(o => new[] { o.Code, o.Title, o.UnitName, string.Join(' ', o.CategoryNames), Words.Of(o.Kind) }));
        }).For(SeeingOffers);

        pages.MapMethods("/orders", GetOrHead, async (IMediator mediator, string? q, string? area, string? unit, string? cursor) =>
        {
            var page = await mediator.Send(new ListOrders(area, null, null, unit, null, null, q, PageWanted.From(cursor, 50)));
            return List("Page.Orders", "/orders", q, page.Next, Filters(("q", q), ("area", area), ("unit", unit)),
                ["Field.Code", "Thing.Demand", "Thing.Unit", "Thing.Offer", "Field.Window", "Field.Quantity2", "Field.State"],
                page.Items.Select(o => new[] { o.Code, o.DemandTitle, o.UnitName, o.OfferTitle, PageText.Time(o.SlotStart), $"{o.Quantity} {o.UnitOfQuantity}", o.StateName }));
        }).For(Seeing);

        pages.MapMethods("/demands/{code}", GetOrHead, async (string code, IMediator mediator, KnownAreas areas, CallContext context) =>
        {
            var detail = await mediator.Send(new GetDemand(code));
            var matches = context.ActingRole is Role.Unit or Role.Visitor ? null : await mediator.Send(new GetDemandMatches(code, 10));
            var d = detail.Demand;
            return Page<DetailPage>(new
            {
                Title = $"{d.Code} {d.Title}",
                Fields = Fields(("Field.State", d.StateName), ("Field.Detail", d.Detail), ("Field.Category", d.CategoryName), ("Field.Area", areas.PathOf(d.Area.Value)),
                    ("Field.Quantity2", $"{d.Quantity} {d.UnitOfQuantity}"), ("Field.Urgency", Words.Of(d.Urgency)), ("Field.Window", $"{PageText.TimeOrOpen(d.From)} – {PageText.TimeOrOpen(d.Until)}"),
                    ("Field.RespondDue", PageText.TimeOrOpen(d.RespondDue)), ("Field.ResolveDue", PageText.TimeOrOpen(d.ResolveDue)), ("Field.Supporters", detail.Supporters.ToString(CultureInfo.InvariantCulture))),
                detail.Orders,
                SentencesTitle = Words.Say("Page.WhyAndWhyNot"),
                Sentences = matches is null ? [] : SentencesOf(matches),
                Links = (IReadOnlyList<(string, string)>)(context.ActingRole is Role.Unit or Role.Visitor ? [] : [($"/demands/{d.Code}/clocks", Words.Say("Page.Clocks"))]),
                History = Steps(detail.History),
            });
        }).For(Seeing, Subject.Demand);

        pages.MapMethods("/offers/{code}", GetOrHead, async (string code, IMediator mediator) =>
        {
            var detail = await mediator.Send(new GetOffer(code));
            var matches = await mediator.Send(new GetOfferMatches(code));
            var o = detail.Offer;
            return Page<DetailPage>(new
            {
                Title = $"{o.Code} {o.Title}",
                Fields = Fields([("Thing.Unit", o.UnitName), ("Field.Detail", o.Detail), ("Field.Kind", Words.Of(o.Kind)), ("Field.Category", string.Join(' ', o.CategoryNames)),
                    .. detail.Slots.Select(slot => ("Field.Window", $"{PageText.Time(slot.Start)} – {PageText.Time(slot.End)}: {slot.Remaining}/{slot.Capacity} {o.UnitOfCapacity}"))]),
                SentencesTitle = Words.Say("Page.CouldServe", matches.Demands),
                Sentences = (IReadOnlyList<string>)[.. matches.Best.Select(row => $"{row.Demand} {row.Title}")],
            });
        }).For(SeeingOffers, Subject.Offer);

        pages.MapMethods("/orders/{code}", GetOrHead, async (string code, IMediator mediator) =>
        {
            var detail = await mediator.Send(new GetOrder(code));
            var o = detail.Order;
            return Page<DetailPage>(new
            {
                Title = $"{o.Code} {o.DemandTitle}",
                Fields = Fields(("Field.State", o.StateName), ("Thing.Demand", $"{o.Demand} {o.DemandTitle}"), ("Thing.Offer", $"{o.Offer} {o.OfferTitle}"), ("Thing.Unit", o.UnitName),
                    ("Field.Window", $"{PageText.Time(o.SlotStart)} – {PageText.Time(o.SlotEnd)}"), ("Field.Quantity2", $"{o.Quantity} {o.UnitOfQuantity}"), ("Field.Reason", o.Reason),
                    ("Field.AnswerDue", PageText.TimeOrOpen(o.AnswerDue)), ("Field.ResolveDue", PageText.TimeOrOpen(o.ResolveDue))),
                History = Steps(detail.History),
            });
        }).For(Seeing, Subject.Order);
    }

    private static IReadOnlyList<string> SentencesOf(DemandMatches matches) =>
        [.. matches.Ranked.Select(ranked => ranked.Reason), .. matches.Refusals.Select(refusal => refusal.Text), .. matches.NearestMiss is { } miss ? [miss.Text] : Array.Empty<string>()];

    public static RazorComponentResult<ListPage> List(string title, string path, string? query, string? next, string filters, string[] heads, IEnumerable<string[]> rows) => Page<ListPage>(new
    {
        Title = Words.Say(title), Path = path, Query = query, Next = next, Filters = filters,
        Heads = (IReadOnlyList<string>)[.. heads.Select(head => Words.Say(head))], Rows = (IReadOnlyList<string[]>)[.. rows],
    });

    public static string Filters(params (string Name, string? Value)[] filters) =>
        string.Concat(filters.Where(filter => !string.IsNullOrEmpty(filter.Value)).Select(filter => $"&{filter.Name}={Uri.EscapeDataString(filter.Value!)}"));

    public static RazorComponentResult<T> Page<T>(object parameters) where T : IComponent => new(parameters) { PreventStreamingRendering = true };

    private static IReadOnlyList<(string, string)> Fields(params (string Key, string Text)[] fields) =>
        [.. fields.Where(field => field.Text.Length > 0).Select(field => (Words.Say(field.Key), field.Text))];

    private static IReadOnlyList<(DateTimeOffset, string, string)> Steps(IReadOnlyList<EventView> history) =>
        [.. history.Select(step => (step.At, step.Who, $"{(step.To is null ? step.Act : StateText(step.To))} {step.Why}"))];

    private static string StateText(string state) =>
        Words.Has($"OrderState.{state}") ? Words.Say($"OrderState.{state}") : Words.Has($"DemandState.{state}") ? Words.Say($"DemandState.{state}") : state;
}
