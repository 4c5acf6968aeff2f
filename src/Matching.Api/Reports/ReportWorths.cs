using System.Globalization;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.MatchRuns;
using Matching.Core;
using Matching.Core.Reports;

namespace Matching.Api.Reports;

/// <summary>What one more unit of full slots would bring (影子价格), found out by solving the period's newest run again.</summary>
internal static class ReportWorths
{
    private const string SelectNewest = "select max(id) from match_run where @Run = id or (@Run is null and started_at >= @From and started_at < @Until)";

    public static async Task<WorthsView> Of(Database database, Sight sight, ReplayedRuns runs, ReportScope scope, DateTimeOffset now, CancellationToken stop)
    {
        var (newest, offers) = database.Read(session => (
            session.Scalar<long?>(SelectNewest, new { scope.Period.From, scope.Period.Until, scope.Period.Run }),
            session.Query<string>(ReportFactsQuery.SelectOffersOfScope, ReportFactsQuery.Values(sight, scope, now)).ToHashSet(StringComparer.Ordinal)));
        if (newest is not { } run)
            return new WorthsView(null, Outdated: false, []);
        try
        {
            return new WorthsView(run, Outdated: false, [.. await runs.Ask(run, replayed => Ranked(replayed, offers, stop), stop)]);
        }
        catch (RuleBrokenException outdated) when (outdated.Rule == "run-outdated")
        {
            return new WorthsView(run, Outdated: true, []);
        }
    }

    /// <summary>By how many more demands would be served, then by how much more of them; what was not asked comes last, dearest first.</summary>
    private static List<SlotWorthView> Ranked(ReplayedRun replayed, HashSet<string> offers, CancellationToken stop)
    {
        var says = new Consequences(replayed.Run, CultureInfo.CurrentUICulture);
        return [.. replayed.Worths(stop).Where(worth => offers.Contains(replayed.Run.Lists.Slots[worth.Slot].Offer)).Select(worth => SlotWorthView.Of(replayed.Run, worth, says))
            .OrderByDescending(slot => slot.Demands ?? -1).ThenByDescending(slot => slot.Units ?? 0)];
    }
}
