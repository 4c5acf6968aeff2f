namespace Matching.Core.Candidates;

/// <summary>Who could serve whom: the slots of demand d stand at [Start[d], Start[d + 1]) of <see cref="Slot"/>, rising.</summary>
public sealed record CandidateSet(MatchLists Lists, int[] Start, int[] Slot)
{
    public int Count => Slot.Length;
}

/// <summary>Finds every pair that breaks no hard rule. Only offers that measure in the demand's unit and, where the category is
/// confirmed, serve a compatible one, are looked at.</summary>
public static class CandidateFinder
{
    public static CandidateSet Find(MatchLists lists)
    {
        var rules = new RuleBook(lists);
        var offersByNeed = new Dictionary<(string Unit, int Category), int[]>();
        var start = new int[lists.Demands.Length + 1];
        var slots = new List<int>(lists.Demands.Length * 8);
        for (var d = 0; d < lists.Demands.Length; d++)
        {
            start[d] = slots.Count;
            foreach (var offer in OffersFor(lists, d, offersByNeed))
            {
                if (rules.OfOffer(d, offer) != HardRules.None)
                    continue;
                for (var s = lists.OfferSlots[offer]; s < lists.OfferSlots[offer + 1]; s++)
                {
                    if (rules.OfSlot(d, s) == HardRules.None)
                        slots.Add(s);
                }
            }
        }
        start[^1] = slots.Count;
        return new CandidateSet(lists, start, [.. slots]);
    }

    private static int[] OffersFor(MatchLists lists, int d, Dictionary<(string, int), int[]> offersByNeed)
    {
        var demand = lists.Demands[d];
        var need = (demand.UnitOfQuantity, demand.CategoryConfirmed ? lists.DemandCategory[d] : -1);
        if (!offersByNeed.TryGetValue(need, out var offers))
        {
            offers = [.. Enumerable.Range(0, lists.Offers.Length).Where(o =>
                lists.Offers[o].UnitOfCapacity == demand.UnitOfQuantity
                && (need.Item2 < 0 || lists.CategoryFit(need.Item2, o) > 0))];
            offersByNeed.Add(need, offers);
        }
        return offers;
    }
}
