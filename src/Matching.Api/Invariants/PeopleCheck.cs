using Matching.Api.Data;

namespace Matching.Api.Invariants;

/// <summary>Looks whether each post has its one holder, and whether the points ledger adds up: every counter-entry sets off its entry
/// exactly, no deed counts twice, nothing counts that was undone; whether each shift counts its members,
/// never more than its places; and whether each signed agreement is what its pairing counts.</summary>
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

    private const string Shifts = """
        select 'post/' || s.post || '/shift/' || s.id as subject, count(m.id) || ' members, ' || s.taken || ' counted, of ' || s.places as what
        from shift s
        left join shift_place m on m.shift = s.id and m.left_at is null
        group by s.post, s.id, s.taken, s.places
        having count(m.id) <> s.taken or s.taken > s.places
        """;

    private const string UnearnedShifts = """
        select e.subject as subject, 'shift ' || e.round || ' counts for ' || e.holder || ', who was not marked present' as what
        from points_entry e
        where e.deed = 'ShiftServed' and e.reverses is null and not exists (select 1 from points_entry r where r.reverses = e.id)
            and not exists (select 1 from shift_place m where m.shift = e.round and m.account = e.holder and m.left_at is null and m.presence = 'Present')
        """;

    /// <summary>What was signed is what the score counts.</summary>
    private const string Agreements = """
        select 'agreement/' || g.code as subject, 'signed until ' || g.ends_at || ', its pairing counts until ' || coalesce(p.agreement_until, case when p.unit is null then 'never' else 'it ends' end) as what
        from agreement g
        left join unit_pairing p on p.unit = g.unit and p.community = g.community
        where g.state = 'Signed' and (p.agreement_until is null or p.agreement_until <> g.ends_at)
        """;

    public static IEnumerable<Violation> Check(Session session) =>
        new[] { ("post has one holder", Holders), ("points set off", UnevenCounters), ("points once", Doubles), ("points earned", Unearned), ("shift places", Shifts), ("shift points", UnearnedShifts), ("agreement and pairing", Agreements) }
            .SelectMany(check => session.Query<Finding>(check.Item2).Select(finding => new Violation(check.Item1, finding.Subject, finding.What)));

    private sealed record Finding
    {
        public string Subject { get; init; } = "";

        public string What { get; init; } = "";
    }
}
