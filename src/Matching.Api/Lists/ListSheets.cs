using Matching.Api.Offers;
using Matching.Api.Policies;
using Matching.Core.Demands;
using Matching.Core.Offers;

namespace Matching.Api.Lists;

/// <summary>The lists as sheets of a workbook: their names, columns, drop-downs and the help that goes with them.</summary>
internal static class ListSheets
{
    public const string Demands = "需求清单", Offers = "资源清单", Slots = "时段", Orders = "服务清单", Agreements = "共建责任书", Help = "填写说明";

    /// <summary>A demand's columns in files of the web: the code may be left to the product; with whom to reach, shown masked.</summary>
    public static readonly (string Name, string[] Chinese)[] DemandColumns =
        [("code?", ["编码"]), .. ListFiles.DemandColumns.Skip(1), ("contactName?", ["联系人"]), ("contactPhone?", ["联系电话"]), ("consent?", ["已征得同意"])];

    private static readonly SheetColumn[] HelpHeads = [new("工作表", []), new("列名", []), new("必填", []), new("怎么填", [])];

    public static SheetColumn[] ColumnsOf((string Name, string[] Chinese)[] columns, Rulings rulings) => [.. columns.Select(column =>
    {
        var name = column.Name.TrimEnd('?');
        return new SheetColumn(column.Chinese[0], ChoicesOf(columns == ListFiles.OfferColumns && name == "state" ? "offer.state" : name, rulings), IsStrict: name != "categories");
    })];

    /// <summary>Adds the sheet that says how the others are filled in, or read.</summary>
    public static void AddHelp(WorkbookWriter workbook, params (string Sheet, (string Name, string[] Chinese)[] Columns)[] sheets) =>
        workbook.AddSheet(Help, HelpHeads, sheets.SelectMany(sheet => sheet.Columns.Select(column => new[]
        {
            sheet.Sheet, column.Chinese[0], sheet.Sheet == Orders ? "只供查看" : column.Name.EndsWith('?') ? "选填" : "必填",
            ChoiceWords.InChinese($"Sheet.{sheet.Sheet switch { Slots => "slot.", Orders => "order.", Offers when column.Name == "state?" => "offer.", _ => "" }}{column.Name.TrimEnd('?')}"),
        })));

    private static IReadOnlyList<string> ChoicesOf(string column, Rulings rulings) => column switch
    {
        "urgency" => [.. Enum.GetValues<Urgency>().Select(ChoiceWords.Chinese)],
        "kind" => [.. Enum.GetValues<OfferKind>().Select(ChoiceWords.Chinese)],
        "offer.state" => [.. Enum.GetValues<OfferState>().Select(ChoiceWords.Chinese)],
        "divisible" or "vulnerable" or "consent" => ["是", "否"],
        "category" or "categories" => [.. rulings.Categories.Where(category => category.Parent is not null).Select(category => category.Name)],
        _ => [],
    };
}
