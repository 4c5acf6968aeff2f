using Matching.Core.Scoring;

namespace Matching.Core.Reports;

/// <summary>A run in sums, without the stay bonus.</summary>
/// <param name="Served">Demands with at least one order; <paramref name="Complete"/> with all they want.</param>
/// <param name="Levels">Σ level × units: urgent and vulnerable need that is served.</param>
/// <param name="Soft">Σ soft score × units, in millionths, at the run's own weights.</param>
/// <param name="Gap">(bound − objective) ÷ bound.</param>
public sealed record RunTotals(int Demands, int Served, int Complete, long Units, long Levels, long Soft, double Gap, bool IsOptimal)
{
    public static RunTotals Of(MatchRun run)
    {
        var given = new RunQuestions(run).GivenTo;
        return new RunTotals(given.Count, given.Count(units => units > 0), Enumerable.Range(0, given.Count).Count(d => given[d] >= run.Lists.Demands[d].Quantity),
            run.Orders.Sum(order => (long)order.Quantity), run.Orders.Sum(order => (long)MatchPolicy.LevelOf(run.Lists.Demands[order.Demand]) * order.Quantity),
            SoftAt(run, run.Lists.Policy.Weights), run.Pairing.Gap, run.Pairing.IsOptimal);
    }

    /// <summary>Σ of the factors' mean at any weights × units, in millionths.</summary>
    public static long SoftAt(MatchRun run, IReadOnlyDictionary<ScoreFactor, int> weights) =>
        run.Orders.Sum(order => Mean(run.Scorer.Factors(order.Demand, order.Slot), weights) * order.Quantity);

    /// <summary>As <see cref="Scorer.Mean(ReadOnlySpan{int})"/>, at any weights.</summary>
    public static long Mean(int[] factors, IReadOnlyDictionary<ScoreFactor, int> weights) =>
        Math.Max(1, weights.Sum(weight => (long)weight.Value * factors[(int)weight.Key]) / weights.Values.Sum(weight => (long)weight));
}
