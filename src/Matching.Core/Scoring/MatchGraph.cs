using Matching.Core.Candidates;
using Matching.Core.Pairing;

namespace Matching.Core.Scoring;

/// <summary>Candidates and their scores as the pairing problem that they make: candidate e is edge e.</summary>
internal sealed record MatchGraph(CandidateSet Candidates, PackedScores Scores, PairingProblem Problem)
{
    /// <exception cref="RuleBrokenException"><c>score-range</c>.</exception>
    public static MatchGraph Of(CandidateSet candidates, CandidateIndex index) => Of(candidates, PackedScores.Pack(candidates, index));

    /// <summary>The graph with more candidates, at the same level unit.</summary>
    public MatchGraph With(IReadOnlyCollection<(int Demand, RankedSlot Slot)> more)
    {
        var candidates = Candidates.With(more);
        return Of(candidates, Scores.Of(candidates));
    }

    /// <summary>The graph at a level unit of at least this.</summary>
    public MatchGraph AtLeast(long levelUnit) =>
        Scores.LevelUnit >= levelUnit ? this : Of(Candidates, PackedScores.At(Candidates, levelUnit));

    /// <summary>Points per unit that a demand's level adds to each of its soft scores.</summary>
    public long LevelPoints(int d) => MatchPolicy.LevelOf(Candidates.Lists.Demands[d]) * Scores.LevelUnit;

    /// <summary>No pair of the demand that is not a candidate scores more: none where its list is not full, else what its last place scores.</summary>
    public long MostOutside(int d)
    {
        var full = Candidates.Lists.Policy.Candidates;
        return Candidates.SlotsOf(d).Length < full ? 0 : Scores.Score[Candidates.Start[d] + full - 1];
    }

    /// <summary>The edge that joins a demand and a slot, which must be a candidate of it.</summary>
    public int EdgeAt(int d, int slot) => Array.IndexOf(Candidates.Slot, slot, Candidates.Start[d], Candidates.Start[d + 1] - Candidates.Start[d]);

    /// <summary>What the standing orders hold, as units per candidate; those that are feasible no more are left out.</summary>
    public int[] StandingAmounts()
    {
        var amount = new int[Candidates.Count];
        foreach (var (order, d, e) in Candidates.Standing())
        {
            var demand = Candidates.Lists.Demands[d];
            if (demand.Divisible || order.Quantity == demand.Quantity)
                amount[e] = order.Quantity;
        }
        return amount;
    }

    private static MatchGraph Of(CandidateSet candidates, PackedScores scores)
    {
        (candidates, scores) = BestFirst(candidates, scores);
        return new MatchGraph(candidates, scores, ProblemOf(candidates, scores));
    }

    /// <summary>The candidates in the order in which the solver wants its edges: a stay bonus may have moved one ahead.</summary>
    private static (CandidateSet, PackedScores) BestFirst(CandidateSet candidates, PackedScores scores)
    {
        var (slot, soft, score) = (candidates.Slot.ToArray(), candidates.Soft.ToArray(), scores.Score.ToArray());
        foreach (var d in candidates.Standing().Select(row => row.Demand).Distinct())
        {
            var (first, count) = (candidates.Start[d], candidates.Start[d + 1] - candidates.Start[d]);
            var order = Enumerable.Range(first, count).OrderByDescending(e => scores.Score[e]).ThenBy(e => candidates.Slot[e]).ToArray();
            for (var i = 0; i < count; i++)
                (slot[first + i], soft[first + i], score[first + i]) = (candidates.Slot[order[i]], candidates.Soft[order[i]], scores.Score[order[i]]);
        }
        return (candidates with { Slot = slot, Soft = soft }, scores with { Score = score });
    }

    private static PairingProblem ProblemOf(CandidateSet candidates, PackedScores scores)
    {
        var lists = candidates.Lists;
        return new PairingProblem(
            Array.ConvertAll(lists.Demands, demand => demand.Quantity),
            Array.ConvertAll(lists.Demands, demand => !demand.Divisible && demand.Quantity > 1),
            candidates.Start, EdgesOf(candidates, scores),
            Array.ConvertAll(lists.Slots, slot => Math.Max(0, slot.Remaining)),
            lists.SlotCap, lists.CapLimits);
    }

    private static PairingEdge[] EdgesOf(CandidateSet candidates, PackedScores scores)
    {
        var edges = new PairingEdge[candidates.Count];
        for (var d = 0; d + 1 < candidates.Start.Length; d++)
        {
            for (var e = candidates.Start[d]; e < candidates.Start[d + 1]; e++)
                edges[e] = new PairingEdge(scores.Score[e], candidates.Slot[e], d);
        }
        return edges;
    }
}
