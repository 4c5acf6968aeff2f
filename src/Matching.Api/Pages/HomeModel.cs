using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.MatchRuns;
using Matching.Api.Orders;
using Matching.Core.Candidates;
using Matching.Core.Reports;
using System.Globalization;

namespace Matching.Api.Pages;

/// <summary>What the first page shows of the last match run.</summary>
public sealed record HomeModel
{
    private const int MostOrders = 10;
    private const int MostGaps = 20;

    private const string BestFirst = $"""

        where {Sight.OfOrders} and o.state in ('Proposed', 'Issued', 'Acknowledged', 'Accepted', 'Scheduled', 'InService')
        order by o.score desc, o.seq
        limit @most
        """;

    private const string AtSlot = $"""

        where {Sight.OfOrders} and o.state in ('Proposed', 'Issued', 'Acknowledged', 'Accepted', 'Scheduled', 'InService') and o.offer = @offer and s.start_at = @start
        order by o.score desc, o.seq
        limit @most
        """;

    internal MatchRunView? Run { get; private init; }

    internal MatchReport? Report { get; private init; }

    internal IReadOnlyList<OrderView> Best { get; private init; } = [];

    /// <summary>Orders on the slots with the highest shadow prices.</summary>
    internal IReadOnlyList<OrderView> Contested { get; private init; } = [];

    internal IReadOnlyList<(string Text, int Count)> Reasons { get; private init; } = [];

    internal IReadOnlyList<NeedGap> Gaps { get; private init; } = [];

    private KnownAreas? Areas { get; init; }

    internal static HomeModel Load(Session session, KnownAreas areas, Sight sight)
    {
        if (MatchRunRow.Last(session) is not { } run)
            return new HomeModel();
        var report = MatchRunRow.Report(session, run.Id, sight);
        return new HomeModel
        {
            Run = run.View(),
            Report = report,
            Best = [.. session.Query<OrderRow>(OrderRow.Select + BestFirst, sight.With(new { most = MostOrders })).Select(OrderView.Of)],
            Contested = ContestedOf(session, report, sight),
            Reasons = [.. report.Unserved.GroupBy(demand => demand.MainReason).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => (TextOf(group.Key), group.Count()))],
            Gaps = [.. report.Gaps.Take(MostGaps)],
            Areas = areas,
        };
    }

    internal string AreaName(string code) => Areas!.PathOf(code);

    internal string ReasonText(string rule) => TextOf(rule);

    private static IReadOnlyList<OrderView> ContestedOf(Session session, MatchReport report, Sight sight)
    {
        var contested = new List<OrderView>();
        foreach (var price in report.ShadowPrices)
        {
            Core.ChinaTime.TryParse(price.SlotStart, endOfWindow: false, out var start);
            contested.AddRange(session.Query<OrderRow>(OrderRow.Select + AtSlot, sight.With(new { offer = price.Offer, start, most = MostOrders - contested.Count })).Select(OrderView.Of));
            if (contested.Count >= MostOrders)
                break;
        }
        return contested;
    }

    private static string TextOf(string rule) => Enum.TryParse<HardRules>(rule, out var broken)
        ? Core.Words.Of(CultureInfo.CurrentUICulture, broken)
        : Words.Say($"Reason.{rule}");
}
