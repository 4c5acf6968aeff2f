using System.Text.Json;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Keys;

namespace Matching.Api.Imports;

/// <summary>Rows of brought-in files that hold an erased person: their cells are blanked, and the row is not written any more.</summary>
internal static class ForgottenRows
{
    private const string Replace = "update import_row set verdict = 'Wrong', body = @Body where batch = @Batch and place = @Place";

    private const string Count = """
        update import_batch
        set fresh = (select count(*) from import_row r where r.batch = import_batch.id and r.verdict = 'New'),
            changed = (select count(*) from import_row r where r.batch = import_batch.id and r.verdict = 'Changed'),
            unchanged = (select count(*) from import_row r where r.batch = import_batch.id and r.verdict = 'Unchanged'),
            wrong = (select count(*) from import_row r where r.batch = import_batch.id and r.verdict = 'Wrong')
        where id = @batch
        """;

    /// <param name="name">Null where none is known: then the number alone tells.</param>
    public static void Blank(Session session, KeyRing ring, string phone, string? name)
    {
        var digits = Digits(phone);
        var found = session.Query<ImportRow>(ImportRow.Select + "\norder by batch, place").Where(row => Holds(row.Opened(ring), digits, name)).ToList();
        foreach (var row in found)
        {
            var opened = row.Opened(ring);
            var blank = opened with
            {
                Cells = [.. opened.Cells.Select(_ => "")], Verdict = ImportVerdict.Wrong, Changes = [], Problems = [new CellProblem("", Words.Say("Import.Forgotten"))],
            };
            session.Execute(Replace, new { row.Batch, row.Place, Body = ring.Seal(ImportRow.PlaceOf(row.Batch, row.Place), JsonSerializer.Serialize(blank, Json.Options)) });
        }
        foreach (var batch in found.Select(row => row.Batch).Distinct())
            session.Execute(Count, new { batch });
    }

    private static bool Holds(CheckedRow row, string digits, string? name) =>
        row.Cells.Any(cell => Digits(cell).Contains(digits, StringComparison.Ordinal)) && (name is null || row.Cells.Any(cell => cell.Contains(name, StringComparison.Ordinal)));

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));
}
