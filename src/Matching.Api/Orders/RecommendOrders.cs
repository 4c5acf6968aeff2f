using System.Globalization;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Api.Units;
using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Reports;

namespace Matching.Api.Orders;

/// <summary>What a unit may take on (推荐给你): orders that wait for its answer, and open demands that its offers could serve, each with its
/// reason in words.</summary>
internal sealed record RecommendOrders(string? Unit) : IRequest<Recommendations>;

/// <param name="Asked">Orders issued to the unit and not yet answered, the nearest answer first.</param>
/// <param name="Servable">How many open demands its offers could serve; <paramref name="Open"/> shows at most 50 of them.</param>
public sealed record Recommendations(string? Unit, IReadOnlyList<OrderView> Asked, int Servable, IReadOnlyList<OpenMatch> Open);

/// <summary>An open demand with the window of the unit's own that suits it best.</summary>
/// <param name="Closeness">SameCommunity, Neighbouring or Farther, from where the unit stands.</param>
public sealed record OpenMatch(string Demand, string Title, AreaCode Area, int Quantity, string UnitOfQuantity, Urgency Urgency, bool Vulnerable, DateTimeOffset? Until, string Category,
    string Offer, string OfferTitle, DateTimeOffset SlotStart, DateTimeOffset SlotEnd, int Score, Closeness Closeness, string Reason);

/// <summary>How far a demand lies from the unit.</summary>
public enum Closeness { SameCommunity, SameStreet, Farther }

internal sealed class RecommendOrdersHandler(Database database, CallContext context, Rulings rulings, TimeProvider clock) : IRequestHandler<RecommendOrders, Recommendations>
{
    private const int MostShown = 50;

    private const string WhereAsked = $"\nwhere o.unit = @unit and o.state in ('Issued', 'Acknowledged') and {Sight.OfOrders}\norder by o.answer_due, o.seq";

    public Task<Recommendations> Handle(RecommendOrders request, CancellationToken stop)
    {
        if ((request.Unit ?? context.Unit) is not { } unit || !context.Sight.SeesUnit(unit))
            return Task.FromResult(new Recommendations(null, [], 0, []));
        return Task.FromResult(database.Read(session =>
        {
            var now = clock.GetUtcNow();
            var asked = session.Query<OrderRow>(OrderRow.Select + WhereAsked, context.Sight.With(new { unit }));
            var best = UnitMatches.Of(session, context.Sight, rulings, unit, now);
            var home = UnitRow.Get(session, unit);
            return new Recommendations(unit, [.. asked.Select(OrderView.Of)], best.Count, [.. best.Take(MostShown).Select(one => Shown(one, home, now))]);
        }));
    }

    public static OpenMatch Shown(BestSlot best, UnitRow unit, DateTimeOffset now)
    {
        var (demand, offer, slot) = (best.Demand, best.Offer, best.Slot);
        return new OpenMatch(demand.Code, demand.Title, demand.Area, UnitMatches.QuantityOf(best), demand.UnitOfQuantity, demand.Urgency, demand.Vulnerable, demand.Until, demand.Category,
            offer.Code, offer.Title, slot.Start, slot.End, best.Score, ClosenessOf(demand.Area, new AreaCode(unit.Area)), UnitMatches.Justify(best, unit.Name, now, CultureInfo.CurrentUICulture));
    }

    private static Closeness ClosenessOf(AreaCode demand, AreaCode unit) =>
        demand.At(AreaLevel.Community) is { } community && community == unit.At(AreaLevel.Community) ? Closeness.SameCommunity
        : demand.Street == unit.Street ? Closeness.SameStreet : Closeness.Farther;
}
