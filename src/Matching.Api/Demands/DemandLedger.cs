using Matching.Api.Data;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Core.Demands;

namespace Matching.Api.Demands;

/// <summary>Moves demands from state to state inside the current write, an event for each move.</summary>
internal sealed class DemandLedger(CurrentWrite write, CallContext context, EventLog events)
{
    private const string SumOrders = """
        select
            coalesce(sum(quantity), 0) as held,
            coalesce(sum(case when state in ('Completed', 'Visited', 'Closed') then quantity else 0 end), 0) as served,
            coalesce(sum(case when state = 'Closed' then quantity else 0 end), 0) as closed
        from service_order
        where demand = @code and state not in ('Declined', 'Expired', 'Failed', 'Cancelled')
        """;

    private Session Session => write.Session;

    public DemandRow ToChange(string code) => DemandRow.ToChange(Session, code, context.SeenVersion);

    /// <summary>Does what a person asked for.</summary>
    /// <param name="change">What else the act changes in the row.</param>
    public DemandRow Act(DemandRow demand, DemandAct act, string why, Func<DemandRow, DemandRow>? change = null)
    {
        var changed = demand with { State = DemandLife.After(demand.State, act, demand.Held > 0) };
        return Save(demand, change?.Invoke(changed) ?? changed, act, why);
    }

    /// <summary>Brings a demand to the state its orders put it in.</summary>
    public DemandRow FollowOrders(string code, string why)
    {
        var demand = DemandRow.ToChange(Session, code, seenVersion: null);
        var sums = Session.One<OrderSums>(SumOrders, new { code })!;
        var state = DemandLife.FromOrders(demand.State, demand.Quantity, (int)sums.Held, (int)sums.Served, (int)sums.Closed);
        return state == demand.State && sums.Held == demand.Held
            ? demand
            : Save(demand, demand with { State = state, Held = (int)sums.Held }, DemandAct.FollowOrders, why);
    }

    /// <summary>A withdrawn demand holds what of its orders is still live.</summary>
    public DemandRow HeldAnew(string code)
    {
        var demand = DemandRow.ToChange(Session, code, seenVersion: null);
        var held = (int)Session.One<OrderSums>(SumOrders, new { code })!.Held;
        return demand.Held == held ? demand : (demand with { Held = held }).SaveTo(Session);
    }

    private DemandRow Save(DemandRow before, DemandRow after, DemandAct act, string why)
    {
        var saved = after.SaveTo(Session);
        events.Append(saved.Code, act.ToString(), before.StateName, saved.StateName, why);
        return saved;
    }

    private sealed record OrderSums
    {
        public long Held { get; init; }

        public long Served { get; init; }

        public long Closed { get; init; }
    }
}
