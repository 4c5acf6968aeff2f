using MediatR;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.MatchRuns;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Reports;

namespace Matching.Api.Reports;

/// <summary>The report (匹配报告) on a stretch of time or a run: rates with n and interval, where and what, what is missing, what sleeps.</summary>
internal sealed record GetReport(ReportScope Scope, ReportDepth Depth) : IRequest<ReportView>;

/// <summary>What is wanted beyond the overview, since it takes longer.</summary>
internal sealed record ReportDepth(IReadOnlyList<ReportDimension> By, bool Worths, bool Marks)
{
    public static readonly ReportDepth Overview = new([], Worths: false, Marks: false);

    public static readonly ReportDepth Whole = new(Enum.GetValues<ReportDimension>(), Worths: true, Marks: true);
}

internal sealed class GetReportHandler(Database database, CallContext context, Rulings rulings, KnownAreas areas, ReplayedRuns runs, TimeProvider clock) : IRequestHandler<GetReport, ReportView>
{
    private const int MostDormant = 100;

    private const string SelectDormant = """
        select o.code as offer, o.title, o.unit, u.name as unit_name
        from offer o
        join unit u on u.code = o.unit
        where @codes like '%;' || o.code || ';%'
        """;

    private const string SelectUnitName = "select name from unit where code = @unit";

    public async Task<ReportView> Handle(GetReport request, CancellationToken stop)
    {
        var report = database.Read(session => Read(session, request, clock.GetUtcNow()));
        return request.Depth.Worths && ReportRoles.MayDecide(context) ? report with { Worths = await ReportWorths.Of(database, context.Sight, runs, request.Scope, clock.GetUtcNow(), stop) } : report;
    }

    private ReportView Read(Session session, GetReport request, DateTimeOffset now)
    {
        var (scope, period) = (request.Scope, request.Scope.Period);
        if (period.Run is { } run)
            MatchRunRow.Get(session, run);
        var unitName = scope.Unit is null ? null : session.One<string>(SelectUnitName, new { unit = scope.Unit })
            ?? throw new BadHttpRequestException(Words.Say("Report.UnknownUnit", scope.Unit));
        var facts = ReportFactsQuery.Load(session, context.Sight, scope, now);
        var before = ReportFactsQuery.Load(session, context.Sight, scope with { Period = period.Before }, now);
        var unmet = UnmetQuery.Load(session, context.Sight, UnmetScope.Of(scope), now);
        var groups = new DemandGroups(facts, scope, rulings, areas);
        RateView[] rates = [.. Enum.GetValues<RateName>().Select(rate => View(rate, facts, before, scope))];
        return new ReportView(
            period.Code, period.Before.Run == 0 ? "" : period.Before.Code, period.After.Code, period.From, period.Until, now, scope.Area, scope.Area is { } area ? areas.PathOf(area) : null,
            scope.Category, scope.Category is { } category ? rulings.NameOf(category) : null,
            rates, groups.All, groups.LeftOut(), groups.ByCommunity(), groups.ByCategory(), groups.ByWeek(), groups.Heat(),
            ListUnmetHandler.Groups(unmet, now, ("period", period.Code), ("area", scope.Area), ("category", scope.Category), ("studio", scope.Studio), ("unit", scope.Unit)), Dormant(session, facts))
        {
            Studio = scope.Studio, Unit = scope.Unit, UnitName = unitName, Needs = groups.Needs(unmet), Driven = Driven(rates[(int)RateName.DemandDriven]), Equity = groups.Equity(),
            Forms = [.. ReportForms.Kinds(scope).Select(form => new CountView(form.ToString(), Words.Of(form), ReportForms.Codes(session, context.Sight, scope, now, form).Count, scope.Query(("form", form))))],
            Mediations = ReportMediations.Of(session, context.Sight, scope, areas, now),
            Breakdowns = [.. request.Depth.By.Select(by => new RateGroups(session, context.Sight, rulings, areas).Of(facts, scope, by))],
            Marks = request.Depth.Marks && ReportRoles.MayOversee(context) ? ReportMarks.Of(session, context.Sight, scope, now) : null,
        };
    }

    private RateView View(RateName name, ServiceFacts facts, ServiceFacts before, ReportScope scope)
    {
        var days = rulings.Policy.DormantDays;
        var (rate, earlier) = (Rate.Of(ServiceRates.Samples(name, facts, days)), Rate.Of(ServiceRates.Samples(name, before, days)));
        var change = RateDifference.Between(rate, earlier);
        return new RateView(name, Words.Of(name), rate.Numerator, rate.N, rate.Value, rate.Low, rate.High, earlier.Value, earlier.N, change?.Value, scope.Query(("rate", name)))
        {
            ChangeLow = change?.Low, ChangeHigh = change?.High, BeyondChance = change?.IsBeyondChance,
        };
    }

    private static IReadOnlyList<CountView> Driven(RateView rate) =>
    [
        new("Demand", Words.Say("Report.DemandDriven"), (int)rate.Numerator, $"{rate.Query}&part={RatePart.Numerator}"),
        new("Supply", Words.Say("Report.SupplyDriven"), (int)(rate.N - rate.Numerator), $"{rate.Query}&part={RatePart.Rest}"),
    ];

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
