using System.Globalization;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Api.Policies;
using Matching.Api.Units;
using Matching.Core.Demands;
using Matching.Core.Escalation;
using Matching.Core.Grid;
using Matching.Core.Reports;

namespace Matching.Api.Escalation;

/// <summary>The hall (接单大厅) as one unit sees it: demands that it may claim, each with the window of its own that suits it best.</summary>
internal sealed record ListHall(string? Unit, int Limit) : IRequest<HallView>;

/// <param name="Unit">Null when the caller stands for no unit.</param>
public sealed record HallView(string? Unit, int Total, IReadOnlyList<HallEntry> Items);

/// <summary>A demand to be claimed. Nothing in it says whose it is.</summary>
/// <param name="RingUntil">Until when only this ring of units is invited; null in the open hall.</param>
/// <param name="Quantity">What the window would take of what is still to be served.</param>
/// <param name="Score">Soft score in millionths.</param>
public sealed record HallEntry(string Code, string Title, string Detail, string Category, string CategoryName, AreaCode Area, string Place, int Open, string UnitOfQuantity,
    Urgency Urgency, bool Vulnerable, DateTimeOffset? Until, InvitedRing Ring, string RingName, DateTimeOffset? RingUntil, DateTimeOffset? ResolveDue,
    string Offer, string OfferTitle, DateTimeOffset SlotStart, DateTimeOffset SlotEnd, int Quantity, int Score, string Reason);

internal sealed class ListHallHandler(Database database, CallContext context, Rulings rulings, KnownAreas areas, TimeProvider clock) : IRequestHandler<ListHall, HallView>
{
    public Task<HallView> Handle(ListHall request, CancellationToken stop)
    {
        if ((request.Unit ?? context.Unit) is not { } unit || !context.Sight.SeesUnit(unit))
            return Task.FromResult(new HallView(null, 0, []));
        return Task.FromResult(database.Read(session =>
        {
            var (now, name) = (clock.GetUtcNow(), UnitRow.Get(session, unit).Name);
            var best = UnitMatches.Of(session, context.Sight, rulings, unit, now);
            return new HallView(unit, best.Count, [.. best.Take(request.Limit).Select(one => EntryOf(one, DemandRow.Get(session, one.Demand.Code), name, now))]);
        }));
    }

    private HallEntry EntryOf(BestSlot best, DemandRow row, string unitName, DateTimeOffset now) => new(
        row.Code, row.Title, row.Detail, row.Category, rulings.NameOf(row.Category), new AreaCode(row.Area), areas.PathOf(row.Area), row.Quantity - row.Held, row.UnitOfQuantity,
        row.Urgency, row.Vulnerable, row.UntilAt, row.Ring, Words.Of(row.Ring), row.RingUntil, row.ResolveDue,
        best.Offer.Code, best.Offer.Title, best.Slot.Start, best.Slot.End, UnitMatches.QuantityOf(best), best.Score, UnitMatches.Justify(best, unitName, now, CultureInfo.CurrentUICulture));
}
