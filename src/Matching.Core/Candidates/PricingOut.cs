using Matching.Core.Pairing;
using Matching.Core.Scoring;

namespace Matching.Core.Candidates;

/// <summary>
/// Makes a proof over the kept candidates one over all feasible pairs. A pair that was not kept refutes a certificate only if all of its
/// demand, q × (score − price of the slot) − prices of the caps, is worth more there than the demand's value λ. Where a slot is
/// bounded by its knapsack its price is 0: a pair worth no more than λ adds nothing to the knapsack.
/// </summary>
internal static class PricingOut
{
    /// <summary>Most pairs added for one demand at once.</summary>
    private const int MostAtOnce = 8;

    /// <summary>Adds pairs until the prices of the relaxation leave none outside that is worth more.</summary>
    public static MatchGraph Relaxed(MatchGraph graph, CandidateIndex index)
    {
        var prices = new RelaxedPrices(graph.Problem);
        while (Outside(graph, index, prices.Proof(graph.Problem)) is { Count: > 0 } more)
        {
            graph = graph.With(more);
            prices.Add(more.Select(row => (row.Demand, row.Slot.Slot, graph.LevelPoints(row.Demand) + row.Slot.Score)));
        }
        return graph;
    }

    /// <summary>
    /// The pairing with a certificate that holds for all feasible pairs. Those that refute it are added, unserved, and the proof is widened
    /// to cover them. When that costs the proof of optimality, they are given to the solver too.
    /// </summary>
    public static (MatchGraph Graph, PairingResult Pairing) Closed(MatchGraph graph, CandidateIndex index, Func<MatchGraph, PairingResult> solve)
    {
        while (true)
        {
            var pairing = IsComplete(graph) ? solve(graph) : solve(graph).ByCertificate();
            var (wider, proof) = (graph, pairing.Certificate);
            while (Outside(wider, index, proof) is { Count: > 0 } more)
            {
                wider = wider.With(more);
                proof = WidenedProof.Of(wider.Problem, proof, pairing.SlotPrice, pairing.CapPrice);
            }
            if (wider == graph)
                return (graph, pairing);
            var bound = proof.Bound(wider.Problem);
            var closed = Moved(pairing, graph, wider) with { Certificate = proof, Bound = bound, CertifiedBound = bound };
            if (closed.IsOptimal || !pairing.IsOptimal)
                return (wider, closed);
            graph = wider;
        }
    }

    /// <summary>Whether no demand's list is full: only then does a search over the graph prove anything about all feasible pairs.</summary>
    private static bool IsComplete(MatchGraph graph) =>
        Enumerable.Range(0, graph.Candidates.Lists.Demands.Length).All(d => graph.Candidates.SlotsOf(d).Length < graph.Candidates.Lists.Policy.Candidates);

    /// <summary>Pairs outside the graph that refute the proof, by demand.</summary>
    private static List<(int Demand, RankedSlot Slot)> Outside(MatchGraph graph, CandidateIndex index, Certificate proof)
    {
        var lists = graph.Candidates.Lists;
        // Finer units than points are rounded down: a pair too many is found rather than one too few.
        long InPoints(long price) => price / proof.Scale;
        var prices = new SlotPrices(Array.ConvertAll(proof.SlotPrice, InPoints), lists.SlotCap, Array.ConvertAll(proof.CapPrice, InPoints));
        var found = new List<RankedSlot>?[lists.Demands.Length];
        Parallel.For(0, found.Length, d =>
        {
            if (lists.Needs[d].Quantity * graph.MostOutside(d) <= InPoints(proof.DemandValue[d]))
                return;
            var listed = graph.Candidates.SlotsOf(d).ToArray().ToList();
            while ((found[d]?.Count ?? 0) < MostAtOnce && index.BestBeyond(index.Ask(d), graph.LevelPoints(d), prices, InPoints(proof.DemandValue[d]), listed) is { } slot)
            {
                (found[d] ??= []).Add(slot);
                listed.Add(slot.Slot);
            }
        });
        return [.. Enumerable.Range(0, found.Length).SelectMany(d => found[d]?.Select(slot => (d, slot)) ?? [])];
    }

    /// <summary>The same pairing on a wider graph.</summary>
    private static PairingResult Moved(PairingResult pairing, MatchGraph graph, MatchGraph wider)
    {
        var amount = new int[wider.Candidates.Count];
        for (var e = 0; e < pairing.Amount.Length; e++)
        {
            if (pairing.Amount[e] > 0)
                amount[wider.EdgeAt(graph.Problem.Edges[e].Demand, graph.Problem.Edges[e].Slot)] = pairing.Amount[e];
        }
        return pairing with { Problem = wider.Problem, Amount = amount };
    }
}
