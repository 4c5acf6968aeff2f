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
    public static void MapReports(this IEndpointRouteBuilder routes)
    {
        var reports = routes.MapGroup("/api/reports/{period}").WithTags("Reports");

        reports.MapGet("", async ([AsParameters] ReportAsked asked, IMediator mediator, KnownAreas areas, Rulings rulings, CancellationToken stop) =>
            TypedResults.Ok(await mediator.Send(new GetReport(asked.Scope(areas, rulings), ReportDepth.Whole), stop)))
            .For(ReportRoles.Reading)
            .Describe("Report", "Of a year, quarter, month or match run such as 2026, 2026-Q4, 2026-11 or run-12, narrowed by area, category, studio or unit: rates with numerator, n, 95 % interval and whether they "
                + "changed by more than chance; the same by street, community, estate, category, studio and unit; what is missing where and when, what sleeps, what more would bring, how even service is, "
                + "which confirmations to look at, forms saved. Every number has the query that opens its records.");

        reports.MapGet("/csv", async ([AsParameters] ReportAsked asked, IMediator mediator, KnownAreas areas, Rulings rulings, CancellationToken stop) =>
            await mediator.Send(new GetReport(asked.Scope(areas, rulings), ReportDepth.Whole), stop) is var report
            ? TypedResults.File(ReportFiles.Csv(report), "text/csv; charset=utf-8", $"{Words.Say("Report.Title")}-{report.Period}.csv") : null!)
            .For(ReportRoles.Reading)
            .Describe("Report as CSV", "The same tables as the pages', in UTF-8 with its mark.");

        reports.MapGet("/xlsx", async ([AsParameters] ReportAsked asked, IMediator mediator, KnownAreas areas, Rulings rulings, CancellationToken stop) =>
            await mediator.Send(new GetReport(asked.Scope(areas, rulings), ReportDepth.Whole), stop) is var report
            ? TypedResults.File(ReportFiles.Workbook(report), WorkbookWriter.ContentType, $"{Words.Say("Report.Title")}-{report.Period}.xlsx") : null!)
            .For(ReportRoles.Reading)
            .Describe("Report as a workbook", "The same tables, a sheet each.");

        reports.MapGet("/records", async ([AsParameters] ReportAsked asked, [AsParameters] RecordsAsked records, IMediator mediator, KnownAreas areas, Rulings rulings, string? cursor, int? limit) =>
            TypedResults.Ok(await mediator.Send(new ListReportRecords(asked.Scope(areas, rulings), records.Wanted(), PageWanted.From(cursor, limit)))))
            .For(ReportRoles.Reading)
            .Describe("Records behind a number", "What a number of the report counts: a rate's n (or part=Numerator), leftOut, kind of offer of accepted orders, form, marked confirmations (for the street and the auditor), "
                + "or demands by standing, community, week and served.");

        routes.MapGet("/api/unmet", async ([AsParameters] UnmetAsked asked, IMediator mediator, KnownAreas areas, Rulings rulings, string? cursor, int? limit) =>
            TypedResults.Ok(await mediator.Send(asked.List(areas, rulings, PageWanted.From(cursor, limit)))))
            .WithTags("Reports").For(ReportRoles.Reading)
            .Describe("Unmet needs", "Demands past their response limit that no unit has said yes to, by what is missing: days waiting, people touched, tries so far. A period means filed in it, or looked at by that run.");
    }
}

/// <summary>What an address asks of the list of unmet needs.</summary>
internal sealed record UnmetAsked
{
    public string? Period { get; init; }

    public string? Area { get; init; }

    public string? Category { get; init; }

    public string? Studio { get; init; }

    public string? Unit { get; init; }

    public string? Community { get; init; }

    public string? Gap { get; init; }

    public string? Time { get; init; }

    /// <exception cref="BadHttpRequestException">A value is not one of those there are.</exception>
    public ListUnmet List(KnownAreas areas, Rulings rulings, PageWanted page) => new(
        new UnmetScope(string.IsNullOrEmpty(Period) ? null : ReportScope.From(Period, null, null, areas, rulings).Period, ReportScope.AreaOf(Area, areas), ReportScope.CategoryOf(Category, rulings),
            ReportScope.StudioOf(Studio, rulings), string.IsNullOrEmpty(Unit) ? null : Unit),
        ReportScope.AreaOf(Community, areas), Choice.Of<GapKind>(Gap), Choice.Of<NeedTime>(Time), page);
}
