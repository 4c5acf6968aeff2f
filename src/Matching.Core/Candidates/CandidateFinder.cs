namespace Matching.Core.Candidates;

/// <summary>Who could serve whom: the slots of demand d stand at [Start[d], Start[d + 1]) of <see cref="Slot"/>.</summary>
public sealed record CandidateSet(MatchLists Lists, int[] Start, int[] Slot)
{
    public int Count => Slot.Length;

    /// <summary>The standing orders of the input with the candidate that each stands at; those at none are left out.</summary>
    internal IEnumerable<(StandingOrder Order, int Candidate)> Standing()
    {
        if (Lists.Input.Standing.Count == 0)
            yield break;
        var demands = Enumerable.Range(0, Lists.Demands.Length).ToDictionary(d => Lists.Demands[d].Code);
        foreach (var order in Lists.Input.Standing)
        {
            if (!demands.TryGetValue(order.Demand, out var d))
                continue;
            var e = Array.IndexOf(Slot, Lists.SlotPosition(order.Slot), Start[d], Start[d + 1] - Start[d]);
            if (e >= 0)
                yield return (order, e);
        }
    }

    internal int DemandOf(int candidate)
    {
        var d = Array.BinarySearch(Start, candidate);
        if (d < 0)
            return ~d - 1;
        while (Start[d + 1] == candidate)
            d++;
        return d;
    }
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
