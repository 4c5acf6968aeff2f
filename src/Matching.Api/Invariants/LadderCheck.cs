using Matching.Api.Data;

namespace Matching.Api.Invariants;

/// <summary>Looks whether anything has slipped through the net: every unserved demand has a rung and a timer that waits, every timer
/// that fired has its one event, every step of the ladder its one.</summary>
internal static class LadderCheck
{
    private const string WithoutTimer = """
        select d.code as subject, d.state || ' on ' || d.rung as what
        from demand d
        where d.state in ('Filed', 'Open', 'PartlyMatched', 'Matched', 'Escalated', 'OnAgenda', 'Resolved')
            and (d.rung not in ('Lead', 'Branch', 'Community', 'Meeting', 'Street', 'JointCommittee')
                or not exists (select 1 from timer t where t.subject = d.code and t.fired_at is null and t.stopped_at is null))
        """;

    private const string FiredWithoutEvent = """
        select 'timer/' || t.id as subject, t.kind || ' of ' || t.subject || ' has ' || count(e.seq) || ' events' as what
        from timer t
        left join event e on e.subject = 'timer/' || t.id and e.act = t.kind
        where t.fired_at is not null
        group by t.id, t.kind, t.subject
        having count(e.seq) <> 1
        """;

    private const string EventsWithoutTimer = """
        select e.subject as subject, 'has an event and has not fired' as what
        from event e
        where e.subject like 'timer/%' and not exists (select 1 from timer t where 'timer/' || t.id = e.subject and t.fired_at = e.at)
        """;

    private const string StepsWithoutEvent = """
        select s.demand as subject, s.act || ' to ' || s.to_rung || ' at ' || s.at || ' has ' || count(e.seq) || ' events' as what
        from (select demand, act, at, min(to_rung) as to_rung, count(*) as steps from rung_step group by demand, act, at) s
        left join event e on e.subject = s.demand and e.act = s.act and e.at = s.at
        group by s.demand, s.act, s.to_rung, s.at, s.steps
        having count(e.seq) <> s.steps
        """;

    private const string WrongRung = """
        select d.code as subject, d.rung || ', its last step went to ' || s.to_rung as what
        from demand d
        join rung_step s on s.id = (select max(x.id) from rung_step x where x.demand = d.code)
        where s.to_rung <> d.rung
        """;

    private const string RunningClocksTwice = """
        select subject, kind || ' runs ' || count(*) || ' times' as what
        from clock
        where ended_at is null
        group by subject, kind
        having count(*) > 1
        """;

    public static IEnumerable<Violation> Check(Session session) =>
    [
        .. Found(session, "7 owner and timer", WithoutTimer), .. Found(session, "7 fired once", FiredWithoutEvent), .. Found(session, "7 fired once", EventsWithoutTimer),
        .. Found(session, "7 one event a step", StepsWithoutEvent), .. Found(session, "7 rung follows steps", WrongRung), .. Found(session, "7 one clock of a kind", RunningClocksTwice),
    ];

    private static IEnumerable<Violation> Found(Session session, string invariant, string sql) =>
        session.Query<FoundRow>(sql).Select(row => new Violation(invariant, row.Subject, row.What));

    private sealed record FoundRow
    {
        public string Subject { get; init; } = "";

        public string What { get; init; } = "";
    }
}
