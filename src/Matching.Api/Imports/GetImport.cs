using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Keys;
using Matching.Api.Lists;

namespace Matching.Api.Imports;

/// <summary>A file with a page of its rows, in their order, of one verdict or all.</summary>
internal sealed record GetImport(long Id, ImportVerdict? Verdict, PageWanted Page) : IRequest<ImportView>;

/// <summary>One's own files, the newest first.</summary>
internal sealed record ListImports(PageWanted Page) : IRequest<Page<ImportView>>;

/// <summary>The rows that can't be used, as a workbook with what is wrong beside each.</summary>
/// <returns>A file that is gone once it is closed.</returns>
internal sealed record GetWrongRows(long Id) : IRequest<Stream>;

internal sealed class GetImportHandler(Database database, CallContext context, KeyRing ring) : IRequestHandler<GetImport, ImportView>, IRequestHandler<ListImports, Page<ImportView>>, IRequestHandler<GetWrongRows, Stream>
{
    private const string OfBatch = ImportRow.Select + "\nwhere batch = @Id and place > @After and (@Verdict is null or verdict = @Verdict)\norder by place\nlimit @Most";

    private const string Own = ImportBatch.Select + "\nwhere b.who = @Who and (@After = 0 or b.id < @After)\norder by b.id desc\nlimit @Most";

    private const string WrongOf = ImportRow.Select + "\nwhere batch = @id and verdict = 'Wrong'\norder by place";

    private const int BufferSize = 64 * 1024;

    public Task<ImportView> Handle(GetImport request, CancellationToken stop) =>
        Task.FromResult(database.Read(session => View(session, ImportBatch.Get(session, request.Id, context), request.Verdict, request.Page, ring)));

    public Task<Page<ImportView>> Handle(ListImports request, CancellationToken stop)
    {
        var rows = database.Read(session => session.Query<ImportBatch>(Own, new { context.Who, request.Page.After, Most = request.Page.Limit + 1 }));
        return Task.FromResult(Page<ImportView>.Of(rows, request.Page.Limit, row => ImportView.Of(row, new Page<ImportRowView>([], null)), row => row.Id));
    }

    public Task<Stream> Handle(GetWrongRows request, CancellationToken stop)
    {
        var (batch, rows) = database.Read(session => (ImportBatch.Get(session, request.Id, context), session.Query<ImportRow>(WrongOf, new { id = request.Id })));
        var file = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, BufferSize, FileOptions.DeleteOnClose);
        using (var workbook = new WorkbookWriter(file))
        {
            foreach (var sheet in rows.GroupBy(row => row.Sheet))
            {
                var heads = batch.HeadsBySheet[sheet.Key].Where(head => head != WrongRows.Head).ToArray();
                workbook.AddSheet(WrongRows.SheetName(sheet.Key), [.. heads.Append(WrongRows.Head).Select(head => new SheetColumn(head, []))],
                    sheet.Select(row => WrongRows.Cells(row.Opened(ring), batch.HeadsBySheet[sheet.Key], heads.Length)), marked: heads.Length);
            }
            if (rows.Count == 0)
                workbook.AddSheet(WrongRows.Head, [new SheetColumn(WrongRows.Head, [])], []);
        }
        file.Position = 0;
        return Task.FromResult<Stream>(file);
    }

    public static ImportView View(Session session, ImportBatch batch, ImportVerdict? verdict, PageWanted page, KeyRing ring)
    {
        var rows = session.Query<ImportRow>(OfBatch, new { batch.Id, page.After, Verdict = verdict?.ToString(), Most = page.Limit + 1 });
        return ImportView.Of(batch, Page<ImportRowView>.Of(rows, page.Limit, row => ImportRowView.Of(row, ring), row => row.Place));
    }
}

/// <summary>How rows that can't be used are given back: as they came, and what is wrong in one more column.</summary>
internal static class WrongRows
{
    public const string Head = "错误";

    private const int MostSheetName = 31;

    /// <summary>The cells without an earlier file's errors, filled up to the header's width, then what is wrong.</summary>
    public static string[] Cells(CheckedRow row, string[] heads, int width)
    {
        var cells = row.Cells.Where((_, i) => i >= heads.Length || heads[i] != Head).Concat(Enumerable.Repeat("", width)).Take(width);
        return [.. cells, string.Join("；", row.Problems.Select(problem => problem.Column.Length == 0 ? problem.Problem : $"{problem.Column}：{problem.Problem}"))];
    }

    /// <summary>A workbook takes no longer name, nor some signs.</summary>
    public static string SheetName(string name)
    {
        var plain = string.Concat(name.Select(c => c is '[' or ']' or ':' or '*' or '?' or '/' or '\\' or '\'' ? ' ' : c)).Trim();
        return plain.Length == 0 ? Head : plain[..Math.Min(MostSheetName, plain.Length)];
    }
}
