using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.History;
using Matching.Api.Invariants;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Api.Tests.Scenarios;

/// <summary>What a year has left behind in its store.</summary>
internal static class YearLook
{
    private const string Unserved = "d.state in ('Filed', 'Open', 'PartlyMatched', 'Matched', 'Escalated', 'OnAgenda', 'Resolved')";

    private const int RunsReplayed = 3;

    private static readonly (string What, string Sql)[] Lost =
    [
        ("without a clock", $"select d.code || ' ' || d.state from demand d where {Unserved} and not exists (select 1 from clock c where c.demand = d.code and c.ended_at is null)"),
        ("overdue and not fired", "select t.subject || ' ' || t.kind || ' ' || t.due_at from timer t where t.fired_at is null and t.stopped_at is null and t.due_at <= (select max(at) from event)"),
        ("failed once", "select t.subject || ' ' || t.kind from timer t where t.retry_at is not null"),
        ("told twice", "select c.subject || ' ' || c.kind || ' ' || c.round || ' ' || s.act from clock_step s join clock c on c.id = s.clock where s.act = 'Warn' group by c.subject, c.kind, c.round, s.act having count(*) > 1"),
        ("escalated twice", """
            select s.demand || ' ' || t.kind || ' ' || t.round from rung_step s join timer t on t.id = s.timer group by s.demand, t.kind, t.round having count(*) > 1
            """),
        ("ran out and went nowhere", """
            select t.subject || ' ' || t.kind || ' ' || t.round || ' at ' || t.fired_at
            from timer t
            join clock c on c.subject = t.subject and c.kind || 'Due' = t.kind and c.round = t.round and c.outcome = 'RanOut'
            where t.kind in ('NodDue', 'RespondDue', 'ResolveDue', 'RungDue') and t.fired_at is not null
                and not exists (select 1 from rung_step s where s.timer = t.id)
                and not exists (select 1 from event e where e.subject = t.subject and e.act in ('StayOnRung', 'StayOnTop') and e.at = t.fired_at)
            """),
        ("skipped a step", """
            select s.demand || ': ' || p.to_rung || ', then from ' || s.from_rung
            from rung_step s
            join rung_step p on p.id = (select max(x.id) from rung_step x where x.demand = s.demand and x.id < s.id)
            where p.to_rung <> s.from_rung
            """),
    ];

    private static readonly (string Table, string Sql)[] Outcome =
    [
        ("demand", "select code || ' ' || state || ' ' || rung || ' ' || ring || ' ' || held || ' ' || coalesce(taker, '') || ' ' || coalesce(respond_due, '') || ' ' || coalesce(resolve_due, '') || ' ' || coalesce(merged_into, '') from demand"),
        ("order", "select code || ' ' || demand || ' ' || unit || ' ' || offer || ' ' || quantity || ' ' || state || ' ' || coalesce(completed_at, '') from service_order"),
        ("slot", "select s.offer || ' ' || s.start_at || ' ' || s.remaining from slot s where s.remaining < s.capacity"),
        ("clock", "select subject || ' ' || kind || ' ' || round || ' ' || due_at || ' ' || coalesce(warned_at, '') || ' ' || coalesce(ended_at, '') || ' ' || coalesce(outcome, '') from clock"),
        ("clock step", "select c.subject || ' ' || c.kind || ' ' || c.round || ' ' || s.act || ' ' || s.at || ' ' || s.due_at || ' ' || s.who from clock_step s join clock c on c.id = s.clock"),
        ("rung step", "select demand || ' ' || act || ' ' || from_rung || ' ' || to_rung || ' ' || at || ' ' || who from rung_step"),
        ("timer", "select subject || ' ' || kind || ' ' || round || ' ' || due_at || ' ' || coalesce(fired_at, '') || ' ' || coalesce(stopped_at, '') from timer"),
        ("visit", "select service_order || ' ' || number || ' ' || round || ' ' || state || ' ' || coalesce(visitor, '') || ' ' || coalesce(done_at, '') from return_visit"),
        ("meeting", "select code || ' ' || state || ' ' || coalesce(drafted_at, '') || ' ' || coalesce(closed_at, '') from meeting"),
        ("task", "select t.body || ' ' || t.what || ' ' || coalesce(t.overdue_at, '') || ' ' || coalesce(t.done_at, '') from meeting_task t"),
        ("post", "select p.code || ' ' || p.state || ' ' || coalesce(c.account, '') || ' ' || coalesce(c.outcome, '') from post p left join post_claim c on c.post = p.code"),
        ("points", "select holder || ' ' || deed || ' ' || subject || ' ' || round || ' ' || points || ' ' || day from points_entry"),
        ("sign-up", "select number || ' ' || people || ' ' || state || ' ' || coalesce(present, -1) from sign_up"),
        ("follow-up", "select what || ' ' || owner || ' ' || due_at || ' ' || coalesce(overdue_at, '') || ' ' || coalesce(done_at, '') from follow_up"),
        ("wish", "select words || ' ' || state || ' ' || coalesce(demand, '') from survey_wish"),
        ("notice", "select account || ' ' || kind || ' ' || subject || ' ' || at from notice"),
        ("event", "select subject || ' ' || act || ' ' || coalesce(to_state, '') || ' ' || at || ' ' || who from event where subject like 'XQ-%' or subject like 'FW-%' or subject like 'meeting/%' or subject like 'task/%'"),
    ];

    private const string Deeds = "select act || ' ' || count(*) from event where subject not like 'account/%' group by act order by act";

    private const string UnservedCodes = $"select d.code from demand d where {Unserved} order by d.code";

    /// <summary>Whatever must not be, in words; nothing where the net has held.</summary>
    public static IReadOnlyList<string> Holes(string store, App app) => Database.At(store).Read(session =>
        Lost.SelectMany(look => session.Query<string>(look.Sql).Select(found => $"{look.What}: {found}"))
            .Concat(session.Query<string>(UnservedCodes).Where(code => GetClocksHandler.Owners(session, DemandRow.Get(session, code), app.Clock.Now).Count == 0).Select(code => $"without an owner: {code}"))
            .Concat(StoreInvariants.Check(Database.At(store), RunsReplayed, _ => { }, app.Services.GetRequiredService<HistoryChain>()).Select(broken => $"{broken}")).ToList());

    /// <summary>How often each act was done.</summary>
    public static IReadOnlyDictionary<string, int> Acts(string store) => Database.At(store).Read(session => session.Query<string>(Deeds))
        .Select(row => row.Split(' ')).ToDictionary(row => row[0], row => int.Parse(row[1], System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Everything that is an outcome, each row a line, in an order of its own.</summary>
    public static IReadOnlyList<string> Digest(string store) => Database.At(store).Read(session =>
        Outcome.SelectMany(look => session.Query<string>(look.Sql).Select(row => $"{look.Table} {row}").Order(StringComparer.Ordinal)).ToList());
}
