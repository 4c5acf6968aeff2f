using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Demands;

/// <summary>Staff's word that nothing fits a demand: it counts as unmet at once, with what is missing.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class GapTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [Test]
    public async Task RecordGap_BeforeTheLimit_MakesItUnmetInListReportAndDesk()
    {
        var app = await Start();
        var demand = (await app.FileDemand()).Text("code");
        await app.FileDemand(Given.Demand("楼上也想有人看看"));
        Assert.That((await app.Get("/api/unmet")).Expect(200).Number("count"), Is.Zero);

        (await app.Post($"/api/demands/{demand}/gap", Gap("Eligibility", "要会手语的人"))).Expect(200);
        Clock.Advance(TimeSpan.FromMinutes(1));

        var unmet = (await app.Get("/api/unmet")).Expect(200);
        Assert.That(unmet.Texts("items", "code"), Is.EqualTo(new[] { demand }));
        Assert.That(unmet.Texts("items", "gap"), Is.EqualTo(new[] { "Eligibility" }));
        var report = (await app.Get("/api/reports/2026-Q4")).Expect(200);
        Assert.That((report.Number("demands.unmet"), report.Number("demands.pending")), Is.EqualTo((1, 1)));
        Assert.That((await app.Get("/api/desk?queue=Unmet")).Expect(200).Texts("items", "demand"), Is.EqualTo(new[] { demand }));
        var step = (await app.Demand(demand)).List("history").Last()!;
        Assert.That(((string)step["act"]!, (string)step["why"]!), Is.EqualTo(("RecordGap", "对象或资质不符 要会手语的人")));
    }

    [Test]
    public async Task RecordGap_AndAUnitSaysYesLater_IsMet()
    {
        var app = await Start();
        var demand = (await app.FileDemand()).Text("code");
        (await app.Post($"/api/demands/{demand}/gap", Gap("NoOffer"))).Expect(200);
        Clock.Advance(TimeSpan.FromMinutes(1));

        await app.RunMatch();
        var order = (await app.LiveOrders(demand)).Single();
        await app.Step(order, "issue");
        Assert.That((await app.Get("/api/unmet")).Expect(200).Texts("items", "gap"), Is.EqualTo(new[] { "AwaitingAnswer" }));
        await app.Step(order, "accept");

        Assert.That((await app.Get("/api/unmet")).Expect(200).Number("count"), Is.Zero);
        Assert.That((await app.Get("/api/reports/2026-Q4")).Expect(200).Number("demands.met"), Is.EqualTo(1));
    }

    [Test]
    public async Task RecordGap_AndAUnitDeclinesLater_ShowsTheNewerReason()
    {
        var app = await Start();
        var (demand, order, _) = await app.OrderAfter("issue");
        (await app.Post($"/api/demands/{demand}/gap", Gap("NoOffer"))).Expect(409);
        await app.Step(order, "decline", Given.Decline("NoCapacity"));
        (await app.Post($"/api/demands/{demand}/gap", Gap("Area"))).Expect(200);
        Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.That((await app.Get("/api/unmet")).Expect(200).Texts("items", "gap"), Is.EqualTo(new[] { "Area" }), "staff's word is newer than the decline");
    }

    [Test]
    public async Task RecordGap_OfAKindThatFollowsFromActsOrByALead_IsRefused()
    {
        var app = await Start();
        var demand = (await app.FileDemand()).Text("code");

        Assert.That((await app.Post($"/api/demands/{demand}/gap", Gap("Unanswered"))).Expect(400).Code, Is.EqualTo("invalid-fields"));
        (await app.Post($"/api/demands/{demand}/gap", Gap("NoOffer"), actingAs: $"lead/L-1@{Given.Estate}")).Expect(403);
        (await app.Post($"/api/demands/{demand}/gap", Gap("NoOffer"), actingAs: $"community/C-9@{Given.Street}002")).Expect(404);
    }

    private static JsonObject Gap(string gap, string note = "") => new() { ["gap"] = gap, ["note"] = note };
}
