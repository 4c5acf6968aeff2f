using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Core.Demands;
using Matching.Core.Escalation;
using Matching.Core.Grid;

namespace Matching.Api.Escalation;

/// <summary>Moves demands on the ladder inside the current write; every step is kept with who and why.</summary>
internal sealed class LadderBook(CurrentWrite write, CallContext context, DemandLedger demands, ClockBook clocks, TimeProvider clock)
{
    private const string InsertStep = """
        insert into rung_step (demand, act, from_rung, to_rung, timer, at, who, why)
        values (@Code, @act, @from, @to, @timer, @now, @who, @why)
        """;

    /// <summary>Another community of the same joint committee has a like demand on its hands.</summary>
    private const string CountShared = """
        select count(*)
        from joint_member m
        join joint_member o on o.committee = m.committee and o.community <> m.community
        join demand d on substr(d.area, 1, 12) = o.community
        where m.community = @community and d.category = @Category and d.state in ('Open', 'PartlyMatched', 'Escalated', 'OnAgenda')
            and d.rung in ('Community', 'Meeting', 'JointCommittee')
        """;

    /// <summary>One rung up; null at the top.</summary>
    /// <param name="timer">The timer that did it, or null for a person.</param>
    public DemandRow? Climb(DemandRow demand, string why, long? timer) =>
        Ladder.Above(demand.Rung, FactsOf(demand)) is { } above ? Move(demand, above, DemandAct.Escalate, why, timer) : null;

    /// <summary>One rung down; null where nobody stands below.</summary>
    public DemandRow? GoDown(DemandRow demand, string why) =>
        Ladder.Below(demand.Rung, FactsOf(demand)) is { } below ? Move(demand, below, DemandAct.SendDown, why, null) : null;

    /// <summary>The demand is opened on the rung of who opened it; its clocks begin with it.</summary>
    public void Begin(DemandRow filed, Rung on)
    {
        if (filed.Rung != on)
            Keep(filed, on, DemandAct.Open, "", null);
    }

    public DemandRow Move(DemandRow demand, Rung to, DemandAct act, string why, long? timer)
    {
        if (demand.WaitingSince is not null && timer is null)
            throw new Core.RuleBrokenException("demand-waiting");
        foreach (var stay in ClockRow.Running(write.Session, demand.Code).Where(row => row.Kind == ClockKind.Rung))
            clocks.End(stay, ClockOutcome.Stopped, "");
        var moved = demand with { Rung = to };
        Keep(demand, to, act, why, timer);
        return demands.Change(demand, moved with { State = DemandLife.OnRung(demand.State, moved.IsRaised) }, act.ToString(), $"{demand.Rung} → {to} {why}".Trim());
    }

    private LadderFacts FactsOf(DemandRow demand)
    {
        var (place, holders) = (new AreaCode(demand.Area), RungRoles.Around(write.Session, demand.Area, clock.GetUtcNow()));
        var community = place.At(AreaLevel.Community)?.Value;
        return new LadderFacts(demand.State == DemandState.Filed ? Urgency.Emergency : demand.Urgency,
            HasLead: Ladder.Owners(Rung.Lead, place, holders).Count > 0, HasBranch: Ladder.Owners(Rung.Branch, place, holders).Count > 0,
            IsShared: community is not null && write.Session.Scalar<long>(CountShared, new { community, demand.Category }) > 0);
    }

    private void Keep(DemandRow demand, Rung to, DemandAct act, string why, long? timer) => write.Session.Execute(InsertStep, new
    {
        demand.Code, act = act.ToString(), from = demand.RungName, to = to.ToString(), timer, now = clock.GetUtcNow(), who = context.Who, why,
    });
}
