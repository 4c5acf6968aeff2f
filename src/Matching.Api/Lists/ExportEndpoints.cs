using MediatR;
using Matching.Api.Access;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Policies;

namespace Matching.Api.Lists;

internal static class ExportEndpoints
{
    private const string CsvType = "text/csv; charset=utf-8";

    public static readonly Role[] Taking = Roles.Grid.And(Role.Unit, Role.Auditor);

    public static void MapExports(this IEndpointRouteBuilder routes)
    {
        var exports = routes.MapGroup("/api/exports").WithTags("Files");
        Map(exports, "demands", ListKind.Demands, ListSheets.Demands);
        Map(exports, "offers", ListKind.Offers, ListSheets.Offers);
        Map(exports, "slots", ListKind.Slots, ListSheets.Slots);
        Map(exports, "orders", ListKind.Orders, ListSheets.Orders);
        Map(exports, "agreements", ListKind.Agreements, ListSheets.Agreements);
    }

    private static void Map(RouteGroupBuilder exports, string path, ListKind list, string name)
    {
        if (list != ListKind.Slots)
        {
            exports.MapGet($"/{path}.xlsx", (IMediator mediator, KnownAreas areas, Rulings rulings, CancellationToken stop, string? area, string? category, string? state, string? from, string? until) =>
                File(mediator, new ExportList(list, ListFormat.Xlsx, ExportFilter.Of(list, areas, rulings, area, category, state, from, until)), $"{name}.xlsx", stop))
                .For(Taking).Describe($"{path} as a workbook", "What the caller sees of the list, with Chinese headers, drop-downs for coded columns and a sheet of help; contacts are masked. It can be edited and brought in again. Narrow it by area, category, state and days (from, until).");
        }
        exports.MapGet($"/{path}.csv", (IMediator mediator, KnownAreas areas, Rulings rulings, CancellationToken stop, string? area, string? category, string? state, string? from, string? until) =>
                File(mediator, new ExportList(list, ListFormat.Csv, ExportFilter.Of(list, areas, rulings, area, category, state, from, until)), $"{name}.csv", stop))
            .For(Taking).Describe($"{path} as CSV", "UTF-8 with byte order mark; what a spreadsheet would run as a formula is escaped. Narrow it by area, category, state and days (from, until).");
        if (list is ListKind.Demands or ListKind.Offers)
        {
            exports.MapGet($"/templates/{path}.xlsx", (IMediator mediator, CancellationToken stop) => File(mediator, new ExportList(list, ListFormat.Template, new ExportFilter()), $"{name}模板.xlsx", stop))
                .For(Taking).Describe($"An empty workbook for {path}", "To be filled in and brought in.");
        }
    }

    private static async Task<IResult> File(IMediator mediator, ExportList export, string name, CancellationToken stop) =>
        TypedResults.Stream(await mediator.Send(export, stop), export.Format == ListFormat.Csv ? CsvType : WorkbookWriter.ContentType, name);
}
