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
    MatchLists Lists, CandidateIndex Index, CandidateSet Candidates, Scorer Scorer, PackedScores Scores, PairingResult Pairing, IReadOnlyList<PairedOrder> Orders)
{
    /// <summary>Pairs that were not kept as candidates at first and that the prices made worth adding.</summary>
    public required int Added { get; init; }

    /// <param name="stage">Told the name of each stage as it ends, for progress and benchmarks.</param>
    /// <param name="stop">Ends the search for indivisible demands; the run then has the best pairing so far, with its bound.</param>
    /// <exception cref="ArgumentException">The lists contradict themselves.</exception>
    /// <exception cref="RuleBrokenException"><c>score-range</c>.</exception>
    /// <exception cref="CertificateException">The solver is defective; nothing may be written.</exception>
    public static MatchRun Execute(MatchInput input, MatchPolicy policy, Action<string>? stage = null, CancellationToken stop = default)
    {
        var lists = new MatchLists(input, policy);
        stage?.Invoke("lists");

        var scorer = new Scorer(lists);
        var index = new CandidateIndex(lists, scorer);
        var candidates = CandidateFinder.Find(lists, index, policy.Candidates);
        stage?.Invoke("candidates");

        var graph = MatchGraph.Of(candidates, index);
        stage?.Invoke("scoring");

        graph = PricingOut.Relaxed(graph, index);
        stage?.Invoke("pricing-out");

        (graph, var pairing) = PricingOut.Closed(graph, index, open => Solve(open, stop));
        stage?.Invoke("pairing");

        pairing = pairing.Verified();
        stage?.Invoke("certificate");

        return new MatchRun(lists, index, graph.Candidates, scorer, graph.Scores, pairing, PairedOrder.From(pairing)) { Added = graph.Candidates.Count - candidates.Count };
    }

    private static PairingResult Solve(MatchGraph graph, CancellationToken stop) =>
        PairingSolver.Solve(graph.Problem, new WorkLimit(graph.Candidates.Lists.Policy.SearchWork, stop), graph.StandingAmounts());
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
