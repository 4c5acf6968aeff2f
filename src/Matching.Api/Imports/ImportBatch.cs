using System.Text.Json;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Keys;

namespace Matching.Api.Imports;

/// <summary>How far a file has come. Persisted: append only.</summary>
public enum ImportState { Checking, Checked, Applying, Applied }

/// <summary>A file that was brought in, as the store holds it.</summary>
internal sealed record ImportBatch
{
    public const string Select = """
        select b.id, b.kind, b.mapping, b.file_name, b.file_hash, b.heads, b.notes, b.who, b.at, b.state, b.fresh, b.changed, b.unchanged, b.wrong, b.applied_at
        from import_batch b
        """;

    private const string Insert = """
        insert into import_batch (kind, mapping, file_name, file_hash, heads, notes, who, at, state, fresh, changed, unchanged, wrong)
        values (@KindName, @Mapping, @FileName, @FileHash, @Heads, @Notes, @Who, @At, 'Checking', @Fresh, @Changed, @Unchanged, @Wrong)
        returning id
        """;

    public long Id { get; init; }

    public ImportKind Kind { get; init; }

    /// <summary>Which system's sheet it is; empty for our own lists.</summary>
    public string Mapping { get; init; } = "";

    public string FileName { get; init; } = "";

    public string FileHash { get; init; } = "";

    /// <summary>Per sheet its header, as JSON.</summary>
    public string Heads { get; init; } = "{}";

    /// <summary>What was left aside, line by line.</summary>
    public string Notes { get; init; } = "";

    public string Who { get; init; } = "";

    public DateTimeOffset At { get; init; }

    public ImportState State { get; init; }

    public int Fresh { get; init; }

    public int Changed { get; init; }

    public int Unchanged { get; init; }

    public int Wrong { get; init; }

    public DateTimeOffset? AppliedAt { get; init; }

    public string KindName => Kind.ToString();

    public IReadOnlyDictionary<string, string[]> HeadsBySheet => JsonSerializer.Deserialize<Dictionary<string, string[]>>(Heads)!;

    public long InsertInto(Session session) => session.Scalar<long>(Insert, this);

    /// <exception cref="NotThereException">There is none of that number, or it is another's.</exception>
    public static ImportBatch Get(Session session, long id, CallContext context) =>
        session.One<ImportBatch>(Select + "\nwhere b.id = @id", new { id }) is { } batch && (context.IsSelf(batch.Who) || context.Sight.IsEverything)
            ? batch : throw new NotThereException("Import", id.ToString(System.Globalization.CultureInfo.InvariantCulture));
}

/// <summary>One row of a file, its cells sealed: they may hold names and numbers.</summary>
internal sealed record ImportRow
{
    public const string Select = "select batch, place, sheet, line, verdict, written, body from import_row";

    private const string Insert = """
        insert into import_row (batch, place, sheet, line, verdict, body)
        values (@Batch, @Place, @Sheet, @Line, @VerdictName, @Body)
        """;

    public long Batch { get; init; }

    public int Place { get; init; }

    public string Sheet { get; init; } = "";

    public long Line { get; init; }

    public ImportVerdict Verdict { get; init; }

    public bool Written { get; init; }

    public string Body { get; init; } = "";

    public string VerdictName => Verdict.ToString();

    public static ImportRow Of(long batch, int place, CheckedRow row, KeyRing ring) => new()
    {
        Batch = batch, Place = place, Sheet = row.Sheet, Line = row.Line, Verdict = row.Verdict, Body = ring.Seal(PlaceOf(batch, place), JsonSerializer.Serialize(row, Json.Options)),
    };

    public CheckedRow Opened(KeyRing ring) => JsonSerializer.Deserialize<CheckedRow>(ring.Open(PlaceOf(Batch, Place), Body), Json.Options)!;

    public void InsertInto(Session session) => session.Execute(Insert, this);

    /// <summary>Where a body is sealed to.</summary>
    public static string PlaceOf(long batch, int place) => $"import_row/body/{batch}/{place}";
}

/// <summary>A row as its importer sees it.</summary>
public sealed record ImportRowView(int Place, string Sheet, long Line, ImportVerdict Verdict, string VerdictName, string Code, IReadOnlyList<string> Cells, IReadOnlyList<CellChange> Changes, IReadOnlyList<CellProblem> Problems)
{
    internal static ImportRowView Of(ImportRow row, KeyRing ring)
    {
        var opened = row.Opened(ring);
        return new ImportRowView(row.Place, row.Sheet, row.Line, row.Verdict, Words.Of(row.Verdict), opened.Code, opened.Cells, opened.Changes, opened.Problems);
    }
}

/// <summary>A file as its importer sees it.</summary>
/// <param name="Notes">What of it was left aside.</param>
/// <param name="Heads">Per sheet its header.</param>
/// <param name="New">Rows that add something; likewise the other counts.</param>
public sealed record ImportView(
    long Id, ImportKind Kind, string FileName, DateTimeOffset At, ImportState State, string StateName, int New, int Changed, int Unchanged, int Wrong, DateTimeOffset? AppliedAt, IReadOnlyList<string> Notes,
    IReadOnlyDictionary<string, string[]> Heads, IReadOnlyList<ImportRowView> Rows, string? Next)
{
    internal static ImportView Of(ImportBatch batch, Page<ImportRowView> rows) => new(
        batch.Id, batch.Kind, batch.FileName, batch.At, batch.State, Words.Of(batch.State), batch.Fresh, batch.Changed, batch.Unchanged, batch.Wrong, batch.AppliedAt,
        batch.Notes.Split('\n', StringSplitOptions.RemoveEmptyEntries), batch.HeadsBySheet, rows.Items, rows.Next);
}
