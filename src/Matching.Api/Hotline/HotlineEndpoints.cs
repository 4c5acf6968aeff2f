using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Imports;
using Matching.Api.Lists;

namespace Matching.Api.Hotline;

internal static class HotlineEndpoints
{
    public static void MapHotline(this IEndpointRouteBuilder routes)
    {
        ImportEndpoints.MapUpload(routes.MapGroup("/api/imports").WithTags("Files"), "hotline", ImportKind.Hotline, ImportEndpoints.Staff,
            "A sheet of 12345 work orders, by the mapping named (12345 when none is). A number that is new becomes a demand and waits for one nod; a known one changes the demand it became.");

        routes.MapGet("/api/exports/hotline.xlsx", async (IMediator mediator, string? mapping, CancellationToken stop) =>
            TypedResults.Stream(await mediator.Send(new ExportCases(mapping ?? SheetMapping.Usual.Name), stop), WorkbookWriter.ContentType, "12345工单.xlsx"))
            .WithTags("Files").For(ImportEndpoints.Staff)
            .Describe("Work orders as a workbook", "Those brought in by the mapping named, in its columns, with the stage of each (立案 派遣 处置 核查 结案); contacts are masked.");

        var mappings = routes.MapGroup("/api/sheet-mappings").WithTags("Files");
        mappings.MapGet("", async (IMediator mediator) => TypedResults.Ok(await mediator.Send(new ListMappings())))
            .For(ImportEndpoints.Staff).Describe("List mappings", "How other systems' work-order sheets are read; that of a typical 12345 sheet is always there.");
        mappings.MapPost("", async (SheetMapping body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new SetMapping(body))))
            .For([Role.Street])
            .Describe("Set a mapping", "Columns by their headings, kinds by our category, places by our area code.",
                """{"name":"12345","columns":[{"field":"Number","heads":["工单编号"]},{"field":"Title","heads":["诉求标题"]},{"field":"Area","heads":["所属社区"]}],"kinds":{"噪音":"家庭宽带"},"areas":{"湖心":"440699001001"}}""");
    }
}
