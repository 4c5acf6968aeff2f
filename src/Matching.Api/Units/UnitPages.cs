using MediatR;
using Matching.Api.Access;
using Matching.Api.Agreements;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Core.Grid;
using Matching.Core.Units;

namespace Matching.Api.Units;

/// <summary>The units: the list, and one with its record, pairings and agreements.</summary>
internal static class UnitPages
{
    private const int MostRows = 50;

    private static readonly FormFields Filtering = new(("q", "Field.Search"), ("kind", "Unit.Kind"), ("community", "Unit.PairedWith"));

    private static readonly FormFields Pairing = new(("community", "Field.Community"), ("ring", "Unit.Ring"), ("pairing", "Unit.PairedWith"), ("reason", "Field.Reason"), ("why", "Field.Reason"), ("member", "Group.UnitCode"), ("membership", "Group.Member"), ("left", "Field.Reason"));

    public static void MapUnitPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/units", async (HttpContext http, IMediator mediator, KnownAreas areas, string? q, string? kind, string? community, string? cursor) => PageEndpoints.Page<UnitsPage>(new
        {
            List = await mediator.Send(new BrowseUnits(q, Choice.Of<UnitKind>(kind), community is { Length: > 0 } ? community : null, PageWanted.From(cursor, MostRows))),
            Form = FormState.Blank(Filtering, ("q", q), ("kind", kind), ("community", community)), Address = PageAddress.Of(http.Request), Communities = CommunitiesOf(areas, _ => true),
        })).For(UnitEndpoints.Reading);

        routes.MapPage("/units/{unit}", (string unit, HttpContext http) => Show(http, unit, FormState.Blank(Pairing))).For(UnitEndpoints.Reading);

        routes.MapFormPost("/units/{unit}/pair", Pairing, async post =>
        {
            var community = post.Form.Required("community");
            post.Form.Required("ring");
            await post.SendOnce(new PairUnit(post.Route("unit"), community, post.Form.Choice<Ring>("ring") ?? Ring.PanCore));
            return new SeeOther($"/units/{post.Route("unit")}");
        }, Again).For(Roles.Committee);

        routes.MapFormPost("/units/{unit}/end-pairing", Pairing, async post =>
        {
            var (community, reason) = (post.Form.Required("pairing"), post.Form.Required("reason"));
            await post.SendOnce(new EndPairing(post.Route("unit"), community, reason));
            return new SeeOther($"/units/{post.Route("unit")}");
        }, Again).For(Roles.Committee);

        routes.MapFormPost("/units/{unit}/members", Pairing, async post =>
        {
            await post.SendOnce(new JoinGroup(post.Route("unit"), post.Form.Required("member")));
            return new SeeOther($"/units/{post.Route("unit")}");
        }, Again).For(UnitEndpoints.Grouping);

        routes.MapFormPost("/units/{unit}/end-membership", Pairing, async post =>
        {
            var (member, why) = (post.Form.Required("membership"), post.Form.Required("left"));
            await post.SendOnce(new LeaveGroup(post.Route("unit"), member, why));
            return new SeeOther($"/units/{post.Route("unit")}");
        }, Again).For(UnitEndpoints.Grouping);

        MapSwitch(routes, "suspend", (unit, why) => new SuspendUnit(unit, why));
        MapSwitch(routes, "resume", (unit, why) => new ResumeUnit(unit, why));
    }

    private static void MapSwitch(IEndpointRouteBuilder routes, string act, Func<string, string, IRequest<UnitDetail>> request) =>
        routes.MapFormPost($"/units/{{unit}}/{act}", Pairing, async post =>
        {
            await post.SendOnce(request(post.Route("unit"), post.Form.Required("why")));
            return new SeeOther($"/units/{post.Route("unit")}");
        }, Again).For([Role.Street]);

    public static IReadOnlyList<Option> CommunitiesOf(KnownAreas areas, Func<string, bool> wanted) =>
        [.. areas.All().Where(place => place.Code.Level == AreaLevel.Community && wanted(place.Code.Value)).Select(place => new Option(place.Code.Value, place.Name))];

    private static Task<IResult> Again(FormPost post) => Show(post.Http, post.Route("unit"), post.Form);

    private static async Task<IResult> Show(HttpContext http, string code, FormState form)
    {
        var services = http.RequestServices;
        var (context, detail) = (services.GetRequiredService<CallContext>(), await services.GetRequiredService<IMediator>().Send(new GetUnit(code)));
        return PageEndpoints.Page<UnitPage>(new
        {
            Detail = detail, Form = form, Places = CommunitiesOf(services.GetRequiredService<KnownAreas>(), community => UnitViews.MayManage(context, community)),
            MayDraft = context.Caller.Grants.Any(grant => grant.Unit == code || AgreementEndpoints.Sides.Contains(grant.Role)) && detail.Pairings.Any(pairing => pairing.MayManage || context.Sight.SeesUnit(code)),
        });
    }
}
