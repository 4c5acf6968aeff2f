using Matching.Api.Data;
using Matching.Api.MatchRuns;
using Matching.Api.Offers;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Grid;
using Matching.Core.Offers;

namespace Matching.Api.LiveMatching;

/// <summary>Brings what events touched, demands, orders and offers, into a live match as the store holds it now.</summary>
internal sealed class LiveChanges(Session session, Rulings rulings, LiveMatch live, StreetShard part)
{
    private const string SelectDemand = "select code, '' as offer from demand where code = @subject";

    private const string SelectOrder = "select demand as code, offer from service_order where code = @subject";

    private const string SelectOffer = "select '' as code, code as offer from offer where code = @subject";

    private const string SelectCap = "select monthly_cap from unit where code = @unit";

    /// <summary>False when a subject is none of the three: then the lists themselves may have changed.</summary>
    public bool Apply(IEnumerable<string> subjects)
    {
        var demands = new SortedSet<string>(StringComparer.Ordinal);
        var offers = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var subject in subjects)
        {
            if (Find(subject) is not { } touched)
                return false;
            if (touched.Code != "")
                demands.Add(touched.Code);
            if (touched.Offer != "")
                offers[touched.Offer] = offers.GetValueOrDefault(touched.Offer) || touched.Offer == subject;
        }
        foreach (var (offer, isChanged) in offers)
            ApplyOffer(offer, isChanged);
        foreach (var demand in demands)
            ApplyDemand(demand);
        return true;
    }

    private TouchedRow? Find(string subject) =>
        session.One<TouchedRow>(SelectDemand, new { subject }) ?? session.One<TouchedRow>(SelectOrder, new { subject }) ?? session.One<TouchedRow>(SelectOffer, new { subject });

    private void ApplyDemand(string code)
    {
        if (MatchInputQuery.LoadDemand(session, rulings, code, part) is var (demand, standing))
            live.Put(demand, standing);
        else
            live.Remove(code);
    }

    private void ApplyOffer(string code, bool isChanged)
    {
        var row = OfferRow.Get(session, code);
        if (!part.IsServedBy([.. ValueText.Split(row.Areas).Select(area => new AreaCode(area))]))
            return;
        var slots = Slots(code);
        var capLeft = CapLeft(row.Unit);
        if (isChanged)
            live.Put(row.ToCore(rulings), slots, capLeft);
        else
            live.SetRemaining(code, slots, capLeft);
    }

    /// <summary>Slots with the capacity that no pinned order holds.</summary>
    private List<Slot> Slots(string offer)
    {
        var freed = session.Query<OrderBrief>(OrderBrief.SelectLive + " and o.offer = @offer", new { offer })
            .Where(order => !order.IsPinned && part.Holds(new AreaCode(order.Area))).GroupBy(order => order.Slot).ToDictionary(group => group.Key, group => group.Sum(order => order.Quantity));
        return [.. SlotRow.OfOffer(session, offer).Select(slot => slot.ToCore(freed.GetValueOrDefault(slot.Id)))];
    }

    private Func<int, int?> CapLeft(string unit)
    {
        if (session.One<int?>(SelectCap, new { unit }) is not { } cap)
            return _ => null;
        var used = session.Query<OrderBrief>(OrderBrief.SelectLive + " and o.unit = @unit", new { unit })
            .Where(order => order.IsPinned || !part.Holds(new AreaCode(order.Area))).CountBy(order => ChinaTime.MonthOf(order.SlotStart)).ToDictionary();
        return month => Math.Max(0, cap - used.GetValueOrDefault(month));
    }

    private sealed record TouchedRow
    {
        public string Code { get; init; } = "";

        public string Offer { get; init; } = "";
    }
}
