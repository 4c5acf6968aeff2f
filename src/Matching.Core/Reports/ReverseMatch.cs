using Matching.Core.Candidates;
using Matching.Core.Demands;
using Matching.Core.Offers;
using Matching.Core.Scoring;

namespace Matching.Core.Reports;

/// <summary>A demand that an offer could serve at one of its slots.</summary>
public sealed record ServableDemand(string Demand, string Title, DateTimeOffset SlotStart, int Score);

/// <summary>A demand with the best of the slots that could serve it.</summary>
/// <param name="Score">Soft score in millionths; <paramref name="Factors"/> in the order of <see cref="ScoreFactor"/>.</param>
public sealed record BestSlot(Demand Demand, Offer Offer, Slot Slot, int Score, int[] Factors);

/// <summary>Whom offers could serve, saved or not.</summary>
public static class ReverseMatch
{
    /// <summary>Each open demand that breaks no hard rule at some slot of the offer, at its best slot, best first.</summary>
    /// <param name="input">The lists; their own offers and slots are ignored.</param>
    public static IReadOnlyList<ServableDemand> Of(MatchInput input, MatchPolicy policy, Offer offer, IReadOnlyList<Slot> slots) =>
        [.. Best(input, policy, [offer], slots).Select(best => new ServableDemand(best.Demand.Code, best.Demand.Title, best.Slot.Start, best.Score))];

    /// <summary>The same for several offers, each demand at the best slot of them all.</summary>
    public static IReadOnlyList<BestSlot> Best(MatchInput input, MatchPolicy policy, IReadOnlyList<Offer> offers, IReadOnlyList<Slot> slots)
    {
        var lists = new MatchLists(input with { Offers = offers, Slots = slots, Standing = [] }, policy);
        var scorer = new Scorer(lists);
        var index = new CandidateIndex(lists, scorer);
        var servable = new List<BestSlot>();
        Span<RankedSlot> best = stackalloc RankedSlot[1];
        for (var d = 0; d < lists.Demands.Length; d++)
        {
            if (index.Best(index.Ask(d), best) > 0)
                servable.Add(new BestSlot(lists.Demands[d], lists.Offers[lists.SlotOffer[best[0].Slot]], lists.Slots[best[0].Slot], best[0].Score, scorer.Factors(d, best[0].Slot)));
        }
        return [.. servable.OrderByDescending(row => row.Score).ThenBy(row => row.Demand.Code, StringComparer.Ordinal)];
    }
}
