using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Grid;
using Matching.Core.Reports;

namespace Matching.Api.Reports;

/// <summary>What an address asks a report to be about.</summary>
internal sealed record ReportAsked
{
    public string Period { get; init; } = "";

    public string? Area { get; init; }

    public string? Category { get; init; }

    public string? Studio { get; init; }

    public string? Unit { get; init; }

    public ReportScope Scope(KnownAreas areas, Rulings rulings) => ReportScope.From(Period, Area, Category, areas, rulings) with
    {
        Studio = ReportScope.StudioOf(Studio, rulings), Unit = string.IsNullOrEmpty(Unit) ? null : Unit,
    };
}

/// <summary>What a report is about: a stretch of time or a match run, a part of the grid, a part of the catalogue, a studio, a unit.</summary>
/// <param name="Area">Code of a grid node, or null for all that is seen; <paramref name="Category"/> a category's code, or null.</param>
/// <param name="Studio">Its categories' demands and offers; null = all.</param>
/// <param name="Unit">The demands it was asked for, its orders with their visits, its offers; null = all.</param>
internal sealed record ReportScope(ReportPeriod Period, string? Area, string? Category, string? Studio = null, string? Unit = null)
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

    /// <exception cref="BadHttpRequestException">No category has that studio.</exception>
    public static string? StudioOf(string? studio, Rulings rulings) => string.IsNullOrEmpty(studio) ? null
        : rulings.Categories.Any(category => category.Studio == studio) ? studio : throw new BadHttpRequestException(Words.Say("Report.UnknownStudio", studio));

    /// <summary>Narrowed to one group of a breakdown.</summary>
    public ReportScope To(ReportDimension by, string key) => by switch
    {
        ReportDimension.Category => this with { Category = key },
        ReportDimension.Studio => this with { Studio = key },
        ReportDimension.Unit => this with { Unit = key },
        _ => this with { Area = key },
    };

    /// <summary>The filter that opens what a number of this report counts.</summary>
    public string Query(params (string Name, object? Value)[] more) => QueryText.Of([("area", Area), ("category", Category), ("studio", Studio), ("unit", Unit), .. more]);

    /// <summary>The same with the period in it, for the list of unmet needs.</summary>
    public string WholeQuery(params (string Name, object? Value)[] more) => Query([("period", Period.Code), .. more]);
}

/// <summary>Names and values as the query of an address.</summary>
internal static class QueryText
{
    /// <summary>Of a name given twice the last counts; what has no value is left out.</summary>
    public static string Of(params (string Name, object? Value)[] parts) => string.Join('&', parts
        .GroupBy(part => part.Name).Select(group => group.Last()).Where(part => part.Value is not (null or ""))
        .Select(part => $"{part.Name}={Uri.EscapeDataString(Convert.ToString(part.Value, System.Globalization.CultureInfo.InvariantCulture)!)}"));
}
