using Matching.Core.Grid;

namespace Matching.Core.Candidates;

/// <summary>An offer on a shelf. <paramref name="Sum"/> is what it adds to every weighted sum there; 16 bytes, four to a cache line.</summary>
internal readonly record struct ShelvedOffer(long Sum, int Offer) : IComparable<ShelvedOffer>
{
    /// <summary>Most promising first, then by position.</summary>
    public int CompareTo(ShelvedOffer other) => Sum != other.Sum ? other.Sum.CompareTo(Sum) : Offer.CompareTo(other.Offer);
}

/// <summary>What a shelf holds: offers compatible with a demand category (-1 = of any), in one unit of quantity.</summary>
internal readonly record struct ShelfKind(int Category, int Measure);

/// <summary>
/// The offers by kind and by place, most promising first. An offer stands on the shelf of each community in which it serves anything,
/// or of the whole street, or of everywhere; never on two that one demand looks at. Immutable: a change copies the shelves it touches.
/// </summary>
internal sealed class Shelves
{
    private readonly Dictionary<ShelfKind, Dictionary<AreaRange, ShelvedOffer[]>> kinds;

    private Shelves(Dictionary<ShelfKind, Dictionary<AreaRange, ShelvedOffer[]>> kinds) => this.kinds = kinds;

    public static Shelves Of(IEnumerable<(ShelfKind Kind, AreaRange Place, ShelvedOffer Offer)> entries)
    {
        var growing = new Dictionary<ShelfKind, Dictionary<AreaRange, List<ShelvedOffer>>>();
        foreach (var (kind, place, offer) in entries)
        {
            if (!growing.TryGetValue(kind, out var places))
                growing.Add(kind, places = []);
            if (!places.TryGetValue(place, out var shelf))
                places.Add(place, shelf = []);
            shelf.Add(offer);
        }
        return new Shelves(growing.ToDictionary(kind => kind.Key, kind => kind.Value.ToDictionary(place => place.Key, place => Sorted(place.Value))));
    }

    /// <summary>The shelf at exactly that place; empty when there is none.</summary>
    public ShelvedOffer[] At(ShelfKind kind, AreaRange place) =>
        kinds.TryGetValue(kind, out var places) && places.TryGetValue(place, out var shelf) ? shelf : [];

    public Shelves With(ShelfKind kind, AreaRange place, ShelvedOffer offer)
    {
        ShelvedOffer[] shelf = [.. At(kind, place), offer];
        Array.Sort(shelf);
        return Replaced(kind, place, shelf);
    }

    public Shelves Without(ShelfKind kind, AreaRange place, ShelvedOffer offer) =>
        Replaced(kind, place, Array.FindAll(At(kind, place), shelved => shelved != offer));

    /// <summary>The places whose shelves hold an offer of these service areas.</summary>
    public static IEnumerable<AreaRange> PlacesOf(AreaRange[] areas)
    {
        if (areas.Length == 0)
            return [AreaRange.Everywhere];
        var widest = areas.Where(area => !Array.Exists(areas, other => other != area && other.Contains(area)));
        return widest.Select(area => area.Width >= AreaRange.Street ? area : area.Within(AreaRange.Community)).Distinct();
    }

    private Shelves Replaced(ShelfKind kind, AreaRange place, ShelvedOffer[] shelf)
    {
        var places = kinds.TryGetValue(kind, out var before) ? new Dictionary<AreaRange, ShelvedOffer[]>(before) : [];
        places[place] = shelf;
        return new Shelves(new(kinds) { [kind] = places });
    }

    private static ShelvedOffer[] Sorted(List<ShelvedOffer> shelf)
    {
        shelf.Sort();
        return [.. shelf];
    }
}
