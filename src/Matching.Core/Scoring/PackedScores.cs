using Matching.Core.Candidates;

namespace Matching.Core.Scoring;

/// <summary>
/// Scores as the solver sees them: level × <see cref="LevelUnit"/> + soft score, per unit of quantity. The level unit is the
/// smallest power of ten above all soft points that the lists could yield together, so that no soft gain outweighs one unit
/// served at a higher level: lexicographic order is plain order.
/// </summary>
public sealed record PackedScores(long[] Score, long LevelUnit)
{
    /// <exception cref="RuleBrokenException"><c>score-range</c>: the quantities are too large for 64-bit points.</exception>
    public static PackedScores Pack(CandidateSet candidates, int[] soft)
    {
        var scores = Array.ConvertAll(soft, score => (long)score);
        AddStayBonus(candidates, scores);
        var levels = Array.ConvertAll(candidates.Lists.Demands, MatchPolicy.LevelOf);
        var unit = levels.Any(level => level > 0) ? LevelUnitAbove(candidates, scores) : 0;
        for (var d = 0; d < levels.Length; d++)
        {
            if (levels[d] == 0)
                continue;
            for (var e = candidates.Start[d]; e < candidates.Start[d + 1]; e++)
                scores[e] += levels[d] * unit;
        }
        return new PackedScores(scores, unit);
    }

    /// <summary>An issued order gains the churn threshold where it stands, a mere proposal one point.</summary>
    private static void AddStayBonus(CandidateSet candidates, long[] scores)
    {
        foreach (var (order, e) in candidates.Standing())
            scores[e] += order.Issued ? candidates.Lists.Policy.ChurnThreshold : 1;
    }

    private static long LevelUnitAbove(CandidateSet candidates, long[] scores)
    {
        Int128 most = 0;
        for (var d = 0; d < candidates.Lists.Demands.Length; d++)
        {
            long best = 0;
            for (var e = candidates.Start[d]; e < candidates.Start[d + 1]; e++)
                best = Math.Max(best, scores[e]);
            most += (Int128)best * candidates.Lists.Demands[d].Quantity;
        }
        Int128 unit = 1;
        while (unit <= most)
            unit *= 10;
        return unit <= long.MaxValue / 64 ? (long)unit : throw new RuleBrokenException("score-range", most.ToString());
    }
}
