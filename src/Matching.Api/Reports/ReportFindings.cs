namespace Matching.Api.Reports;

/// <summary>What a chart of the report shows, in one sentence.</summary>
internal static class ReportFindings
{
    public static string OfCommunities(ReportView report)
    {
        var rated = report.Communities.Where(row => row.MatchRate is not null).OrderBy(row => row.MatchRate).ThenBy(row => row.Key, StringComparer.Ordinal).ToList();
        return rated.Count == 0 ? Words.Say("Report.NoRates")
            : Words.Say("Report.RatesFrom", rated.Count, ReportTables.Percent(rated[0].MatchRate), ReportTables.Percent(rated[^1].MatchRate), rated[0].Name);
    }

    public static string OfEquity(EquityView equity) => equity.Communities.Count switch
    {
        0 => Words.Say("Report.NoDemands"),
        1 => Words.Say("Report.EquityOne"),
        var count => Words.Say("Report.EquityOf", count, ReportTables.Number(equity.Communities[0].PerThousand), equity.Communities[0].Name,
            ReportTables.Number(equity.Communities[^1].PerThousand), equity.Communities[^1].Name, Ratio(equity.MinToMax), Ratio(equity.Gini), Ratio(equity.PeopleGini)),
    };

    private static string Ratio(double? value) => value is { } ratio ? ratio.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture) : "–";

    /// <summary>Of communities or categories.</summary>
    public static string OfUnmet(IReadOnlyList<StandingView> rows) =>
        rows.OrderByDescending(row => row.Unmet).ThenBy(row => row.Key, StringComparer.Ordinal).FirstOrDefault() is { Unmet: > 0 } most ? Words.Say("Report.MostUnmet", most.Name, most.Unmet) : Words.Say("Report.NoUnmet");

    public static string OfWeeks(ReportView report) =>
        report.Weeks.OrderByDescending(row => row.All).FirstOrDefault() is { All: > 0 } most ? Words.Say("Report.MostFiled", most.Key, most.All, most.Met) : Words.Say("Report.NoDemands");

    public static string OfOrders(ReportView report) =>
        report.Orders.OrderByDescending(cell => cell.Orders).FirstOrDefault() is { } most ? Words.Say("Report.MostOrders", most.CategoryName, most.KindName, most.Orders) : Words.Say("Report.NoOrders");
}
