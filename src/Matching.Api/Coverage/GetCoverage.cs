using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Reports;
using Matching.Core.Grid;
using Matching.Core.Reports;

namespace Matching.Api.Coverage;

/// <summary>The holes of the net (覆盖图) below a node, part by part.</summary>
/// <param name="Area">Code of a street, community or estate; null = all that is seen, by community.</param>
/// <param name="Days">Without a demand a building is quiet, without an order a unit unused.</param>
internal sealed record GetCoverage(string? Area, int Days) : IRequest<CoverageView>;

/// <summary>What a number of the coverage counts, one by one.</summary>
internal sealed record ListCoverage(string? Area, int Days, CoverageGap Gap, bool All, PageWanted Page) : IRequest<CoverageList>;

/// <param name="Rows">The communities, estates or buildings below the node, by code.</param>
public sealed record CoverageView(DateTimeOffset AsOf, int Days, string? Area, string? AreaName, CoverageRow Whole, IReadOnlyList<CoverageRow> Rows)
{
    /// <summary>What the rows are: communities, estates or buildings.</summary>
    public AreaLevel Level => Rows.Count == 0 ? AreaLevel.Community : (AreaLevel)Rows[0].Code.Length;
}

public sealed record CoverageRow(string Code, string Name, IReadOnlyList<CoverageCount> Counts);

/// <param name="Missing">Of so many something is missing; <paramref name="Query"/> opens them, with <c>all=true</c> all that were asked about.</param>
public sealed record CoverageCount(CoverageGap Gap, string Name, int Missing, int Of, string Query)
{
    /// <summary>Share that is covered; null where nothing is asked about.</summary>
    public double? Covered => Of == 0 ? null : (double)(Of - Missing) / Of;
}

public sealed record CoverageList(CoverageGap Gap, string Title, int Count, IReadOnlyList<CoverageItem> Items, string? Next);

/// <param name="Kind">Building, Estate or Unit.</param>
public sealed record CoverageItem(string Kind, string Code, string Name, string Place, bool Missing);

internal sealed class GetCoverageHandler(Database database, CallContext context, KnownAreas areas, TimeProvider clock) : IRequestHandler<GetCoverage, CoverageView>, IRequestHandler<ListCoverage, CoverageList>
{
    private const string SelectUnitNames = "select code as unit, name from unit where @codes like '%;' || code || ';%'";

    public Task<CoverageView> Handle(GetCoverage request, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var facts = database.Read(session => CoverageFactsQuery.Load(session, context.Sight, areas, request.Area, now.AddDays(-request.Days), now));
        var gaps = Enum.GetValues<CoverageGap>().ToDictionary(gap => gap, gap => Core.Reports.Coverage.Of(facts, gap));
        var below = request.Area?.Length switch { null or (int)AreaLevel.Street => AreaLevel.Community, (int)AreaLevel.Community => AreaLevel.Estate, _ => AreaLevel.Building };
        return Task.FromResult(new CoverageView(now, request.Days, request.Area, request.Area is { } area ? areas.PathOf(area) : null, Row(request.Area ?? "", request.Days, gaps),
            [.. facts.Areas.Where(node => node.Level == below).Order().Select(node => Row(node.Value, request.Days, gaps))]));
    }

    public Task<CoverageList> Handle(ListCoverage request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var now = clock.GetUtcNow();
        var subjects = Core.Reports.Coverage.Of(CoverageFactsQuery.Load(session, context.Sight, areas, request.Area, now.AddDays(-request.Days), now), request.Gap).Where(subject => request.All || subject.IsMissing).ToList();
        var skipped = (int)Math.Min(request.Page.After, subjects.Count);
        var page = subjects.Skip(skipped).Take(request.Page.Limit).ToList();
        var names = request.Gap == CoverageGap.UnusedUnit && page.Count > 0
            ? session.Query<NameRow>(SelectUnitNames, new { codes = $";{ValueText.Join(page.Select(unit => unit.Code))};" }).ToDictionary(row => row.Unit, row => row.Name, StringComparer.Ordinal) : [];
        return new CoverageList(request.Gap, Words.Of(request.Gap), subjects.Count, [.. page.Select(subject => Item(subject, names))],
            skipped + page.Count < subjects.Count ? (skipped + page.Count).ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
    }));

    private CoverageRow Row(string node, int days, IReadOnlyDictionary<CoverageGap, IReadOnlyList<CoverageSubject>> gaps) => new(node, node.Length == 0 ? Words.Say("Report.AllAreas") : areas.PathOf(node),
        [.. gaps.Select(gap => (gap.Key, Subjects: gap.Value.Where(subject => subject.Area.StartsWith(node, StringComparison.Ordinal)).ToList()))
            .Select(gap => new CoverageCount(gap.Key, Words.Of(gap.Key), gap.Subjects.Count(subject => subject.IsMissing), gap.Subjects.Count, QueryText.Of(("gap", gap.Key), ("area", node), ("days", days))))]);

    private CoverageItem Item(CoverageSubject subject, Dictionary<string, string> units) => units.TryGetValue(subject.Code, out var unit)
        ? new CoverageItem("Unit", subject.Code, unit, areas.PathOf(subject.Area), subject.IsMissing)
        : new CoverageItem(((AreaLevel)subject.Code.Length).ToString(), subject.Code, areas.PathOf(subject.Code), areas.PathOf(subject.Code[..(int)AreaLevel.Community]), subject.IsMissing);

    private sealed record NameRow
    {
        public string Unit { get; init; } = "";

        public string Name { get; init; } = "";
    }
}
