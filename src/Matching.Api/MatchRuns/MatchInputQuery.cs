using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Offers;
using Matching.Api.Policies;
using Matching.Api.Units;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Offers;
using Matching.Core.Orders;
using Matching.Core.Units;

namespace Matching.Api.MatchRuns;

/// <summary>A run's input with what is needed to write its orders: slot ids, and the versions of the orders that may move.</summary>
internal sealed record LoadedInput(MatchInput Input, IReadOnlyDictionary<SlotName, long> SlotIds, IReadOnlyList<OrderBrief> Standing);

/// <summary>What a run needs to know of a live order.</summary>
internal sealed record OrderBrief
{
    public const string SelectLive = """
        select o.code, o.demand, d.area, o.slot, o.offer, o.unit, s.start_at as slot_start, o.quantity, o.state, o.version, u.suspended as unit_suspended
        from service_order o
        join slot s on s.id = o.slot
        join demand d on d.code = o.demand
        join unit u on u.code = o.unit
        where o.state in ('Proposed', 'Issued', 'Acknowledged', 'Accepted', 'Scheduled', 'InService', 'Reopened', 'Completed', 'Visited', 'Closed')
        """;

    public string Code { get; init; } = "";

    public string Demand { get; init; } = "";

    public string Area { get; init; } = "";

    public long Slot { get; init; }

    public string Offer { get; init; } = "";

    public string Unit { get; init; } = "";

    public DateTimeOffset SlotStart { get; init; }

    public int Quantity { get; init; }

    public OrderState State { get; init; }

    public int Version { get; init; }

    public bool UnitSuspended { get; init; }

    /// <summary>No run moves it: the unit has said yes, or was asked before it was suspended and may still answer.</summary>
    public bool IsPinned => OrderLife.IsPinned(State) || (UnitSuspended && State != OrderState.Proposed);

    public StandingOrder ToCore() => new(Code, Demand, new SlotName(Offer, SlotStart), Quantity, Issued: State != OrderState.Proposed);
}

/// <summary>A slot, or a whole unit, that a decline keeps from being asked again.</summary>
internal sealed record BarRow
{
    public const string Select = "select b.demand, b.unit, s.offer, s.start_at from bar b left join slot s on s.id = b.slot";

    public string Demand { get; init; } = "";

    public string Unit { get; init; } = "";

    public string? Offer { get; init; }

    public DateTimeOffset? StartAt { get; init; }

    public static IReadOnlyList<BarRow> Of(Session session, string demand) => session.Query<BarRow>(Select + "\nwhere b.demand = @demand", new { demand });
}

/// <summary>Reads both lists as they stand, as the engine sees them.</summary>
internal static class MatchInputQuery
{
    private const string InOrder = "\norder by o.seq";

    private const string WhereOfDemand = "\nwhere d.code = @code and d.state in ('Open', 'PartlyMatched', 'Matched', 'Escalated')";

    private const string SelectCommunityLoads = """
        select substr(d.area, 1, 12) as community, count(*) as orders
        from service_order o
        join demand d on d.code = o.demand
        where o.accepted_at >= @since and length(d.area) >= 12
        group by substr(d.area, 1, 12)
        """;

    private const string WhereSeeking = "\nwhere d.state in ('Open', 'PartlyMatched', 'Matched', 'Escalated')\norder by d.seq";

    /// <param name="part">The streets whose demands are to be paired; offers that reach into them come along. Proposals for other streets hold their places.</param>
    public static LoadedInput Load(Session session, Rulings rulings, DateTimeOffset now, StreetShard part = default)
    {
        var since = now.AddDays(-90);
        var orders = session.Query<OrderBrief>(OrderBrief.SelectLive + InOrder);
        var standing = orders.Where(order => !order.IsPinned && part.Holds(new AreaCode(order.Area))).ToList();
        var offers = session.Query<OfferRow>(OfferRow.Select).Select(offer => offer.ToCore(rulings)).Where(offer => part.IsServedBy(offer.Areas)).ToList();
        var reached = offers.Select(offer => offer.Code).ToHashSet(StringComparer.Ordinal);
        var slots = session.Query<SlotRow>(SlotRow.Select).Where(slot => reached.Contains(slot.Offer)).ToList();
        var freed = standing.GroupBy(order => order.Slot).ToDictionary(group => group.Key, group => group.Sum(order => order.Quantity));
        var records = UnitRecordRow.Of(session, now);
        var input = new MatchInput(now,
            [.. session.Query<UnitRow>(UnitRow.Select).Select(unit => unit.ToCore(records.GetValueOrDefault(unit.Code, UnitRecord.None)))],
            [.. PairingRow.All(session).Select(row => row.ToCore())],
            offers,
            [.. slots.Select(slot => slot.ToCore(freed.GetValueOrDefault(slot.Id)))],
            Demands(session, rulings, standing, part))
        {
            CapUses = [.. orders.Where(order => order.IsPinned || !part.Holds(new AreaCode(order.Area))).GroupBy(order => (order.Unit, Month: ChinaTime.MonthOf(order.SlotStart)))
                .Select(group => new CapUse(group.Key.Unit, group.Key.Month, group.Count()))],
            CommunityLoads = [.. session.Query<LoadRow>(SelectCommunityLoads, new { since }).Select(row => new CommunityLoad(new AreaCode(row.Community), (int)row.Orders))],
            Standing = [.. standing.Select(order => order.ToCore())],
        };
        return new LoadedInput(input, slots.ToDictionary(slot => new SlotName(slot.Offer, slot.StartAt), slot => slot.Id), standing);
    }

    /// <summary>Demands with something still to pair: what no pinned order holds.</summary>
    private static List<Demand> Demands(Session session, Rulings rulings, List<OrderBrief> standing, StreetShard part)
    {
        var movable = standing.GroupBy(order => order.Demand).ToDictionary(group => group.Key, group => group.Sum(order => order.Quantity));
        var bars = session.Query<BarRow>(BarRow.Select).ToLookup(bar => bar.Demand);
        var demands = new List<Demand>();
        foreach (var row in session.Query<DemandRow>(DemandRow.Select + WhereSeeking))
        {
            var open = row.Quantity - row.Held + movable.GetValueOrDefault(row.Code);
            if (open > 0 && part.Holds(new AreaCode(row.Area)))
                demands.Add(ToCore(row, open, bars[row.Code], rulings));
        }
        return demands;
    }

    /// <summary>One demand as a run would see it, with its orders that may still move; null when nothing of it is to be paired.</summary>
    public static (Demand Demand, IReadOnlyList<StandingOrder> Standing)? LoadDemand(Session session, Rulings rulings, string code, StreetShard part = default)
    {
        if (session.One<DemandRow>(DemandRow.Select + WhereOfDemand, new { code }) is not { } row || !part.Holds(new AreaCode(row.Area)))
            return null;
        var movable = session.Query<OrderBrief>(OrderBrief.SelectLive + " and o.demand = @code" + InOrder, new { code }).Where(order => !order.IsPinned).ToList();
        var open = row.Quantity - row.Held + movable.Sum(order => order.Quantity);
        return open > 0 ? (ToCore(row, open, BarRow.Of(session, code), rulings), [.. movable.Select(order => order.ToCore())]) : null;
    }

    public static Demand ToCore(DemandRow row, int quantity, IEnumerable<BarRow> bars, Rulings rulings) => new(
        row.Code, row.Title, row.Detail, rulings.NameOf(row.Category), row.CategoryConfirmed, new AreaCode(row.Area), quantity, row.UnitOfQuantity, row.Divisible,
        row.FromAt, row.UntilAt, row.Urgency, row.Vulnerable, ValueText.Split(row.Audience), row.FiledAt)
    {
        PartyUnits = ValueText.Split(row.PartyUnits),
        BarredUnits = [.. bars.Where(bar => bar.Offer is null).Select(bar => bar.Unit)],
        BarredSlots = [.. bars.Where(bar => bar.Offer is not null).Select(bar => new SlotName(bar.Offer!, bar.StartAt!.Value))],
    };

    private sealed record LoadRow
    {
        public string Community { get; init; } = "";

        public long Orders { get; init; }
    }
}
