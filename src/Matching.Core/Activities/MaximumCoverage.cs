namespace Matching.Core.Activities;

/// <summary>Something that could be held: whom it could serve, and how many people at most.</summary>
/// <param name="Needs">Positions of the needs that it could serve, each once.</param>
public sealed record CoverSet(int Capacity, IReadOnlyList<int> Needs);

/// <param name="People">People served by it who were not served by those chosen before.</param>
public sealed record CoverPick(int Candidate, int People);

/// <param name="Picks">In the order of what they add.</param>
/// <param name="Covered">People served by all of them.</param>
/// <param name="Bound">No choice of as many candidates serves more people.</param>
/// <param name="IsOptimal">Proved: no choice serves more than this one.</param>
public sealed record CoveragePlan(IReadOnlyList<CoverPick> Picks, int Covered, int Bound, bool IsOptimal);

/// <summary>
/// Chooses at most k candidates so that they serve the most people; each person is served once, each candidate serves no more than its capacity.
/// What a set serves is a greatest flow, which is monotone and submodular, so that the greedy choice serves at least (1 − 1/e) of the best
/// (Nemhauser, Wolsey, Fisher 1978). The bound is the least of what a choice has plus its k greatest additions, over the greedy choices; a search by
/// branch and bound then closes the gap while its work lasts. People are counted one by one, also where they asked together.
/// </summary>
public static class MaximumCoverage
{
    /// <summary>Additions that the search weighs before it leaves the gap open.</summary>
    public const int MostWeighed = 20_000;

    /// <param name="people">Per need, how many people it is; at least 1.</param>
    /// <param name="most">k, at least 0.</param>
    /// <exception cref="ArgumentException">A number is impossible, or a need is not there.</exception>
    public static CoveragePlan Solve(IReadOnlyList<int> people, IReadOnlyList<CoverSet> candidates, int most)
    {
        if (most < 0 || people.Any(count => count < 1) || candidates.Any(set => set.Capacity < 0 || set.Needs.Any(need => need < 0 || need >= people.Count)))
            throw new ArgumentException("Coverage needs people, capacities and needs that exist.");
        var search = new Search(CoverageFlow.Of(people, candidates), candidates.Count, most);
        search.Greedy();
        search.Improve();
        return search.Plan();
    }

    private sealed class Search(CoverageFlow nothing, int candidates, int most)
    {
        private List<int> best = [];
        private int covered;
        private int bound = int.MaxValue;
        private int weighed;
        private bool isCut;

        public void Greedy()
        {
            var (flow, chosen) = (nothing, new List<int>());
            while (true)
            {
                var gains = Gains(flow, Enumerable.Range(0, candidates).Except(chosen));
                bound = Math.Min(bound, flow.Covered + gains.OrderDescending().Take(most).Sum(gain => gain.Gain));
                if (chosen.Count == most || gains.Count == 0 || gains[0].Gain == 0)
                    break;
                chosen.Add(gains[0].Candidate);
                flow = flow.With(gains[0].Candidate);
            }
            (best, covered) = (chosen, flow.Covered);
        }

        public void Improve()
        {
            if (covered == bound)
                return;
            weighed = 0;
            Branch(nothing, [], [.. Enumerable.Range(0, candidates)]);
            if (!isCut)
                bound = covered;
        }

        /// <summary>The choice in the order of what each adds to those before.</summary>
        public CoveragePlan Plan()
        {
            var (flow, left, picks) = (nothing, best, new List<CoverPick>());
            while (left.Count > 0)
            {
                var next = Gains(flow, left)[0];
                picks.Add(new CoverPick(next.Candidate, next.Gain));
                flow = flow.With(next.Candidate);
                left = [.. left.Where(candidate => candidate != next.Candidate)];
            }
            return new CoveragePlan([.. picks.Where(pick => pick.People > 0)], covered, bound, covered == bound);
        }

        private void Branch(CoverageFlow flow, List<int> chosen, List<int> open)
        {
            if (flow.Covered > covered)
                (best, covered) = ([.. chosen], flow.Covered);
            if (chosen.Count == most || open.Count == 0 || isCut)
                return;
            weighed += open.Count;
            if (weighed > MostWeighed)
            {
                isCut = true;
                return;
            }
            var gains = Gains(flow, open).Where(gain => gain.Gain > 0).ToList();
            if (flow.Covered + gains.Take(most - chosen.Count).Sum(gain => gain.Gain) <= covered)
                return;
            var first = gains[0].Candidate;
            List<int> others = [.. gains.Skip(1).Select(gain => gain.Candidate)];
            Branch(flow.With(first), [.. chosen, first], others);
            Branch(flow, chosen, others);
        }

        /// <summary>What each would add, the most first; ties by position.</summary>
        private static List<(int Gain, int Candidate)> Gains(CoverageFlow flow, IEnumerable<int> open) =>
            [.. open.Select(candidate => (Gain: flow.With(candidate).Covered - flow.Covered, Candidate: candidate)).OrderByDescending(pair => pair.Gain).ThenBy(pair => pair.Candidate)];
    }
}
