using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.MatchRuns;
using Matching.Core.Demands;
using Matching.Core.Orders;
using Matching.Core.Reports;

namespace Matching.Api.Reports;

/// <summary>A demand past its response limit that no unit has said yes to.</summary>
/// <param name="Reason">Why, in a sentence, or empty.</param>
internal sealed record Unmet(UnmetRow Row, GapKind Gap, string Reason)
{
    /// <summary>Who filed it and who supports it.</summary>
    public int People => 1 + (int)Row.Supporters;

    /// <summary>When it is wanted.</summary>
    public NeedTime Time => NeedTimes.Of(TimeBand.OfNeed(Row.FromAt, Row.UntilAt));

    public int DaysWaiting(DateTimeOffset now) => (int)(now - Row.FiledAt).TotalDays;
}

/// <summary>Which unmet demands: filed in a period or looked at by a run, of a place, a category, a studio; that a unit was asked for. Null = all.</summary>
internal sealed record UnmetScope(ReportPeriod? Period, string? Area, string? Category, string? Studio, string? Unit)
{
    public static UnmetScope Of(ReportScope scope) => new(scope.Period, scope.Area, scope.Category, scope.Studio, scope.Unit);
}

/// <summary>Reads the unmet demands in sight, each with what is missing.</summary>
internal static class UnmetQuery
{
    /// <summary>When a demand's time for an answer was over: its response limit, or when staff found that nothing fits.</summary>
    public const string Limit = "case when d.gap_at < d.respond_due then d.gap_at else d.respond_due end";

    /// <summary>Condition on <c>demand d</c>: counted, past the limit, and nobody has said yes.</summary>
    public const string IsUnmet = $"""
        (d.state not in ('Merged', 'Withdrawn', 'Rejected') and {Limit} < @Now and not {ReportFactsQuery.HasAcceptedOrder})
        """;

    private const string Select = $"""
        select d.from_at, d.until_at, d.seq, d.code, d.title, d.area, d.category, d.quantity, d.unit_of_quantity, d.urgency, d.vulnerable, d.state, d.filed_at, d.respond_due, d.rung, d.ring, d.gap, d.gap_at,
            (select count(*) from supporter s where s.demand = d.code and s.left_at is null) as supporters,
            (select count(*) from service_order t where t.demand = d.code and t.issued_at is not null) as tries,
            (select count(*) from service_order w where w.demand = d.code and w.state in ('Proposed', 'Issued', 'Acknowledged')) as asking
        from demand d
        where {Sight.OfDemands} and {IsUnmet} and {ReportFactsQuery.InScope} and {ReportFactsQuery.OfStudioAndUnit} and (@From is null or d.filed_at >= @From) and (@Until is null or d.filed_at < @Until)
        order by d.filed_at, d.seq
        """;

    private const string SelectRefusals = $"""
        select o.demand, e.act, e.why, e.at
        from event e
        join service_order o on o.code = e.subject
        join demand d on d.code = o.demand
        where e.act in ('Decline', 'Expire') and {IsUnmet}
        order by e.seq
        """;

    public static IReadOnlyList<Unmet> Load(Session session, Sight sight, UnmetScope scope, DateTimeOffset now)
    {
        var stretch = scope.Period is { Run: null } period ? period : null;
        var ofRun = scope.Period?.Run is { } asked ? RunDemands.Of(session, asked) : null;
        var rows = session.Query<UnmetRow>(Select, sight.With(new
        {
            Now = now, Place = LikePattern.StartingWith(scope.Area), Category = LikePattern.StartingWith(scope.Category), From = ValueText.Of(stretch?.From), Until = ValueText.Of(stretch?.Until),
            scope.Studio, scope.Unit,
        })).Where(row => ofRun is null || ofRun.Contains(row.Code)).ToList();
        var refusals = session.Query<RefusalRow>(SelectRefusals, new { Now = now }).GroupBy(row => row.Demand).ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
        var unserved = MatchRunRow.Latest(session).SelectMany(run => MatchRunRow.Report(session, run.Id, sight).Unserved.Select(demand => (Demand: demand, run.StartedAt)))
            .ToDictionary(found => found.Demand.Demand, StringComparer.Ordinal);
        return [.. rows.Select(row => unserved.TryGetValue(row.Code, out var found)
            ? Judged(row, refusals.GetValueOrDefault(row.Code), found.Demand, found.StartedAt) : Judged(row, refusals.GetValueOrDefault(row.Code), null, null))];
    }

    /// <summary>The newest word counts: a unit that is being asked, then the latest of its refusal, the last run's and what staff found.</summary>
    private static Unmet Judged(UnmetRow row, RefusalRow? refusal, UnservedDemand? unserved, DateTimeOffset? ranAt)
    {
        if (row.Asking > 0)
            return new Unmet(row, GapKind.AwaitingAnswer, "");
        if (row.Gap is { } gap && !(refusal?.At > row.GapAt) && !(ranAt > row.GapAt && unserved is not null))
            return new Unmet(row, gap, Words.Say("Gap.ByStaff"));
        if (unserved is not null && !(refusal?.At > ranAt))
            return new Unmet(row, GapKinds.OfRun(unserved.MainReason), unserved.NearestMiss?.Text ?? unserved.Reasons.FirstOrDefault()?.Text ?? "");
        if (refusal is null)
            return new Unmet(row, GapKind.NotYetMatched, "");
        if (refusal.Act == nameof(OrderAct.Expire))
            return new Unmet(row, GapKind.Unanswered, "");
        return Enum.TryParse<DeclineReason>(refusal.Why.Split(' ')[0], out var reason) ? new Unmet(row, GapKinds.OfDecline(reason), Words.Of(reason)) : new Unmet(row, GapKind.Declined, "");
    }

    private sealed record RefusalRow
    {
        public string Demand { get; init; } = "";

        public string Act { get; init; } = "";

        public string Why { get; init; } = "";

        public DateTimeOffset At { get; init; }
    }
}

/// <summary>An unmet demand as the store holds it.</summary>
internal sealed record UnmetRow
{
    public long Seq { get; init; }

    public string Code { get; init; } = "";

    public DateTimeOffset? FromAt { get; init; }

    public DateTimeOffset? UntilAt { get; init; }

    public string Title { get; init; } = "";

    public string Area { get; init; } = "";

    public string Category { get; init; } = "";

    public int Quantity { get; init; }

    public string UnitOfQuantity { get; init; } = "";

    public Urgency Urgency { get; init; }

    public bool Vulnerable { get; init; }

    public DemandState State { get; init; }

    public DateTimeOffset FiledAt { get; init; }

    public DateTimeOffset RespondDue { get; init; }

    public string Rung { get; init; } = "";

    public string Ring { get; init; } = "";

    /// <summary>What staff found missing, and when.</summary>
    public GapKind? Gap { get; init; }

    public DateTimeOffset? GapAt { get; init; }

    public long Supporters { get; init; }

    /// <summary>How often a unit was asked for it.</summary>
    public long Tries { get; init; }

    /// <summary>Orders on it that nobody has said yes to yet.</summary>
    public long Asking { get; init; }
}
