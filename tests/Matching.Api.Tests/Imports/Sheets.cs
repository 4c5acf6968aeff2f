using System.Text;
using Matching.Api.Lists;

namespace Matching.Api.Tests.Imports;

/// <summary>Files as a person would make and edit them.</summary>
internal static class Sheets
{
    public const string BinaryType = "application/octet-stream";

    /// <summary>The rows of a sheet, the header first.</summary>
    public static List<string[]> Of(byte[] workbook, string sheet) => [.. UploadedSheets.Workbook(workbook).Single(found => found.Name == sheet).Rows.Select(row => row.Cells)];

    public static byte[] Workbook(params (string Name, List<string[]> Rows)[] sheets)
    {
        using var bytes = new MemoryStream();
        using (var workbook = new WorkbookWriter(bytes))
        {
            foreach (var (name, rows) in sheets)
                workbook.AddSheet(name, [.. rows[0].Select(head => new SheetColumn(head, []))], rows.Skip(1));
        }
        return bytes.ToArray();
    }

    public static string Csv(params string[][] rows) => string.Concat(rows.Select(row => string.Join(',', row.Select(cell => $"\"{cell.Replace("\"", "\"\"")}\"")) + "\r\n"));

    /// <summary>A demand list without codes.</summary>
    public static List<string[]> NewDemands(int count, Func<int, string>? quantity = null) =>
        [["标题", "类别", "区域", "数量", "数量单位"], .. Enumerable.Range(1, count).Select(i => new[] { $"第{i}户老人想有人常来看看", Given.Visiting, Given.Estate, quantity?.Invoke(i) ?? "1", "次" })];

    public static byte[] Gb18030(string text)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding("gb18030").GetBytes(text);
    }

    /// <summary>Puts another text in the cell of the row with that code.</summary>
    public static void Set(this List<string[]> rows, string code, string head, string text)
    {
        var at = Array.IndexOf(rows[0], head);
        var row = rows.FindIndex(row => row[Array.IndexOf(rows[0], rows[0].Contains("编码") ? "编码" : "资源")] == code);
        rows[row] = [.. rows[row].Select((cell, i) => i == at ? text : cell)];
    }

    public static async Task<Answer> Upload(this App app, string kind, byte[] file, string query = "", string? actingAs = null) =>
        await app.PostBytes($"/api/imports/{kind}?file=list{query}", file, BinaryType, actingAs);

    public static async Task<Answer> Confirm(this App app, Answer import, string? actingAs = null) => (await app.Post($"/api/imports/{import.Text("id")}/confirm", actingAs: actingAs ?? Actors.Street)).Expect(200);
}
