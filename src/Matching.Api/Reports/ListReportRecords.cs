using System.Globalization;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Demands;
using Matching.Core.Offers;
using Matching.Core.Orders;
using Matching.Core.Reports;

namespace Matching.Api.Reports;

/// <summary>What a number of a report counts, one by one.</summary>
internal sealed record ListReportRecords(ReportScope Scope, RecordsWanted Wanted, PageWanted Page) : IRequest<ReportRecords>;

/// <summary>Which number: a rate's n or numerator, what was left out, orders accepted on one kind of offer, or else demands.</summary>
internal sealed record RecordsWanted(RateName? Rate, RatePart? Part, LeftOut? LeftOut, OfferKind? Kind, DemandStanding? Standing, string? Community, DateOnly? Week)
{
    /// <exception cref="BadHttpRequestException">A value is not one of those there are.</exception>
    public static RecordsWanted From(string? rate, string? part, string? leftOut, string? kind, string? standing, string? community, string? week) => new(
        Choice.Of<RateName>(rate), Choice.Of<RatePart>(part), Choice.Of<LeftOut>(leftOut), Choice.Of<OfferKind>(kind), Choice.Of<DemandStanding>(standing), community,
        string.IsNullOrEmpty(week) ? null : DateOnly.TryParseExact(week, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var monday) ? monday
            : throw new BadHttpRequestException(Words.Say("Csv.Time", week)));

    /// <summary>The same as the query of an address.</summary>
    public string Query(ReportScope scope) => scope.Query(("rate", Rate), ("part", Part), ("leftOut", LeftOut), ("kind", Kind), ("standing", Standing), ("community", Community),
        ("week", Week is { } week ? DemandGroups.TextOf(week) : null));
}

/// <summary>All that a rate counts, or only what its numerator does.</summary>
public enum RatePart { All, Numerator }

/// <param name="Count">All of them; <paramref name="Title"/> names the number.</param>
public sealed record ReportRecords(string Period, string Title, int Count, IReadOnlyList<ReportRecord> Items, string? Next);

/// <param name="Kind">Demand, Order or Offer; <paramref name="Share"/> is what it adds to the numerator of a rate, else null.</param>
public sealed record ReportRecord(string Kind, string Code, string Title, string Place, string State, DateTimeOffset At, double? Share);

internal sealed class ListReportRecordsHandler(Database database, CallContext context, Rulings rulings, KnownAreas areas, TimeProvider clock) : IRequestHandler<ListReportRecords, ReportRecords>
{
    private const string SelectDemands = "select d.code, d.title, d.area as place, d.state, d.filed_at as at from demand d where @codes like '%;' || d.code || ';%'";

    private const string SelectOrders = """
        select o.code, d.title, u.name as place, o.state, coalesce(o.accepted_at, o.answer_due) as at
        from service_order o
        join demand d on d.code = o.demand
        join unit u on u.code = o.unit
        where @codes like '%;' || o.code || ';%'
        """;

    private const string SelectOffers = "select o.code, o.title, u.name as place, o.state, o.published_at as at from offer o join unit u on u.code = o.unit where @codes like '%;' || o.code || ';%'";

    public Task<ReportRecords> Handle(ListReportRecords request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var facts = ReportFactsQuery.Load(session, context.Sight, request.Scope, clock.GetUtcNow());
        var (kind, samples) = Samples(facts, request.Wanted);
        var skipped = (int)Math.Min(request.Page.After, samples.Count);
        var page = samples.Skip(skipped).Take(request.Page.Limit).ToList();
        var rows = page.Count == 0 ? [] : session.Query<RecordRow>(kind switch { "Order" => SelectOrders, "Offer" => SelectOffers, _ => SelectDemands }, new { codes = $";{ValueText.Join(page.Select(sample => sample.Subject).Distinct())};" })
            .ToDictionary(row => row.Code, StringComparer.Ordinal);
        return new ReportRecords(request.Scope.Period.Code, TitleOf(request.Wanted), samples.Count,
            [.. page.Select(sample => View(kind, rows[sample.Subject], request.Wanted.Rate is null ? null : sample.Halves / 2.0))],
            skipped + page.Count < samples.Count ? (skipped + page.Count).ToString(CultureInfo.InvariantCulture) : null);
    }));

    private (string Kind, IReadOnlyList<RateSample> Samples) Samples(ServiceFacts facts, RecordsWanted wanted)
    {
        if (wanted.Rate is { } rate)
        {
            var kind = rate switch { RateName.Response or RateName.FirstMatch => "Order", RateName.Idle or RateName.DemandDriven => "Offer", _ => "Demand" };
            return (kind, [.. ServiceRates.Samples(rate, facts, rulings.Policy.DormantDays).Where(sample => wanted.Part != RatePart.Numerator || sample.Halves > 0)]);
        }
        if (wanted.Kind is { } offerKind)
            return ("Order", [.. DemandGroups.AcceptedOrders(facts).Where(order => order.Kind == offerKind).Select(order => new RateSample(order.Code, 0))]);
        return ("Demand", [.. facts.Demands.Where(demand => demand.LeftOut == wanted.LeftOut
                && (wanted.Standing is null || demand.Standing(facts.AsOf) == wanted.Standing)
                && (wanted.Community is null || demand.Community == wanted.Community)
                && (wanted.Week is null || ReportPeriod.WeekOf(demand.FiledAt) == wanted.Week))
            .Select(demand => new RateSample(demand.Code, 0))]);
    }

    private string TitleOf(RecordsWanted wanted) => string.Join(" · ", new[]
    {
        wanted.Rate is { } rate ? Words.Of(rate) : null, wanted.Part is { } part && wanted.Rate is not null ? Words.Of(part) : null, wanted.LeftOut is { } leftOut ? Words.Of(leftOut) : null,
        wanted.Kind is { } kind ? Words.Of(kind) : null, wanted.Standing is { } standing ? Words.Of(standing) : null,
        wanted.Community is { } community ? areas.PathOf(community) : null, wanted.Week is { } week ? Words.Say("Report.WeekOf", DemandGroups.TextOf(week)) : null,
    }.Where(text => text is not null).DefaultIfEmpty(Words.Say("Report.AllDemands")));

    private ReportRecord View(string kind, RecordRow row, double? share) => new(kind, row.Code, row.Title, kind == "Demand" ? areas.PathOf(row.Place) : row.Place,
        kind switch { "Demand" => Words.Of(Enum.Parse<DemandState>(row.State)), "Order" => Words.Of(Enum.Parse<OrderState>(row.State)), _ => Words.Say($"OfferState.{row.State}") }, row.At, share);

    private sealed record RecordRow
    {
        public string Code { get; init; } = "";

        public string Title { get; init; } = "";

        public string Place { get; init; } = "";

        public string State { get; init; } = "";

        public DateTimeOffset At { get; init; }
    }
}
