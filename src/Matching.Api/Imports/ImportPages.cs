using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Lists;
using Matching.Api.Pages;
using Matching.Core;
using Microsoft.AspNetCore.Mvc;

namespace Matching.Api.Imports;

/// <summary>The pages on which files go in, in two steps, and out.</summary>
internal static class ImportPages
{
    private const int RowsOfAPage = 50;

    private static readonly FormFields Fields = new(("kind", "Import.Kind"), ("file", "Import.File"), ("again", "Import.Again"));

    public static void MapImportPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/import", async (IMediator mediator, CallContext context, string? cursor) => await Upload(mediator, context, FormState.Blank(Fields), cursor)).For(ImportEndpoints.All);

        routes.MapFormPost("/import", Fields, async post => new SeeOther($"/import/{(await Check(post)).Id}"), async post => await Upload(post.Http.RequestServices.GetRequiredService<IMediator>(), ContextOf(post), post.Form, null))
            .For(ImportEndpoints.All).WithMetadata(new RequestSizeLimitAttribute(ImportEndpoints.MostBytes));

        routes.MapPage("/import/{id:long}", async (long id, string? verdict, string? cursor, IMediator mediator) => await Rows(mediator, id, Choice.Of<ImportVerdict>(verdict), cursor, FormState.Blank(FormFields.None))).For(ImportEndpoints.All);

        routes.MapFormPost("/import/{id:long}/confirm", FormFields.None, async post =>
        {
            await post.Send(new ConfirmImport(IdOf(post)));
            return new SeeOther($"/import/{IdOf(post)}");
        }, async post => await Rows(post.Http.RequestServices.GetRequiredService<IMediator>(), IdOf(post), null, null, post.Form)).For(ImportEndpoints.All);
    }

    private static long IdOf(FormPost post) => long.Parse(post.Route("id"), System.Globalization.CultureInfo.InvariantCulture);

    private static CallContext ContextOf(FormPost post) => post.Http.RequestServices.GetRequiredService<CallContext>();

    private static async Task<ImportView> Check(FormPost post)
    {
        var kind = post.Form.Choice<ImportKind>("kind");
        if (kind is null && post.Form.ErrorOf("kind") is null)
            post.Form.Fault("kind", Words.Say("Import.KindWanted"));
        if (post.Files.Count == 0 || post.Files[0].Length == 0)
            post.Form.Fault("file", Words.Say("Import.FileWanted"));
        post.Check();
        if (KindsOf(ContextOf(post)).All(option => option.Value != kind.ToString()))
            throw new NotAllowedException("not-your-role");
        using var copy = new MemoryStream();
        await post.Files[0].CopyToAsync(copy, post.Http.RequestAborted);
        try
        {
            return await post.Send(new CheckImport(kind!.Value, post.Files[0].FileName, copy.ToArray(), post.Form.Ticked("again"), kind == ImportKind.Hotline ? Hotline.SheetMapping.Usual.Name : ""));
        }
        catch (RuleBrokenException same) when (same.Rule == "same-file-again")
        {
            post.Form.Put("same", "yes");
            throw;
        }
    }

    private static async Task<IResult> Upload(IMediator mediator, CallContext context, FormState form, string? cursor) => PageEndpoints.Page<ImportPage>(new
    {
        Form = form, Kinds = KindsOf(context), Own = await mediator.Send(new ListImports(PageWanted.From(cursor, 10))),
    });

    private static async Task<IResult> Rows(IMediator mediator, long id, ImportVerdict? verdict, string? cursor, FormState form) => PageEndpoints.Page<ImportRowsPage>(new
    {
        Import = await mediator.Send(new GetImport(id, verdict, PageWanted.From(cursor, cursor is null ? CheckImportHandler.FirstRows : RowsOfAPage))), Verdict = verdict, Form = form,
    });

    /// <summary>What the caller may bring in.</summary>
    private static IReadOnlyList<Option> KindsOf(CallContext context) => [.. Option.Of<ImportKind>()
        .Where(option => context.Caller.As(option.Value == nameof(ImportKind.Offers) ? ImportEndpoints.OfferStaff : ImportEndpoints.Staff).Count > 0)];
}
