using Matching.Core.Grid;
using Matching.Core.Reports;

namespace Matching.Core.Meetings;

/// <summary>A demand that nobody serves, as an agenda sees it.</summary>
/// <param name="People">Whoever asked and all supporters; at least 1.</param>
/// <param name="Excluded">Units that are a party in it, or said that it is not theirs.</param>
public sealed record UnservedNeed(string Demand, string Category, AreaCode Area, GapKind Gap, int People, DateTimeOffset FiledAt)
{
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>Why, in a sentence, or empty.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>What one more unit of capacity would be worth (影子价格): whole levels of urgent or vulnerable need, and points in millionths.</summary>
public readonly record struct AgendaPrice(long Level, long Points) : IComparable<AgendaPrice>
{
    public int CompareTo(AgendaPrice other) => Level != other.Level ? Level.CompareTo(other.Level) : Points.CompareTo(other.Points);
}

/// <summary>A full slot with its shadow price.</summary>
/// <param name="Serves">Categories of demands that it can serve.</param>
/// <param name="Areas">Nodes that it serves; none = everywhere.</param>
public sealed record PricedSlot(IReadOnlyList<string> Serves, IReadOnlyList<AreaCode> Areas, AgendaPrice Price);

/// <summary>A unit that could take a matter on.</summary>
/// <param name="Closeness">How close it is to the body that meets, the higher the closer.</param>
public sealed record PossibleOwner(string Unit, IReadOnlyList<string> Serves, IReadOnlyList<AreaCode> Areas, int Closeness);

/// <summary>Unserved demands of one category, in one part of the grid, for one reason: a proposed item of an agenda.</summary>
/// <param name="Price">The highest shadow price among the slots that could serve it; null where there is none at all.</param>
/// <param name="Owner">The unit proposed to lead; null where nobody offers anything like it.</param>
/// <param name="Demands">The evidence, oldest first.</param>
public sealed record AgendaCluster(string Category, AreaCode Area, GapKind Gap, int People, AgendaPrice? Price, string? Owner, IReadOnlyList<string> Demands, string Reason)
{
    /// <summary>The clusters, those of most people first; the same needs in any order give the same clusters.</summary>
    /// <param name="level">Needs are put together over nodes of this level; one that stands above it is its own.</param>
    public static IReadOnlyList<AgendaCluster> Of(
        IEnumerable<UnservedNeed> needs, AreaLevel level, IReadOnlyList<PricedSlot> slots, IReadOnlyList<PossibleOwner> owners, int most) =>
        [.. needs.OrderBy(need => need.FiledAt).ThenBy(need => need.Demand, StringComparer.Ordinal)
            .GroupBy(need => (need.Category, Area: need.Area.At(level) ?? need.Area, need.Gap))
            .Select(group => (group.Key, Needs: group.ToList()))
            .OrderByDescending(group => group.Needs.Sum(need => need.People)).ThenBy(group => group.Needs[0].FiledAt)
            .ThenBy(group => group.Key.Category, StringComparer.Ordinal).ThenBy(group => group.Key.Area).ThenBy(group => group.Key.Gap)
            .Take(most)
            .Select(group => new AgendaCluster(group.Key.Category, group.Key.Area, group.Key.Gap, group.Needs.Sum(need => need.People), PriceOf(group.Key.Category, group.Key.Area, slots),
                OwnerOf(group.Key.Category, group.Key.Area, group.Needs, owners), [.. group.Needs.Select(need => need.Demand)], ReasonOf(group.Needs)))];

    private static AgendaPrice? PriceOf(string category, AreaCode area, IReadOnlyList<PricedSlot> slots) =>
        slots.Where(slot => slot.Serves.Contains(category) && Reaches(slot.Areas, area)).Select(slot => (AgendaPrice?)slot.Price).Max();

    private static string? OwnerOf(string category, AreaCode area, IReadOnlyList<UnservedNeed> needs, IReadOnlyList<PossibleOwner> owners) =>
        owners.Where(owner => owner.Serves.Contains(category) && Reaches(owner.Areas, area) && !needs.Any(need => need.Excluded.Contains(owner.Unit)))
            .OrderByDescending(owner => owner.Closeness).ThenBy(owner => owner.Unit, StringComparer.Ordinal).FirstOrDefault()?.Unit;

    /// <summary>What most of them say; of equals the oldest's.</summary>
    private static string ReasonOf(IReadOnlyList<UnservedNeed> needs) =>
        needs.Where(need => need.Reason.Length > 0).GroupBy(need => need.Reason).OrderByDescending(said => said.Count()).Select(said => said.Key).FirstOrDefault() ?? "";

    /// <summary>Whether a service area and a node have anything in common.</summary>
    private static bool Reaches(IReadOnlyList<AreaCode> areas, AreaCode area) => areas.Count == 0 || areas.Any(served => served.Contains(area) || area.Contains(served));
}
