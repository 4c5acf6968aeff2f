using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Lists;
using Microsoft.AspNetCore.Mvc;

namespace Matching.Api.Imports;

internal static class ImportEndpoints
{
    /// <summary>Bytes of an uploaded file.</summary>
    public const int MostBytes = 10 * 1024 * 1024;

    public static readonly Role[] Staff = Roles.Committee.And(Role.Branch);

    public static readonly Role[] OfferStaff = Roles.Committee.And(Role.Unit);

    public static readonly Role[] All = Staff.And(Role.Unit);

    public static void MapImports(this IEndpointRouteBuilder routes)
    {
        var imports = routes.MapGroup("/api/imports").WithTags("Files");
        MapUpload(imports, "demands", ImportKind.Demands, Staff, "A demand list: .xlsx, or CSV in UTF-8 or GB18030. New rows need no code and will wait for one nod; of known ones, title and detail may change while they are filed or open.");
        MapUpload(imports, "offers", ImportKind.Offers, OfferStaff, "A resource list with its slots: .xlsx with two sheets, or one of the two as CSV. Of known offers the text may change, of known slots the capacity, never below what is promised.");

        imports.MapGet("", async (IMediator mediator, string? cursor, int? limit) => TypedResults.Ok(await mediator.Send(new ListImports(PageWanted.From(cursor, limit)))))
            .For(All).Describe("Own files", "The newest first, without their rows.");

        imports.MapGet("/{id:long}", async (long id, string? verdict, string? cursor, int? limit, IMediator mediator) =>
            TypedResults.Ok(await mediator.Send(new GetImport(id, Choice.Of<ImportVerdict>(verdict), PageWanted.From(cursor, limit)))))
            .For(All).Describe("A file", "What each row would do: add something, change it field by field, nothing, or it is wrong.");

        imports.MapPost("/{id:long}/confirm", async (long id, IMediator mediator) => TypedResults.Ok(await mediator.Send(new ConfirmImport(id))))
            .For(All).Describe("Confirm a file", "Writes the new and changed rows; wrong ones stay out. May be asked again: nothing is done twice.");

        imports.MapGet("/{id:long}/wrong-rows.xlsx", async (long id, IMediator mediator) => TypedResults.Stream(await mediator.Send(new GetWrongRows(id)), WorkbookWriter.ContentType, "错误行.xlsx"))
            .For(All).Describe("The wrong rows", "A workbook of the rows as they came, with what is wrong in the column 错误; mended, it can be brought in.");
    }

    public static RouteHandlerBuilder MapUpload(RouteGroupBuilder imports, string path, ImportKind kind, Role[] roles, string description) =>
        imports.MapPost($"/{path}", async (HttpRequest request, IMediator mediator, string? file, bool? again, string? mapping, CancellationToken stop) =>
            {
                using var copy = new MemoryStream();
                await request.Body.CopyToAsync(copy, stop);
                var view = await mediator.Send(new CheckImport(kind, file ?? "", copy.ToArray(), again ?? false, kind == ImportKind.Hotline ? mapping ?? Hotline.SheetMapping.Usual.Name : ""), stop);
                return TypedResults.Created($"/api/imports/{view.Id}", view);
            })
            .For(roles).Accepts<byte[]>("application/octet-stream").WithMetadata(new RequestSizeLimitAttribute(MostBytes))
            .Describe($"Check a file of {path}", description + " Nothing is changed before it is confirmed. The same file twice is refused unless again=true.");
}
