using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Grid;
using Matching.Core.Reports;

namespace Matching.Api.Reports;

/// <summary>What a report is about: a stretch of time, a part of the grid, a part of the catalogue.</summary>
/// <param name="Area">Code of a grid node, or null for all that is seen; <paramref name="Category"/> a category's code, or null.</param>
internal sealed record ReportScope(ReportPeriod Period, string? Area, string? Category)
{
    /// <exception cref="BadHttpRequestException">The period, the place or the category is not known.</exception>
    public static ReportScope From(string period, string? area, string? category, KnownAreas areas, Rulings rulings)
    {
        if (!ReportPeriod.TryParse(period, out var stretch))
            throw new BadHttpRequestException(Words.Say("Report.Period", period));
        return new ReportScope(stretch, AreaOf(area, areas), CategoryOf(category, rulings));
    }

    /// <exception cref="BadHttpRequestException">There is no such node.</exception>
    public static string? AreaOf(string? area, KnownAreas areas) => string.IsNullOrEmpty(area) ? null
        : AreaCode.IsValid(area) && areas.Has(new AreaCode(area)) ? area : throw new BadHttpRequestException(Words.Say("Csv.UnknownArea", area));

    /// <exception cref="BadHttpRequestException">There is no category of that code or name.</exception>
    public static string? CategoryOf(string? category, Rulings rulings) => string.IsNullOrEmpty(category) ? null
        : rulings.Find(category)?.Code ?? throw new BadHttpRequestException(Words.Say("Csv.UnknownCategory", category));

    /// <summary>The filter that opens what a number of this report counts.</summary>
    public string Query(params (string Name, object? Value)[] more) => QueryText.Of([("area", Area), ("category", Category), .. more]);
}

/// <summary>Names and values as the query of an address.</summary>
internal static class QueryText
{
    /// <summary>Of a name given twice the last counts; what has no value is left out.</summary>
    public static string Of(params (string Name, object? Value)[] parts) => string.Join('&', parts
        .GroupBy(part => part.Name).Select(group => group.Last()).Where(part => part.Value is not (null or ""))
        .Select(part => $"{part.Name}={Uri.EscapeDataString(Convert.ToString(part.Value, System.Globalization.CultureInfo.InvariantCulture)!)}"));
}
