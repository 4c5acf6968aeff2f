using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Pages;
using Matching.Api.Policies;
using Matching.Core.Grid;

namespace Matching.Api.Grid;

/// <summary>The settings (设置): where tiles stand, which the street changes, and the lists that an import sets.</summary>
internal static class SettingsPages
{
    private static readonly FormFields Tile = new(("community", "Field.Community"), ("row", "Tile.Row"), ("column", "Tile.Column"));

    public static void MapSettingsPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/admin", (HttpContext http) => Show(http, FormState.Blank(Tile))).For([Role.Street]);

        routes.MapFormPost("/admin/tiles", Tile, async post =>
        {
            var (community, row, column) = (post.Form.Required("community"), post.Form.Whole("row", 1, MoveTileRules.Most), post.Form.Whole("column", 1, MoveTileRules.Most));
            post.Check();
            await post.Send(new MoveTile(new AreaCode(community), row, column));
            return new SeeOther("/admin?moved=yes");
        }, post => Task.FromResult(Show(post.Http, post.Form))).For([Role.Street]);
    }

    private static IResult Show(HttpContext http, FormState form)
    {
        var (areas, rulings) = (http.RequestServices.GetRequiredService<KnownAreas>(), http.RequestServices.GetRequiredService<Rulings>());
        var sight = http.RequestServices.GetRequiredService<Http.CallContext>().Sight;
        var places = http.RequestServices.GetRequiredService<Database>().Read(session => KnownTiles.Of(session, areas)).Where(place => sight.CoversArea(place.Community)).ToList();
        return PageEndpoints.Page<SettingsPage>(new
        {
            Tiles = TileEndpoints.View(places, areas), Form = form, Categories = (IReadOnlyList<CategoryView>)[.. rulings.Categories.Select(CategoryView.Of)], rulings.Policy.Clocks, Moved = http.Request.Query.ContainsKey("moved"),
        });
    }
}
