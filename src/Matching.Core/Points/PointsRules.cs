namespace Matching.Core.Points;

/// <summary>What points are given for: a filing whose person said that it is solved, to who filed it; a service order whose person said
/// so, to its unit; a month served in a post; a shift at which somebody else marked the member as present. Persisted: append only.</summary>
public enum PointsDeed { FilingConfirmed, OrderConfirmed, PostMonth, ShiftServed }

/// <summary>Who has points. Persisted: append only.</summary>
public enum PointsHolder { Account, Unit }

/// <summary>What a deed is worth, and how much of it counts. Points are whole numbers, at least 0; a cap is in points, null for none.</summary>
public sealed record PointsRule(PointsDeed Deed, int Points)
{
    public int? PerDay { get; init; }

    public int? PerMonth { get; init; }

    public int? PerYear { get; init; }
}

/// <summary>The rules of the points ledger (积分规则): policy data. A deed without a rule, or of 0 points, is not entered.</summary>
public sealed record PointsRules
{
    public IReadOnlyList<PointsRule> Deeds { get; init; } =
    [
        new(PointsDeed.FilingConfirmed, 2) { PerDay = 10, PerMonth = 60, PerYear = 400 },
        new(PointsDeed.OrderConfirmed, 5) { PerDay = 50, PerMonth = 300 },
        new(PointsDeed.PostMonth, 10) { PerYear = 240 },
        new(PointsDeed.ShiftServed, 3) { PerDay = 6, PerMonth = 60 },
    ];

    /// <summary>Null where nothing is given.</summary>
    public PointsRule? For(PointsDeed deed) => Deeds.FirstOrDefault(rule => rule.Deed == deed && rule.Points > 0);
}

/// <summary>What a holder has of one deed already: in the day, the month and the calendar year of the next one, after what was reversed.</summary>
public sealed record PointsSoFar(int Day, int Month, int Year);

/// <summary>How many points a deed brings.</summary>
public static class PointsReckoning
{
    /// <summary>The rule's points, or what its caps leave of them; at least 0.</summary>
    public static int Earned(PointsRule rule, PointsSoFar soFar)
    {
        var left = new[] { Left(rule.PerDay, soFar.Day), Left(rule.PerMonth, soFar.Month), Left(rule.PerYear, soFar.Year) }.Min();
        return Math.Clamp(left, 0, rule.Points);
    }

    private static int Left(int? cap, int used) => cap is { } most ? most - used : int.MaxValue;
}

/// <summary>A holder's points with how many deeds they come from.</summary>
public sealed record PointsSum(string Holder, int Points, int Deeds);

/// <summary>A holder with their place, from 1 on.</summary>
public sealed record PointsPlace(int Place, PointsSum Sum);

public static class PointsRanking
{
    /// <summary>The most points first; who has as many has the same place, and the place after it is left out for each of them (1, 2, 2, 4).
    /// Those of one place stand by name.</summary>
    public static IReadOnlyList<PointsPlace> Of(IEnumerable<PointsSum> sums)
    {
        var sorted = sums.OrderByDescending(sum => sum.Points).ThenBy(sum => sum.Holder, StringComparer.Ordinal).ToList();
        var places = new List<PointsPlace>(sorted.Count);
        foreach (var sum in sorted)
            places.Add(new PointsPlace(places.Count > 0 && places[^1].Sum.Points == sum.Points ? places[^1].Place : places.Count + 1, sum));
        return places;
    }
}
