using System.Numerics;
using Matching.Core.Candidates;
using Matching.Core.Demands;

namespace Matching.Core.Scoring;

/// <summary>
/// Scores as the solver sees them: level × <see cref="LevelUnit"/> + soft score, per unit of quantity. The level unit is a power of ten
/// so large that no soft gain outweighs one unit served at a higher level: lexicographic order is plain order.
/// </summary>
/// <remarks>
/// Only demands in competition can take a place from one another, so the soft points of one such group are what a level must outweigh,
/// not those of all lists. Where the levels served in a group can only change in steps (amounts of money in fifties, each given
/// whole), one step must outweigh them. All groups have the largest unit of any.
/// </remarks>
public sealed record PackedScores(long[] Score, long LevelUnit)
{
    /// <exception cref="RuleBrokenException"><c>score-range</c>: the quantities are too large for 64-bit points.</exception>
    public static PackedScores Pack(CandidateSet candidates, CandidateIndex index)
    {
        var levels = Array.ConvertAll(candidates.Lists.Demands, MatchPolicy.LevelOf);
        var soft = SoftScores(candidates);
        var unit = Array.Exists(levels, level => level > 0) ? LevelUnitAbove(candidates, soft, levels, new Competition(candidates, index)) : 0;
        return new PackedScores(soft, 0).Raised(candidates, levels, unit);
    }

    /// <summary>Scores of more candidates than before, at the same level unit.</summary>
    public PackedScores Of(CandidateSet candidates) => At(candidates, LevelUnit);

    /// <summary>The candidates' scores at a given level unit.</summary>
    public static PackedScores At(CandidateSet candidates, long levelUnit) =>
        new PackedScores(SoftScores(candidates), 0).Raised(candidates, Array.ConvertAll(candidates.Lists.Demands, MatchPolicy.LevelOf), levelUnit);

    /// <summary>The score of any feasible pair, candidate or not, without a stay bonus.</summary>
    public long Of(Demand demand, RankedSlot slot) => MatchPolicy.LevelOf(demand) * LevelUnit + slot.Score;

    private PackedScores Raised(CandidateSet candidates, int[] levels, long unit)
    {
        for (var d = 0; d < levels.Length; d++)
        {
            for (var e = candidates.Start[d]; levels[d] > 0 && e < candidates.Start[d + 1]; e++)
                Score[e] += levels[d] * unit;
        }
        return this with { LevelUnit = unit };
    }

    /// <summary>Soft scores with the stay bonus: an issued order gains the churn threshold where it stands, a mere proposal one point.</summary>
    private static long[] SoftScores(CandidateSet candidates)
    {
        var scores = Array.ConvertAll(candidates.Soft, score => (long)score);
        foreach (var (order, _, e) in candidates.Standing())
            scores[e] += order.Issued ? candidates.Lists.Policy.ChurnThreshold : 1;
        return scores;
    }

    private static long LevelUnitAbove(CandidateSet candidates, long[] soft, int[] levels, Competition competition)
    {
        var groups = new Dictionary<int, (Int128 Most, long Step)>();
        for (var d = 0; d < levels.Length; d++)
        {
            if (candidates.Start[d] == candidates.Start[d + 1])
                continue;
            var group = competition.Of(candidates.Slot[candidates.Start[d]]);
            var (most, step) = groups.GetValueOrDefault(group);
            var best = soft.AsSpan(candidates.Start[d]..candidates.Start[d + 1]);
            groups[group] = (most + (Int128)Max(best) * candidates.Lists.Demands[d].Quantity, Divisor(step, LevelStep(candidates.Lists.Needs[d], levels[d])));
        }
        if (groups.Values.All(group => group.Step == 0))
            return 0;
        Int128 unit = 1;
        while (unit <= Max(soft))
            unit *= 10;
        foreach (var (most, step) in groups.Values)
        {
            while (step > 0 && unit * step <= most)
                unit *= 10;
        }
        return unit <= long.MaxValue / 64 ? (long)unit : throw new RuleBrokenException("score-range", unit.ToString());
    }

    /// <summary>The least by which serving the demand changes the levels served; 0 where it has no level.</summary>
    private static long LevelStep(Need need, int level) => level * (long)need.Least;

    private static long Divisor(long a, long b) => (long)BigInteger.GreatestCommonDivisor(a, b);

    private static long Max(ReadOnlySpan<long> scores)
    {
        long most = 0;
        foreach (var score in scores)
            most = Math.Max(most, score);
        return most;
    }
}
