using Matching.Core.Candidates;
using Matching.Core.Offers;
using Matching.Core.Scoring;

namespace Matching.Core.Reports;

/// <summary>A demand that an offer could serve at one of its slots.</summary>
public sealed record ServableDemand(string Demand, string Title, DateTimeOffset SlotStart, int Score);

/// <summary>Whom an offer could serve, saved or not.</summary>
public static class ReverseMatch
{
    /// <summary>Each open demand that breaks no hard rule at some slot of the offer, at its best slot, best first.</summary>
    /// <param name="input">The lists; their own offers and slots are ignored.</param>
    public static IReadOnlyList<ServableDemand> Of(MatchInput input, MatchPolicy policy, Offer offer, IReadOnlyList<Slot> slots)
    {
        var lists = new MatchLists(input with { Offers = [offer], Slots = slots, Standing = [] }, policy);
        var index = new CandidateIndex(lists, new Scorer(lists));
        var servable = new List<ServableDemand>();
        Span<RankedSlot> best = stackalloc RankedSlot[1];
        for (var d = 0; d < lists.Demands.Length; d++)
        {
            if (index.Best(index.Ask(d), best) > 0)
                servable.Add(new ServableDemand(lists.Demands[d].Code, lists.Demands[d].Title, lists.Slots[best[0].Slot].Start, best[0].Score));
        }
        return [.. servable.OrderByDescending(row => row.Score).ThenBy(row => row.Demand, StringComparer.Ordinal)];
    }
}
