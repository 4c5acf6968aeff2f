using System.Text.Json.Nodes;

namespace Matching.Api.Tests.MatchRuns;

/// <summary>Weights as a version of the policy.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class PublishWeightsTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [Test]
    public async Task Publish_SomeWeights_IsTheNextVersionWithTheOthersAsTheyWere_AndRunsCountByIt()
    {
        var app = await Start();
        await app.FileDemand();
        var before = (await app.Get("/api/weights")).Expect(200);

        var published = (await Publish(app, 1, "Closeness", 60)).Expect(200);

        Assert.That((published.Number("version"), (int)published.Json["weights"]!["Closeness"]!), Is.EqualTo((2L, 60)));
        Assert.That(published.Json["weights"]!["TimeFit"]!.ToString(), Is.EqualTo(before.Json["weights"]!["TimeFit"]!.ToString()));
        Assert.That((await app.Get("/api/weights")).Body, Is.EqualTo(published.Body));
        Assert.That((await app.RunMatch()).Number("policyVersion"), Is.EqualTo(2));
        Assert.That(Store.Query<string>("select why from event where subject = 'policy/2'").Single(), Is.EqualTo("Closeness 14 → 60: 就近优先"));
    }

    [TestCase(2, "Closeness", 60, 409, "policy-newer")]
    [TestCase(1, "Closeness", 14, 409, "weights-same")]
    [TestCase(1, "Closeness", 1001, 400, "invalid")]
    [TestCase(1, "Closeness", -1, 400, "invalid")]
    public async Task Publish_WhatCanNotBe_IsRefusedAndChangesNothing(int seen, string factor, int weight, int status, string code)
    {
        var app = await Start();
        var before = Store.Rows();

        var refused = (await Publish(app, seen, factor, weight)).Expect(status);

        Assert.That(status == 400 ? "invalid" : refused.Code, Is.EqualTo(code));
        Assert.That(Store.Rows(), Is.EqualTo(before));
    }

    [Test]
    public async Task Publish_AllZeroOrByACommunity_IsRefused()
    {
        var app = await Start();
        var none = new JsonObject();
        foreach (var factor in Enum.GetNames<Core.Scoring.ScoreFactor>())
            none[factor] = 0;

        Assert.That((await app.Post("/api/weights", new JsonObject { ["seen"] = 1, ["reason"] = "试行", ["weights"] = none })).Expect(409).Code, Is.EqualTo("weights-zero"));
        (await Publish(app, 1, "Closeness", 60, $"community/C-1@{Given.Community}")).Expect(403);
    }

    private static Task<Answer> Publish(App app, int seen, string factor, int weight, string? actingAs = null) =>
        app.Post("/api/weights", new JsonObject { ["seen"] = seen, ["reason"] = "就近优先", ["weights"] = new JsonObject { [factor] = weight } }, actingAs: actingAs ?? Actors.Street);
}
