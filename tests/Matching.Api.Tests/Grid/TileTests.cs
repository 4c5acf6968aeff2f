using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Grid;

[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class TileTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private const string Second = Given.Street + "002";

    [Test]
    public async Task MoveTile_OntoAnother_TheTwoChangePlacesForEverybody()
    {
        var app = await Start();
        var before = await Tiles(app);

        (await app.Post("/api/tiles", Move(Given.Community, 1, 2))).Expect(200);

        Assert.That(before, Is.EqualTo(new[] { $"{Given.Community} 1,1", $"{Second} 1,2" }), "the usual layout, by code");
        Assert.That(await Tiles(app), Is.EqualTo(new[] { $"{Given.Community} 1,2", $"{Second} 1,1" }));
        Assert.That(Store.Query<string>("select who || ' ' || why from event where act = 'MoveTile'"), Is.EqualTo(new[] { "street/S-1 1 2" }));
        Assert.That((await app.Get("/api/wall")).Expect(200).List("tiles").Select(tile => $"{tile!["community"]} {tile["row"]},{tile["column"]}"), Is.EquivalentTo(await Tiles(app)));
    }

    [TestCase(Given.Estate, 1, 1)]
    [TestCase(Given.Community, 0, 1)]
    [TestCase(Given.Community, 1, 13)]
    public async Task MoveTile_ToNoPlace_SaysSo(string community, int row, int column)
    {
        var app = await Start();

        Assert.That((await app.Post("/api/tiles", Move(community, row, column))).Expect(400).Json["errors"], Is.Not.Null);
    }

    [Test]
    public async Task MoveTile_ByACommunity_IsRefused() =>
        (await (await Start()).Post("/api/tiles", Move(Given.Community, 1, 2), actingAs: $"community/C-1@{Given.Community}")).Expect(403);

    private static JsonObject Move(string community, int row, int column) => new() { ["community"] = community, ["row"] = row, ["column"] = column };

    private static async Task<IReadOnlyList<string>> Tiles(App app) =>
        [.. (await app.Get("/api/tiles", actingAs: $"lead/L-1@{Given.Building}")).Expect(200).Json.AsArray().Select(tile => $"{tile!["community"]} {tile["row"]},{tile["column"]}")];
}
