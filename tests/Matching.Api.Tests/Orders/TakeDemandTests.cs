using System.Text.Json.Nodes;
using Matching.Api.Data;
using Matching.Api.Invariants;

namespace Matching.Api.Tests.Orders;

/// <summary>A unit looks for what it could do, and takes it on.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class TakeDemandTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [Test]
    public async Task Recommendations_OfAUnit_AreItsOrdersAndTheOpenDemandsThatItCouldServeWithReasons()
    {
        var lists = Given.Lists(units: [Given.Unit(), Given.Unit("DW-0002", "青禾志愿队")], offers: [Given.Offer()], slots: [Given.Slot(), Given.Slot(start: 48)]);
        var app = await Start(lists with { Pairings = [new("DW-0002", new(Given.Street + "002"), Core.Units.Ring.Core, null)] });
        var (_, asked, _) = await app.OrderAfter("issue");
        var open = (await app.FileDemand(Given.Demand("五楼老人独居，盼有人来坐坐"))).Text("code");
        await app.FileDemand(Given.Demand("六楼老人独居，盼有人来坐坐", area: Given.FarEstate));
        var urgent = (await app.FileDemand(Given.Demand("八楼阿伯刚出院一人住", urgency: "Urgent"))).Text("code");
        await app.FileDemand(Given.Demand("想听防骗讲座", "反诈宣传"));

        var recommended = (await app.Get("/api/recommendations", actingAs: "unit/DW-0001")).Expect(200);

        Assert.That(recommended.Texts("asked", "code"), Is.EqualTo(new[] { asked }));
        Assert.That(recommended.Texts("open", "demand"), Is.EqualTo(new[] { urgent, open }), "the urgent one first, no lecture, and none whose ring is not yet the unit's");
        Assert.That(recommended.Texts("open", "closeness"), Is.EqualTo(new[] { "SameCommunity", "SameCommunity" }));
        Assert.That(recommended.Texts("open", "reason"), Has.All.Match(@"\p{IsCJKUnifiedIdeographs}"));
    }

    [Test]
    public async Task Recommendations_OfAPausedOffer_AreNone()
    {
        var app = await Start();
        await app.FileDemand();
        (await app.Post("/api/offers/ZY-2026-000001/pause", actingAs: "unit/DW-0001")).Expect(200);

        Assert.That((await app.Get("/api/recommendations", actingAs: "unit/DW-0001")).Expect(200).Number("servable"), Is.Zero);
    }

    [Test]
    public async Task TakeDemand_AtAWindowOfItsOwn_IsAcceptedAtOnceWithEveryStep()
    {
        var app = await Start();
        var demand = (await app.FileDemand()).Text("code");

        var taken = (await app.Post($"/api/demands/{demand}/take", Take("ZY-2026-000001"), actingAs: "unit/DW-0001")).Expect(200);

        Assert.That(taken.Text("state"), Is.EqualTo("Accepted"));
        var order = await app.Order(taken.Text("code"));
        Assert.That(order.Texts("history", "act"), Is.EqualTo(new[] { "Propose", "Issue", "Accept" }));
        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Matched"));
        Assert.That(StoreInvariants.Check(Database.At(Store.Name), mostRuns: 3, _ => { }), Is.Empty);
    }

    [Test]
    public async Task TakeDemand_TwoUnitsAtOnce_OneWinsAndTheOtherIsToldWho()
    {
        var app = await Start();
        var demand = (await app.FileDemand()).Text("code");
        await app.Token("unit/DW-0001");
        await app.Token("unit/DW-0002");

        var answers = await Task.WhenAll(new[] { 1, 2 }.Select(n => app.Post($"/api/demands/{demand}/take", Take($"ZY-2026-00000{n}"), actingAs: $"unit/DW-000{n}")));

        Assert.That(answers.Select(answer => answer.Status), Is.EquivalentTo(new[] { 200, 409 }));
        var (won, lost) = (answers.Single(answer => answer.Status == 200), answers.Single(answer => answer.Status == 409));
        Assert.That(lost.Code, Is.EqualTo("demand-taken"));
        Assert.That(lost.Text("title"), Does.Contain(won.Text("unitName")));
        Assert.That((await app.LiveOrders(demand)), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task TakeDemand_RepeatedWithItsKey_IsTakenOnce()
    {
        var app = await Start();
        var demand = (await app.FileDemand()).Text("code");

        var first = (await app.Post($"/api/demands/{demand}/take", Take("ZY-2026-000001"), key: "k1", actingAs: "unit/DW-0001")).Expect(200);
        var again = (await app.Post($"/api/demands/{demand}/take", Take("ZY-2026-000001"), key: "k1", actingAs: "unit/DW-0001")).Expect(200);

        Assert.That(again.Text("code"), Is.EqualTo(first.Text("code")));
    }

    [TestCase("反诈宣传", "ZY-2026-000001", 404, "not-found")]
    [TestCase(Given.Visiting, "ZY-2026-000002", 404, "not-found")]
    [TestCase(Given.Visiting, "ZY-2026-009999", 404, "not-found")]
    public async Task TakeDemand_NotForThisUnit_IsRefused(string category, string offer, int status, string code)
    {
        var app = await Start();
        var demand = (await app.FileDemand(Given.Demand(category: category))).Text("code");
        var before = Store.Rows();

        Assert.That((await app.Post($"/api/demands/{demand}/take", Take(offer), actingAs: "unit/DW-0001")).Expect(status).Code, Is.EqualTo(code));
        Assert.That(Store.Rows(), Is.EqualTo(before));
    }

    [Test]
    public async Task TakeDemand_HardRuleBroken_IsRefused()
    {
        var app = await Start();
        var demand = (await app.FileDemand(Given.Demand(quantity: 2))).Text("code");

        Assert.That((await app.Post($"/api/demands/{demand}/take", Take("ZY-2026-000001"), actingAs: "unit/DW-0001")).Expect(409).Code, Is.EqualTo("demand-not-takeable"), "the window holds one");
    }

    private static JsonObject Take(string offer) => new() { ["offer"] = offer, ["slotStart"] = Given.TextAt(24) };
}
