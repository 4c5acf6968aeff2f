using Matching.Api.Data;
using Matching.Api.Escalation;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Core.Demands;

namespace Matching.Api.Demands;

/// <summary>Moves demands from state to state inside the current write, an event for each move.</summary>
internal sealed class DemandLedger(CurrentWrite write, CallContext context, EventLog events, ClockBook clocks)
{
    private const string SumOrders = """
        select
            coalesce(sum(case when state not in ('Declined', 'Expired', 'Failed', 'Cancelled') then quantity else 0 end), 0) as held,
            coalesce(sum(case when state in ('Accepted', 'Scheduled', 'InService', 'Reopened', 'Completed', 'Visited', 'Closed') then quantity else 0 end), 0) as pinned,
            coalesce(sum(case when state in ('Completed', 'Visited', 'Closed') then quantity else 0 end), 0) as served,
            coalesce(sum(case when state = 'Closed' then quantity else 0 end), 0) as closed,
            count(acknowledged_at) as answered
        from service_order
        where demand = @code
        """;

    private Session Session => write.Session;

    public DemandRow ToChange(string code) => DemandRow.ToChange(Session, code, context.SeenVersion);

    /// <summary>Does what a person asked for.</summary>
    /// <param name="change">What else the act changes in the row.</param>
    public DemandRow Act(DemandRow demand, DemandAct act, string why, Func<DemandRow, DemandRow>? change = null)
    {
        var changed = demand with { State = DemandLife.After(demand.State, act, demand.Held > 0) };
        changed = change?.Invoke(changed) ?? changed;
        if (act == DemandAct.Open)
            clocks.Open(changed);
        else if (changed.State != demand.State)
            changed = clocks.Follow(changed, default);
        return Save(demand, changed, act.ToString(), why);
    }

    /// <summary>Changes who answers for it; its clocks follow.</summary>
    public DemandRow Change(DemandRow before, DemandRow after, string act, string why) => Save(before, clocks.Follow(after, FactsOf(after)), act, why);

    /// <summary>Brings a demand to the state its orders put it in.</summary>
    public DemandRow FollowOrders(string code, string why)
    {
        var demand = DemandRow.ToChange(Session, code, seenVersion: null);
        var sums = Session.One<OrderSums>(SumOrders, new { code })!;
        var state = DemandLife.FromOrders(demand.State, demand.Quantity, (int)sums.Held, (int)sums.Served, (int)sums.Closed, demand.IsRaised);
        var followed = clocks.Follow(demand with { State = state, Held = (int)sums.Held }, FactsOf(sums, demand));
        return followed == demand ? demand : Save(demand, followed, nameof(DemandAct.FollowOrders), why);
    }

    /// <summary>A withdrawn demand holds what of its orders is still live.</summary>
    public DemandRow HeldAnew(string code)
    {
        var demand = DemandRow.ToChange(Session, code, seenVersion: null);
        var held = (int)Session.One<OrderSums>(SumOrders, new { code })!.Held;
        return demand.Held == held ? demand : (demand with { Held = held }).SaveTo(Session);
    }

    private OrderFacts FactsOf(DemandRow demand) => FactsOf(Session.One<OrderSums>(SumOrders, new { code = demand.Code })!, demand);

    private static OrderFacts FactsOf(OrderSums sums, DemandRow demand) => new(sums.Answered > 0, sums.Pinned >= demand.Quantity);

    private DemandRow Save(DemandRow before, DemandRow after, string act, string why)
    {
        var saved = after.SaveTo(Session);
        events.Append(saved.Code, act, before.StateName, saved.StateName, why);
        return saved;
    }

    private sealed record OrderSums
    {
        public long Held { get; init; }

        public long Pinned { get; init; }

        public long Answered { get; init; }

        public long Served { get; init; }

        public long Closed { get; init; }
    }
}
