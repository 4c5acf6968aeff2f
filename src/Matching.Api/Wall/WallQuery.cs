using System.Globalization;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Policies;
using Matching.Api.Reports;
using Matching.Core.Reports;

namespace Matching.Api.Wall;

/// <summary>Reads the wall: this quarter's figures of the whole store, and the latest events without anybody in them.</summary>
internal sealed class WallQuery(Database database, Rulings rulings, KnownAreas areas)
{
    private const int MostEvents = 8;

    /// <summary>How far back in the history the latest events are looked for.</summary>
    private const int Reach = 2_000;

    public const string SelectLast = "select coalesce(max(seq), 0) from event";

    private const string SelectCommunities = $"""
        select substr(d.area, 1, 12) as community, count(*) as filed,
            sum(case when {ReportFactsQuery.HasAcceptedOrder} then 1 else 0 end) as met,
            sum(case when {UnmetQuery.IsUnmet} then 1 else 0 end) as unmet,
            sum(case when {UnmetQuery.Limit} < @Now and {ReportFactsQuery.HasAcceptedOrder} then 1 else 0 end) as met_past_limit
        from demand d
        where d.filed_at >= @From and d.filed_at < @Until and d.state not in ('Merged', 'Withdrawn', 'Rejected')
        group by substr(d.area, 1, 12)
        """;

    private const string SelectCategories = $"""
        select d.category, count(*) as filed, sum(case when {ReportFactsQuery.HasAcceptedOrder} then 1 else 0 end) as met, sum(case when {UnmetQuery.IsUnmet} then 1 else 0 end) as unmet
        from demand d
        where d.filed_at >= @From and d.filed_at < @Until and d.state not in ('Merged', 'Withdrawn', 'Rejected')
        group by d.category
        """;

    private const string CountCompleted = "select count(*) from service_order where completed_at >= @From and completed_at < @Until and state in ('Completed', 'Visited', 'Closed')";

    private const string SelectEvents = """
        select e.seq as event, e.at, e.act, d.area, d.category
        from event e
        join demand d on d.code = e.subject
        where e.seq > @After and e.act in ('File', 'Confirm')
        union all
        select e.seq as event, e.at, e.act, d.area, d.category
        from event e
        join service_order o on o.code = e.subject
        join demand d on d.code = o.demand
        where e.seq > @After and e.act in ('Issue', 'Accept', 'Complete')
        order by event desc
        limit @Most
        """;

    private static readonly string Build = typeof(WallQuery).Assembly.ManifestModule.ModuleVersionId.ToString("N");

    public long Last() => database.Read(session => session.Scalar<long>(SelectLast));

    /// <summary>The wall in both languages, of one snapshot.</summary>
    public (WallView Chinese, WallView English) Read(DateTimeOffset now) => database.Read(session =>
    {
        var period = ReportPeriod.QuarterOf(now);
        var last = session.Scalar<long>(SelectLast);
        var communities = session.Query<CommunityRow>(SelectCommunities, new { Now = now, period.From, period.Until });
        var categories = Categories(session.Query<CategoryRow>(SelectCategories, new { Now = now, period.From, period.Until }));
        var completed = session.Scalar<long>(CountCompleted, new { period.From, period.Until });
        var places = KnownTiles.Of(session, areas);
        var events = session.Query<HappenedRow>(SelectEvents, new { After = last - Reach, Most = MostEvents });
        var tiles = Tiles(places, communities);
        return (In(Words.Chinese), In(Words.English));

        WallView In(CultureInfo language) => Said(language, () => new WallView(last, now, Build, period.Code, Numbers(communities, completed), tiles, [.. events.Select(Happened)]) { Categories = categories });
    });

    private static WallView Said(CultureInfo language, Func<WallView> view)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = language;
        try
        {
            return view();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    private static IReadOnlyList<WallNumber> Numbers(IReadOnlyList<CommunityRow> communities, long completed)
    {
        var (unmet, metPastLimit) = (communities.Sum(row => row.Unmet), communities.Sum(row => row.MetPastLimit));
        return
        [
            Number("Filed", communities.Sum(row => row.Filed)), new WallNumber("Match", Words.Of(RateName.Match), ReportTables.Percent(new Rate(2 * metPastLimit, metPastLimit + unmet).Value)),
            Number("Unmet", unmet), Number("Completed", completed),
        ];
    }

    private static WallNumber Number(string key, long count) => new(key, Words.Say($"Wall.{key}"), count.ToString(CultureInfo.InvariantCulture));

    private IReadOnlyList<WallTile> Tiles(IReadOnlyList<Core.Grid.TilePlace> places, IReadOnlyList<CommunityRow> communities)
    {
        var rows = communities.ToDictionary(row => row.Community, StringComparer.Ordinal);
        return [.. places.Select(place => rows.GetValueOrDefault(place.Community, new CommunityRow()) is var row
            ? new WallTile(place.Community, areas.PathOf(place.Community), place.Row, place.Column, ReportTables.Percent(row.Rate), (int)row.Met, (int)(row.Filed - row.Met - row.Unmet), (int)row.Unmet, RateSteps.Of(row.Rate)) : null!)];
    }

    private IReadOnlyList<WallBar> Categories(IReadOnlyList<CategoryRow> rows) => [.. rulings.Categories.Where(category => string.IsNullOrEmpty(category.Parent))
        .Select(top => (top.Code, top.Name, Rows: rows.Where(row => rulings.TopOf(row.Category) == top.Code).ToList()))
        .Select(top => new WallBar(top.Code, top.Name, (int)top.Rows.Sum(row => row.Met), (int)top.Rows.Sum(row => row.Filed - row.Met - row.Unmet), (int)top.Rows.Sum(row => row.Unmet)))];

    private WallEvent Happened(HappenedRow row) => new(row.Event, row.At, Words.Say($"Wall.{row.Act}", areas.PathOf(ReportFactsQuery.CommunityOf(row.Area)), rulings.NameOf(row.Category)));

    private sealed record CommunityRow
    {
        public string Community { get; init; } = "";

        public long Filed { get; init; }

        public long Met { get; init; }

        public long Unmet { get; init; }

        public long MetPastLimit { get; init; }

        public double? Rate => new Rate(2 * MetPastLimit, MetPastLimit + Unmet).Value;
    }

    private sealed record CategoryRow
    {
        public string Category { get; init; } = "";

        public long Filed { get; init; }

        public long Met { get; init; }

        public long Unmet { get; init; }
    }

    private sealed record HappenedRow
    {
        public long Event { get; init; }

        public DateTimeOffset At { get; init; }

        public string Act { get; init; } = "";

        public string Area { get; init; } = "";

        public string Category { get; init; } = "";
    }
}
