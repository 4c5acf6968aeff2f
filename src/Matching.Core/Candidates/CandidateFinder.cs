using Matching.Core.Scoring;

namespace Matching.Core.Candidates;

/// <summary>
/// Who could serve whom: the candidates of demand d stand at [Start[d], Start[d + 1]), best first, equal scores by slot, each with
/// its soft score.
/// </summary>
public sealed record CandidateSet(MatchLists Lists, int[] Start, int[] Slot, int[] Soft)
{
    public int Count => Slot.Length;

    public ReadOnlySpan<int> SlotsOf(int d) => Slot.AsSpan(Start[d]..Start[d + 1]);

    /// <summary>The standing orders of the input with the candidate that each stands at; those at none are left out.</summary>
    internal IEnumerable<(StandingOrder Order, int Demand, int Candidate)> Standing()
    {
        foreach (var (order, d) in StandingDemands(Lists))
        {
            var e = Array.IndexOf(Slot, Lists.SlotPosition(order.Slot), Start[d], Start[d + 1] - Start[d]);
            if (e >= 0)
                yield return (order, d, e);
        }
    }

    internal static IEnumerable<(StandingOrder Order, int Demand)> StandingDemands(MatchLists lists)
    {
        if (lists.Input.Standing.Count == 0)
            yield break;
        var demands = Enumerable.Range(0, lists.Demands.Length).ToDictionary(d => lists.Demands[d].Code);
        foreach (var order in lists.Input.Standing)
        {
            if (demands.TryGetValue(order.Demand, out var d))
                yield return (order, d);
        }
    }

    /// <summary>With more candidates; each demand's stand in order again.</summary>
    internal CandidateSet With(IReadOnlyCollection<(int Demand, RankedSlot Slot)> more)
    {
        if (more.Count == 0)
            return this;
        var own = more.ToLookup(row => row.Demand, row => row.Slot);
        var start = new int[Start.Length];
        var ranked = new List<RankedSlot>(Count + more.Count);
        for (var d = 0; d + 1 < Start.Length; d++)
        {
            for (var e = Start[d]; e < Start[d + 1]; e++)
                ranked.Add(new RankedSlot(Soft[e], Slot[e]));
            if (own.Contains(d))
            {
                ranked.AddRange(own[d]);
                ranked.Sort(start[d], ranked.Count - start[d], RankedSlot.BestFirst);
            }
            start[d + 1] = ranked.Count;
        }
        return new CandidateSet(Lists, start, [.. ranked.Select(slot => slot.Slot)], [.. ranked.Select(slot => slot.Score)]);
    }
}

/// <summary>Finds each demand's best candidates.</summary>
public static class CandidateFinder
{
    /// <summary>The <paramref name="most"/> best feasible slots of every demand, and those at which its orders stand.</summary>
    public static CandidateSet Find(MatchLists lists, CandidateIndex index, int most)
    {
        var kept = Math.Min(most, index.Slots);
        var found = new RankedSlot[(long)lists.Demands.Length * kept];
        var count = new int[lists.Demands.Length];
        Parallel.For(0, count.Length, d => count[d] = index.Best(index.Ask(d), found.AsSpan(d * kept, kept)));
        return Packed(lists, found, count, kept).With(Missing(lists, index, found, count, kept));
    }

    private static CandidateSet Packed(MatchLists lists, RankedSlot[] found, int[] count, int kept)
    {
        var start = new int[count.Length + 1];
        for (var d = 0; d < count.Length; d++)
            start[d + 1] = start[d] + count[d];
        var (slot, soft) = (new int[start[^1]], new int[start[^1]]);
        for (var d = 0; d < count.Length; d++)
        {
            for (var i = 0; i < count[d]; i++)
                (slot[start[d] + i], soft[start[d] + i]) = (found[d * kept + i].Slot, found[d * kept + i].Score);
        }
        return new CandidateSet(lists, start, slot, soft);
    }

    /// <summary>Slots of standing orders that are feasible and not among the best.</summary>
    private static List<(int Demand, RankedSlot Slot)> Missing(MatchLists lists, CandidateIndex index, RankedSlot[] found, int[] count, int kept)
    {
        var missing = new HashSet<(int Demand, RankedSlot Slot)>();
        foreach (var (order, d) in CandidateSet.StandingDemands(lists))
        {
            if (count[d] < kept || index.ScoreAt(index.Ask(d), order.Slot) is not { } score)
                continue;
            var slot = new RankedSlot(score, lists.SlotPosition(order.Slot));
            if (Array.IndexOf(found, slot, d * kept, count[d]) < 0)
                missing.Add((d, slot));
        }
        return [.. missing];
    }
}
