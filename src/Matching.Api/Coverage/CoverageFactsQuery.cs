using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Core.Grid;
using Matching.Core.Reports;

namespace Matching.Api.Coverage;

/// <summary>Reads what coverage is counted from, as far as the caller sees the grid.</summary>
internal static class CoverageFactsQuery
{
    private const string SelectGrants = "select distinct area from role_grant where role = @role and area is not null and starts_at <= @now and (ends_at is null or ends_at > @now)";

    private const string SelectVenues = """
        select areas
        from offer
        where kind = 'Venue' and state = 'Published' and areas <> '' and (valid_from is null or valid_from <= @now) and (valid_until is null or valid_until > @now)
        """;

    private const string SelectFiled = "select distinct d.area from demand d where d.filed_at >= @since and d.filed_at <= @now and d.state <> 'Rejected'";

    private const string SelectUnits = """
        select u.code, u.area, case when exists (select 1 from service_order o where o.unit = u.code and o.accepted_at >= @since) then 1 else 0 end as is_used
        from unit u
        where u.suspended = 0
        order by u.code
        """;

    public static CoverageFacts Load(Session session, Sight sight, KnownAreas areas, string? area, DateTimeOffset since, DateTimeOffset now)
    {
        bool IsAsked(string node) => node.StartsWith(area ?? "", StringComparison.Ordinal) && sight.CoversArea(node);
        var units = session.Query<UnitRow>(SelectUnits, new { since }).ToList();
        var venues = session.Query<string>(SelectVenues, new { now }).SelectMany(ValueText.Split);
        return new CoverageFacts(
            [.. areas.All().Select(node => node.Code).Where(node => IsAsked(node.Value))], Grants(session, Role.Lead, now), Grants(session, Role.Branch, now),
            [.. units.Select(unit => unit.Area).Concat(venues)], session.Query<string>(SelectFiled, new { since, now }),
            [.. units.Where(unit => IsAsked(unit.Area)).Select(unit => new CoverageUnit(unit.Code, unit.Area, unit.IsUsed))]);
    }

    private static IReadOnlyList<string> Grants(Session session, Role role, DateTimeOffset now) => session.Query<string>(SelectGrants, new { role = role.ToString(), now });

    private sealed record UnitRow
    {
        public string Code { get; init; } = "";

        public string Area { get; init; } = "";

        public bool IsUsed { get; init; }
    }
}
