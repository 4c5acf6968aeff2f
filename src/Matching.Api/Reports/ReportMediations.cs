using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Core.Orders;

namespace Matching.Api.Reports;

/// <summary>Counts how the mediations (调解) that were completed in a period ended, by community.</summary>
internal static class ReportMediations
{
    private const int CommunityLength = 12;

    private const string Select = $"""
        select o.code, d.area, o.mediation as outcome
        from service_order o
        join demand d on d.code = o.demand
        join category k on k.code = d.category
        where {Sight.OfOrders} and {ReportFactsQuery.InScope} and {ReportFactsQuery.OfOrders}
            and k.mediates = 1 and o.state in ('Completed', 'Visited', 'Closed') and o.completed_at >= @From and o.completed_at < @Until
        order by o.seq
        """;

    public static IReadOnlyList<MediationLine> Of(Session session, Sight sight, ReportScope scope, KnownAreas areas, DateTimeOffset now) =>
    [
        .. Rows(session, sight, scope, now).GroupBy(row => row.Community).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new MediationLine(
            group.Key, areas.PathOf(group.Key), [.. Enum.GetValues<MediationOutcome>().Select(outcome => group.Count(row => row.Outcome == outcome))], group.Count(row => row.Outcome is null),
            scope.Query(("mediations", true), ("community", group.Key)))),
    ];

    /// <summary>The orders that a number of the table counts.</summary>
    public static IReadOnlyList<string> Codes(Session session, Sight sight, ReportScope scope, RecordsWanted wanted, DateTimeOffset now) =>
        [.. Rows(session, sight, scope, now).Where(row => (wanted.Community is null || row.Community == wanted.Community) && (wanted.Mediation is null || row.Outcome == wanted.Mediation)).Select(row => row.Code)];

    private static IReadOnlyList<MediationRow> Rows(Session session, Sight sight, ReportScope scope, DateTimeOffset now) =>
        session.Query<MediationRow>(Select, ReportFactsQuery.Values(sight, scope, now));

    private sealed record MediationRow
    {
        public string Code { get; init; } = "";

        public string Area { get; init; } = "";

        public MediationOutcome? Outcome { get; init; }

        public string Community => Area[..Math.Min(Area.Length, CommunityLength)];
    }
}
