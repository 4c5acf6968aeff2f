using Matching.Core.Grid;

namespace Matching.Core.Reports;

/// <summary>How evenly service falls on communities: demands served per 1,000 filed, and per 1,000 people who stand behind them.</summary>
/// <param name="Communities">Those with a counted demand, the least served first. What was filed for a street as a whole is no community's.</param>
/// <param name="Gini">Gini coefficient of the served shares of demands, each community counted once: 0 = all alike, below 1.</param>
/// <param name="PeopleGini">The same of the served shares of people.</param>
public sealed record ServiceEquity(IReadOnlyList<EquityRow> Communities, double Gini, double PeopleGini)
{
    /// <summary>Least share ÷ greatest; 1 = all alike, null where nobody was served.</summary>
    public double? MinToMax => Communities.Count > 0 && Communities[^1].Served.Halves > 0 ? Communities[0].Served.Value / Communities[^1].Served.Value : null;

    public static ServiceEquity Of(ServiceFacts facts)
    {
        var rows = facts.Demands.Where(demand => demand.LeftOut is null && demand.Community.Length == (int)AreaLevel.Community).GroupBy(demand => demand.Community)
            .Select(group => new EquityRow(group.Key, Share(group, _ => 1), Share(group, demand => demand.People)))
            .OrderBy(row => row.Served.Value).ThenBy(row => row.Community, StringComparer.Ordinal).ToList();
        return new ServiceEquity(rows, Fairness.Gini([.. rows.Select(row => row.Served.Value ?? 0)]), Fairness.Gini([.. rows.Select(row => row.People.Value ?? 0)]));
    }

    private static Rate Share(IEnumerable<DemandFact> demands, Func<DemandFact, int> weight) =>
        new(demands.Where(demand => demand.IsServed).Sum(demand => 2L * weight(demand)), demands.Sum(demand => (long)weight(demand)));
}

/// <param name="Served">Demands served out of those filed; <paramref name="People"/> those who filed or support them.</param>
public sealed record EquityRow(string Community, Rate Served, Rate People);
