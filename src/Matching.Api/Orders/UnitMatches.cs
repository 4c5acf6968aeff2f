using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.MatchRuns;
using Matching.Api.Offers;
using Matching.Api.Policies;
using Matching.Api.Units;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Escalation;
using Matching.Core.Grid;
using Matching.Core.Offers;
using Matching.Core.Reports;

namespace Matching.Api.Orders;

/// <summary>The open demands in a unit's sight that are shown to its ring by now and that its offers could serve, each at the best of its slots. Contacts are no part of it.</summary>
internal static class UnitMatches
{
    /// <summary>What the unit had taken on and not begun is for others.</summary>
    private const string NotReleased = "not exists (select 1 from service_order r where r.demand = d.code and r.unit = @unit and r.claimed_at is not null and r.state = 'Expired')";

    private const string SelectPaired = "select community from unit_pairing where unit = @unit and (agreement_until is null or agreement_until > @now)";

    private const string WhereOpen = $"\nwhere d.state in ('Open', 'PartlyMatched', 'Escalated') and d.held < d.quantity and {Sight.OfDemands} and {NotReleased}\norder by d.seq";

    private const string WhereUsable = "\nwhere o.state = 'Published' and o.unit = @unit";

    private const string WhereWindow = "\nwhere offer = @Code and end_at > @now and remaining > 0\norder by start_at";

    /// <summary>Urgent and vulnerable first, then by score.</summary>
    /// <param name="wanted">Which slots count; null = all that are not over.</param>
    public static IReadOnlyList<BestSlot> Of(Session session, Sight sight, Rulings rulings, string unit, DateTimeOffset now, Func<Slot, bool>? wanted = null)
    {
        var (home, paired) = (new AreaCode(UnitRow.Get(session, unit).Area), session.Query<string>(SelectPaired, new { unit, now }));
        var open = session.Query<DemandRow>(DemandRow.Select + WhereOpen, sight.With(new { unit })).Where(row => IsInvited(row, home, paired)).ToDictionary(row => row.Code, row => row.Quantity - row.Held, StringComparer.Ordinal);
        var offers = session.Query<OfferRow>(OfferRow.Select + WhereUsable, new { unit }).Where(offer => !offer.IsOver(now)).ToList();
        if (open.Count == 0 || offers.Count == 0)
            return [];
        var slots = offers.SelectMany(offer => session.Query<SlotRow>(SlotRow.Select + WhereWindow, new { offer.Code, now })).Select(slot => slot.ToCore(0)).Where(slot => wanted?.Invoke(slot) ?? true).ToList();
        var input = MatchInputQuery.Load(session, rulings, now).Input;
        var demands = input.Demands.Where(demand => open.ContainsKey(demand.Code)).Select(demand => demand with { Quantity = open[demand.Code] }).ToList();
        return [.. ReverseMatch.Best(input with { Demands = demands }, rulings.Policy, [.. offers.Select(offer => offer.ToCore(rulings))], slots)
            .OrderByDescending(best => MatchPolicy.LevelOf(best.Demand))];
    }

    /// <summary>Whether the demand is shown to the unit's ring yet.</summary>
    private static bool IsInvited(DemandRow demand, AreaCode unit, IReadOnlyList<string> paired)
    {
        var place = new AreaCode(demand.Area);
        return OrderLadder.IsInvited(demand.Ring, OrderLadder.RingOf(place, unit, place.At(AreaLevel.Community) is { } community && paired.Contains(community.Value)));
    }

    /// <summary>Why this demand and this slot, in one sentence.</summary>
    public static string Justify(BestSlot best, string unitName, DateTimeOffset now, System.Globalization.CultureInfo language) =>
        new Justification(language, now).Of(best.Demand, unitName, best.Offer, best.Slot, QuantityOf(best), best.Factors, best.Score);

    public static int QuantityOf(BestSlot best) => Math.Min(best.Demand.Quantity, best.Slot.Remaining);
}
