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
        var candidates = CandidateFinder.Find(lists);
        var scores = new Scorer(lists).Score(candidates);
        var servable = new List<ServableDemand>();
        for (var d = 0; d < lists.Demands.Length; d++)
        {
            var best = -1;
            for (var e = candidates.Start[d]; e < candidates.Start[d + 1]; e++)
            {
                if (best < 0 || scores[e] > scores[best])
                    best = e;
            }
            if (best >= 0)
                servable.Add(new ServableDemand(lists.Demands[d].Code, lists.Demands[d].Title, lists.Slots[candidates.Slot[best]].Start, scores[best]));
        }
        return [.. servable.OrderByDescending(row => row.Score).ThenBy(row => row.Demand, StringComparer.Ordinal)];
    }
}
