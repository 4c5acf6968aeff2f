namespace Matching.Core.Grid;

/// <summary>Where a community's tile stands in the picture of the street; rows and columns from 1.</summary>
public readonly record struct TilePlace(string Community, int Row, int Column);

/// <summary>Places every community on a grid of tiles: those that somebody placed where they were put, the others, in the order of their
/// codes, on the free places of a grid about as wide as it is high, row by row. Same lists, same picture.</summary>
public static class TileLayout
{
    /// <param name="placed">Of communities no longer in the list is left out; of two on one place the later in order gives way.</param>
    public static IReadOnlyList<TilePlace> Of(IEnumerable<string> communities, IEnumerable<TilePlace> placed)
    {
        var codes = communities.Order(StringComparer.Ordinal).ToList();
        var taken = new Dictionary<(int Row, int Column), string>();
        foreach (var place in placed.Where(place => codes.Contains(place.Community)).OrderBy(place => place.Community, StringComparer.Ordinal))
            taken.TryAdd((place.Row, place.Column), place.Community);
        var places = taken.ToDictionary(place => place.Value, place => new TilePlace(place.Value, place.Key.Row, place.Key.Column), StringComparer.Ordinal);
        var width = Math.Max(1, (int)Math.Ceiling(Math.Sqrt(codes.Count)));
        var next = 0;
        foreach (var code in codes.Where(code => !places.ContainsKey(code)))
        {
            while (taken.ContainsKey((next / width + 1, next % width + 1)))
                next++;
            places[code] = new TilePlace(code, next / width + 1, next % width + 1);
            next++;
        }
        return [.. codes.Select(code => places[code])];
    }

    /// <summary>The places after one tile has moved; whoever stood there takes the place that it left.</summary>
    /// <returns>Only the places that changed.</returns>
    public static IReadOnlyList<TilePlace> Moved(IReadOnlyList<TilePlace> places, TilePlace to)
    {
        var before = places.First(place => place.Community == to.Community);
        if (before == to)
            return [];
        var there = places.Where(place => place.Row == to.Row && place.Column == to.Column).Select(place => before with { Community = place.Community });
        return [to, .. there];
    }
}
