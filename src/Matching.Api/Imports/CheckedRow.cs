using System.Text.Json.Serialization;
using Matching.Api.Data;
using Matching.Api.Lists;

namespace Matching.Api.Imports;

/// <summary>What kind of file is brought in. Persisted: append only.</summary>
public enum ImportKind { Demands, Offers, Hotline }

/// <summary>What a row of a file would do. Persisted: append only.</summary>
public enum ImportVerdict { New, Changed, Unchanged, Wrong }

/// <summary>One cell that differs from what is stored.</summary>
public sealed record CellChange(string Column, string Before, string After);

/// <summary>What is wrong in a row; no column where the row is wrong as a whole.</summary>
public sealed record CellProblem(string Column, string Problem);

/// <summary>A row of a file beside what the store holds: what it would do, and nothing done yet.</summary>
/// <param name="Code">The code of what it names; empty for what has none yet.</param>
internal sealed record CheckedRow(
    string Sheet, long Line, string[] Cells, string Code, ImportVerdict Verdict, IReadOnlyList<CellChange> Changes, IReadOnlyList<CellProblem> Problems)
{
    /// <summary>Writes it, in the session that it was checked in; told why, for its event.</summary>
    [JsonIgnore]
    public Action<Session, string>? Write { get; init; }

    /// <summary>Whether it would still do what was shown.</summary>
    public bool IsAs(CheckedRow shown) => Verdict == shown.Verdict && Changes.SequenceEqual(shown.Changes);

    public static CheckedRow Wrong(CsvLine line, string code, IEnumerable<CellProblem> problems) =>
        new(line.Table.File, line.Number, line.Cells, code, ImportVerdict.Wrong, [], [.. problems]);

    public static CheckedRow New(CsvLine line, string code, Action<Session, string> write) =>
        new(line.Table.File, line.Number, line.Cells, code, ImportVerdict.New, [], []) { Write = write };

    /// <summary>Changed where there are changes.</summary>
    public static CheckedRow Of(CsvLine line, string code, IReadOnlyList<CellChange> changes, Action<Session, string> write) => changes.Count == 0
        ? new CheckedRow(line.Table.File, line.Number, line.Cells, code, ImportVerdict.Unchanged, [], [])
        : new CheckedRow(line.Table.File, line.Number, line.Cells, code, ImportVerdict.Changed, changes, []) { Write = write };
}

/// <summary>Reads and compares the rows of one kind of file.</summary>
internal interface IImportedFile
{
    ImportKind Kind { get; }

    /// <summary>Every row of the sheets with what it would do, in the order in which they are to be written.</summary>
    /// <param name="mapping">Which system's sheet it is; empty for our own lists.</param>
    /// <param name="warn">Told of what is left aside.</param>
    /// <exception cref="ListException">The file as a whole can't be used, such as for a missing column.</exception>
    IEnumerable<CheckedRow> Check(Session session, IReadOnlyList<UploadedSheet> sheets, string mapping, Action<string> warn);
}

/// <summary>A table whose header was read, its rows one after another, each with what is wrong in it.</summary>
internal sealed class CheckedTable
{
    private readonly List<ListError> errors = [];
    private readonly CsvTable table;

    /// <exception cref="ListException">A needed column is missing or stands twice.</exception>
    public CheckedTable(UploadedSheet sheet, IReadOnlyList<(string Name, string[] Chinese)> columns, Action<string> warn)
    {
        table = CsvTable.Of(sheet.Name, sheet.Rows, columns, errors, warn);
        if (errors.Any(error => error.Line <= 1))
            throw new ListException([.. errors.Where(error => error.Line <= 1)]);
    }

    /// <summary>The rows that can't even be split into cells first.</summary>
    /// <param name="read">Reads a row; what it reports is told to <paramref name="check"/>.</param>
    public IEnumerable<CheckedRow> Rows<T>(Func<CsvLine, T> read, Func<CsvLine, T, IReadOnlyList<CellProblem>, CheckedRow> check)
    {
        foreach (var line in table.Broken)
            yield return CheckedRow.Wrong(line, "", errors.Where(error => error.Line == line.Number).Select(error => new CellProblem(error.Column, error.Problem)));
        foreach (var line in table.Lines)
        {
            var before = errors.Count;
            var row = read(line);
            yield return check(line, row, [.. errors.Skip(before).Select(error => new CellProblem(error.Column, error.Problem))]);
        }
    }

    /// <summary>The cells that differ; line ends and columns that the file does not have count for nothing.</summary>
    public static IEnumerable<(string Name, CellChange Change)> Differences(CsvLine line, (string Name, string[] Chinese)[] columns, string[] before, string[] after)
    {
        for (var i = 0; i < before.Length; i++)
        {
            var name = columns[i].Name.TrimEnd('?');
            if (line.Table.Has(name) && OneLineEnd(before[i]) != OneLineEnd(after[i]))
                yield return (name, new CellChange(line.Table.Shown(name), before[i], after[i]));
        }
    }

    public static CellProblem Problem(CsvLine line, string column, string key, params object[] arguments) => new(line.Table.Shown(column), Words.Say(key, arguments));

    private static string OneLineEnd(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);
}
