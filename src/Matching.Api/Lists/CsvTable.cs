using System.Text;
using CsvHelper;
using Matching.Api.Http;
using Matching.Core;
using Matching.Core.Grid;

namespace Matching.Api.Lists;

/// <summary>A table with English or Chinese headers: a CSV file (UTF-8, with or without BOM), or a sheet. Every error names file, line
/// and column.</summary>
internal sealed class CsvTable
{
    private readonly Dictionary<string, int> positions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> shown = new(StringComparer.Ordinal);
    private readonly List<ListError> errors;
    private int width;

    private CsvTable(string file, List<ListError> errors)
    {
        File = file;
        this.errors = errors;
    }

    public string File { get; }

    public List<CsvLine> Lines { get; } = [];

    /// <summary>The lines that have another number of cells than the header; they are reported.</summary>
    public List<CsvLine> Broken { get; } = [];

    /// <summary>Reads the file whole.</summary>
    /// <param name="columns">English names with the Chinese names each goes by; a name ending in ? may be missing.</param>
    /// <param name="warn">Told once of columns that are not known.</param>
    public static CsvTable Read(string path, byte[] bytes, IReadOnlyList<(string Name, string[] Chinese)> columns, List<ListError> errors, Action<string> warn)
    {
        var table = new CsvTable(Path.GetFileName(path), errors);
        if (table.HasBrokenUtf8(bytes))
            return table;
        try
        {
            table.Take(CsvRows(bytes), columns, warn);
        }
        catch (CsvFormatException broken)
        {
            table.Fail(broken.LineNumber, "", Words.Say("Csv.Quotes"));
        }
        return table;
    }

    /// <summary>Takes rows that were read already, the header first.</summary>
    public static CsvTable Of(string name, IEnumerable<SheetRow> rows, IReadOnlyList<(string Name, string[] Chinese)> columns, List<ListError> errors, Action<string> warn)
    {
        var table = new CsvTable(name, errors);
        table.Take(rows, columns, warn);
        return table;
    }

    /// <exception cref="CsvFormatException">A quote has no partner.</exception>
    public static IEnumerable<SheetRow> CsvRows(byte[] utf8)
    {
        using var reader = CsvReader.Create(utf8, new CsvReaderOptions
        {
            HasHeader = false, Separator = ',', TrackLineNumbers = true, SkipEmptyLines = true,
            MalformedData = CsvMalformedDataHandling.Throw,
        });
        while (reader.Read())
        {
            var cells = new string[reader.FieldCount];
            for (var i = 0; i < cells.Length; i++)
                cells[i] = reader.GetString(i);
            yield return new SheetRow(reader.LineNumber, cells);
        }
    }

    /// <summary>Whether the file names the column.</summary>
    public bool Has(string column) => positions.ContainsKey(column);

    public int Position(string column) => positions.GetValueOrDefault(column, -1);

    /// <summary>The column as the file names it.</summary>
    public string Shown(string column) => shown.GetValueOrDefault(column, column);

    public void Fail(long line, string column, string problem) => errors.Add(new ListError(File, line, Shown(column), problem));

    private bool HasBrokenUtf8(byte[] bytes)
    {
        var line = 1;
        var rest = bytes.AsSpan();
        while (!rest.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(rest, out var rune, out var used);
            if (status != System.Buffers.OperationStatus.Done)
            {
                Fail(line, "", Words.Say("Csv.Utf8"));
                return true;
            }
            if (rune.Value == '\n')
                line++;
            rest = rest[used..];
        }
        return false;
    }

    private void Take(IEnumerable<SheetRow> rows, IReadOnlyList<(string Name, string[] Chinese)> columns, Action<string> warn)
    {
        var isFirst = true;
        foreach (var row in rows)
        {
            if (!isFirst)
                TakeLine(row);
            else if (!TakeHeader(row.Cells, columns, warn))
                return;
            isFirst = false;
        }
        if (isFirst)
            Fail(1, "", Words.Say("Csv.Empty"));
    }

    private bool TakeHeader(string[] heads, IReadOnlyList<(string Name, string[] Chinese)> columns, Action<string> warn)
    {
        var unknown = new List<string>();
        width = heads.Length;
        for (var i = 0; i < heads.Length; i++)
        {
            var header = heads[i].Trim().TrimStart('\uFEFF');
            var name = columns.Where(column => column.Name.TrimEnd('?').Equals(header, StringComparison.OrdinalIgnoreCase) || column.Chinese.Contains(header))
                .Select(column => column.Name.TrimEnd('?')).FirstOrDefault();
            if (name is null)
                unknown.Add(header);
            else if (!positions.TryAdd(name, i))
                Fail(1, header, Words.Say("Csv.ColumnTwice"));
            else
                shown[name] = header;
        }
        foreach (var missing in columns.Where(column => !column.Name.EndsWith('?') && !positions.ContainsKey(column.Name)))
            Fail(1, missing.Name, Words.Say("Csv.ColumnMissing", missing.Name, string.Join(" / ", missing.Chinese)));
        if (unknown.Any(header => header.Length > 0))
            warn(Words.Say("Csv.ColumnsIgnored", File, string.Join(", ", unknown)));
        return columns.All(column => column.Name.EndsWith('?') || positions.ContainsKey(column.Name));
    }

    private void TakeLine(SheetRow row)
    {
        if (row.Cells.All(string.IsNullOrWhiteSpace))
            return;
        var line = new CsvLine(this, row.Line, row.Cells);
        if (positions.Values.All(position => position < row.Cells.Length) && row.Cells.Skip(width).All(cell => cell.Length == 0))
        {
            Lines.Add(line);
            return;
        }
        Broken.Add(line);
        Fail(row.Line, "", Words.Say("Csv.Cells", row.Cells.Length, width));
    }
}

/// <summary>One row as a file or sheet holds it.</summary>
/// <param name="Line">Its number there, from 1.</param>
internal readonly record struct SheetRow(long Line, string[] Cells);

/// <summary>One line of a table. A cell that can't be read is reported and gives a harmless value.</summary>
internal sealed class CsvLine(CsvTable table, long number, string[] cells)
{
    public const int MostText = 4000;

    private static readonly char[] ListSeparators = [';', '；', '|'];

    public CsvTable Table => table;

    public long Number => number;

    public string[] Cells => cells;

    /// <summary>The cell without blanks around it, and without the apostrophe that keeps a spreadsheet from running it.</summary>
    public string Raw(string column)
    {
        var text = table.Position(column) is >= 0 and var i && i < cells.Length ? cells[i].Trim() : "";
        return text.Length > 1 && text[0] == '\'' && "=+-@\t\r".Contains(text[1]) ? text[1..].Trim() : text;
    }

    public void Fail(string column, string key, params object[] arguments) => table.Fail(number, column, Words.Say(key, arguments));

    public string Text(string column, int most, bool required = true)
    {
        var text = Raw(column);
        if (text.Length == 0 && required)
            Fail(column, "Csv.Required");
        if (text.Length > most)
            Fail(column, "Csv.TooLong", text.Length, most);
        if (PlainText.FirstForbidden(text) is { } forbidden)
            Fail(column, "Csv.Control", forbidden);
        return text.Normalize(NormalizationForm.FormC);
    }

    public int Whole(string column, int least, int most) => WholeOrNull(column, least, most) ?? Missing(column, least);

    public int? WholeOrNull(string column, int least, int most)
    {
        var text = Raw(column);
        if (text.Length == 0)
            return null;
        if (int.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        Fail(column, "Csv.Whole", text, least, most);
        return least;
    }

    public bool Flag(string column)
    {
        var text = Raw(column).ToLowerInvariant();
        if (text is "yes" or "y" or "true" or "1" or "是")
            return true;
        if (text is not ("" or "no" or "n" or "false" or "0" or "否"))
            Fail(column, "Csv.Flag", text);
        return false;
    }

    public DateTimeOffset? Instant(string column, bool endOfWindow)
    {
        var text = Raw(column);
        if (text.Length == 0)
            return null;
        if (ChinaTime.TryParse(text, endOfWindow, out var instant))
            return instant;
        Fail(column, "Csv.Time", text);
        return null;
    }

    public AreaCode? Area(string column, bool required = true)
    {
        var text = Raw(column);
        if (AreaCode.IsValid(text))
            return new AreaCode(text);
        if (required || text.Length > 0)
            Fail(column, "Csv.Area", text);
        return null;
    }

    public IReadOnlyList<string> List(string column) =>
        [.. Text(column, MostText, required: false).Split(ListSeparators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];

    public IReadOnlyList<AreaCode> Areas(string column)
    {
        var areas = new List<AreaCode>();
        foreach (var text in List(column))
        {
            if (AreaCode.IsValid(text))
                areas.Add(new AreaCode(text));
            else
                Fail(column, "Csv.Area", text);
        }
        return areas;
    }

    /// <summary>An enum by its name, or by the word that people see.</summary>
    public T Choice<T>(string column, T? fallback = null) where T : struct, Enum
    {
        var text = Raw(column);
        if (text.Length == 0 && fallback is { } value)
            return value;
        foreach (var candidate in Enum.GetValues<T>())
        {
            if (candidate.ToString().Equals(text, StringComparison.OrdinalIgnoreCase) || ChoiceWords.Chinese(candidate) == text)
                return candidate;
        }
        Fail(column, "Csv.Choice", text, string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant())));
        return default;
    }

    private int Missing(string column, int least)
    {
        Fail(column, "Csv.Required");
        return least;
    }
}
