using Matching.Core;

namespace Matching.Api.Tests;

/// <summary>The invariants of the lists, looked up in the store by statements of the tests' own.</summary>
internal static class Invariants
{
    private const string Live = "state not in ('Declined', 'Expired', 'Failed', 'Cancelled')";

    private const string SlotsThatDoNotAddUp = $"""
        select 'slot ' || h.offer || ' ' || h.start_at || ': capacity ' || h.capacity || ', remaining ' || h.remaining || ', live ' || h.live || ', signed up ' || h.signed
        from (
            select s.id, s.offer, s.start_at, s.capacity, s.remaining, coalesce(sum(o.quantity), 0) as live,
                (select coalesce(sum(p.people), 0) from sign_up p where p.slot = s.id and p.state = 'Signed') as signed
            from slot s
            left join service_order o on o.slot = s.id and o.{Live}
            group by s.id, s.offer, s.start_at, s.capacity, s.remaining) h
        where h.capacity <> h.remaining + h.live + h.signed or h.remaining < 0
        """;

    private const string DemandsThatDoNotAddUp = $"""
        select 'demand ' || d.code || ' (' || d.state || '): quantity ' || d.quantity || ', held ' || d.held || ', live ' || coalesce(sum(o.quantity), 0)
        from demand d
        left join service_order o on o.demand = d.code and o.{Live}
        group by d.code, d.state, d.quantity, d.held
        having d.held <> coalesce(sum(o.quantity), 0) or d.held > d.quantity
        """;

    private const string DemandsInWrongState = """
        select 'demand ' || code || ' is ' || state || ' and holds ' || held || ' of ' || quantity
        from demand
        where (state in ('Filed', 'Open', 'Escalated', 'Merged', 'Rejected', 'Withdrawn') and held <> 0)
            or (state = 'PartlyMatched' and (held = 0 or held = quantity))
            or (state in ('Matched', 'Served', 'Confirmed', 'Closed') and held <> quantity)
        """;

    private const string States = "select code, state, version from service_order union all select code, state, version from demand";

    private const string Events = "select seq, subject, from_state, to_state, who, at from event where subject like 'XQ-%' or subject like 'FW-%' order by seq";

    private const string LiveByUnit = $"""
        select o.unit, s.start_at, u.monthly_cap
        from service_order o
        join slot s on s.id = o.slot
        join unit u on u.code = o.unit
        where o.{Live} and u.monthly_cap is not null
        """;

    public static IReadOnlyList<string> Broken(IStore store) =>
    [
        .. store.Query<string>(SlotsThatDoNotAddUp), .. store.Query<string>(DemandsThatDoNotAddUp), .. store.Query<string>(DemandsInWrongState),
        .. BrokenHistories(store), .. BrokenCaps(store),
    ];

    /// <summary>Events of one subject are a chain that ends in its state; an order's version counts them.</summary>
    private static IEnumerable<string> BrokenHistories(IStore store)
    {
        var events = store.Query<EventLook>(Events).ToLookup(step => step.Subject);
        foreach (var row in store.Query<StateLook>(States))
        {
            string? state = null;
            foreach (var step in events[row.Code])
            {
                if (step.FromState != state)
                    yield return $"{row.Code}: event {step.Seq} starts from {step.FromState}, not from {state}";
                if (step.Who.Length == 0 || step.At.Length == 0)
                    yield return $"{row.Code}: event {step.Seq} is not signed";
                state = step.ToState;
            }
            if (state != row.State)
                yield return $"{row.Code} is {row.State}, its last event says {state}";
            if (row.Code.StartsWith("FW-", StringComparison.Ordinal) && row.Version != events[row.Code].Count())
                yield return $"{row.Code} has version {row.Version} and {events[row.Code].Count()} events";
        }
    }

    private static IEnumerable<string> BrokenCaps(IStore store) => store.Query<CapLook>(LiveByUnit)
        .GroupBy(row => (row.Unit, Month: ChinaTime.MonthOf(DateTimeOffset.Parse(row.StartAt, System.Globalization.CultureInfo.InvariantCulture)), row.MonthlyCap))
        .Where(group => group.Count() > group.Key.MonthlyCap)
        .Select(group => $"{group.Key.Unit} has {group.Count()} orders in {group.Key.Month}, cap {group.Key.MonthlyCap}");

    private sealed record StateLook
    {
        public string Code { get; init; } = "";

        public string State { get; init; } = "";

        public int Version { get; init; }
    }

    private sealed record EventLook
    {
        public long Seq { get; init; }

        public string Subject { get; init; } = "";

        public string? FromState { get; init; }

        public string? ToState { get; init; }

        public string Who { get; init; } = "";

        public string At { get; init; } = "";
    }

    private sealed record CapLook
    {
        public string Unit { get; init; } = "";

        public string StartAt { get; init; } = "";

        public int MonthlyCap { get; init; }
    }
}
