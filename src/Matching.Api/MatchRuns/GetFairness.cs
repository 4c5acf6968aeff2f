using System.Globalization;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Core.Reports;

namespace Matching.Api.MatchRuns;

/// <summary>How a run's service falls on communities and its load on units, and what the weights for balance cost.</summary>
internal sealed record GetFairness(long Id) : IRequest<FairnessView>;

/// <param name="N">Communities with demands; <paramref name="Communities"/> are those of them that the caller sees.</param>
/// <param name="ServedGini">Gini coefficient of the communities' served shares: 0 = all alike.</param>
/// <param name="ServedMinToMax">Least served share ÷ greatest.</param>
/// <param name="LoadGini">Gini coefficient of the orders of units with capacity.</param>
/// <param name="Price">Null where the policy gives balance no weight.</param>
public sealed record FairnessView(
    long Run, string Quality, int N, double ServedGini, double ServedMinToMax, IReadOnlyList<CommunityView> Communities, int UnitsN, double LoadGini, IReadOnlyList<UnitLoadView> Units, BalancePriceView? Price);

/// <param name="Demands">n of the served share.</param>
/// <param name="Satisfaction">(satisfied + ½ fairly satisfied) ÷ visited of all time; null where nobody was visited.</param>
public sealed record CommunityView(string Community, string Name, int Demands, int Served, double ServedShare, long Quantity, long Given, int OrdersBefore, long Visited, double? Satisfaction);

public sealed record UnitLoadView(string Unit, string Name, long Capacity, int Orders, long Given, int OrdersBefore, int Visited, double? Satisfaction);

/// <param name="Price">Points on the other factors, in millionths, that balance costs; exact when both runs are optimal.</param>
public sealed record BalancePriceView(
    int LoadWeight, int ServiceWeight, int AllWeights, int N, long PointsWith, long PointsWithout, long Price, double PriceShare, int ServedWith, int ServedWithout,
    double ServedGiniWithout, double LoadGiniWithout, bool Exact, string Text);

internal sealed class GetFairnessHandler(ReplayedRuns runs, Database database, KnownAreas areas, CallContext context) : IRequestHandler<GetFairness, FairnessView>
{
    private const string SelectSatisfaction = """
        select substr(d.area, 1, 12) as community, count(*) as visited,
            sum(case o.satisfaction when 'Satisfied' then 2 when 'FairlySatisfied' then 1 else 0 end) as satisfied_halves
        from service_order o
        join demand d on d.code = o.demand
        where o.visited_at is not null
        group by substr(d.area, 1, 12)
        """;

    public Task<FairnessView> Handle(GetFairness request, CancellationToken stop) => runs.Ask(request.Id, replayed =>
    {
        var visits = database.Read(session => session.Query<VisitRow>(SelectSatisfaction)).ToDictionary(row => row.Community, StringComparer.Ordinal);
        var fairness = replayed.Fairness(stop);
        return new FairnessView(request.Id, Consequences.Quality(replayed.Run, CultureInfo.CurrentUICulture), fairness.Communities.Count, fairness.ServedGini, fairness.ServedMinToMax,
            [.. fairness.Communities.Where(row => context.Sight.CoversArea(row.Community.Value)).Select(row => View(row, visits.GetValueOrDefault(row.Community.Value)))], fairness.Units.Count(unit => unit.Capacity > 0), fairness.LoadGini,
            [.. fairness.Units.Select(row => new UnitLoadView(row.Unit, row.Name, row.Capacity, row.Orders, row.Given, row.OrdersBefore, row.Visited, row.Satisfaction))],
            fairness.Price is { } price ? View(price) : null);
    }, stop);

    private CommunityView View(CommunityService row, VisitRow? visits) => new(row.Community.Value, areas.PathOf(row.Community.Value), row.Demands, row.Served, row.ServedShare,
        row.Quantity, row.Given, row.OrdersBefore, visits?.Visited ?? 0, visits is null ? null : visits.SatisfiedHalves / (2.0 * visits.Visited));

    private static BalancePriceView View(BalancePrice price)
    {
        var share = price.Without == 0 ? 0 : (double)price.Price / price.Without;
        return new BalancePriceView(price.LoadWeight, price.ServiceWeight, price.AllWeights, price.Demands, price.With, price.Without, price.Price, share, price.ServedWith, price.ServedWithout,
            price.ServedGiniWithout, price.LoadGiniWithout, price.AreBothOptimal,
            Words.Say(price.AreBothOptimal ? "Balance.Exact" : "Balance.Found", price.LoadWeight + price.ServiceWeight, price.AllWeights, Explainer.Points(price.Price),
                share.ToString("P2", CultureInfo.InvariantCulture), price.ServedWith, price.ServedWithout, price.Demands));
    }

    private sealed record VisitRow
    {
        public string Community { get; init; } = "";

        public long Visited { get; init; }

        public long SatisfiedHalves { get; init; }
    }
}
