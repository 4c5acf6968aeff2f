using System.Collections.Concurrent;
using Matching.Core.Candidates;

namespace Matching.Core.Reports;

/// <summary>Offers that stand together in a refusal: compatible with a category, and of these those of one unit of quantity. Each group is
/// made when first asked for; positions rise.</summary>
internal sealed class OfferGroups(MatchLists lists)
{
    private readonly ConcurrentDictionary<int, OfferGroup> ofCategory = [];
    private readonly ConcurrentDictionary<(int Category, int Measure), OfferGroup> ofNeed = [];

    public OfferGroup All { get; } = new([.. Enumerable.Range(0, lists.Offers.Length)], lists.Slots.Length);

    /// <summary>Offers compatible with the demand's category; all of them where no person confirmed it.</summary>
    public OfferGroup OfCategory(Need need) => !need.IsConfirmed ? All
        : ofCategory.GetOrAdd(need.Category, category => Only(All, offer => lists.Catalogue.Fit(category, offer.Categories) > 0));

    /// <summary>Those of them that measure in the demand's unit of quantity.</summary>
    public OfferGroup OfNeed(Need need) =>
        ofNeed.GetOrAdd((need.IsConfirmed ? need.Category : -1, need.Measure), key => Only(OfCategory(need), offer => offer.Measure == key.Measure));

    private OfferGroup Only(OfferGroup group, Func<OfferFacts, bool> keep)
    {
        var offers = Array.FindAll(group.Offers, o => keep(lists.Facts[o]));
        return new OfferGroup(offers, offers.Sum(o => lists.Facts[o].Slots.Length));
    }
}

/// <param name="Slots">How many slots they have together.</param>
internal sealed record OfferGroup(int[] Offers, int Slots);
