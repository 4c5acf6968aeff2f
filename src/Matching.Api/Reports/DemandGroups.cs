using System.Globalization;
using Matching.Api.Grid;
using Matching.Api.Policies;
using Matching.Core.Offers;
using Matching.Core.Reports;

namespace Matching.Api.Reports;

/// <summary>The counted demands of a report by place, category and week, and the orders accepted by what was needed and what served.</summary>
internal sealed class DemandGroups(ServiceFacts facts, ReportScope scope, Rulings rulings, KnownAreas areas)
{
    private readonly List<DemandFact> counted = [.. facts.Demands.Where(demand => demand.LeftOut is null)];

    public StandingView All => View("", Words.Say("Report.AllDemands"), counted, scope.Query());

    public IReadOnlyList<CountView> LeftOut() => [.. Enum.GetValues<LeftOut>().Select(reason => new CountView(reason.ToString(), Words.Of(reason),
        facts.Demands.Count(demand => demand.LeftOut == reason), scope.Query(("leftOut", reason))))];

    /// <summary>Every community of the scope that had a demand.</summary>
    public IReadOnlyList<StandingView> ByCommunity() => [.. counted.GroupBy(demand => demand.Community).OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => View(group.Key, areas.PathOf(group.Key), group, scope.Query(("community", group.Key))))];

    /// <summary>By top category; by the catalogue's leaves where one was asked for.</summary>
    public IReadOnlyList<StandingView> ByCategory() => [.. counted.GroupBy(demand => KeyOf(demand.Category)).OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => View(group.Key, rulings.NameOf(group.Key), group, scope.Query(("category", group.Key))))];

    public IReadOnlyList<StandingView> ByWeek()
    {
        var weeks = counted.ToLookup(demand => ReportPeriod.WeekOf(demand.FiledAt));
        var shown = facts.Period.Run is null ? facts.Period.Weeks : [.. weeks.Select(week => week.Key).Order()];
        return [.. shown.Select(week => View(TextOf(week), week.ToString("M-d", CultureInfo.InvariantCulture), weeks[week], scope.Query(("week", TextOf(week)))))];
    }

    public IReadOnlyList<HeatCell> Heat() => [.. AcceptedOrders(facts).GroupBy(order => (Category: KeyOf(order.Category), order.Kind)).OrderBy(cell => cell.Key.Category, StringComparer.Ordinal).ThenBy(cell => cell.Key.Kind)
        .Select(cell => new HeatCell(cell.Key.Category, rulings.NameOf(cell.Key.Category), cell.Key.Kind, Words.Of(cell.Key.Kind), cell.Count(),
            scope.Query(("category", cell.Key.Category), ("kind", cell.Key.Kind))))];

    public IReadOnlyList<NeedView> Needs(IReadOnlyList<Unmet> unmet) =>
        [.. unmet.GroupBy(need => (Category: KeyOf(need.Row.Category), Community: ReportFactsQuery.CommunityOf(need.Row.Area), need.Time))
            .Select(group => new NeedView(group.Key.Category, rulings.NameOf(group.Key.Category), group.Key.Community, areas.PathOf(group.Key.Community), group.Key.Time, Words.Of(group.Key.Time), group.Count(),
                group.Sum(need => need.People), group.Max(need => need.DaysWaiting(facts.AsOf)),
                scope.WholeQuery(("category", group.Key.Category), ("community", group.Key.Community), ("time", group.Key.Time))))
            .OrderByDescending(need => need.People).ThenByDescending(need => need.Demands).ThenBy(need => need.Category, StringComparer.Ordinal).ThenBy(need => need.Community, StringComparer.Ordinal).ThenBy(need => need.Time)];

    public EquityView Equity()
    {
        var equity = ServiceEquity.Of(facts);
        return new EquityView([.. equity.Communities.Select(row => new EquityLine(row.Community, areas.PathOf(row.Community), (int)row.Served.Numerator, (int)row.Served.N, PerThousand(row.Served.Value),
            PerThousand(row.Served.Low), PerThousand(row.Served.High), (int)row.People.Numerator, (int)row.People.N, PerThousand(row.People.Value), scope.Query(("community", row.Community))))],
            equity.MinToMax, equity.Gini, equity.PeopleGini);
    }

    private static double PerThousand(double? share) => 1000 * (share ?? 0);

    /// <summary>The orders that the rate of first matches counts.</summary>
    public static IEnumerable<OrderFact> AcceptedOrders(ServiceFacts facts)
    {
        var codes = ServiceRates.Samples(RateName.FirstMatch, facts, 0).Select(sample => sample.Subject).ToHashSet(StringComparer.Ordinal);
        return facts.Orders.Where(order => codes.Contains(order.Code));
    }

    public static string TextOf(DateOnly week) => week.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string KeyOf(string category) => scope.Category is null ? rulings.TopOf(category) : category;

    private StandingView View(string key, string name, IEnumerable<DemandFact> demands, string query)
    {
        var all = demands.ToList();
        var standings = all.CountBy(demand => demand.Standing(facts.AsOf)).ToDictionary();
        return new StandingView(key, name, standings.GetValueOrDefault(DemandStanding.Met), standings.GetValueOrDefault(DemandStanding.Pending), standings.GetValueOrDefault(DemandStanding.Unmet),
            all.Count(demand => demand.HasAcceptedOrder && demand.IsPastLimit(facts.AsOf)), query);
    }
}
