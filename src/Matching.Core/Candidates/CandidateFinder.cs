namespace Matching.Core.Candidates;

/// <summary>Who could serve whom: the slots of demand d stand at [Start[d], Start[d + 1]) of <see cref="Slot"/>, rising.</summary>
public sealed record CandidateSet(MatchLists Lists, int[] Start, int[] Slot)
{
    public int Count => Slot.Length;
}

/// <summary>Finds every pair that breaks no hard rule. Only offers that measure in the demand's unit, serve in its community
/// and, where the category is confirmed, give a compatible one, are looked at.</summary>
public static class CandidateFinder
{
    public static CandidateSet Find(MatchLists lists)
    {
        var rules = new RuleBook(lists);
        var index = new OfferIndex(lists);
        var start = new int[lists.Demands.Length + 1];
        var slots = new List<int>(lists.Demands.Length * 8);
        for (var d = 0; d < lists.Demands.Length; d++)
        {
            start[d] = slots.Count;
            foreach (var offer in index.NearNeed(d))
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
}
