using Matching.Api.Data;

namespace Matching.Api.Invariants;

/// <summary>Looks whether each post has its one holder, and whether the points ledger adds up: every counter-entry sets off its entry
/// exactly, no deed counts twice, nothing counts that was undone.</summary>
internal static class PeopleCheck
{
    private const string Holders = """
        select p.code as subject, p.state || ' with ' || count(c.id) || ' holders' as what
        from post p
        left join post_claim c on c.post = p.code and c.ended_at is null
        group by p.code, p.state
        having count(c.id) <> case when p.state in ('Claimed', 'Serving') then 1 else 0 end
        """;

    private const string UnevenCounters = """
        select 'points/' || r.id as subject, r.points || ' for ' || e.points as what
        from points_entry r
        join points_entry e on e.id = r.reverses
        where r.points <> -e.points or r.day <> e.day or r.holder <> e.holder or r.holder_kind <> e.holder_kind or r.community <> e.community
        """;

    private const string Doubles = """
        select e.subject as subject, e.deed || ' counts ' || count(*) || ' times for ' || e.holder as what
        from points_entry e
        where e.reverses is null and not exists (select 1 from points_entry r where r.reverses = e.id)
        group by e.subject, e.deed, e.round, e.holder_kind, e.holder
        having count(*) > 1
        """;

    private const string Unearned = """
        select e.subject as subject, e.deed || ' counts, and the order is ' || o.state as what
        from points_entry e
        join service_order o on o.code = e.subject
        where e.deed = 'OrderConfirmed' and e.reverses is null and not exists (select 1 from points_entry r where r.reverses = e.id)
            and not (o.state in ('Visited', 'Closed') and o.solved = 1)
        """;

    public static IEnumerable<Violation> Check(Session session) =>
        new[] { ("post has one holder", Holders), ("points set off", UnevenCounters), ("points once", Doubles), ("points earned", Unearned) }
            .SelectMany(check => session.Query<Finding>(check.Item2).Select(finding => new Violation(check.Item1, finding.Subject, finding.What)));

    private sealed record Finding
    {
        public string Subject { get; init; } = "";

        public string What { get; init; } = "";
    }
}
