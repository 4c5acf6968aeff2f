using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Keys;
using Matching.Api.Lists;
using Matching.Core;

namespace Matching.Api.Imports;

/// <summary>
/// The second of two steps: writes the rows that were shown as new or changed, in pieces of one transaction each. A row whose
/// ground has changed since it was shown becomes a wrong one. Asked again, it goes on where it was stopped, and does nothing twice.
/// </summary>
internal sealed record ConfirmImport(long Id) : IRequest<ImportView>;

internal sealed class ConfirmImportHandler(Database database, GroupCommit writer, CallContext context, IEnumerable<IImportedFile> files, KeyRing ring, TimeProvider clock) : IRequestHandler<ConfirmImport, ImportView>
{
    private const int RowsAtOnce = 200;

    private const string SelectPiece = ImportRow.Select + "\nwhere batch = @id and written = 0 and verdict in ('New', 'Changed')\norder by place\nlimit @most";

    private const string Hold = ImportBatch.Select + "\nwhere b.id = @id";

    private const string SetApplying = "update import_batch set state = 'Applying' where id = @id and state = 'Checked'";

    private const string SetWritten = "update import_row set written = 1 where batch = @Batch and place = @Place";

    private const string SetWrong = "update import_row set written = 1, verdict = 'Wrong', body = @Body where batch = @Batch and place = @Place";

    private const string CountLate = """
        update import_batch
        set wrong = wrong + 1, fresh = fresh - @fresh, changed = changed - @changed
        where id = @id
        """;

    private const string SetApplied = "update import_batch set state = 'Applied', applied_at = @now where id = @id and state = 'Applying'";

    private const string ForgetDone = "delete from import_row where batch = @id and verdict <> 'Wrong'";

    public async Task<ImportView> Handle(ConfirmImport request, CancellationToken stop)
    {
        var batch = database.Read(session => ImportBatch.Get(session, request.Id, context));
        if (batch.State == ImportState.Checking)
            throw new RuleBrokenException("import-not-checked", batch.Id);
        var language = System.Globalization.CultureInfo.CurrentUICulture;
        int written;
        do
        {
            written = await writer.Write(session =>
            {
                System.Globalization.CultureInfo.CurrentUICulture = language;
                return WritePiece(session, batch.Id);
            });
        }
        while (written > 0);
        return database.Read(session => GetImportHandler.View(session, ImportBatch.Get(session, batch.Id, context), ImportVerdict.Wrong, new PageWanted(0, CheckImportHandler.FirstRows), ring));
    }

    /// <returns>How many rows it took; 0 when all is done.</returns>
    private int WritePiece(Session session, long id)
    {
        var batch = session.OneToChange<ImportBatch>(Hold, new { id })!;
        session.Execute(SetApplying, new { id });
        var piece = session.Query<ImportRow>(SelectPiece, new { id, most = RowsAtOnce });
        if (piece.Count == 0)
        {
            session.Execute(SetApplied, new { id, now = clock.GetUtcNow() });
            session.Execute(ForgetDone, new { id });
            return 0;
        }
        var shown = piece.ToDictionary(row => (row.Sheet, row.Line), row => (Row: row, Shown: row.Opened(ring)));
        foreach (var now in Recheck(session, batch, [.. shown.Values.Select(row => row.Shown)]))
            Write(session, shown[(now.Sheet, now.Line)].Row, shown[(now.Sheet, now.Line)].Shown, now);
        return piece.Count;
    }

    private IEnumerable<CheckedRow> Recheck(Session session, ImportBatch batch, IReadOnlyList<CheckedRow> rows)
    {
        var heads = batch.HeadsBySheet;
        var sheets = rows.GroupBy(row => row.Sheet).Select(sheet => new UploadedSheet(sheet.Key, [new SheetRow(1, heads[sheet.Key]), .. sheet.Select(row => new SheetRow(row.Line, row.Cells))])).ToList();
        return files.Single(file => file.Kind == batch.Kind).Check(session, sheets, batch.Mapping, _ => { });
    }

    private void Write(Session session, ImportRow row, CheckedRow shown, CheckedRow now)
    {
        if (now.IsAs(shown))
        {
            now.Write!(session, $"import/{row.Batch}");
            session.Execute(SetWritten, row);
            return;
        }
        var problems = now.Problems.Count > 0 ? now.Problems : [new CellProblem("", Words.Say("Import.ChangedSince"))];
        session.Execute(SetWrong, ImportRow.Of(row.Batch, row.Place, now with { Verdict = ImportVerdict.Wrong, Problems = problems }, ring));
        session.Execute(CountLate, new { id = row.Batch, fresh = shown.Verdict == ImportVerdict.New ? 1 : 0, changed = shown.Verdict == ImportVerdict.Changed ? 1 : 0 });
    }
}
