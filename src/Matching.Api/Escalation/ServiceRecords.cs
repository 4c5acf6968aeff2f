using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Offers;
using Matching.Api.Orders;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Api.Units;
using Matching.Core;
using Matching.Core.Grid;
using Matching.Core.Offers;
using Matching.Core.Orders;
using Matching.Core.Units;

namespace Matching.Api.Escalation;

/// <summary>Records, inside the current write, what was done for a demand without a published offer: a completed order, which is visited
/// like any other.</summary>
internal sealed class ServiceRecords(CurrentWrite write, CallContext context, EventLog events, DemandLedger demands, OrderCompletion completion, KnownAreas areas, ProtectedNotes notes, Rulings rulings, TimeProvider clock)
{
    private const string CountUnit = "select count(*) from unit where code = @code";

    private const string SelectSlot = "select id from slot where offer = @offer";

    private const string TakeAll = "update slot set remaining = 0 where id = @slot";

    private const string InsertServed = """
        insert into service_order (code, demand, slot, offer, unit, quantity, state, score, reason, reason_en, asked_before, proposed_at, acknowledged_at, accepted_at,
            accepted_by, completed_at, mediation)
        values (@Code, @Demand, @Slot, @Offer, @Unit, @Quantity, 'Completed', 0, @Note, @Note, 0, @Now, @Now, @Now, @Who, @Now, @Mediation)
        """;

    private Session Session => write.Session;

    /// <summary>What of the demand nobody holds yet was done by the unit.</summary>
    public OrderRow Complete(DemandRow demand, string unit, string note, MediationOutcome? mediation = null)
    {
        var now = clock.GetUtcNow();
        var quantity = demand.Quantity - demand.Held;
        var offer = Record(demand, unit, quantity, now);
        var order = new
        {
            Code = Codes.NextOrder(Session, ChinaTime.Local(now).Year), Demand = demand.Code, Slot = Session.Scalar<long>(SelectSlot, new { offer }), Offer = offer, Unit = unit,
            Quantity = quantity, Note = notes.Keep(demand.Code, note), Now = now, context.Who, Mediation = mediation?.ToString(),
        };
        Session.Execute(TakeAll, new { slot = order.Slot });
        Session.Execute(InsertServed, order);
        events.Append(order.Code, nameof(OrderAct.Serve), null, nameof(OrderState.Completed), OrderCompletion.Told(mediation, order.Note));
        Timers.SetNext(Session, order.Code, TimerKind.CloseUnvisited, rulings.Deadlines.CloseUnvisited(now), now);
        demands.FollowOrders(demand.Code, $"{order.Code} Completed");
        completion.ServedByRung(OrderRow.Get(Session, order.Code));
        return OrderRow.Get(Session, order.Code);
    }

    /// <summary>The community, or where the place is the street's own the street, as the unit that served.</summary>
    public string OwnUnit(AreaCode area)
    {
        var node = area.At(AreaLevel.Community) ?? area.Street;
        var code = $"ZB-{node.Value}";
        if (Session.Scalar<long>(CountUnit, new { code }) > 0)
            return code;
        UnitRow.Of(new PartnerUnit(code, areas.PathOf(node.Value), UnitKind.Government, node, null, [])).InsertInto(Session);
        events.Append(code, "AddUnit", null, null, "");
        return code;
    }

    /// <summary>An offer of exactly what was done, withdrawn at once: nobody else is to be paired with it.</summary>
    private string Record(DemandRow demand, string unit, int quantity, DateTimeOffset now)
    {
        var code = Codes.NextOffer(Session, ChinaTime.Local(now).Year);
        new OfferRow
        {
            Code = code, Unit = unit, Title = Words.Say("Serve.OfferTitle"), Kind = OfferKind.People, Categories = demand.Category, UnitOfCapacity = demand.UnitOfQuantity,
            State = OfferState.Withdrawn, PublishedAt = now,
        }.InsertInto(Session);
        new SlotRow { Offer = code, StartAt = now, EndAt = now.AddHours(1), Capacity = quantity }.InsertInto(Session);
        events.Append(code, "Publish", null, nameof(OfferState.Withdrawn), nameof(ServeDemand));
        return code;
    }
}
