using System.Text.Json.Nodes;

namespace Matching.Api.Tests.MatchRuns;

[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class AssignByHandTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [Test]
    public async Task AssignByHand_FeasibleSlot_KeepsWhoWhyAndWhatItCost()
    {
        var app = await Start();
        var demand = (await app.FileDemand()).Text("code");
        var ranked = (await app.Get($"/api/demands/{demand}/matches")).List("ranked");
        var worst = ranked.MinBy(slot => (int)slot!["score"]!)!;
        var best = ranked.Max(slot => (int)slot!["score"]!);

        var answer = (await app.Post($"/api/demands/{demand}/assign", Body(worst), key: "hand-1")).Expect(200);

        Assert.That(answer.Number("cost"), Is.EqualTo(best - (int)worst["score"]!));
        Assert.That(Store.Query<string>("select who || ' ' || why || ' ' || cost from hand_override"), Is.EqualTo(new[] { $"street/S-1 居民指名要这家 {answer.Number("cost")}" }));
        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Matched"));
        Assert.That((await app.Post($"/api/demands/{demand}/assign", Body(worst), key: "hand-1")).Expect(200).Body, Is.EqualTo(answer.Body));
        await app.Step(answer.Text("order"), "issue");
    }

    [Test]
    public async Task AssignByHand_InfeasibleSlotOrDemandNotSeeking_IsRefused()
    {
        var app = await Start(Given.Lists(slots: [Given.Slot(capacity: 1)]));
        var (first, second) = ((await app.FileDemand()).Text("code"), (await app.FileDemand()).Text("code"));
        var slot = (await app.Get($"/api/demands/{first}/matches")).List("ranked")[0]!;
        (await app.Post($"/api/demands/{first}/assign", Body(slot))).Expect(200);
        var before = Store.Rows();

        Assert.That((await app.Post($"/api/demands/{first}/assign", Body(slot))).Expect(409).Code, Is.EqualTo("demand-not-seeking"));
        Assert.That((await app.Post($"/api/demands/{second}/assign", Body(slot))).Expect(409).Code, Is.EqualTo("slot-not-feasible"));

        Assert.That(Store.Rows(), Is.EqualTo(before));
    }

    private static JsonObject Body(JsonNode slot) => new() { ["offer"] = (string)slot["offer"]!, ["slotStart"] = (string)slot["slotStart"]!, ["reason"] = "居民指名要这家" };
}
