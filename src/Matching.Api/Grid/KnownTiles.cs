using Matching.Api.Data;
using Matching.Core.Grid;

namespace Matching.Api.Grid;

/// <summary>Where each community's tile stands, a picture for each street.</summary>
internal static class KnownTiles
{
    private const string SelectPlaces = "select community, tile_row, tile_column from tile_place order by community";

    /// <param name="street">Only this street's; null = all.</param>
    public static IReadOnlyList<TilePlace> Of(Session session, KnownAreas areas, string? street = null)
    {
        var placed = session.Query<PlaceRow>(SelectPlaces).Select(row => new TilePlace(row.Community, row.TileRow, row.TileColumn)).ToList();
        return [.. areas.All().Where(area => area.Code.Level == AreaLevel.Community && (street is null || area.Code.Street.Value == street)).GroupBy(area => area.Code.Street.Value)
            .SelectMany(group => TileLayout.Of(group.Select(area => area.Code.Value), placed))];
    }

    private sealed record PlaceRow
    {
        public string Community { get; init; } = "";

        public int TileRow { get; init; }

        public int TileColumn { get; init; }
    }
}
