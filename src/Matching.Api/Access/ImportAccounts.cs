using System.IO.Compression;
using System.Text;
using CsvHelper;
using ExcelDataReader;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Lists;
using Matching.Core;

namespace Matching.Api.Access;

/// <summary>Adds accounts from an Excel list, all or none; the answer holds a slip for each, shown this once.</summary>
/// <param name="Workbook">An .xlsx file; its first sheet has one line for each role of an account.</param>
internal sealed record ImportAccounts(byte[] Workbook) : IRequest<IReadOnlyList<ActivationSlip>>;

internal sealed class ImportAccountsHandler(GroupCommit writer, CallContext context, Accounts accounts, TimeProvider clock) : IRequestHandler<ImportAccounts, IReadOnlyList<ActivationSlip>>
{
    private const string File = "accounts.xlsx";

    private static readonly (string, string[])[] Columns =
        [("name", ["账号"]), ("display", ["岗位", "名称"]), ("role", ["角色"]), ("area?", ["区域"]), ("theme?", ["工作室", "主题"]), ("unit?", ["单位"]), ("from?", ["开始"]), ("until?", ["结束"])];

    public Task<IReadOnlyList<ActivationSlip>> Handle(ImportAccounts request, CancellationToken stop)
    {
        var (errors, who, now) = (new List<ListError>(), context.Who, clock.GetUtcNow());
        var table = CsvTable.Read(File, Sheet.ToCsv(request.Workbook), Columns, errors, _ => { });
        var lines = table.Lines.Select(line => (Name: line.Text("name", 40), Display: line.Text("display", 60), Grant: GrantOf(line))).ToList();
        if (errors.Count > 0)
            throw new ListException(errors);
        var language = System.Globalization.CultureInfo.CurrentUICulture;
        return writer.Write<IReadOnlyList<ActivationSlip>>(session =>
        {
            System.Globalization.CultureInfo.CurrentUICulture = language;
            foreach (var account in lines.GroupBy(line => line.Name, StringComparer.OrdinalIgnoreCase))
                accounts.Add(session, account.Key, account.First().Display, who);
            foreach (var line in lines)
                accounts.GrantTo(session, line.Grant.ToGrant(line.Name, who, now));
            return [.. lines.Select(line => line.Name).Distinct(StringComparer.OrdinalIgnoreCase).Select(name => accounts.NewSlip(session, AccountRow.ToChange(session, name)))];
        });
    }

    private static GrantDraft GrantOf(CsvLine line) => new()
    {
        Role = line.Choice<Role>("role"),
        Area = Optional(line.Raw("area")),
        Theme = Optional(line.Raw("theme")),
        Unit = Optional(line.Raw("unit")),
        From = line.Instant("from", endOfWindow: false),
        Until = line.Instant("until", endOfWindow: true),
    };

    private static string? Optional(string text) => text.Length == 0 ? null : text;
}

/// <summary>The first sheet of an uploaded workbook as CSV. The content decides what it is, not its name.</summary>
internal static class Sheet
{
    private const long MostUnpacked = 40 * 1024 * 1024;
    private const int MostRows = 20_000;
    private const int MostColumns = 40;

    /// <summary>The reader wants the Western code page at hand, whatever it reads.</summary>
    static Sheet() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <exception cref="RuleBrokenException">It is no plain .xlsx workbook, or too large.</exception>
    public static byte[] ToCsv(byte[] workbook)
    {
        RefuseOther(workbook);
        try
        {
            using var reader = ExcelReaderFactory.CreateOpenXmlReader(new MemoryStream(workbook));
            using var written = new MemoryStream();
            using (var csv = CsvWriter.Create(written, new CsvWriterOptions(), leaveOpen: true))
            {
                for (var row = 0; reader.Read(); row++)
                {
                    if (row > MostRows || reader.FieldCount > MostColumns)
                        throw new RuleBrokenException("workbook-too-large", MostRows);
                    csv.WriteRecord(Enumerable.Range(0, reader.FieldCount).Select(i => Cell(reader.GetValue(i))).ToArray());
                }
            }
            return written.ToArray();
        }
        catch (Exception broken) when (broken is ExcelDataReader.Exceptions.ExcelReaderException or System.Xml.XmlException or InvalidDataException or FormatException or KeyNotFoundException or NullReferenceException or ArgumentException)
        {
            throw new RuleBrokenException("not-a-workbook");
        }
    }

    private static string Cell(object? value) => value switch
    {
        null => "",
        DateTime at => at.ToString(at.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture),
        double number => number.ToString("0.###############", System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static void RefuseOther(byte[] workbook)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(workbook), ZipArchiveMode.Read);
            if (zip.GetEntry("xl/workbook.xml") is null || zip.Entries.Any(entry => entry.FullName.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase)))
                throw new RuleBrokenException("not-a-workbook");
            if (zip.Entries.Sum(entry => entry.Length) > MostUnpacked)
                throw new RuleBrokenException("workbook-too-large", MostRows);
        }
        catch (InvalidDataException)
        {
            throw new RuleBrokenException("not-a-workbook");
        }
    }
}
