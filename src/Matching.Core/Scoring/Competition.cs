using Matching.Core.Candidates;

namespace Matching.Core.Scoring;

/// <summary>
/// Which demands could ever compete: those joined by slots and caps that they may share, kept as candidates or not. Demands of
/// different groups never take anything from one another.
/// </summary>
internal sealed class Competition
{
    private readonly MatchLists lists;
    private readonly int[] root;

    /// <param name="index">Tells the other feasible slots of a demand whose list is full.</param>
    public Competition(CandidateSet candidates, CandidateIndex index)
    {
        lists = candidates.Lists;
        root = [.. Enumerable.Range(0, lists.Slots.Length + lists.CapLimits.Length)];
        for (var s = 0; s < lists.Slots.Length; s++)
        {
            if (lists.SlotCap[s] >= 0)
                Join(s, lists.Slots.Length + lists.SlotCap[s]);
        }
        for (var d = 0; d < lists.Demands.Length; d++)
        {
            var own = candidates.SlotsOf(d);
            for (var i = 1; i < own.Length; i++)
                Join(own[0], own[i]);
            if (own.Length >= lists.Policy.Candidates)
            {
                foreach (var slot in index.Feasible(d))
                    Join(own[0], slot);
            }
        }
    }

    /// <summary>The group of a slot.</summary>
    public int Of(int slot)
    {
        while (root[slot] != slot)
            slot = root[slot] = root[root[slot]];
        return slot;
    }

    private void Join(int a, int b) => root[Of(a)] = Of(b);
}
