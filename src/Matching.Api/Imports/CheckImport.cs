using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Keys;
using Matching.Api.Lists;
using Matching.Api.People;
using Matching.Core;

namespace Matching.Api.Imports;

/// <summary>The first of two steps: reads a file and shows, row by row, what it would do. Nothing of the lists is changed.</summary>
/// <param name="Mapping">Which system's sheet it is; empty for our own lists.</param>
/// <param name="Again">The same file was brought in before, and is meant to be once more.</param>
internal sealed record CheckImport(ImportKind Kind, string FileName, byte[] Content, bool Again, string Mapping = "") : IRequest<ImportView>;

internal sealed class CheckImportHandler(Database database, GroupCommit writer, CallContext context, IEnumerable<IImportedFile> files, KeyRing ring, TimeProvider clock) : IRequestHandler<CheckImport, ImportView>
{
    /// <summary>So many rows are shown with the answer.</summary>
    public const int FirstRows = 20;

    private const int RowsAtOnce = 500;
    private const int MostName = 120;

    private const string SelectSame = ImportBatch.Select + "\nwhere b.file_hash = @hash and b.kind = @kind and b.state in ('Applying', 'Applied')\norder by b.id desc\nlimit 1";

    private const string SetChecked = "update import_batch set state = 'Checked' where id = @id";

    public async Task<ImportView> Handle(CheckImport request, CancellationToken stop)
    {
        var hash = Convert.ToHexString(SHA256.HashData(request.Content));
        if (!request.Again && database.Read(session => session.One<ImportBatch>(SelectSame, new { hash, kind = request.Kind.ToString() })) is { } same)
            throw new RuleBrokenException("same-file-again", ChinaTime.Text(same.AppliedAt ?? same.At), same.Id);
        var name = NameOf(request.FileName);
        var sheets = UploadedSheets.Read(request.Content, name);
        var notes = new List<string>();
        var file = files.Single(file => file.Kind == request.Kind);
        var rows = database.Read(session => file.Check(session, sheets, request.Mapping, notes.Add).ToList());
        if (rows.Count == 0)
            throw new RuleBrokenException("no-rows");
        var used = rows.Select(row => row.Sheet).ToHashSet(StringComparer.Ordinal);
        var batch = new ImportBatch
        {
            Kind = request.Kind, Mapping = request.Mapping, FileName = name, FileHash = hash, Notes = string.Join('\n', notes), Who = context.Who, At = clock.GetUtcNow(),
            Heads = JsonSerializer.Serialize(sheets.Where(sheet => used.Contains(sheet.Name)).DistinctBy(sheet => sheet.Name).ToDictionary(sheet => sheet.Name, sheet => sheet.Rows[0].Cells)),
            Fresh = Count(ImportVerdict.New), Changed = Count(ImportVerdict.Changed), Unchanged = Count(ImportVerdict.Unchanged), Wrong = Count(ImportVerdict.Wrong),
        };
        var id = await Keep(batch, rows);
        return database.Read(session => GetImportHandler.View(session, ImportBatch.Get(session, id, context), null, new PageWanted(0, FirstRows), ring));

        int Count(ImportVerdict verdict) => rows.Count(row => row.Verdict == verdict);
    }

    /// <summary>In pieces, so that others' writes need not wait for a long file.</summary>
    private async Task<long> Keep(ImportBatch batch, List<CheckedRow> rows)
    {
        var id = await writer.Write(batch.InsertInto);
        var place = 0;
        foreach (var piece in rows.Chunk(RowsAtOnce))
        {
            ImportRow[] kept = [.. piece.Select(row => ImportRow.Of(id, ++place, row, ring))];
            await writer.Write(session =>
            {
                foreach (var row in kept)
                    row.InsertInto(session);
                return true;
            });
        }
        return await writer.Write(session => session.Execute(SetChecked, new { id }) == 1 ? id : throw new NotThereException("Import", id.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>The file's own name, without a path, without what is no text, and without numbers of people.</summary>
    private static string NameOf(string given)
    {
        var name = given[(given.LastIndexOfAny(['/', '\\']) + 1)..].Trim();
        name = PlainText.FirstForbidden(name) is null ? FreeText.Cleaned(name) : "";
        return name.Length == 0 ? "?" : name[..Math.Min(MostName, name.Length)];
    }
}
