using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Lists;
using Matching.Api.Pages;
using Matching.Api.Reports;
using Matching.Core.Grid;
using Matching.Core.Reports;

namespace Matching.Api.Coverage;

/// <summary>The coverage map: communities as tiles, a community's estates, an estate's buildings.</summary>
internal static class CoverageEndpoints
{
    /// <summary>Half a year without a demand makes a building quiet, unless another number is asked for.</summary>
    private const int UsualDays = 180;

    private const int MostDays = 1_000;

    /// <summary>Those who answer for the whole of a part of the grid, and the auditor.</summary>
    public static readonly Role[] Seeing = Roles.Committee.And(Role.Branch, Role.Auditor);

    private static readonly FormFields Filter = new(("days", "Coverage.Days"));

    public static void MapCoverage(this IEndpointRouteBuilder routes)
    {
        var coverage = routes.MapGroup("/api/coverage").WithTags("Reports");

        coverage.MapGet("", async (IMediator mediator, KnownAreas areas, string? area, int? days) => TypedResults.Ok(await mediator.Send(Asked(areas, area, days))))
            .For(Seeing)
            .Describe("Coverage", "Buildings without a lead and without a demand for so many days, estates without branch or service point, units without an order: of how many, by community, or below a community or estate.");

        coverage.MapGet("/list", async (IMediator mediator, KnownAreas areas, string gap, string? area, int? days, bool? all, string? cursor, int? limit) =>
            TypedResults.Ok(await mediator.Send(Listed(areas, gap, area, days, all, PageWanted.From(cursor, limit)))))
            .For(Seeing)
            .Describe("What a number of the coverage counts", "Buildings, estates or units of a gap; with all=true also those that are covered.");

        coverage.MapGet("/xlsx", async (IMediator mediator, KnownAreas areas, string? area, int? days) =>
            TypedResults.File(CoverageTable.Workbook(await mediator.Send(Asked(areas, area, days))), WorkbookWriter.ContentType, $"{Words.Say("Coverage.Title")}.xlsx"))
            .For(Seeing)
            .Describe("Coverage as a workbook", "The same table as the page's.");

        routes.MapPage("/coverage", async (HttpContext http, string? area, int? days) => await Page(http, area, days)).For(Seeing);

        routes.MapPage("/coverage/list", async (HttpContext http, IMediator mediator, KnownAreas areas, string gap, string? area, int? days, bool? all, string? cursor) => PageEndpoints.Page<CoverageListPage>(new
        {
            List = await mediator.Send(Listed(areas, gap, area, days, all, PageWanted.From(cursor, 50))), Address = PageAddress.Of(http.Request),
            Back = $"/coverage{ReportPages.Ask(QueryText.Of(("area", area), ("days", days)))}",
        })).For(Seeing);
    }

    private static async Task<IResult> Page(HttpContext http, string? area, int? days)
    {
        var services = http.RequestServices;
        var areas = services.GetRequiredService<KnownAreas>();
        var view = await services.GetRequiredService<IMediator>().Send(Asked(areas, area, days));
        var tiles = services.GetRequiredService<Database>().Read(session => KnownTiles.Of(session, areas)).ToDictionary(tile => tile.Community, StringComparer.Ordinal);
        return PageEndpoints.Page<CoveragePage>(new { View = view, Tiles = CoverageTable.Tiles(view, tiles), Filter = FormState.Blank(Filter, ("days", view.Days.ToString(System.Globalization.CultureInfo.InvariantCulture))) });
    }

    private static GetCoverage Asked(KnownAreas areas, string? area, int? days) => new(AreaOf(areas, area), DaysOf(days));

    private static ListCoverage Listed(KnownAreas areas, string gap, string? area, int? days, bool? all, PageWanted page) => new(AreaOf(areas, area), DaysOf(days),
        Choice.Of<CoverageGap>(gap) ?? throw new BadHttpRequestException(Words.Say("Csv.Choice", gap, string.Join(", ", Enum.GetNames<CoverageGap>()))), all ?? false, page);

    /// <exception cref="BadHttpRequestException">There is no such node.</exception>
    private static string? AreaOf(KnownAreas areas, string? area) => ReportScope.AreaOf(area, areas);

    /// <exception cref="BadHttpRequestException">Not from 1 to <see cref="MostDays"/>.</exception>
    private static int DaysOf(int? days) => days is < 1 or > MostDays ? throw new BadHttpRequestException(Words.Say("Coverage.DaysWrong", MostDays)) : days ?? UsualDays;
}
