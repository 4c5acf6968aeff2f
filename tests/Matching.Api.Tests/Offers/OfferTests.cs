using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Offers;

[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class OfferTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [Test]
    public async Task PreviewOffer_BeforePublishing_NamesTheDemandsThatItServesAfterwardsAndWritesNothing()
    {
        var app = await Start(Given.Lists(offers: [], slots: []));
        for (var i = 0; i < 3; i++)
            await app.FileDemand(Given.Demand($"第 {i + 1} 户独居，想有人常来看看", area: i == 2 ? Given.FarEstate : Given.Estate));
        await app.FileDemand(Given.Demand("想听防骗讲座", "反诈宣传"));
        var draft = Given.OfferBody();
        draft["areas"] = new JsonArray(Given.Community);
        var before = Store.Rows();

        var preview = (await app.Post("/api/offers/preview", draft)).Expect(200);

        Assert.That(Store.Rows(), Is.EqualTo(before));
        Assert.That(preview.Texts("best", "demand"), Is.EquivalentTo(new[] { "XQ-2026-000001", "XQ-2026-000002" }));

        var code = await app.PublishOffer((JsonObject)draft.DeepClone());
        var matches = (await app.Get($"/api/offers/{code}/matches")).Expect(200);

        Assert.That(matches.Number("demands"), Is.EqualTo(preview.Number("demands")));
        Assert.That(matches.List("best").ToJsonString(), Is.EqualTo(preview.List("best").ToJsonString()));
    }

    [Test]
    public async Task PublishOffer_WithSlots_IsShownWithItsWholeCapacityLeft()
    {
        var app = await Start();

        var code = await app.PublishOffer(Given.OfferBody(capacity: 7, starts: [30, 100]));

        var detail = (await app.Get($"/api/offers/{code}")).Expect(200);
        Assert.That(detail.ETag, Is.EqualTo("\"1\""));
        Assert.That(detail.Text("offer.unitOfCapacity"), Is.EqualTo("次"), "the category's own unit");
        Assert.That(detail.List("slots").Select(slot => (int)slot!["remaining"]!), Is.EqualTo(new[] { 7, 7 }));
        Assert.That(detail.List("slots").Select(slot => (DateTimeOffset)slot!["start"]!), Is.EqualTo(new[] { Given.At(30), Given.At(100) }));
    }

    [Test]
    public async Task PublishOffer_ByAnotherUnit_Is403()
    {
        var app = await Start();
        var before = Store.Rows();

        Assert.That((await app.Post("/api/offers", Given.OfferBody("DW-0001"), actingAs: "unit/DW-0002")).Expect(403).Code, Is.EqualTo("other-units-offer"));
        Assert.That(Store.Rows(), Is.EqualTo(before));
    }

    [TestCase("slots", "[]", "slots")]
    [TestCase("slots", "[null]", "slots[0]")]
    [TestCase("slots", "[{\"start\":\"2026-12-01T12:00\",\"end\":\"2026-12-01T09:00\",\"capacity\":3}]", "slots[0]")]
    [TestCase("slots", "[{\"start\":\"2026-12-01T09:00\",\"end\":\"2026-12-01T12:00\",\"capacity\":-3}]", "slots[0]")]
    [TestCase("slots", "[{\"start\":\"2026-12-01T09:00\",\"end\":\"2026-12-01T12:00\",\"capacity\":1},{\"start\":\"2026-12-01T01:00Z\",\"end\":\"2026-12-01T12:00\",\"capacity\":1}]", "slots")]
    [TestCase("categories", "[]", "categories")]
    [TestCase("categories", "[\"没有这一类\"]", "categories[0]")]
    [TestCase("categories", "[null]", "categories[0]")]
    [TestCase("areas", "[\"440605009\"]", "areas[0]")]
    [TestCase("noticeHours", "-1", "noticeHours")]
    [TestCase("title", "\"\\u202E倒着\"", "title")]
    [TestCase("validUntil", "\"1999-01-01\"", "validUntil")]
    public async Task PublishOrPreview_InvalidField_Is400NamingItAndWritesNothing(string name, string value, string field)
    {
        var app = await Start();
        var body = Given.OfferBody();
        body["validFrom"] = "2026-11-23";
        body[name] = JsonNode.Parse(value);
        var before = Store.Rows();

        var published = (await app.Post("/api/offers", body)).Expect(400);
        var previewed = (await app.Post("/api/offers/preview", body)).Expect(400);

        Assert.That(published.Json["errors"]!.AsObject().Select(error => error.Key), Is.EqualTo(new[] { field }), published.Body);
        Assert.That(previewed.Json["errors"]!.ToJsonString(), Is.EqualTo(published.Json["errors"]!.ToJsonString()));
        Assert.That(Store.Rows(), Is.EqualTo(before));
    }
}
