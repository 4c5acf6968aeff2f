using Matching.Core.Grid;
using Matching.Core.Offers;

namespace Matching.Api.Tests.Demands;

/// <summary>Couriers see where they may rest: venues offered to them or by category for it, while they are open to be used.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class CourierTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private const string Resting = "骑手歇脚";

    [Test]
    public async Task RestPoints_OfThePlace_AreThoseForCouriersThatAreOpen()
    {
        var app = await Start(Given.Lists(
            units: [Given.Unit(), Given.Unit("DW-0002", "青禾志愿队")],
            offers: [Point(1), Point(2, audience: []), Point(3, audience: ["老人"]), Point(4, area: Given.Street + "002"), Point(5, unit: "DW-0002"), Point(6) with { Kind = OfferKind.Goods }, Point(7)],
            slots: [.. Enumerable.Range(1, 6).Select(n => Given.Slot(Code(n), start: n)), Given.Slot(Code(7), start: -5)]));
        (await app.Post("/api/units/DW-0002/suspend", Given.Reason("停业整顿"))).Expect(200);

        var near = (await app.Get($"/api/rest-points?area={Given.Estate}", actingAs: "resident")).Expect(200);
        var all = (await app.Get("/api/rest-points", actingAs: "resident")).Expect(200);

        Assert.That(near.Json.AsArray().Select(point => (string)point!["offer"]!), Is.EqualTo(new[] { Code(1), Code(2) }));
        Assert.That(all.Json.AsArray().Select(point => (string)point!["offer"]!), Is.EqualTo(new[] { Code(1), Code(2), Code(4) }));
        Assert.That((await app.Get("/courier", actingAs: "resident")).Expect(200).Body, Does.Contain("附近可以歇脚的地方").And.Contain("湖畔社工站"));
        (await app.Get("/api/rest-points?area=999999999", actingAs: "resident")).Expect(400);
    }

    private static string Code(int number) => $"ZY-2026-{number:000000}";

    private static Offer Point(int number, string unit = "DW-0001", string area = Given.Community, string[]? audience = null) =>
        Given.Offer(Code(number), unit, Resting, "人次") with { Kind = OfferKind.Venue, Audience = audience ?? ["骑手"], Areas = [new AreaCode(area)] };
}
