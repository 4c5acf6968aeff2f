using Matching.Core.Grid;

namespace Matching.Core.Reports;

/// <summary>Where the net has a hole. Part of addresses: append only.</summary>
public enum CoverageGap
{
    /// <summary>A building for which no lead answers.</summary>
    NoLead,
    /// <summary>A building for which nobody filed a demand for so many days.</summary>
    Quiet,
    /// <summary>An estate without a branch.</summary>
    NoBranch,
    /// <summary>An estate in which no unit stands and which no live venue names.</summary>
    NoServicePoint,
    /// <summary>A unit of which no order was accepted for so many days.</summary>
    UnusedUnit,
}

/// <summary>What coverage is counted from.</summary>
/// <param name="Areas">Codes of all nodes in question.</param>
/// <param name="Leads">Nodes of leads' grants in force; <paramref name="Branches"/> of branches'.</param>
/// <param name="ServicePoints">Nodes in which a unit stands, or that a live venue names.</param>
/// <param name="Filed">Nodes that a demand was filed for since <see cref="Coverage"/>'s days began.</param>
/// <param name="Units">Units that are not suspended.</param>
public sealed record CoverageFacts(
    IReadOnlyList<AreaCode> Areas, IReadOnlyList<string> Leads, IReadOnlyList<string> Branches, IReadOnlyList<string> ServicePoints, IReadOnlyList<string> Filed, IReadOnlyList<CoverageUnit> Units);

/// <param name="IsUsed">An order of it was accepted within the days.</param>
public sealed record CoverageUnit(string Code, string Area, bool IsUsed);

/// <summary>A building, estate or unit that a gap is asked of.</summary>
/// <param name="Area">Its own code, a unit's the node where it stands.</param>
public sealed record CoverageSubject(string Code, string Area, bool IsMissing);

/// <summary>Counts the holes of the net: who is asked, and of whom something is missing.</summary>
public static class Coverage
{
    /// <summary>All that a gap is asked of, by code.</summary>
    public static IReadOnlyList<CoverageSubject> Of(CoverageFacts facts, CoverageGap gap) => gap switch
    {
        CoverageGap.NoLead => Nodes(facts, AreaLevel.Building, Held(facts.Leads, AreaLevel.Estate)),
        CoverageGap.Quiet => Nodes(facts, AreaLevel.Building, Touched(facts.Filed, AreaLevel.Building)),
        CoverageGap.NoBranch => Nodes(facts, AreaLevel.Estate, Touched(facts.Branches.Where(area => area.Length == (int)AreaLevel.Estate), AreaLevel.Estate)),
        CoverageGap.NoServicePoint => Nodes(facts, AreaLevel.Estate, Touched(facts.ServicePoints, AreaLevel.Estate)),
        CoverageGap.UnusedUnit => [.. facts.Units.OrderBy(unit => unit.Code, StringComparer.Ordinal).Select(unit => new CoverageSubject(unit.Code, unit.Area, !unit.IsUsed))],
        _ => throw new ArgumentOutOfRangeException(nameof(gap), gap, "Not a gap."),
    };

    private static IReadOnlyList<CoverageSubject> Nodes(CoverageFacts facts, AreaLevel level, Func<string, bool> isCovered) =>
        [.. facts.Areas.Where(area => area.Level == level).Order().Select(area => new CoverageSubject(area.Value, area.Value, !isCovered(area.Value)))];

    /// <summary>Covered by one of these nodes or one above, down from a level: a grant for a whole community is no building's lead.</summary>
    private static Func<string, bool> Held(IEnumerable<string> nodes, AreaLevel highest)
    {
        var known = nodes.Where(node => node.Length >= (int)highest).ToHashSet(StringComparer.Ordinal);
        return area => Enumerable.Range(0, (area.Length - (int)highest) / 3 + 1).Any(steps => known.Contains(area[..^(3 * steps)]));
    }

    /// <summary>Something is there, or within.</summary>
    private static Func<string, bool> Touched(IEnumerable<string> nodes, AreaLevel level)
    {
        var known = nodes.Where(node => node.Length >= (int)level).Select(node => node[..(int)level]).ToHashSet(StringComparer.Ordinal);
        return known.Contains;
    }
}
