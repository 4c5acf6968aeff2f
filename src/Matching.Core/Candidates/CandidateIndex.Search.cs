using Matching.Core.Grid;
using Matching.Core.Scoring;

namespace Matching.Core.Candidates;

/// <summary>The search: shelves in the order in which they promise most, each left where nothing on it can matter any more.</summary>
public sealed partial class CandidateIndex
{
    private const int AnyCategory = -1;

    /// <summary>The shelves on which the offer stands: one for each category that it could serve, and that of any category.</summary>
    private IEnumerable<(ShelfKind Kind, AreaRange Place, ShelvedOffer Offer)> PlacesOf(PreparedOffer offer, Catalogue words)
    {
        var facts = offer.Facts;
        foreach (var place in Shelves.PlacesOf(facts.Areas))
        {
            yield return (new ShelfKind(AnyCategory, facts.Measure), place, new ShelvedOffer(offer.Sum, facts.Position));
            for (var category = 0; category < words.Categories.Count; category++)
            {
                if (words.Fit(category, facts.Categories) is > 0 and var fit)
                    yield return (new ShelfKind(category, facts.Measure), place, new ShelvedOffer(offer.Sum + scorer.Weighted(ScoreFactor.CategoryFit, fit), facts.Position));
            }
        }
    }

    /// <summary>Gives the sink every feasible slot that it could want. Compatible offers first; where no person confirmed the category,
    /// then those of any other.</summary>
    private void Search<TSink>(PreparedDemand demand, ref TSink sink) where TSink : ISlotSink, allows ref struct
    {
        if (demand.Need.Category >= 0)
            SearchPlaces(demand, demand.Need.Category, ref sink);
        if (!demand.Need.IsConfirmed)
            SearchPlaces(demand, AnyCategory, ref sink);
    }

    /// <summary>Every feasible slot of the demand at that position of the lists, unscored, in the order of the shelves.</summary>
    internal IEnumerable<int> Feasible(int d)
    {
        var need = lists.Needs[d];
        foreach (var place in need.Places)
        {
            foreach (var shelved in shelves.At(new ShelfKind(need.IsConfirmed ? need.Category : AnyCategory, need.Measure), place))
            {
                if (offers[shelved.Offer] is not { } offer || RuleBook.OfOffer(catalogue, need, offer.Facts) != HardRules.None)
                    continue;
                foreach (var slot in offer.Facts.Slots)
                {
                    if (RuleBook.OfSlot(need, offer.Facts, slot, lists.Now) == HardRules.None)
                        yield return slot.Position;
                }
            }
        }
    }

    private void SearchPlaces<TSink>(PreparedDemand demand, int category, ref TSink sink) where TSink : ISlotSink, allows ref struct
    {
        foreach (var place in demand.Need.Places)
            SearchShelf(demand, category, shelves.At(new ShelfKind(category, demand.Need.Measure), place), ref sink);
    }

    private void SearchShelf<TSink>(PreparedDemand demand, int category, ShelvedOffer[] shelf, ref TSink sink) where TSink : ISlotSink, allows ref struct
    {
        var most = demand.Sum + scorer.MostOfPair;
        foreach (var shelved in shelf)
        {
            if (scorer.IsBelow(shelved.Sum + most, sink.Least))
                return;
            if (offers[shelved.Offer] is not { } offer || (category == AnyCategory && catalogue.Fit(demand.Need.Category, offer.Facts.Categories) > 0))
                continue;
            if (RuleBook.OfOffer(catalogue, demand.Need, offer.Facts) == HardRules.None)
                Score(demand, offer, demand.Sum + shelved.Sum, ref sink);
        }
    }

    /// <summary>Scores the offer's feasible slots, the costly factors last and only while they can matter.</summary>
    private void Score<TSink>(PreparedDemand demand, PreparedOffer offer, long sum, ref TSink sink) where TSink : ISlotSink, allows ref struct
    {
        sum += scorer.PlaceSum(demand, offer.Facts);
        if (scorer.IsBelow(sum + scorer.MostOfText + scorer.MostOfSlot, sink.Least))
            return;
        sum += scorer.TextSum(demand, offer);
        if (scorer.IsBelow(sum + scorer.MostOfSlot, sink.Least))
            return;
        foreach (ref readonly var slot in offer.Facts.Slots.AsSpan())
        {
            if (RuleBook.OfSlot(demand.Need, offer.Facts, slot, lists.Now) == HardRules.None)
                sink.Take(new RankedSlot(scorer.Mean(sum + scorer.SlotSum(demand.Need, offer.Facts, slot)), slot.Position));
        }
    }
}
