using Matching.Core.Candidates;
using Matching.Core.Pairing;
using Matching.Core.Scoring;

namespace Matching.Core;

/// <summary>
/// One match run (匹配批次), from two lists to paired orders: the story of the product. Candidates keep every hard rule, scores
/// add up the soft factors, the pairing is optimal or says how far from it it can be at most, and its certificate is
/// checked before anyone may write an order.
/// </summary>
public sealed record MatchRun(
    MatchLists Lists, CandidateSet Candidates, Scorer Scorer, PackedScores Scores, PairingResult Pairing, IReadOnlyList<PairedOrder> Orders)
{
    /// <param name="stage">Told the name of each stage as it ends, for progress and benchmarks.</param>
    /// <exception cref="ArgumentException">The lists contradict themselves.</exception>
    /// <exception cref="RuleBrokenException"><c>score-range</c>.</exception>
    /// <exception cref="CertificateException">The solver is defective; nothing may be written.</exception>
    public static MatchRun Execute(MatchInput input, MatchPolicy policy, Action<string>? stage = null)
    {
        var lists = new MatchLists(input, policy);
        stage?.Invoke("lists");

        var candidates = CandidateFinder.Find(lists);
        stage?.Invoke("candidates");

        var scorer = new Scorer(lists);
        var scores = PackedScores.Pack(candidates, scorer.Score(candidates));
        (candidates, scores) = BestFirst(candidates, scores);
        stage?.Invoke("scoring");

        var pairing = PairingSolver.Solve(ProblemOf(candidates, scores), policy.SearchWork, StandingAmounts(candidates));
        stage?.Invoke("pairing");

        pairing = pairing.Verified();
        stage?.Invoke("certificate");

        return new MatchRun(lists, candidates, scorer, scores, pairing, PairedOrder.From(pairing));
    }

    /// <summary>What the standing orders hold, as units per candidate; those that are feasible no more are left out.</summary>
    private static int[] StandingAmounts(CandidateSet candidates)
    {
        var amount = new int[candidates.Count];
        foreach (var (order, e) in candidates.Standing())
        {
            var demand = candidates.Lists.Demands[candidates.DemandOf(e)];
            if (demand.Divisible || order.Quantity == demand.Quantity)
                amount[e] = order.Quantity;
        }
        return amount;
    }

    /// <summary>The candidates of each demand in the order in which the solver wants its edges.</summary>
    private static (CandidateSet, PackedScores) BestFirst(CandidateSet candidates, PackedScores scores)
    {
        var (slot, score) = (candidates.Slot.ToArray(), scores.Score.ToArray());
        for (var d = 0; d + 1 < candidates.Start.Length; d++)
        {
            var (first, count) = (candidates.Start[d], candidates.Start[d + 1] - candidates.Start[d]);
            score.AsSpan(first, count).Sort(slot.AsSpan(first, count), static (a, b) => b.CompareTo(a));
            SortTies(score.AsSpan(first, count), slot.AsSpan(first, count));
        }
        return (candidates with { Slot = slot }, scores with { Score = score });
    }

    private static void SortTies(Span<long> score, Span<int> slot)
    {
        for (int from = 0, to; from < score.Length; from = to)
        {
            for (to = from + 1; to < score.Length && score[to] == score[from]; to++)
            {
            }
            slot[from..to].Sort();
        }
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

/// <summary>A demand, or part of it, given to a slot: positions in the run's lists and the edge that joined them.</summary>
public sealed record PairedOrder(int Demand, int Slot, int Quantity, int Edge)
{
    public static IReadOnlyList<PairedOrder> From(PairingResult pairing)
    {
        var problem = pairing.Problem;
        return [.. Enumerable.Range(0, pairing.Amount.Length).Where(e => pairing.Amount[e] > 0)
            .Select(e => new PairedOrder(problem.Edges[e].Demand, problem.Edges[e].Slot, pairing.Amount[e], e))];
    }
}
