using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Orders;

/// <summary>Who has a part in a matter does not confirm it.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class ConflictOfInterestTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [Test]
    public async Task DualRole_LeadWhoFiledAcceptsForTheUnit_IsAllowedMarkedAndConfirmedByAnother()
    {
        var app = await Start();
        var receipt = await app.FileDemand(actingAs: $"lead/L-0012@{Given.Estate}");
        await app.RunMatch();
        var order = (await app.LiveOrders(receipt.Text("code"))).Single();
        var unit = (await app.Order(order)).Text("order.unit");
        await app.Step(order, "issue");

        var accepted = await app.Step(order, "accept", actingAs: $"unit/L-0012@{unit}");

        Assert.That(accepted.Flag("dualRole"), Is.True);
        await app.Step(order, "complete", actingAs: $"unit/L-0012@{unit}");
        foreach (var actor in new[] { $"unit/L-0012@{unit}", $"lead/L-0012@{Given.Estate}" })
        {
            Assert.That((await app.TryStep(order, "return-visit", actingAs: actor)).Expect(403).Code, Is.EqualTo("visitor-not-independent"));
            Assert.That((await app.Post($"/api/demands/{receipt.Text("code")}/confirm", Given.Confirm(receipt.Text("lookUpCode")), actingAs: actor)).Expect(403).Code, Is.EqualTo("visitor-not-independent"));
        }
        await app.Step(order, "return-visit", actingAs: "visitor/V-1");
    }

    [Test]
    public async Task Unit_RatesItself_InNoRoleOfItsStaff()
    {
        var app = await Start();
        var (demand, order, lookUp) = await app.OrderAfter("issue", "accept", "complete");
        var unit = (await app.Order(order)).Text("order.unit");
        await app.Get("/api/me", actingAs: $"unit/Staff-1@{unit}");

        Assert.That((await app.TryStep(order, "return-visit", actingAs: $"visitor/Staff-1@{Given.Community}")).Expect(403).Code, Is.EqualTo("visitor-not-independent"));
        Assert.That((await app.Post($"/api/demands/{demand}/confirm", Given.Confirm(lookUp), actingAs: $"unit/Staff-1@{unit}")).Expect(403).Code, Is.EqualTo("visitor-not-independent"));
        Assert.That((await app.Order(order)).Text("order.state"), Is.EqualTo("Completed"));
    }

    [Test]
    public async Task AssignVisitor_OfTheUnitOrTheFiler_Is403()
    {
        var app = await Start();
        var (_, order, _) = await app.OrderAfter("issue", "accept");
        var unit = (await app.Order(order)).Text("order.unit");
        await app.Get("/api/me", actingAs: $"unit/Staff-1@{unit}");
        await app.Get("/api/me", actingAs: $"visitor/Staff-1@{Given.Community}");

        Assert.That((await app.Post($"/api/orders/{order}/assign-visitor", new JsonObject { ["visitor"] = "Staff-1" })).Expect(403).Code, Is.EqualTo("visitor-not-independent"));
    }

    [Test]
    public async Task ConfirmDemand_BySupportersCode_IsKeptBesideTheDemand()
    {
        var app = await Start();
        var receipt = await app.FileDemand();
        var code = receipt.Text("code");
        var support = (await app.Post($"/api/demands/{code}/support", new JsonObject { ["note"] = "我家也是" }, actingAs: "resident")).Expect(200).Text("lookUpCode");
        await app.RunMatch();
        var order = (await app.LiveOrders(code)).Single();
        foreach (var act in new[] { "issue", "accept", "complete" })
            await app.Step(order, act);

        var answered = (await app.Post($"/api/demands/{code}/confirm", Given.Confirm(support, solved: false, "Dissatisfied"))).Expect(200);

        Assert.That(answered.Text("state"), Is.EqualTo("Served"), "whether it is confirmed, its own person says");
        Assert.That(Store.Query<string>("select satisfaction from supporter"), Is.EqualTo(new[] { "Dissatisfied" }));
        (await app.Post($"/api/demands/{code}/confirm", Given.Confirm(receipt.Text("lookUpCode")))).Expect(200);
    }

    [Test]
    public async Task ConfirmDemand_MergedDemandsOwnCode_AnswersForItsSupportersPlace()
    {
        var app = await Start();
        var common = (await app.FileDemand()).Text("code");
        var merged = await app.FileDemand(Given.Demand("隔壁老伯也独自住"));
        (await app.Post($"/api/demands/{merged.Text("code")}/merge", new JsonObject { ["into"] = common })).Expect(200);

        var own = (await app.Post($"/api/demands/{merged.Text("code")}/look-up", new JsonObject { ["lookUpCode"] = merged.Text("lookUpCode") }, actingAs: "resident")).Expect(200);

        Assert.That(own.Text("code"), Is.EqualTo(common));
    }
}
