using Matching.Core.Demands;
using Matching.Core.Offers;

namespace Matching.Core.Candidates;

/// <summary>
/// The hard rules, each decided for one pair. All that fail are returned, not the first, so that the nearest miss and the
/// smallest change can be named.
/// </summary>
public sealed class RuleBook(MatchLists lists)
{
    /// <summary>Rules between a demand and an offer, whatever the slot.</summary>
    public HardRules OfOffer(int d, int o) => OfOffer(lists.Catalogue, lists.Needs[d], lists.Facts[o]);

    /// <summary>Rules between a demand and one slot, beyond those of its offer.</summary>
    public HardRules OfSlot(int d, int s)
    {
        var o = lists.SlotOffer[s];
        return OfSlot(lists.Needs[d], lists.Facts[o], lists.Facts[o].Slots[s - lists.OfferSlots[o]], lists.Now);
    }

    internal static HardRules OfOffer(Catalogue catalogue, Need need, OfferFacts offer)
    {
        var broken = HardRules.None;
        if (need.IsConfirmed && catalogue.Fit(need.Category, offer.Categories) == 0)
            broken |= HardRules.Category;
        if (need.Measure != offer.Measure)
            broken |= HardRules.UnitOfQuantity;
        if (!offer.Serves(need.Area))
            broken |= HardRules.ServiceArea;
        if (!offer.Audience.IsEmpty && !offer.Audience.Shares(need.Audience))
            broken |= HardRules.Audience;
        if (need.Licence >= 0 && Array.IndexOf(offer.Unit.Licences, need.Licence) < 0)
            broken |= HardRules.Qualification;
        if (offer.IsOver)
            broken |= HardRules.OfferValid;
        if (offer.Unit.IsSuspended)
            broken |= HardRules.UnitSuspended;
        if (need.PartyUnits.Length > 0 && Array.IndexOf(need.PartyUnits, offer.Unit.Position) >= 0)
            broken |= HardRules.ConflictOfInterest;
        if (need.BarredUnits.Length > 0 && Array.IndexOf(need.BarredUnits, offer.Unit.Position) >= 0)
            broken |= HardRules.BarredUnit;
        return broken;
    }

    internal static HardRules OfSlot(Need need, OfferFacts offer, in SlotFacts slot, long now)
    {
        var broken = WindowRule(need, offer, slot, now);
        if (slot.Remaining < need.Least)
            broken |= HardRules.Capacity;
        if (slot.CapReached)
            broken |= HardRules.MonthlyCap;
        if (need.BarredSlots.Length > 0 && Array.IndexOf(need.BarredSlots, slot.Position) >= 0)
            broken |= HardRules.BarredSlot;
        return broken;
    }

    /// <summary>The window in which the pair could be served, notice kept; Start ≥ End when there is none.</summary>
    public (DateTimeOffset Start, DateTimeOffset End) Window(Demand demand, Offer offer, Slot slot)
    {
        var start = Later(Later(slot.Start, offer.ValidFrom), demand.From);
        start = Later(start, lists.Input.Now.AddHours(offer.NoticeHours));
        return (start, Earlier(Earlier(slot.End, offer.ValidUntil), demand.Until));
    }

    /// <summary>When the slot could serve anybody from now on, the offer's validity kept where it leaves anything of the slot.</summary>
    public (DateTimeOffset Start, DateTimeOffset End) Usable(Offer offer, Slot slot)
    {
        var (start, end) = (Later(slot.Start, offer.ValidFrom), Earlier(slot.End, offer.ValidUntil));
        if (start >= end)
            (start, end) = (slot.Start, slot.End);
        return (Later(start, lists.Input.Now), end);
    }

    private static HardRules WindowRule(Need need, OfferFacts offer, in SlotFacts slot, long now)
    {
        var (start, end) = (Math.Max(slot.Start, offer.ValidFrom), Math.Min(slot.End, offer.ValidUntil));
        var broken = HardRules.None;
        if (start >= end)
            (start, end, broken) = (slot.Start, slot.End, HardRules.OfferValid);
        start = Math.Max(start, now);
        if (Math.Max(start, need.From) >= Math.Min(end, need.Until))
            return broken | HardRules.Time | (start < end && offer.Earliest >= end ? HardRules.Notice : HardRules.None);
        return Math.Max(offer.Earliest, need.From) >= Math.Min(end, need.Until) ? broken | HardRules.Notice : broken;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset? b) => b > a ? b.Value : a;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset? b) => b < a ? b.Value : a;
}
