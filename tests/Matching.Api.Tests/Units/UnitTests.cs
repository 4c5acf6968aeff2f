using System.Text.Json.Nodes;
using Matching.Api.Tests.Escalation;

namespace Matching.Api.Tests.Units;

/// <summary>A unit's record, and its pairings as acts with history.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class UnitTests<TStore> : NetTests<TStore> where TStore : IStore
{
    private const string Unit = "DW-0001";
    private const string FarCommittee = $"community/C-9@{Given.Street}002";

    [Test]
    public async Task Pair_ByItsCommunity_IsReadWithRingAndHistory()
    {
        var app = await Start();
        (await Pair(app, Given.Community, "SubCore")).Expect(200);
        (await Pair(app, Given.Community, "SubCore")).Expect(200);
        (await Pair(app, Given.Community, "Core")).Expect(200);

        var record = await Record(app);

        Assert.That(record.Texts("pairings", "ring"), Is.EqualTo(new[] { "Core" }));
        Assert.That(record.Texts("history", "act"), Is.EqualTo(new[] { "Pair", "SetRing" }));
        Assert.That((await app.Get("/api/units/records?community=" + Given.Community, actingAs: Committee)).Expect(200).Texts("items", "code"), Is.EqualTo(new[] { Unit }));
        (await app.Post($"/api/units/{Unit}/end-pairing", new JsonObject { ["community"] = Given.Community, ["reason"] = "迁出本街道" }, actingAs: Committee)).Expect(200);
        Assert.That((await Record(app)).List("pairings"), Is.Empty);
        Assert.That((await Record(app)).Texts("history", "act"), Is.EqualTo(new[] { "Pair", "SetRing", "EndPairing" }));
        (await app.Post($"/api/units/{Unit}/end-pairing", new JsonObject { ["community"] = Given.Community, ["reason"] = "迁出本街道" }, actingAs: Committee)).Expect(404);
        ExpectSound();
    }

    [Test]
    public async Task Pair_ByOthersOrNotWithACommunity_IsRefused()
    {
        var app = await Start();

        Assert.That((await Pair(app, Given.Community, "Core", FarCommittee)).Expect(403).Code, Is.EqualTo("outside-your-area"));
        (await Pair(app, Given.Community, "Core", $"unit/{Unit}")).Expect(403);
        (await Pair(app, Given.Estate, "Core")).Expect(400);
        (await app.Post("/api/units/DW-9999/pair", new JsonObject { ["community"] = Given.Community, ["ring"] = "Core" }, actingAs: Committee)).Expect(404);
    }

    [Test]
    public async Task Record_AfterOrders_HasEachRateWithItsN()
    {
        var app = await Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer()], slots: [Given.Slot(), Given.Slot(start: 48)]));
        await app.OrderAfter("issue", "acknowledge", "accept", "schedule", "start", "complete", "return-visit");
        await app.OrderAfter("issue", "decline");

        var record = await Record(app);

        Assert.That((record.Number("record.acceptance.n"), record.Text("record.acceptance.value")), Is.EqualTo((2L, "0.5")));
        Assert.That((record.Number("record.completion.n"), record.Text("record.completion.value")), Is.EqualTo((1L, "1")));
        Assert.That((record.Number("record.satisfaction.n"), record.Text("record.satisfaction.value")), Is.EqualTo((1L, "1")));
    }

    [Test]
    public async Task Record_OfAUnitOutOfSight_IsNotThere()
    {
        var far = Given.Unit("DW-0009", "云溪诊所") with { Area = new Core.Grid.AreaCode(Given.Street + "002") };
        var app = await Start(Given.Lists(units: [Given.Unit(), far], offers: [Given.Offer(), Given.Offer("ZY-2026-000002", "DW-0009", areas: [Given.Street + "002"])], slots: [Given.Slot()]));

        Assert.That((await app.Get("/api/units/records", actingAs: Committee)).Expect(200).Texts("items", "code"), Is.EqualTo(new[] { Unit }));
        (await app.Get("/api/units/DW-0009", actingAs: Committee)).Expect(404);
        (await app.Get("/api/units/DW-0009", actingAs: $"unit/{Unit}")).Expect(404);
        (await app.Get("/api/units/DW-0009", actingAs: FarCommittee)).Expect(200);
        Assert.That((await app.Get("/api/units/records", actingAs: $"unit/{Unit}")).Expect(200).Texts("items", "code"), Is.EqualTo(new[] { Unit }));
        (await Pair(app, Given.Street + "002", "PanCore", FarCommittee)).Expect(200);
        (await app.Get($"/api/units/{Unit}", actingAs: FarCommittee)).Expect(200);
        (await app.Get("/api/units/records", actingAs: $"member/M-1@{Given.Community}")).Expect(403);
    }

    private static Task<Answer> Pair(App app, string community, string ring, string actingAs = Committee) =>
        app.Post($"/api/units/{Unit}/pair", new JsonObject { ["community"] = community, ["ring"] = ring }, actingAs: actingAs);

    private static async Task<Answer> Record(App app) => (await app.Get($"/api/units/{Unit}", actingAs: Committee)).Expect(200);
}
