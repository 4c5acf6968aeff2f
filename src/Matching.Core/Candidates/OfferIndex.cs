using Matching.Core.Grid;

namespace Matching.Core.Candidates;

/// <summary>Offers by what a demand needs, each list made when first asked for: by category, by category and unit of quantity,
/// and by these and the community. Positions rise.</summary>
internal sealed class OfferIndex(MatchLists lists)
{
    private readonly Dictionary<int, int[]> ofCategory = [];
    private readonly Dictionary<(int Category, string Unit), int[]> ofNeed = [];
    private readonly Dictionary<(int Category, string Unit, AreaCode Place), int[]> atPlace = [];

    /// <summary>Offers compatible with the demand's category; all of them where no person confirmed it.</summary>
    public int[] OfCategory(int d)
    {
        var category = CategoryOf(d);
        if (!ofCategory.TryGetValue(category, out var offers))
            ofCategory.Add(category, offers = Only(Enumerable.Range(0, lists.Offers.Length), o => category < 0 || lists.Catalogue.Fit(category, lists.Facts[o].Categories) > 0));
        return offers;
    }

    /// <summary>Those of them that measure in the demand's unit of quantity.</summary>
    public int[] OfNeed(int d)
    {
        var key = (CategoryOf(d), lists.Demands[d].UnitOfQuantity);
        if (!ofNeed.TryGetValue(key, out var offers))
            ofNeed.Add(key, offers = Only(OfCategory(d), o => lists.Offers[o].UnitOfCapacity == key.UnitOfQuantity));
        return offers;
    }

    /// <summary>Those of them that serve somewhere in the demand's community.</summary>
    public int[] NearNeed(int d)
    {
        var area = lists.Demands[d].Area;
        var key = (CategoryOf(d), lists.Demands[d].UnitOfQuantity, area.At(AreaLevel.Community) ?? area);
        if (!atPlace.TryGetValue(key, out var offers))
            atPlace.Add(key, offers = Only(OfNeed(d), o => lists.Offers[o].Areas.Count == 0 || lists.Offers[o].Areas.Any(served => served.Contains(key.Item3) || key.Item3.Contains(served))));
        return offers;
    }

    private int CategoryOf(int d) => lists.Demands[d].CategoryConfirmed ? lists.Needs[d].Category : -1;

    private static int[] Only(IEnumerable<int> offers, Func<int, bool> keep) => [.. offers.Where(keep)];
}
