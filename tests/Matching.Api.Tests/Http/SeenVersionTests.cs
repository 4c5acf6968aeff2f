using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Http;

[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class SeenVersionTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [Test]
    public async Task PostAct_SeenVersionIsStale_Is412AndChangesNothing()
    {
        var app = await Start();
        var (_, order, _) = await app.OrderAfter();
        var seen = (await app.Order(order)).ETag;
        await app.Step(order, "issue");
        var before = Store.Rows();

        var answer = (await app.Post($"/api/orders/{order}/acknowledge", ifMatch: seen)).Expect(412);

        Assert.That(answer.Code, Is.EqualTo("changed-meanwhile"));
        Assert.That(Store.Rows(), Is.EqualTo(before));
    }

    [Test]
    public async Task PostAct_SeenVersionIsTheNewest_IsDoneAndGivesTheNextETag()
    {
        var app = await Start();
        var (demand, order, _) = await app.OrderAfter();
        var seen = (await app.Order(order)).ETag;

        var issued = (await app.Post($"/api/orders/{order}/issue", ifMatch: seen)).Expect(200);

        Assert.That(seen, Is.EqualTo("\"1\""));
        Assert.That(issued.ETag, Is.EqualTo("\"2\""));
        Assert.That((await app.Order(order)).ETag, Is.EqualTo("\"2\""));
        Assert.That((await app.Demand(demand)).ETag, Does.Match("^\"\\d+\"$"));
    }

    [Test]
    public async Task PostAct_AnyVersionWillDo_IsDone()
    {
        var app = await Start();
        var (_, order, _) = await app.OrderAfter();

        (await app.Post($"/api/orders/{order}/issue", ifMatch: "*")).Expect(200);
    }

    [Test]
    public async Task PostAct_SameSeenVersionTwentyTimesAtOnce_OneWins()
    {
        var app = await Start();
        var code = (await app.FileDemand()).Text("code");
        var seen = (await app.Demand(code)).ETag;

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.Post($"/api/demands/{code}/support", new JsonObject(), ifMatch: seen)));

        Assert.That(answers.Select(answer => answer.Status), Is.EquivalentTo(Enumerable.Repeat(412, 19).Append(200)));
    }
}
