using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Pages;
using Matching.Core.Reports;

namespace Matching.Api.Reports;

/// <summary>Who meets whom. Part of addresses: append only.</summary>
public enum MarkKind { FilerAndUnit, ConfirmerAndUnit, FilerAndConfirmer }

/// <summary>Confirmations of the period, and what among them is to be looked at. The address that a look-up code was used from is not kept, so
/// nothing can be said about it.</summary>
internal static class ReportMarks
{
    /// <summary>A confirmation sooner than this after completion is quick.</summary>
    public static readonly TimeSpan QuickWithin = TimeSpan.FromMinutes(10);

    private const string Select = $"""
        select o.code, d.filed_by, o.unit, u.name as unit_name, o.completed_at, o.visited_at,
            (select e.who from event e where e.seq = (select max(x.seq) from event x where x.subject = o.code and x.act = 'ReturnVisit')) as confirmed_by
        from service_order o
        join demand d on d.code = o.demand
        join unit u on u.code = o.unit
        where {Sight.OfOrders} and {ReportFactsQuery.InScope} and {ReportFactsQuery.OfOrders} and o.solved = 1 and o.visited_at >= @From and o.visited_at < @Until
        order by o.seq
        """;

    public static IReadOnlyList<Confirmation> Load(Session session, Sight sight, ReportScope scope, DateTimeOffset now) => session.Query<Confirmation>(Select, ReportFactsQuery.Values(sight, scope, now));

    public static MarksView Of(Session session, Sight sight, ReportScope scope, DateTimeOffset now)
    {
        var all = Load(session, sight, scope, now);
        var units = all.GroupBy(row => row.Unit).ToDictionary(group => group.Key, group => group.First().UnitName, StringComparer.Ordinal);
        return new MarksView(all.Count, new CountView("Quick", Words.Say("Report.Quick"), all.Count(row => row.IsQuick), scope.Query(("quick", "true"))),
            [.. all.GroupBy(row => row.Unit).Select(group => new QuickView(group.Key, units[group.Key], group.Count(row => row.IsQuick), group.Count(), (scope with { Unit = group.Key }).Query(("quick", "true"))))
                .Where(row => row.Quick > 0).OrderByDescending(row => row.Quick).ThenBy(row => row.Unit, StringComparer.Ordinal)],
            [.. Enum.GetValues<MarkKind>().SelectMany(kind => PairMark.Among([.. all.Select(row => row.Pair(kind)).OfType<(string, string)>()]).Select(mark => View(kind, mark, units, scope)))]);
    }

    private static PairView View(MarkKind kind, PairMark mark, Dictionary<string, string> units, ReportScope scope) => new(
        kind, Words.Of(kind), mark.First, PageText.WhoOf(mark.First), mark.Second, kind == MarkKind.FilerAndConfirmer ? PageText.WhoOf(mark.Second) : units[mark.Second],
        mark.Together, mark.OfFirst, mark.OfSecond, mark.All, mark.Expected, mark.Chance, scope.Query(("mark", kind), ("first", mark.First), ("second", mark.Second)));
}

/// <summary>An order that somebody said is solved.</summary>
internal sealed record Confirmation
{
    public string Code { get; init; } = "";

    public string FiledBy { get; init; } = "";

    public string Unit { get; init; } = "";

    public string UnitName { get; init; } = "";

    public string? ConfirmedBy { get; init; }

    public DateTimeOffset CompletedAt { get; init; }

    public DateTimeOffset VisitedAt { get; init; }

    public bool IsQuick => VisitedAt - CompletedAt < ReportMarks.QuickWithin;

    /// <summary>The two who met over it; null where one of them has no account.</summary>
    public (string, string)? Pair(MarkKind kind) => kind switch
    {
        MarkKind.FilerAndUnit when IsAccount(FiledBy) => (FiledBy, Unit),
        MarkKind.ConfirmerAndUnit when IsAccount(ConfirmedBy) => (ConfirmedBy!, Unit),
        MarkKind.FilerAndConfirmer when IsAccount(FiledBy) && IsAccount(ConfirmedBy) => (FiledBy, ConfirmedBy!),
        _ => null,
    };

    private static bool IsAccount(string? who) => who?.Contains('/') == true;
}
