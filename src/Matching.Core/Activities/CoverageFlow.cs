namespace Matching.Core.Activities;

/// <summary>The most people that the chosen candidates can serve, kept as a greatest flow from candidates to groups of needs. Immutable: one more
/// candidate gives a new flow.</summary>
internal sealed class CoverageFlow
{
    private readonly int[][] groupsOf;
    private readonly int[] capacities;
    private readonly int[] left;
    private readonly Dictionary<int, int[]> served;

    private CoverageFlow(int[][] groupsOf, int[] capacities, int[] left, Dictionary<int, int[]> served, int covered) =>
        (this.groupsOf, this.capacities, this.left, this.served, Covered) = (groupsOf, capacities, left, served, covered);

    /// <summary>People served.</summary>
    public int Covered { get; private set; }

    /// <summary>Nothing chosen yet. Needs that the same candidates could serve are one group.</summary>
    public static CoverageFlow Of(IReadOnlyList<int> people, IReadOnlyList<CoverSet> candidates)
    {
        var byNeed = new List<int>[people.Count];
        for (var candidate = 0; candidate < candidates.Count; candidate++)
        {
            foreach (var need in candidates[candidate].Needs.Distinct())
                (byNeed[need] ??= []).Add(candidate);
        }
        var groups = byNeed.Select((who, need) => (Who: who, Need: need)).Where(pair => pair.Who is not null).GroupBy(pair => string.Join(',', pair.Who)).ToList();
        var groupsOf = candidates.Select(_ => new List<int>()).ToArray();
        for (var group = 0; group < groups.Count; group++)
        {
            foreach (var candidate in groups[group].First().Who)
                groupsOf[candidate].Add(group);
        }
        return new CoverageFlow([.. groupsOf.Select(list => list.ToArray())], [.. candidates.Select(set => set.Capacity)], [.. groups.Select(group => group.Sum(pair => people[pair.Need]))], [], 0);
    }

    public CoverageFlow With(int candidate)
    {
        var flow = new CoverageFlow(groupsOf, capacities, [.. left], served.ToDictionary(pair => pair.Key, pair => (int[])pair.Value.Clone()), Covered);
        flow.Add(candidate);
        return flow;
    }

    /// <summary>Fills the new candidate along shortest ways, on each of which others hand groups on to one another.</summary>
    private void Add(int candidate)
    {
        served[candidate] = new int[left.Length];
        var room = capacities[candidate];
        while (room > 0 && WayToAnybody(candidate) is { } way)
        {
            var amount = Math.Min(room, left[way[^1].Group]);
            foreach (var (_, group, from) in way.Where(step => step.From >= 0))
                amount = Math.Min(amount, served[from][group]);
            foreach (var (taker, group, from) in way)
            {
                served[taker][group] += amount;
                if (from >= 0)
                    served[from][group] -= amount;
                else
                    left[group] -= amount;
            }
            room -= amount;
            Covered += amount;
        }
    }

    /// <summary>Steps from the candidate on: each taker takes the group from another, the last from nobody (−1). Null when there is no such way.</summary>
    private List<(int Taker, int Group, int From)>? WayToAnybody(int candidate)
    {
        var reachedBy = new Dictionary<int, (int Taker, int Group)> { [candidate] = (-1, -1) };
        var seen = new bool[left.Length];
        var queue = new Queue<int>([candidate]);
        while (queue.TryDequeue(out var taker))
        {
            foreach (var group in groupsOf[taker].Where(group => !seen[group]))
            {
                seen[group] = true;
                if (left[group] > 0)
                    return WayBack(taker, group, reachedBy);
                foreach (var (other, amounts) in served.OrderBy(pair => pair.Key))
                {
                    if (amounts[group] > 0 && reachedBy.TryAdd(other, (taker, group)))
                        queue.Enqueue(other);
                }
            }
        }
        return null;
    }

    private static List<(int Taker, int Group, int From)> WayBack(int last, int end, Dictionary<int, (int Taker, int Group)> reachedBy)
    {
        var way = new List<(int Taker, int Group, int From)> { (last, end, -1) };
        for (var at = last; reachedBy[at].Taker >= 0; at = reachedBy[at].Taker)
            way.Insert(0, (reachedBy[at].Taker, reachedBy[at].Group, at));
        return way;
    }
}
