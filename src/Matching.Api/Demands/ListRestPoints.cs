using MediatR;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Core.Grid;

namespace Matching.Api.Demands;

/// <summary>Where couriers (骑手) may rest: venues that are offered to them, or by category for it, with the next window in which they are open.</summary>
/// <param name="Area">Only what serves this place; null for all.</param>
internal sealed record ListRestPoints(string? Area) : IRequest<IReadOnlyList<RestPointView>>;

/// <param name="Places">The areas it serves, in words; empty for the whole street.</param>
public sealed record RestPointView(string Offer, string Title, string Detail, string UnitName, IReadOnlyList<string> Places, DateTimeOffset OpenFrom, DateTimeOffset OpenUntil);

internal sealed class ListRestPointsHandler(Database database, KnownAreas areas, TimeProvider clock) : IRequestHandler<ListRestPoints, IReadOnlyList<RestPointView>>
{
    private const int Most = 40;

    private const string Select = $"""
        select o.code, o.title, o.detail, o.areas, u.name as unit_name, s.start_at, s.end_at
        from offer o
        join unit u on u.code = o.unit
        join slot s on s.id = (select x.id from slot x where x.offer = o.code and x.end_at > @Now order by x.start_at limit 1)
        where o.kind = 'Venue' and o.state = 'Published' and u.suspended = 0 and (o.valid_from is null or o.valid_from <= @Now) and (o.valid_until is null or o.valid_until > @Now)
            and (';' || o.audience || ';' like '%;{CourierPages.Audience};%'
                or (o.audience = '' and exists (select 1 from category k where k.name like '%{CourierPages.Audience}%' and ';' || o.categories || ';' like '%;' || k.code || ';%')))
            and {Offers.OfferPlace.Serves}
        order by s.start_at, o.code
        limit @Most
        """;

    public Task<IReadOnlyList<RestPointView>> Handle(ListRestPoints request, CancellationToken stop)
    {
        var values = new Dapper.DynamicParameters(new { Now = clock.GetUtcNow(), Most });
        values.AddDynamicParams(Offers.OfferPlace.Values(request.Area));
        return Task.FromResult<IReadOnlyList<RestPointView>>([.. database.Read(session => session.Query<PointRow>(Select, values)).Select(View)]);
    }

    private RestPointView View(PointRow row) =>
        new(row.Code, row.Title, row.Detail, row.UnitName, [.. ValueText.Split(row.Areas).Where(AreaCode.IsValid).Select(areas.PathOf)], row.StartAt, row.EndAt);

    private sealed record PointRow
    {
        public string Code { get; init; } = "";

        public string Title { get; init; } = "";

        public string Detail { get; init; } = "";

        public string Areas { get; init; } = "";

        public string UnitName { get; init; } = "";

        public DateTimeOffset StartAt { get; init; }

        public DateTimeOffset EndAt { get; init; }
    }
}
