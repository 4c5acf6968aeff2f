using System.Globalization;
using System.IO.Packaging;
using System.Text;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Matching.Api.Lists;

/// <summary>One column of a sheet that is written.</summary>
/// <param name="Choices">Offered as a drop-down; empty = free text.</param>
/// <param name="IsStrict">Its cells hold one of the choices and nothing else.</param>
internal sealed record SheetColumn(string Head, IReadOnlyList<string> Choices, bool IsStrict = true);

/// <summary>
/// Writes an .xlsx workbook row by row to a stream that is only ever written forwards, so that its size costs no memory. Every cell
/// is text: nothing in it runs as a formula, also after somebody edits it.
/// </summary>
internal sealed partial class WorkbookWriter : IDisposable
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private const string Relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    private const string Part = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    private const string ChoiceSheet = "选项";
    private const uint LastRow = 1_048_576;
    private const uint PlainStyle = 1, QuotedStyle = 2, HeadStyle = 3, MarkedStyle = 4;

    private readonly Package package;
    private readonly List<string> sheets = [];
    private readonly List<IReadOnlyList<string>> choices = [];

    public WorkbookWriter(Stream stream) => package = Package.Open(stream, FileMode.Create, FileAccess.Write);

    /// <param name="marked">Position of the column that stands out, or -1.</param>
    public void AddSheet(string name, IReadOnlyList<SheetColumn> columns, IEnumerable<string[]> rows, int marked = -1)
    {
        sheets.Add(name);
        using var stream = NewPart($"/xl/worksheets/sheet{sheets.Count}.xml", "worksheet").GetStream();
        using var xml = OpenXmlWriter.Create(stream, new UTF8Encoding(false));
        xml.WriteStartElement(new Worksheet());
        xml.WriteElement(new SheetViews(new SheetView(new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen }) { WorkbookViewId = 0 }));
        xml.WriteElement(new SheetFormatProperties { DefaultRowHeight = 15 });
        xml.WriteElement(new Columns(columns.Select((column, i) => new Column { Min = (uint)i + 1, Max = (uint)i + 1, Width = Math.Max(12, column.Head.Length * 2 + 4), Style = PlainStyle, CustomWidth = true })));
        xml.WriteStartElement(new SheetData());
        WriteRow(xml, 1, [.. columns.Select(column => column.Head)], _ => HeadStyle);
        var number = 1u;
        foreach (var row in rows)
            WriteRow(xml, ++number, row, i => i == marked ? MarkedStyle : PlainStyle);
        xml.WriteEndElement();
        WriteChoices(xml, columns);
        xml.WriteEndElement();
    }

    public void Dispose()
    {
        if (choices.Count > 0)
            AddSheet(ChoiceSheet, [.. choices.Select((list, i) => new SheetColumn(ChoiceSheet + (i + 1).ToString(CultureInfo.InvariantCulture), []))], ChoiceRows());
        var workbook = NewPart("/xl/workbook.xml", "sheet.main");
        for (var i = 1; i <= sheets.Count; i++)
            workbook.CreateRelationship(new Uri($"/xl/worksheets/sheet{i}.xml", UriKind.Relative), TargetMode.Internal, Relation + "worksheet", $"rId{i}");
        workbook.CreateRelationship(new Uri("/xl/styles.xml", UriKind.Relative), TargetMode.Internal, Relation + "styles", "rIdStyles");
        WriteWhole(workbook, new Workbook(new Sheets(sheets.Select((name, i) => new DocumentFormat.OpenXml.Spreadsheet.Sheet { Name = name, SheetId = (uint)i + 1, Id = $"rId{i + 1}" }))));
        WriteWhole(NewPart("/xl/styles.xml", "styles"), Styles());
        package.CreateRelationship(workbook.Uri, TargetMode.Internal, Relation + "officeDocument", "rId1");
        ((IDisposable)package).Dispose();
    }

    /// <summary>A spreadsheet would run what begins so, were it not text.</summary>
    public static bool LooksLikeFormula(string text) => text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r';

    /// <summary>Name of a column by its position: A to Z, AA and so on.</summary>
    public static string Letters(int column) => column < 26 ? ((char)('A' + column)).ToString() : Letters(column / 26 - 1) + (char)('A' + column % 26);

    private static void WriteRow(OpenXmlWriter xml, uint number, string[] cells, Func<int, uint> styleOf)
    {
        xml.WriteStartElement(new Row { RowIndex = number });
        for (var i = 0; i < cells.Length; i++)
        {
            if (cells[i].Length == 0)
                continue;
            var style = LooksLikeFormula(cells[i]) ? QuotedStyle : styleOf(i);
            xml.WriteStartElement(new Cell { CellReference = Letters(i) + number.ToString(CultureInfo.InvariantCulture), DataType = CellValues.InlineString, StyleIndex = style });
            xml.WriteElement(new InlineString(new Text(Printable(cells[i])) { Space = SpaceProcessingModeValues.Preserve }));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private void WriteChoices(OpenXmlWriter xml, IReadOnlyList<SheetColumn> columns)
    {
        var validations = new List<DataValidation>();
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].Choices.Count == 0)
                continue;
            choices.Add(columns[i].Choices);
            var letters = Letters(choices.Count - 1);
            validations.Add(new DataValidation(new Formula1($"'{ChoiceSheet}'!${letters}$2:${letters}${columns[i].Choices.Count + 1}"))
            {
                Type = DataValidationValues.List, AllowBlank = true, ShowErrorMessage = columns[i].IsStrict,
                SequenceOfReferences = new ListValue<StringValue> { InnerText = $"{Letters(i)}2:{Letters(i)}{LastRow}" },
            });
        }
        if (validations.Count > 0)
            xml.WriteElement(new DataValidations(validations) { Count = (uint)validations.Count });
    }

    private IEnumerable<string[]> ChoiceRows()
    {
        for (var row = 0; row < choices.Max(list => list.Count); row++)
            yield return [.. choices.Select(list => row < list.Count ? list[row] : "")];
    }

    private PackagePart NewPart(string path, string type) => package.CreatePart(new Uri(path, UriKind.Relative), $"{Part}{type}+xml", CompressionOption.Fast);

    private static void WriteWhole(PackagePart part, OpenXmlElement root)
    {
        using var stream = part.GetStream();
        using var xml = OpenXmlWriter.Create(stream, new UTF8Encoding(false));
        xml.WriteElement(root);
    }

    /// <summary>Style 0 is the reader's own; the others are text (format 49): plain, quoted as text, bold, and red.</summary>
    private static Stylesheet Styles() => new(
        new Fonts(new Font(), new Font(new Bold()), new Font(new Color { Rgb = "FFB42318" })),
        new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 })),
        new Borders(new Border()),
        new CellStyleFormats(new CellFormat()),
        new CellFormats(new CellFormat(), AsText(0), AsText(0, quoted: true), AsText(1), AsText(2)));

    private static CellFormat AsText(uint font, bool quoted = false) =>
        new() { NumberFormatId = 49, ApplyNumberFormat = true, FontId = font, ApplyFont = font > 0, QuotePrefix = quoted };

    /// <summary>XML has no words for most control characters, and a workbook reads _x000D_ and its like as one.</summary>
    private static string Printable(string text)
    {
        var printable = text.Any(c => c < ' ' && c is not ('\t' or '\n' or '\r')) ? string.Concat(text.Where(c => c is >= ' ' or '\t' or '\n' or '\r')) : text;
        return printable.Contains("_x", StringComparison.Ordinal) ? Escape().Replace(printable, "_x005F_") : printable;
    }

    [GeneratedRegex("_(?=x[0-9A-Fa-f]{4}_)")]
    private static partial Regex Escape();
}
