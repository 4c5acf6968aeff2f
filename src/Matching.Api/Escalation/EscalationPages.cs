using MediatR;
using Matching.Api.Access;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Api.Pages;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Escalation;
using Matching.Core.Grid;

namespace Matching.Api.Escalation;

/// <summary>The worklist, a demand's clocks, the hall with its claim, the switch of an emergency, and the roster.</summary>
internal static class EscalationPages
{
    private const int MostRows = 50;

    private static readonly FormFields Claiming = new(("offer", "Thing.Offer"), ("slotStart", "Field.Window"));

    private static readonly FormFields Switching = new(("reason", "Surge.Reason"));

    public static void MapEscalationPages(this IEndpointRouteBuilder routes)
    {
        MapWorklist(routes);
        MapHallPages(routes);
        MapSurgePages(routes);
    }

    private static void MapWorklist(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/worklist", async (HttpContext http, IMediator mediator, Rulings rulings, string? rung, string? clock, string? studio, string? mine) =>
        {
            var standing = Choice.Of<ClockStanding>(clock);
            var list = await mediator.Send(new GetWorklist(Choice.Of<Rung>(rung), standing, string.IsNullOrEmpty(studio) ? null : studio, mine == "true", MostRows));
            return PageEndpoints.Page<WorklistPage>(new
            {
                List = list, Address = PageAddress.Of(http.Request), Clock = standing, Studios = (IReadOnlyList<string>)[.. rulings.Categories.Select(category => category.Studio).Distinct().Order(StringComparer.Ordinal)],
                Form = FormState.Blank(FormFields.None, ("rung", rung), ("studio", studio), ("mine", mine)),
            });
        }).For(Roles.Grid.And(Role.Auditor));

        routes.MapPage("/demands/{code}/clocks", async (string code, IMediator mediator) => PageEndpoints.Page<ClocksPage>(new { View = await mediator.Send(new GetClocks(code)) }))
            .For(Roles.Grid.And(Role.Auditor), Subject.Demand);
    }

    private static void MapHallPages(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/hall", async (IMediator mediator) => PageEndpoints.Page<HallPage>(new { Hall = await mediator.Send(new ListHall(null, MostRows)) })).For([Role.Unit]);

        routes.MapPage("/hall/{code}/claim", async (string code, IMediator mediator, Rulings rulings) =>
        {
            var entry = await EntryOf(mediator, code) ?? throw new RuleBrokenException("demand-not-takeable");
            return Claim(code, entry, FormState.Blank(Claiming, ("offer", entry.Offer), ("slotStart", ChinaTime.Text(entry.SlotStart))), rulings);
        }).For([Role.Unit]);

        routes.MapFormPost("/hall/{code}/claim", Claiming, async post =>
        {
            var start = post.Form.Instant("slotStart");
            var offer = post.Form.Required("offer");
            post.Check();
            var order = await post.SendOnce(new TakeDemand(post.Route("code"), offer, start ?? throw new RuleBrokenException("demand-not-takeable")));
            return new SeeOther($"/orders/{order.Code}");
        }, post => Task.FromResult<IResult>(Claim(post.Route("code"), null, post.Form, post.Http.RequestServices.GetRequiredService<Rulings>()))).For([Role.Unit]);
    }

    private static void MapSurgePages(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/surge", async (HttpContext http, string? street) => await Surge(http, street, FormState.Blank(Switching))).For([Role.Street]);

        foreach (var isBegin in new[] { true, false })
        {
            routes.MapFormPost(isBegin ? "/surge/begin" : "/surge/end", Switching, async post =>
            {
                var (street, reason) = (post.Form.Text("street"), post.Form.Required("reason"));
                await post.SendOnce<SurgeView>(isBegin ? new BeginSurge(street, reason) : new EndSurge(street, reason));
                post.Http.RequestServices.GetRequiredService<Rulings>().Forget();
                return new SeeOther($"/surge?street={street}");
            }, async post => await Surge(post.Http, post.Form.Text("street"), post.Form)).For([Role.Street]);
        }

        routes.MapPage("/surge/roster", async (IMediator mediator, KnownAreas areas, CallContext context, string? area, DateOnly? from, int? days, int? posts) =>
        {
            var place = area ?? context.Caller.Grants.First(grant => Roles.Grid.Contains(grant.Role)).Area!;
            return PageEndpoints.Page<RosterPage>(new { Roster = await mediator.Send(SurgeEndpoints.RosterOf(place, from, days, posts)), Place = AreaCode.IsValid(place) ? areas.PathOf(place) : place });
        }).For(Roles.Grid);
    }

    private static async Task<HallEntry?> EntryOf(IMediator mediator, string code) =>
        (await mediator.Send(new ListHall(null, int.MaxValue))).Items.FirstOrDefault(entry => entry.Code == code);

    private static Microsoft.AspNetCore.Http.HttpResults.RazorComponentResult<ClaimPage> Claim(string code, HallEntry? entry, FormState form, Rulings rulings) => PageEndpoints.Page<ClaimPage>(new
    {
        Code = code, Entry = entry, Form = form, BeginHours = rulings.Policy.Clocks.BeginClaim.For(entry?.Urgency ?? Core.Demands.Urgency.Normal),
    });

    /// <exception cref="NotThereException">The caller has no such street.</exception>
    private static async Task<IResult> Surge(HttpContext http, string? wanted, FormState form)
    {
        var (mediator, areas, context) = (http.RequestServices.GetRequiredService<IMediator>(), http.RequestServices.GetRequiredService<KnownAreas>(), http.RequestServices.GetRequiredService<CallContext>());
        var streets = areas.All().Where(area => area.Code.Level == AreaLevel.Street && context.Sight.CoversArea(area.Code.Value)).Select(area => (Code: area.Code.Value, area.Name)).ToList();
        var street = streets.Find(street => string.IsNullOrEmpty(wanted) || street.Code == wanted) is { Code: not null } found ? found : throw new NotThereException("Area", wanted ?? "");
        var surges = (await mediator.Send(new ListSurges())).Where(surge => surge.Street == street.Code).ToList();
        var pools = surges.Exists(surge => surge.EndedAt is null) ? await mediator.Send(new PoolByBuilding(street.Code)) : [];
        return PageEndpoints.Page<SurgePage>(new
        {
            Street = street, Streets = (IReadOnlyList<(string, string)>)streets, Surges = (IReadOnlyList<SurgeView>)surges, Form = form, Pools = (IReadOnlyList<BuildingPool>)[.. pools.Take(MostRows)],
        });
    }
}
