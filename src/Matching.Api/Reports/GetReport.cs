using MediatR;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Offers;
using Matching.Core.Reports;

namespace Matching.Api.Reports;

/// <summary>The report on a stretch of time (匹配报告): rates with n and interval, where and what, what is missing, what sleeps.</summary>
internal sealed record GetReport(ReportScope Scope) : IRequest<ReportView>;

/// <param name="AsOf">When the lists were read (数据截至): states are those of that instant, also for a period gone by.</param>
/// <param name="Rates">The four headline rates first.</param>
/// <param name="Demands">Those filed in the period and counted; each breakdown of them adds up to it.</param>
/// <param name="LeftOut">Filed in the period, and in no rate.</param>
/// <param name="Orders">Orders accepted in the period, by what was needed and what kind of offer served.</param>
public sealed record ReportView(
    string Period, string Before, string After, DateTimeOffset From, DateTimeOffset Until, DateTimeOffset AsOf, string? Area, string? AreaName, string? Category, string? CategoryName,
    IReadOnlyList<RateView> Rates, StandingView Demands, IReadOnlyList<CountView> LeftOut, IReadOnlyList<StandingView> Communities, IReadOnlyList<StandingView> Categories,
    IReadOnlyList<StandingView> Weeks, IReadOnlyList<HeatCell> Orders, IReadOnlyList<GapGroup> Gaps, IReadOnlyList<DormantView> Dormant);

/// <param name="Value">Numerator ÷ n, null where n is 0; <paramref name="Low"/> and <paramref name="High"/> the ends of its 95 % interval (Wilson).</param>
/// <param name="Change">Value less that of the period before, null where either has none.</param>
/// <param name="Query">Opens the records that n counts; with <c>part=Numerator</c> those of the numerator.</param>
public sealed record RateView(
    RateName Rate, string Name, double Numerator, long N, double? Value, double? Low, double? High, double? ValueBefore, long NBefore, double? Change, string Query);

/// <summary>Demands of one place, category or week.</summary>
/// <param name="Key">Code of the community or category; the week's Monday.</param>
/// <param name="MetPastLimit">Those met whose response limit is past: with the unmet they are what the match rate counts.</param>
/// <param name="Query">Opens them all; with <c>standing=</c> Met, Pending or Unmet those.</param>
public sealed record StandingView(string Key, string Name, int Met, int Pending, int Unmet, int MetPastLimit, string Query)
{
    public int All => Met + Pending + Unmet;

    /// <summary>Null where no limit is past yet.</summary>
    public double? MatchRate => new Rate(2L * MetPastLimit, MetPastLimit + Unmet).Value;
}

public sealed record CountView(string Key, string Name, int Count, string Query);

public sealed record HeatCell(string Category, string CategoryName, OfferKind Kind, string KindName, int Orders, string Query);

/// <param name="Days">Since it was last used, or published where it never was.</param>
public sealed record DormantView(string Offer, string Title, string Unit, string UnitName, DateTimeOffset PublishedAt, DateTimeOffset? LastUsedAt, int Days);

internal sealed class GetReportHandler(Database database, CallContext context, Rulings rulings, KnownAreas areas, TimeProvider clock) : IRequestHandler<GetReport, ReportView>
{
    private const int MostDormant = 100;

    private const string SelectDormant = """
        select o.code as offer, o.title, o.unit, u.name as unit_name
        from offer o
        join unit u on u.code = o.unit
        where @codes like '%;' || o.code || ';%'
        """;

    public Task<ReportView> Handle(GetReport request, CancellationToken stop)
    {
        var (scope, now) = (request.Scope, clock.GetUtcNow());
        return Task.FromResult(database.Read(session =>
        {
            var facts = ReportFactsQuery.Load(session, context.Sight, scope, now);
            var before = ReportFactsQuery.Load(session, context.Sight, scope with { Period = scope.Period.Before }, now);
            var unmet = UnmetQuery.Load(session, context.Sight, scope.Period, scope.Area, scope.Category, now);
            var groups = new DemandGroups(facts, scope, rulings, areas);
            return new ReportView(
                scope.Period.Code, scope.Period.Before.Code, scope.Period.After.Code, scope.Period.From, scope.Period.Until, now, scope.Area, scope.Area is { } area ? areas.PathOf(area) : null,
                scope.Category, scope.Category is { } category ? rulings.NameOf(category) : null,
                [.. Enum.GetValues<RateName>().Select(rate => View(rate, facts, before, scope))], groups.All, groups.LeftOut(), groups.ByCommunity(), groups.ByCategory(), groups.ByWeek(),
                groups.Heat(), ListUnmetHandler.Groups(unmet, now, ("period", scope.Period.Code), ("area", scope.Area), ("category", scope.Category)), Dormant(session, facts));
        }));
    }

    private RateView View(RateName name, ServiceFacts facts, ServiceFacts before, ReportScope scope)
    {
        var days = rulings.Policy.DormantDays;
        var (rate, earlier) = (Rate.Of(ServiceRates.Samples(name, facts, days)), Rate.Of(ServiceRates.Samples(name, before, days)));
        return new RateView(name, Words.Of(name), rate.Numerator, rate.N, rate.Value, rate.Low, rate.High, earlier.Value, earlier.N, rate.Value - earlier.Value, scope.Query(("rate", name)));
    }

    /// <summary>Offers that sleep, the longest first.</summary>
    private IReadOnlyList<DormantView> Dormant(Session session, ServiceFacts facts)
    {
        var idle = ServiceRates.Samples(RateName.Idle, facts, rulings.Policy.DormantDays).Where(sample => sample.Halves > 0).Select(sample => sample.Subject).ToHashSet(StringComparer.Ordinal);
        var longest = facts.Offers.Where(offer => idle.Contains(offer.Code)).OrderBy(offer => offer.LastUsedAt ?? offer.PublishedAt).ThenBy(offer => offer.Code, StringComparer.Ordinal).Take(MostDormant).ToList();
        var rows = longest.Count == 0 ? [] : session.Query<DormantRow>(SelectDormant, new { codes = $";{ValueText.Join(longest.Select(offer => offer.Code))};" }).ToDictionary(row => row.Offer, StringComparer.Ordinal);
        return [.. longest.Select(offer => new DormantView(offer.Code, rows[offer.Code].Title, rows[offer.Code].Unit, rows[offer.Code].UnitName, offer.PublishedAt, offer.LastUsedAt,
            (int)(facts.End - (offer.LastUsedAt ?? offer.PublishedAt)).TotalDays))];
    }

    private sealed record DormantRow
    {
        public string Offer { get; init; } = "";

        public string Title { get; init; } = "";

        public string Unit { get; init; } = "";

        public string UnitName { get; init; } = "";
    }
}
