using Matching.Core.Candidates;
using Matching.Core.Offers;
using Matching.Core.Scoring;

namespace Matching.Core.Reports;

/// <summary>Whom an offer could serve as it is, and who would come to it if its windows stayed open longer; both are codes of demands, in order.</summary>
public sealed record WidenedReach(string Offer, IReadOnlyList<string> AsItIs, IReadOnlyList<string> More);

/// <summary>What widened hours would bring (沉睡资源提示): the reverse match once as the windows are, and once widened.</summary>
public static class WidenedHours
{
    /// <summary>The slot open until that hour of its day in China. One that ends later, or on another day than it begins, stays as it is.</summary>
    public static Slot Widened(Slot slot, TimeOnly until)
    {
        var (start, end) = (ChinaTime.Local(slot.Start), ChinaTime.Local(slot.End));
        var late = (ChinaTime.StartOf(ChinaTime.DayOf(slot.Start)) + until.ToTimeSpan()).ToUniversalTime();
        return start.Date == end.Date && late > slot.End ? slot with { End = late } : slot;
    }

    /// <summary>The reach of each of the offers, by itself: whom one serves takes nothing from another.</summary>
    /// <param name="input">The lists; of their offers only <paramref name="offers"/> count, with the slots of these.</param>
    public static IReadOnlyList<WidenedReach> Of(MatchInput input, MatchPolicy policy, IReadOnlyList<Offer> offers, TimeOnly until)
    {
        var asked = offers.Select(offer => offer.Code).ToHashSet(StringComparer.Ordinal);
        var slots = input.Slots.Where(slot => asked.Contains(slot.Offer)).ToList();
        var (now, widened) = (Served(input, policy, offers, slots), Served(input, policy, offers, [.. slots.Select(slot => Widened(slot, until))]));
        return [.. offers.Select(offer => new WidenedReach(offer.Code, now[offer.Code], [.. widened[offer.Code].Except(now[offer.Code], StringComparer.Ordinal)]))];
    }

    private static Dictionary<string, List<string>> Served(MatchInput input, MatchPolicy policy, IReadOnlyList<Offer> offers, IReadOnlyList<Slot> slots)
    {
        var lists = new MatchLists(input with { Offers = offers, Slots = slots, Standing = [] }, policy);
        var index = new CandidateIndex(lists, new Scorer(lists));
        var served = offers.ToDictionary(offer => offer.Code, _ => new List<string>(), StringComparer.Ordinal);
        for (var d = 0; d < lists.Demands.Length; d++)
        {
            foreach (var o in index.Every(index.Ask(d)).Select(ranked => lists.SlotOffer[ranked.Slot]).Distinct())
                served[lists.Offers[o].Code].Add(lists.Demands[d].Code);
        }
        foreach (var demands in served.Values)
            demands.Sort(StringComparer.Ordinal);
        return served;
    }
}
