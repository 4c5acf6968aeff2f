using MediatR;
using Matching.Api.Access;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Lists;
using Matching.Api.Policies;
using Matching.Core.Reports;

namespace Matching.Api.Reports;

internal static class ReportEndpoints
{
    /// <summary>Those who answer for more than one building, and the auditor.</summary>
    public static readonly Role[] Reading = Roles.Committee.And(Role.Branch, Role.Studio, Role.Auditor);

    public static void MapReports(this IEndpointRouteBuilder routes)
    {
        var reports = routes.MapGroup("/api/reports/{period}").WithTags("Reports");

        reports.MapGet("", async (string period, IMediator mediator, KnownAreas areas, Rulings rulings, string? area, string? category) =>
            TypedResults.Ok(await mediator.Send(new GetReport(ReportScope.From(period, area, category, areas, rulings)))))
            .For(Reading)
            .Describe("Report", "Of a year, quarter or month such as 2026, 2026-Q4 or 2026-11: rates with numerator, n and 95 % interval, demands by community, category and week, what is missing, what sleeps. Every number has the query that opens its records.");

        reports.MapGet("/csv", async (string period, IMediator mediator, KnownAreas areas, Rulings rulings, string? area, string? category) =>
            await mediator.Send(new GetReport(ReportScope.From(period, area, category, areas, rulings))) is var report
            ? TypedResults.File(ReportTables.Csv(report), "text/csv; charset=utf-8", $"{Words.Say("Report.Title")}-{report.Period}.csv") : null!)
            .For(Reading)
            .Describe("Report as CSV", "The same tables as the page's, in UTF-8 with its mark.");

        reports.MapGet("/xlsx", async (string period, IMediator mediator, KnownAreas areas, Rulings rulings, string? area, string? category) =>
            await mediator.Send(new GetReport(ReportScope.From(period, area, category, areas, rulings))) is var report
            ? TypedResults.File(ReportTables.Workbook(report), WorkbookWriter.ContentType, $"{Words.Say("Report.Title")}-{report.Period}.xlsx") : null!)
            .For(Reading)
            .Describe("Report as a workbook", "The same tables, a sheet each.");

        reports.MapGet("/records", async (string period, IMediator mediator, KnownAreas areas, Rulings rulings, string? area, string? category, string? rate, string? part, string? leftOut,
                string? kind, string? standing, string? community, string? week, string? cursor, int? limit) =>
            TypedResults.Ok(await mediator.Send(new ListReportRecords(ReportScope.From(period, area, category, areas, rulings),
                RecordsWanted.From(rate, part, leftOut, kind, standing, community, week), PageWanted.From(cursor, limit)))))
            .For(Reading)
            .Describe("Records behind a number", "What a number of the report counts: a rate's n (or part=Numerator), leftOut, kind of offer of accepted orders, or demands by standing, community and week.");

        routes.MapGet("/api/unmet", async (IMediator mediator, KnownAreas areas, Rulings rulings, string? period, string? area, string? category, string? gap, string? cursor, int? limit) =>
            TypedResults.Ok(await mediator.Send(Unmet(areas, rulings, period, area, category, gap, cursor, limit))))
            .WithTags("Reports").For(Reading)
            .Describe("Unmet needs", "Demands past their response limit that no unit has said yes to, by what is missing: days waiting, people touched, tries so far. A period means filed in it.");
    }

    public static ListUnmet Unmet(KnownAreas areas, Rulings rulings, string? period, string? area, string? category, string? gap, string? cursor, int? limit) => new(
        string.IsNullOrEmpty(period) ? null : ReportScope.From(period, null, null, areas, rulings).Period, ReportScope.AreaOf(area, areas), ReportScope.CategoryOf(category, rulings),
        Choice.Of<GapKind>(gap), PageWanted.From(cursor, limit));
}
