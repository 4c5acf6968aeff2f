using Matching.Core.Grid;
using Matching.Core.Scoring;

namespace Matching.Core.Reports;

/// <summary>How service falls on communities and load on units, and what the policy's weights for balance cost.</summary>
/// <param name="ServedGini">Gini coefficient of the communities' served shares, 0 = all alike, below 1.</param>
/// <param name="ServedMinToMax">Least served share ÷ greatest; 1 = all alike.</param>
/// <param name="LoadGini">Gini coefficient of the orders of units whose offers have capacity.</param>
/// <param name="Price">Null when the weights are 0 already, or there are no others.</param>
public sealed record Fairness(
    IReadOnlyList<CommunityService> Communities, IReadOnlyList<UnitLoad> Units, double ServedGini, double ServedMinToMax, double LoadGini, BalancePrice? Price)
{
    public static Fairness Of(MatchRun run, CancellationToken stop)
    {
        var communities = CommunityService.Of(run);
        var units = UnitLoad.Of(run);
        var shares = communities.Select(row => row.ServedShare).ToList();
        return new Fairness(communities, units, Gini(shares), shares.Count == 0 || shares.Max() == 0 ? 1 : shares.Min() / shares.Max(),
            Gini(LoadsOf(units)), BalancePrice.Of(run, communities, units, stop));
    }

    /// <summary>Σ |x − y| over all pairs ÷ (2 n² × mean); 0 where nothing is given to anybody.</summary>
    public static double Gini(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToArray();
        var sum = sorted.Sum();
        // Σ |x − y| over ordered pairs is 2 Σ (2i − n + 1) x_i of the sorted values.
        return sum == 0 ? 0 : Enumerable.Range(0, sorted.Length).Sum(i => (2 * i - sorted.Length + 1) * sorted[i]) / (sorted.Length * sum);
    }

    internal static IReadOnlyList<double> LoadsOf(IReadOnlyList<UnitLoad> units) => [.. units.Where(unit => unit.Capacity > 0).Select(unit => (double)unit.Orders)];
}

/// <summary>What a community asked for and gets. Quantities are added up whatever they are counted in.</summary>
/// <param name="Served">Demands with at least one order.</param>
/// <param name="OrdersBefore">Orders served to it in the last 90 days.</param>
public sealed record CommunityService(AreaCode Community, int Demands, int Served, long Quantity, long Given, int OrdersBefore)
{
    public double ServedShare => (double)Served / Demands;

    internal static IReadOnlyList<CommunityService> Of(MatchRun run)
    {
        var given = new RunQuestions(run).GivenTo;
        return [.. Enumerable.Range(0, given.Count).Select(d => (Demand: run.Lists.Demands[d], Given: given[d])).GroupBy(row => row.Demand.Area.At(AreaLevel.Community) ?? row.Demand.Area)
            .Select(group => new CommunityService(group.Key, group.Count(), group.Count(row => row.Given > 0), group.Sum(row => (long)row.Demand.Quantity), group.Sum(row => (long)row.Given),
                run.Lists.CommunityLoad(group.Key)))
            .OrderBy(row => row.ServedShare).ThenBy(row => row.Community)];
    }
}

/// <summary>What a unit could give and is asked to.</summary>
/// <param name="Capacity">Capacity left in its slots when the run began.</param>
/// <param name="Visited">Orders with a return visit; what <paramref name="SatisfiedHalves"/> is out of, in halves.</param>
public sealed record UnitLoad(string Unit, string Name, long Capacity, int Orders, long Given, int OrdersBefore, int Visited, int SatisfiedHalves)
{
    /// <summary>(satisfied + ½ fairly satisfied) ÷ visited; null where nobody was asked.</summary>
    public double? Satisfaction => Visited == 0 ? null : SatisfiedHalves / (2.0 * Visited);

    internal static IReadOnlyList<UnitLoad> Of(MatchRun run)
    {
        var lists = run.Lists;
        var (capacity, orders, given) = (new long[lists.Units.Length], new int[lists.Units.Length], new long[lists.Units.Length]);
        for (var s = 0; s < lists.Slots.Length; s++)
            capacity[lists.OfferUnit[lists.SlotOffer[s]]] += Math.Max(0, lists.Slots[s].Remaining);
        foreach (var order in run.Orders)
        {
            orders[lists.OfferUnit[lists.SlotOffer[order.Slot]]]++;
            given[lists.OfferUnit[lists.SlotOffer[order.Slot]]] += order.Quantity;
        }
        return [.. lists.Units.Select((unit, u) => new UnitLoad(unit.Code, unit.Name, capacity[u], orders[u], given[u], unit.Record.Last90Days, unit.Record.Visited, unit.Record.SatisfiedHalves))
            .Where(row => row.Capacity > 0 || row.OrdersBefore > 0).OrderByDescending(row => row.Orders).ThenBy(row => row.Unit, StringComparer.Ordinal)];
    }
}

/// <summary>What balance costs: the same lists solved again with its weights 0, both compared on the other factors alone.</summary>
/// <param name="LoadWeight">Weight of balance between units, out of <paramref name="AllWeights"/>.</param>
/// <param name="With">Σ of the weighted mean of the other factors × units, in millionths, as the policy stands.</param>
/// <param name="Without">The same with the weights 0.</param>
/// <param name="AreBothOptimal">Neither total could be higher: the price is exact.</param>
public sealed record BalancePrice(
    int LoadWeight, int ServiceWeight, int AllWeights, int Demands, long With, long Without, int ServedWith, int ServedWithout,
    double ServedGiniWithout, double LoadGiniWithout, bool AreBothOptimal)
{
    private static readonly ScoreFactor[] Balance = [ScoreFactor.LoadBalance, ScoreFactor.ServiceBalance];

    /// <summary>Points on the other factors that balance costs, in millionths.</summary>
    public long Price => Without - With;

    internal static BalancePrice? Of(MatchRun run, IReadOnlyList<CommunityService> communities, IReadOnlyList<UnitLoad> units, CancellationToken stop)
    {
        var policy = run.Lists.Policy;
        var others = policy.Weights.Where(weight => !Balance.Contains(weight.Key)).ToDictionary(weight => weight.Key, weight => weight.Value);
        var (load, service) = (policy.Weights.GetValueOrDefault(ScoreFactor.LoadBalance), policy.Weights.GetValueOrDefault(ScoreFactor.ServiceBalance));
        if (load + service == 0 || others.Values.All(weight => weight == 0))
            return null;
        var without = MatchRun.Execute(run.Lists.Input, policy with { Weights = others }, _ => stop.ThrowIfCancellationRequested(), stop);
        var after = CommunityService.Of(without);
        return new BalancePrice(load, service, load + service + others.Values.Sum(), run.Lists.Demands.Length,
            RunTotals.SoftAt(run, others), RunTotals.SoftAt(without, others), communities.Sum(row => row.Served), after.Sum(row => row.Served),
            Fairness.Gini([.. after.Select(row => row.ServedShare)]), Fairness.Gini(Fairness.LoadsOf(UnitLoad.Of(without))),
            run.Pairing.IsOptimal && without.Pairing.IsOptimal);
    }
}
