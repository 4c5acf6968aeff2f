using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsvHelper;
using ExcelDataReader;
using Matching.Core;

namespace Matching.Api.Lists;

/// <summary>A sheet of an uploaded workbook, or an uploaded CSV file, as text cells; the first row is the header.</summary>
internal sealed record UploadedSheet(string Name, IReadOnlyList<SheetRow> Rows);

/// <summary>Reads what was uploaded. The content decides what it is, not its name: an .xlsx workbook without macros, or CSV in UTF-8
/// or GB18030.</summary>
internal static class UploadedSheets
{
    public const int MostRows = 20_000;

    private const long MostUnpacked = 40 * 1024 * 1024;
    private const int MostColumns = 60;
    private const int MostSheets = 12;

    private static readonly byte[] OldWorkbook = [0xD0, 0xCF, 0x11, 0xE0];

    /// <summary>The reader wants the Western code page at hand, whatever it reads.</summary>
    static UploadedSheets() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <exception cref="RuleBrokenException">It is neither, or too large.</exception>
    /// <exception cref="ListException">A CSV file whose quotes don't pair.</exception>
    public static IReadOnlyList<UploadedSheet> Read(byte[] content, string name)
    {
        if (content.AsSpan().StartsWith("PK"u8))
            return Workbook(content);
        if (content.AsSpan().StartsWith(OldWorkbook))
            throw new RuleBrokenException("old-workbook");
        return [new UploadedSheet(name, Csv(content, name))];
    }

    /// <summary>The sheets of a workbook.</summary>
    /// <exception cref="RuleBrokenException">It is no plain .xlsx workbook, or too large.</exception>
    public static IReadOnlyList<UploadedSheet> Workbook(byte[] workbook)
    {
        RefuseOther(workbook);
        try
        {
            using var reader = ExcelReaderFactory.CreateOpenXmlReader(new MemoryStream(workbook));
            var sheets = new List<UploadedSheet>();
            do
            {
                if (sheets.Count == MostSheets)
                    throw new RuleBrokenException("workbook-too-large", MostRows);
                sheets.Add(new UploadedSheet(reader.Name, Rows(reader)));
            }
            while (reader.NextResult());
            return sheets;
        }
        catch (Exception broken) when (broken is ExcelDataReader.Exceptions.ExcelReaderException or System.Xml.XmlException or InvalidDataException or FormatException or KeyNotFoundException
            or NullReferenceException or ArgumentException or OverflowException or IndexOutOfRangeException)
        {
            throw new RuleBrokenException("not-a-workbook");
        }
    }

    private static List<SheetRow> Rows(IExcelDataReader reader)
    {
        var rows = new List<SheetRow>();
        for (var line = 1; reader.Read(); line++)
        {
            if (reader.FieldCount > MostColumns)
                throw new RuleBrokenException("workbook-too-large", MostRows);
            var cells = Enumerable.Range(0, reader.FieldCount).Select(i => Cell(reader, i)).ToArray();
            if (rows.Count > 0 && cells.All(cell => cell.Length == 0))
                continue;
            if (rows.Count > MostRows)
                throw new RuleBrokenException("workbook-too-large", MostRows);
            rows.Add(new SheetRow(line, cells));
        }
        return rows;
    }

    /// <summary>A date whose format shows a time keeps it, also at midnight: a day alone means its end where a window ends.</summary>
    private static string Cell(IExcelDataReader reader, int i) => reader.GetValue(i) switch
    {
        null => "",
        DateTime at => at.ToString(at.TimeOfDay == TimeSpan.Zero && reader.GetNumberFormatString(i)?.Contains('h', StringComparison.OrdinalIgnoreCase) != true ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture),
        double number => number.ToString("0.###############", CultureInfo.InvariantCulture),
        bool flag => flag ? "是" : "否",
        var value => value.ToString() ?? "",
    };

    /// <summary>Unpacks every part to nowhere and counts: what a part says of its own size is not believed.</summary>
    private static void RefuseOther(byte[] workbook)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(workbook), ZipArchiveMode.Read);
            if (zip.GetEntry("xl/workbook.xml") is null || zip.Entries.Any(entry => entry.FullName.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase)))
                throw new RuleBrokenException("not-a-workbook");
            if (zip.Entries.Sum(entry => entry.Length) > MostUnpacked)
                throw new RuleBrokenException("workbook-too-large", MostRows);
            var left = MostUnpacked;
            var buffer = new byte[64 * 1024];
            foreach (var entry in zip.Entries)
            {
                using var part = entry.Open();
                for (int read; (read = part.Read(buffer)) > 0;)
                {
                    if ((left -= read) < 0)
                        throw new RuleBrokenException("workbook-too-large", MostRows);
                }
            }
        }
        catch (InvalidDataException)
        {
            throw new RuleBrokenException("not-a-workbook");
        }
    }

    private static List<SheetRow> Csv(byte[] content, string name)
    {
        try
        {
            var rows = CsvTable.CsvRows(Utf8(content)).Take(MostRows + 2).ToList();
            if (rows.Count > MostRows + 1)
                throw new RuleBrokenException("workbook-too-large", MostRows);
            return rows.All(row => row.Cells.Length <= MostColumns) ? rows : throw new RuleBrokenException("not-a-table");
        }
        catch (CsvFormatException broken)
        {
            throw new ListException([new ListError(name, broken.LineNumber, "", Words.Say("Csv.Quotes"))]);
        }
    }

    /// <summary>The text as UTF-8, from whichever of the two it is; a spreadsheet here writes GB18030 unless told otherwise.</summary>
    private static byte[] Utf8(byte[] content)
    {
        if (content.AsSpan().Contains((byte)0))
            throw new RuleBrokenException("not-a-table");
        if (System.Text.Unicode.Utf8.IsValid(content))
            return content;
        try
        {
            return Encoding.UTF8.GetBytes(Encoding.GetEncoding("gb18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback).GetString(content));
        }
        catch (DecoderFallbackException)
        {
            throw new RuleBrokenException("not-a-table");
        }
    }
}
