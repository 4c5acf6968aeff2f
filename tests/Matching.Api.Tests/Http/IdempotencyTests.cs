namespace Matching.Api.Tests.Http;

[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class IdempotencyTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [Test]
    public async Task Post_SameKeySameBody_GivesTheFirstAnswerAndWritesOneRow()
    {
        var app = await Start();

        var first = (await app.Post("/api/demands", Given.Demand(), key: "k-1")).Expect(201);
        Clock.Advance(TimeSpan.FromHours(1));
        var second = (await app.Post("/api/demands", Given.Demand(), key: "k-1")).Expect(201);

        Assert.That(WithoutForecast(second), Is.EqualTo(WithoutForecast(first)), "all but the forecast, which is of the moment");
        Assert.That(Store.Count("select count(*) from demand"), Is.EqualTo(1));
    }

    [Test]
    public async Task Post_SameKeyAfterARestart_GivesTheFirstAnswer()
    {
        var app = await Start();
        var first = (await app.Post("/api/demands", Given.Demand(), key: "k-1")).Expect(201);

        app = await Restart(app);
        var second = (await app.Post("/api/demands", Given.Demand(), key: "k-1")).Expect(201);

        Assert.That(second.Body, Is.EqualTo(first.Body));
        Assert.That(Store.Count("select count(*) from demand"), Is.EqualTo(1));
    }

    [Test]
    public async Task Post_SameKeyOtherBody_Is422AndWritesNothing()
    {
        var app = await Start();
        (await app.Post("/api/demands", Given.Demand(), key: "k-1")).Expect(201);
        var before = Store.Rows();

        var answer = (await app.Post("/api/demands", Given.Demand("另一件事情"), key: "k-1")).Expect(422);

        Assert.That(answer.Code, Is.EqualTo("idempotency-key-reused"));
        Assert.That(Store.Rows(), Is.EqualTo(before));
    }

    [Test]
    public async Task Post_SameKeyTwentyTimesAtOnce_WritesOneRowAndAnswersAllAlike()
    {
        var app = await Start();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.Post("/api/demands", Given.Demand(), key: "k-1")));

        Assert.That(answers.Select(answer => answer.Expect(201).Body).Distinct().Count(), Is.EqualTo(1));
        Assert.That(Store.Count("select count(*) from demand"), Is.EqualTo(1));
    }

    [Test]
    public async Task Post_SameKeyAtOnceToTwoServersOfOneStore_WritesOneRowAndAnswersAllAlike()
    {
        var servers = new[] { await Start(), await Start() };

        for (var round = 0; round < 10; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => servers[i % 2].Post("/api/demands", Given.Demand(), key: $"k-{round}")));

            Assert.That(answers.Select(answer => answer.Expect(201).Body).Distinct().Count(), Is.EqualTo(1));
        }

        Assert.That(Store.Count("select count(*) from demand"), Is.EqualTo(10));
    }

    [Test]
    public async Task PostAct_SameKey_ActsOnce()
    {
        var app = await Start();
        var (_, order, _) = await app.OrderAfter();

        var first = (await app.Post($"/api/orders/{order}/issue", key: "issue-1")).Expect(200);
        var second = (await app.Post($"/api/orders/{order}/issue", key: "issue-1")).Expect(200);

        Assert.That(second.Body, Is.EqualTo(first.Body));
        Assert.That(second.ETag, Is.EqualTo(first.ETag));
        Assert.That((await app.Order(order)).Number("order.version"), Is.EqualTo(2));
    }

    [Test]
    public async Task PostMatchRun_SameKey_RunsOnce()
    {
        var app = await Start();
        await app.FileDemand();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => app.Post("/api/match-runs", key: "run-1")));

        Assert.That(answers.Select(answer => answer.Expect(201).Body).Distinct().Count(), Is.EqualTo(1));
        Assert.That(Store.Count("select count(*) from match_run"), Is.EqualTo(1));
    }

    [Test]
    public async Task Post_KeyOfARefusedRequest_MayBeUsedAgain()
    {
        var app = await Start();
        (await app.Post("/api/demands", Given.Demand("x"), key: "k-1")).Expect(400);

        (await app.Post("/api/demands", Given.Demand(), key: "k-1")).Expect(201);
    }

    private static string WithoutForecast(Answer answer)
    {
        var receipt = answer.Json.AsObject();
        receipt.Remove("forecast");
        return receipt.ToJsonString();
    }
}
