using Matching.Core.Grid;

namespace Matching.Core.Reports;

/// <summary>What a report's rates are broken down by. Part of addresses: append only.</summary>
public enum ReportDimension { Street, Community, Estate, Category, Studio, Unit }

/// <summary>The facts of a report, parted by place, category, studio or unit: a group holds exactly what a report narrowed to it would.</summary>
/// <remarks>Groups overlap: an offer is in each group that it serves, a demand in that of each unit that was asked.</remarks>
/// <param name="nodes">Codes of the places of that level in the report, each a group even if it has nothing; empty for what is no place.</param>
/// <param name="nameOf">The category, or studio, that a category's code counts under.</param>
public sealed class FactGroups(ReportDimension by, IReadOnlyList<string> nodes, Func<string, string> nameOf)
{
    /// <summary>The level of the grid that a dimension is about, or null.</summary>
    public static AreaLevel? LevelOf(ReportDimension by) => by switch
    {
        ReportDimension.Street => AreaLevel.Street,
        ReportDimension.Community => AreaLevel.Community,
        ReportDimension.Estate => AreaLevel.Estate,
        _ => null,
    };

    /// <summary>Every group with its facts, by key.</summary>
    public IReadOnlyList<KeyValuePair<string, ServiceFacts>> Of(ServiceFacts facts)
    {
        var demands = Parted(facts.Demands, demand => KeysOf(demand.Area, demand.Category, demand.Units));
        var orders = Parted(facts.Orders, order => KeysOf(order.Area, order.Category, [order.Unit]));
        var visits = Parted(facts.Visits, visit => KeysOf(visit.Area, visit.Category, visit.Units));
        var offers = Parted(facts.Offers, offer => KeysOf(offer.Reach));
        var activities = Parted(facts.Activities, activity => KeysOf(activity.Reach));
        string[] keys = [.. demands.Keys, .. orders.Keys, .. visits.Keys, .. offers.Keys, .. activities.Keys, .. nodes];
        return [.. keys.Distinct().Order(StringComparer.Ordinal).Select(key => KeyValuePair.Create(key, facts with
        {
            Demands = demands.GetValueOrDefault(key, []), Orders = orders.GetValueOrDefault(key, []), Visits = visits.GetValueOrDefault(key, []),
            Offers = offers.GetValueOrDefault(key, []), Activities = activities.GetValueOrDefault(key, []),
        }))];
    }

    private static Dictionary<string, List<T>> Parted<T>(IReadOnlyList<T> facts, Func<T, IEnumerable<string>> keysOf) =>
        facts.SelectMany(fact => keysOf(fact).Select(key => (Key: key, Fact: fact))).GroupBy(row => row.Key, row => row.Fact, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);

    private IEnumerable<string> KeysOf(string area, string category, IReadOnlyList<string> units) =>
        LevelOf(by) is { } level ? area.Length >= (int)level ? [area[..(int)level]] : [] : by == ReportDimension.Unit ? units : [nameOf(category)];

    private IEnumerable<string> KeysOf(OfferReach reach) =>
        LevelOf(by) is not null ? Served(reach.Areas) : by == ReportDimension.Unit ? [reach.Unit] : reach.Categories.Select(nameOf).Distinct();

    /// <summary>The places of a level that areas hold, or lie in.</summary>
    private IEnumerable<string> Served(IReadOnlyList<string> areas) => areas.Count == 0 ? nodes
        : nodes.Where(node => areas.Any(area => area.StartsWith(node, StringComparison.Ordinal) || node.StartsWith(area, StringComparison.Ordinal)));
}
