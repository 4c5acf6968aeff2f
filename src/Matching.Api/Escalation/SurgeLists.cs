using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Escalation;
using Matching.Core.Grid;

namespace Matching.Api.Escalation;

/// <summary>The emergencies of the caller's streets, newest first.</summary>
internal sealed record ListSurges : IRequest<IReadOnlyList<SurgeView>>;

/// <summary>Demands to be pooled in an emergency: those of one category in one building or, where none is named, one estate.</summary>
internal sealed record PoolByBuilding(string Area) : IRequest<IReadOnlyList<BuildingPool>>;

/// <param name="Into">The demand that was filed first; each other is merged by POST /api/demands/{code}/merge.</param>
public sealed record BuildingPool(AreaCode Place, string PlaceName, string Category, string CategoryName, PoolMember Into, IReadOnlyList<PoolMember> Members);

/// <summary>Three shifts a day of each estate's leads (值班表).</summary>
internal sealed record GetRoster(string Area, DateOnly? From, int Days, int Posts) : IRequest<Roster>;

public sealed record Roster(string Area, DateOnly From, IReadOnlyList<EstateRoster> Estates);

/// <param name="OnDuty">Accounts' display names.</param>
public sealed record EstateRoster(AreaCode Estate, string Place, IReadOnlyList<Shift> Shifts);

internal sealed class SurgeListsHandler(Database database, CallContext context, Rulings rulings, KnownAreas areas, TimeProvider clock) :
    IRequestHandler<ListSurges, IReadOnlyList<SurgeView>>, IRequestHandler<PoolByBuilding, IReadOnlyList<BuildingPool>>, IRequestHandler<GetRoster, Roster>
{
    private const string WhereMergeable = $"""

        where {Sight.OfDemands} and d.state in ('Filed', 'Open', 'Escalated') and d.held = 0 and d.pooled = 0 and d.area like @Area escape '!'
        order by d.seq
        """;

    private const string SelectLeads = """
        select distinct substr(g.area, 1, 15) as estate, a.name, a.display
        from role_grant g
        join account a on a.name = g.account
        where g.role = 'Lead' and a.state = 'Active' and length(g.area) >= 15 and g.area like @Area escape '!'
            and g.starts_at <= @Now and (g.ends_at is null or g.ends_at > @Now)
        order by estate, a.name
        """;

    public Task<IReadOnlyList<SurgeView>> Handle(ListSurges request, CancellationToken stop) => Task.FromResult<IReadOnlyList<SurgeView>>(
        [.. database.Read(session => session.Query<SurgeRow>(SurgeRow.Select + "\norder by id desc")).Where(row => context.Sight.Touches(row.Street)).Select(row => row.View)]);

    public Task<IReadOnlyList<BuildingPool>> Handle(PoolByBuilding request, CancellationToken stop)
    {
        var rows = database.Read(session => session.Query<DemandRow>(DemandRow.Select + WhereMergeable, context.Sight.With(new { Area = LikePattern.StartingWith(request.Area) ?? "%" })));
        var pools =
            from row in rows
            group row by (row.Area, row.Category) into matter
            where matter.Count() > 1
            orderby matter.Count() descending, matter.First().Seq
            select new BuildingPool(new AreaCode(matter.Key.Area), areas.PathOf(matter.Key.Area), matter.Key.Category, rulings.NameOf(matter.Key.Category), MemberOf(matter.First()),
                [.. matter.Skip(1).Select(MemberOf)]);
        return Task.FromResult<IReadOnlyList<BuildingPool>>([.. pools]);
    }

    /// <exception cref="NotAllowedException">The area is not the caller's.</exception>
    public Task<Roster> Handle(GetRoster request, CancellationToken stop)
    {
        if (!context.Sight.CoversArea(request.Area))
            throw new NotAllowedException("outside-your-area");
        var from = request.From ?? ChinaTime.DayOf(clock.GetUtcNow());
        var leads = database.Read(session => session.Query<LeadRow>(SelectLeads, new { Area = LikePattern.StartingWith(request.Area) ?? "%", Now = clock.GetUtcNow() }));
        return Task.FromResult(new Roster(request.Area, from, [.. leads.GroupBy(lead => lead.Estate).Select(estate => new EstateRoster(
            new AreaCode(estate.Key), areas.PathOf(estate.Key), ShiftRoster.Of([.. estate.Select(lead => lead.Display)], from, request.Days, request.Posts)))]));
    }

    private static PoolMember MemberOf(DemandRow row) => new(row.Code, row.Title, new AreaCode(row.Area), row.Quantity, row.FiledAt);

    private sealed record LeadRow
    {
        public string Estate { get; init; } = "";

        public string Name { get; init; } = "";

        public string Display { get; init; } = "";
    }
}

internal static class SurgeEndpoints
{
    private const int MostDays = 31;
    private const int MostPosts = 20;

    public static void MapSurge(this IEndpointRouteBuilder routes)
    {
        var surge = routes.MapGroup("/api/surge").WithTags("Surge");

        surge.MapGet("", async (IMediator mediator) => TypedResults.Ok(await mediator.Send(new ListSurges())))
            .For(Roles.Grid.And(Role.Auditor))
            .Describe("Emergencies", "Running and past ones of the caller's streets, newest first.");

        surge.MapPost("/begin", async (BeginSurge body, IMediator mediator, Rulings rulings) => TypedResults.Ok(await Switched(mediator, rulings, body)))
            .For([Role.Street])
            .Describe("Begin an emergency", "应急: one switch shortens the street's clocks and opens the hall to all at once.", """{"street":"440699001","reason":"台风登陆"}""");

        surge.MapPost("/end", async (EndSurge body, IMediator mediator, Rulings rulings) => TypedResults.Ok(await Switched(mediator, rulings, body)))
            .For([Role.Street])
            .Describe("End an emergency", "Every clock and ring is as it would have been.", """{"street":"440699001","reason":"台风警报解除"}""");

        surge.MapGet("/pools", async (IMediator mediator, string area) => TypedResults.Ok(await mediator.Send(new PoolByBuilding(area))))
            .For(Roles.Grid)
            .Describe("Pools by building", "Demands of one category in one building, largest group first; merge each member into the first.");

        surge.MapGet("/roster", async (IMediator mediator, string area, DateOnly? from, int? days, int? posts) => TypedResults.Ok(await mediator.Send(RosterOf(area, from, days, posts))))
            .For(Roles.Grid)
            .Describe("Shift roster", "值班表: three shifts a day of each estate's leads, who take turns.");
    }

    /// <exception cref="BadHttpRequestException">Days or posts are out of range.</exception>
    internal static GetRoster RosterOf(string area, DateOnly? from, int? days, int? posts)
    {
        if (days is < 1 or > MostDays)
            throw new BadHttpRequestException(Words.Say("Csv.Whole", days, 1, MostDays));
        if (posts is < 1 or > MostPosts)
            throw new BadHttpRequestException(Words.Say("Csv.Whole", posts, 1, MostPosts));
        return new GetRoster(area, from, days ?? 7, posts ?? 1);
    }

    private static async Task<SurgeView> Switched(IMediator mediator, Rulings rulings, ICommand<SurgeView> command)
    {
        var view = await mediator.Send(command);
        rulings.Forget();
        return view;
    }
}
