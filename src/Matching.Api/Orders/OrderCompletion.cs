using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Pooling;
using Matching.Api.Visits;
using Matching.Core;
using Matching.Core.Orders;

namespace Matching.Api.Orders;

/// <summary>What belongs to the end of an order (办结), whoever reports it: each part of a pool is accounted for, who was missed goes on by
/// themselves, and return visits are drawn.</summary>
internal sealed class OrderCompletion(CurrentWrite write, OrderLedger orders, PartBook parts, VisitBook visits, TimeProvider clock)
{
    private Session Session => write.Session;

    /// <param name="mediation">How a mediation ended; null for any other order, and where a list is settled that does not ask.</param>
    /// <exception cref="RuleBrokenException"><c>parts-not-marked</c>, with how many; <c>parts-none-served</c>.</exception>
    public OrderRow Complete(OrderRow order, string why, MediationOutcome? mediation = null)
    {
        var common = DemandRow.Get(Session, order.Demand);
        var all = SupporterRow.Of(Session, order.Demand);
        if (common.Pooled)
            RefuseUnaccounted(all);
        var completed = orders.Move(order, order.After(OrderAct.Complete) with { CompletedAt = clock.GetUtcNow(), Mediation = mediation }, OrderAct.Complete, Told(mediation, why));
        foreach (var part in all.Where(part => part.Mark == PartMark.NotServed))
            parts.Leave(DemandRow.Get(Session, order.Demand), part, why);
        visits.Draw(OrderRow.Get(Session, completed.Code));
        return OrderRow.Get(Session, completed.Code);
    }

    /// <summary>What the history says of the end: a mediation's outcome stands before the words, also when it is reopened later.</summary>
    public static string Told(MediationOutcome? mediation, string note) => mediation is { } outcome ? $"{outcome} {note}" : note;

    /// <summary>The rung served it by itself: everybody in a pool was served.</summary>
    public void ServedByRung(OrderRow order)
    {
        var common = DemandRow.Get(Session, order.Demand);
        foreach (var part in SupporterRow.Of(Session, order.Demand).Where(part => common.Pooled && part.Mark is null))
            parts.Mark(common, part, PartMark.Served, order.Code);
        visits.Draw(order);
    }

    private static void RefuseUnaccounted(IReadOnlyList<SupporterRow> all)
    {
        var unmarked = all.Count(part => part.Mark is null);
        if (unmarked > 0)
            throw new RuleBrokenException("parts-not-marked", unmarked);
        if (all.All(part => part.Mark == PartMark.NotServed))
            throw new RuleBrokenException("parts-none-served");
    }
}
