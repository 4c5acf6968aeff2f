using Matching.Api.Lists;
using Matching.Api.Pages;
using Matching.Api.Reports;
using Matching.Core.Grid;
using Matching.Core.Reports;

namespace Matching.Api.Coverage;

/// <summary>The coverage as a table, the same for page and file, and as tiles.</summary>
internal static class CoverageTable
{
    /// <summary>Buildings stand in rows of so many, in pictures of so many rows.</summary>
    private const int Columns = 6;

    private const int MostRows = 12;

    /// <summary>What is asked of buildings, of estates and of units.</summary>
    private static readonly (string Word, CoverageGap[] Gaps)[] Asked =
    [
        ("Coverage.Buildings", [CoverageGap.NoLead, CoverageGap.Quiet]), ("Coverage.Estates", [CoverageGap.NoBranch, CoverageGap.NoServicePoint]), ("Coverage.Units", [CoverageGap.UnusedUnit]),
    ];

    /// <summary>How many buildings, estates and units there are, and of how many something is missing; only what any row has.</summary>
    public static ReportTable Of(CoverageView view)
    {
        var kinds = Asked.Where(kind => view.Rows.Any(row => Count(row, kind.Gaps[0]).Of > 0)).ToList();
        return new ReportTable(Words.Say("Coverage.Title"),
            [new(Words.Say($"Coverage.{view.Level}"), false), .. kinds.SelectMany(kind => kind.Gaps.Select(Words.Of).Prepend(Words.Say(kind.Word))).Select(head => new ReportHead(head, true))],
            [.. view.Rows.Select(row => kinds.SelectMany(kind => Cells(row, kind.Gaps)).Prepend(new ReportCell(row.Name, LinkOf(view, row))).ToArray())]);
    }

    private static IEnumerable<ReportCell> Cells(CoverageRow row, CoverageGap[] gaps) => gaps.Select(gap => Count(row, gap))
        .Select(count => new ReportCell(ReportTables.Number(count.Missing), $"/coverage/list?{count.Query}"))
        .Prepend(new ReportCell(ReportTables.Number(Count(row, gaps[0]).Of), $"/coverage/list?{Count(row, gaps[0]).Query}&all=true"));

    public static byte[] Workbook(CoverageView view)
    {
        using var stream = new MemoryStream();
        using (var workbook = new WorkbookWriter(stream))
        {
            var table = Of(view);
            workbook.AddSheet(table.Title, [.. table.Heads.Select(head => new SheetColumn(head.Text, []))], table.Rows.Select(row => row.Select(cell => cell.Text).ToArray()));
        }
        return stream.ToArray();
    }

    /// <summary>Below it goes on to estates and buildings; a building to its demands.</summary>
    public static string LinkOf(CoverageView view, CoverageRow row) =>
        row.Code.Length == (int)AreaLevel.Building ? $"/demands?area={row.Code}" : $"/coverage?{QueryText.Of(("area", row.Code), ("days", view.Days))}";

    /// <summary>Communities where their tiles stand, estates and buildings in order.</summary>
    public static IReadOnlyList<IReadOnlyList<MapTile>> Tiles(CoverageView view, IReadOnlyDictionary<string, TilePlace> places)
    {
        if (view.Level == AreaLevel.Community)
            return [.. view.Rows.GroupBy(row => row.Code[..(int)AreaLevel.Street]).Select(street => (IReadOnlyList<MapTile>)[.. street.Select(row => Tile(view, row, places[row.Code].Row, places[row.Code].Column))])];
        return [.. view.Rows.Chunk(Columns * MostRows).Select(rows => (IReadOnlyList<MapTile>)[.. rows.Select((row, i) => Tile(view, row, i / Columns + 1, i % Columns + 1))])];
    }

    private static MapTile Tile(CoverageView view, CoverageRow row, int line, int column)
    {
        var (lead, quiet) = (Count(row, CoverageGap.NoLead), Count(row, CoverageGap.Quiet));
        var name = row.Name[(row.Name.LastIndexOf(' ') + 1)..];
        return view.Level == AreaLevel.Building
            ? new MapTile(name, line, column, (lead.Missing == 0 ? 2 : 0) + (quiet.Missing == 0 ? 1 : 0), Words.Say(lead.Missing == 0 ? "Coverage.HasLead" : "Coverage.HasNoLead")) { Link = LinkOf(view, row) }
            : new MapTile(name, line, column, RateSteps.Of(lead.Covered), ReportTables.Percent(lead.Covered), Words.Say("Coverage.TileCounts", lead.Missing, quiet.Missing)) { Link = LinkOf(view, row) };
    }

    private static CoverageCount Count(CoverageRow row, CoverageGap gap) => row.Counts[(int)gap];

    /// <summary>What the steps of the tiles mean.</summary>
    public static IReadOnlyList<string> Steps(CoverageView view) =>
        view.Level == AreaLevel.Building ? [.. Enumerable.Range(0, 4).Select(step => Words.Say($"Coverage.Step{step}"))] : RateSteps.Names;

    public static string Finding(CoverageView view)
    {
        var worst = view.Rows.OrderByDescending(row => Count(row, CoverageGap.NoLead).Missing).ThenBy(row => row.Code, StringComparer.Ordinal).FirstOrDefault();
        var (lead, quiet) = (Count(view.Whole, CoverageGap.NoLead), Count(view.Whole, CoverageGap.Quiet));
        return worst is null || lead.Missing == 0 ? Words.Say("Coverage.AllLed", lead.Of, quiet.Missing)
            : Words.Say("Coverage.Finding", lead.Of, lead.Missing, quiet.Missing, view.Days, worst.Name, Count(worst, CoverageGap.NoLead).Missing);
    }
}
