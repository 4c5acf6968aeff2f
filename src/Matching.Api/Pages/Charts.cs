using System.Globalization;

namespace Matching.Api.Pages;

/// <summary>A named row of a chart with one value for each series.</summary>
public sealed record ChartRow(string Name, params double[] Values)
{
    public string? Link { get; init; }
}

/// <summary>A community on the tile map.</summary>
/// <param name="Step">0 (lowest) to 3 (highest), or null for nothing to show.</param>
/// <param name="Lines">What is written under the name: the rate, the counts.</param>
public sealed record MapTile(string Name, int Row, int Column, int? Step, params string[] Lines)
{
    public string? Link { get; init; }
}

/// <summary>How charts write numbers: in the invariant culture, which SVG needs.</summary>
internal static class ChartText
{
    public static string Of(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Percent(double share) => (share * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
