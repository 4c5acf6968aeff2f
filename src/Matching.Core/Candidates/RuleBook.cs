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
    public HardRules OfOffer(int d, int o)
    {
        var demand = lists.Demands[d];
        var offer = lists.Offers[o];
        var unit = lists.Units[lists.OfferUnit[o]];
        var broken = HardRules.None;
        if (demand.CategoryConfirmed && lists.CategoryFit(lists.DemandCategory[d], o) == 0)
            broken |= HardRules.Category;
        if (!string.Equals(demand.UnitOfQuantity, offer.UnitOfCapacity, StringComparison.Ordinal))
            broken |= HardRules.UnitOfQuantity;
        if (!Serves(offer, demand))
            broken |= HardRules.ServiceArea;
        if (!IsMeantFor(offer, demand))
            broken |= HardRules.Audience;
        if (lists.Policy.Requires.TryGetValue(demand.Category, out var required) && !unit.Qualifications.Contains(required))
            broken |= HardRules.Qualification;
        if (offer.Withdrawn || offer.ValidUntil <= lists.Input.Now)
            broken |= HardRules.OfferValid;
        if (unit.Suspended)
            broken |= HardRules.UnitSuspended;
        if (demand.PartyUnits.Contains(unit.Code))
            broken |= HardRules.ConflictOfInterest;
        if (demand.BarredUnits.Contains(unit.Code))
            broken |= HardRules.BarredUnit;
        return broken;
    }

    /// <summary>Rules between a demand and one slot, beyond those of its offer.</summary>
    public HardRules OfSlot(int d, int s)
    {
        var demand = lists.Demands[d];
        var slot = lists.Slots[s];
        var offer = lists.Offers[lists.SlotOffer[s]];
        var broken = WindowRule(demand, offer, slot);
        if (slot.Remaining < (demand.Divisible ? 1 : demand.Quantity))
            broken |= HardRules.Capacity;
        if (lists.SlotCap[s] >= 0 && lists.CapLimits[lists.SlotCap[s]] == 0)
            broken |= HardRules.MonthlyCap;
        if (demand.BarredSlots.Count > 0 && demand.BarredSlots.Contains(new SlotName(slot.Offer, slot.Start)))
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

    private HardRules WindowRule(Demand demand, Offer offer, Slot slot)
    {
        var broken = Later(slot.Start, offer.ValidFrom) >= Earlier(slot.End, offer.ValidUntil) ? HardRules.OfferValid : HardRules.None;
        var (start, end) = Usable(offer, slot);
        var earliest = lists.Input.Now.AddHours(offer.NoticeHours);
        if (Later(start, demand.From) >= Earlier(end, demand.Until))
            return broken | HardRules.Time | (start < end && earliest >= end ? HardRules.Notice : HardRules.None);
        return Later(earliest, demand.From) >= Earlier(end, demand.Until) ? broken | HardRules.Notice : broken;
    }

    private static bool Serves(Offer offer, Demand demand)
    {
        if (offer.Areas.Count == 0)
            return true;
        foreach (var area in offer.Areas)
        {
            if (area.Contains(demand.Area))
                return true;
        }
        return false;
    }

    /// <summary>An offer for everyone, or one that names at least one of the demand's audiences.</summary>
    private static bool IsMeantFor(Offer offer, Demand demand)
    {
        if (offer.Audience.Count == 0)
            return true;
        foreach (var tag in demand.Audience)
        {
            if (offer.Audience.Contains(tag))
                return true;
        }
        return false;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset? b) => b > a ? b.Value : a;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset? b) => b < a ? b.Value : a;
}
