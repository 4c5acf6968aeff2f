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
using Matching.Api.Policies;
using Matching.Core.Orders;

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

        pages.MapMethods("/", GetOrHead, (Database database, CallContext context, TimeProvider clock, Rulings rulings) =>
        {
            if (!context.Caller.IsSignedIn)
                return (IResult)Page<WelcomePage>(new { });
            context.ActBy(context.Caller.As(Roles.SignedIn) is { Count: > 0 } grants ? grants : context.Caller.As(Roles.Anybody), Sight.By(context.Caller.Grants, rulings));
            return Page<StartPage>(new { Model = database.Read(session => StartModel.Load(session, context, clock.GetUtcNow())) });
        }).ForAnybody();

        pages.MapMethods("/match-runs/last", GetOrHead, (Database database, KnownAreas areas, CallContext context) =>
            Page<HomePage>(new { Model = database.Read(session => HomeModel.Load(session, areas, context.Sight)) })).For(Roles.Grid.And(Role.Auditor));

        pages.MapMethods("/offers", GetOrHead, async (IMediator mediator, string? q, string? area, string? category, string? cursor) =>
        {
            var page = await mediator.Send(new ListOffers(area, null, category, null, q, PageWanted.From(cursor, 50)));
            return List("Page.Offers", "/offers", q, page.Next, Filters(("q", q), ("area", area), ("category", category)),
                ["Field.Code", "Field.Title", "Thing.Unit", "Field.Category", "Field.Kind"],
                page.Items.Select(o => new[] { o.Code, o.Title, o.UnitName, string.Join(' ', o.CategoryNames), Words.Of(o.Kind) }));
        }).For(SeeingOffers);

        pages.MapMethods("/orders", GetOrHead, async (IMediator mediator, string? q, string? area, string? state, string? unit, string? cursor) =>
        {
            var page = await mediator.Send(new ListOrders(area, Choice.Of<OrderState>(state), null, unit, null, null, q, PageWanted.From(cursor, 50)));
            return List("Page.Orders", "/orders", q, page.Next, Filters(("q", q), ("area", area), ("state", state), ("unit", unit)),
                ["Field.Code", "Thing.Demand", "Thing.Unit", "Thing.Offer", "Field.Window", "Field.Quantity2", "Field.State"],
                page.Items.Select(o => new[] { o.Code, o.DemandTitle, o.UnitName, o.OfferTitle, PageText.Time(o.SlotStart), $"{o.Quantity} {o.UnitOfQuantity}", o.StateName }));
        }).For(Seeing);

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
