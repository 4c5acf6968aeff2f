using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Clocks;
using Matching.Core.Demands;
using Matching.Core.Escalation;

namespace Matching.Api.Escalation;

/// <summary>Invites one ring of units after the other to claim a demand, inside the current write.</summary>
internal sealed class RingBook(CurrentWrite write, DemandLedger demands, Rulings rulings, TimeProvider clock)
{
    /// <summary>Units of the open ring with a published offer that could serve the category and a slot to come, not barred by a decline.</summary>
    private const string CountLeft = """
        select count(*)
        from offer f
        join unit u on u.code = f.unit
        join category c on ';' || f.categories || ';' like '%;' || c.code || ';%'
        where f.state = 'Published' and u.suspended = 0 and @Compatible like '%;' || @Category || '>' || c.code || ';%'
            and exists (
                select 1
                from slot s
                where s.offer = f.code and s.end_at > @now and s.remaining > 0
                    and not exists (select 1 from bar b where b.demand = @Code and b.unit = u.code and (b.slot is null or b.slot = s.id)))
            and (exists (select 1 from unit_pairing p where p.unit = u.code and p.community = @community)
                or (@ring <> 'Paired' and u.area like @community || '%') or (@ring = 'Street' and u.area like @street || '%'))
        """;

    private const string CountPaired = "select count(*) from unit_pairing where community = @place";

    private const string CountAround = "select count(*) from unit where suspended = 0 and area like @place || '%'";

    /// <summary>The first ring from this one on that any unit belongs to; nobody waits for an empty one.</summary>
    public static InvitedRing PastEmpty(Session session, string area, InvitedRing ring, ClockLimits limits, Urgency urgency)
    {
        while (ring != InvitedRing.OpenHall && area.Length >= 12 && session.Scalar<long>(ring == InvitedRing.Paired ? CountPaired : CountAround, new { place = ring == InvitedRing.Street ? area[..9] : area[..12] }) == 0)
            ring = OrderLadder.Next(ring, limits, urgency);
        return ring;
    }

    /// <summary>The next ring that is not empty, with its own time.</summary>
    public DemandRow Widen(DemandRow demand)
    {
        var (now, deadlines) = (clock.GetUtcNow(), rulings.DeadlinesFor(demand.Area));
        var next = PastEmpty(write.Session, demand.Area, OrderLadder.Next(demand.Ring, deadlines.Limits, demand.Urgency), deadlines.Limits, demand.Urgency);
        var widened = demand with { Ring = next, RingUntil = deadlines.LeaveRing(now, next, demand.Urgency) };
        if (widened.RingUntil is { } until)
            Timers.Set(write.Session, demand.Code, TimerKind.WidenRing, FirstClocks.RoundOf(next), until, now);
        return demands.Change(demand, widened, nameof(Widen), $"{demand.Ring} → {next}");
    }

    /// <summary>After a decline: when nobody of the ring is left, its time is over now.</summary>
    public void EndIfExhausted(string code)
    {
        var (demand, now) = (DemandRow.Get(write.Session, code), clock.GetUtcNow());
        if (demand.Ring == InvitedRing.OpenHall || !DemandLife.IsSeeking(demand.State) || demand.Area.Length < 12)
            return;
        var left = write.Session.Scalar<long>(CountLeft, new
        {
            demand.Code, demand.Category, now, Compatible = rulings.CompatiblePairs, ring = demand.RingName, community = demand.Area[..12], street = demand.Area[..9],
        });
        if (left == 0)
            Timers.Set(write.Session, demand.Code, TimerKind.WidenRing, FirstClocks.RoundOf(demand.Ring), now, now);
    }
}

/// <summary>A ring's time is over: the next one is invited.</summary>
internal sealed class WidenRingEffect(CurrentWrite write, RingBook rings) : ITimerEffect
{
    public IReadOnlyList<TimerKind> Kinds { get; } = [TimerKind.WidenRing];

    public void Fire(Timer timer)
    {
        var demand = DemandRow.ToChange(write.Session, timer.Subject, seenVersion: null);
        if (DemandLife.IsUnserved(demand.State) && demand.Ring != InvitedRing.OpenHall && timer.Round == FirstClocks.RoundOf(demand.Ring))
            rings.Widen(demand);
    }
}
