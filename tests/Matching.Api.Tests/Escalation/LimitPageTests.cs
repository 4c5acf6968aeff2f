using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Escalation;

/// <summary>Limits by category, their replay, and the pages of both; the forms are tried in a browser.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class LimitPageTests<TStore> : NetTests<TStore> where TStore : IStore
{
    [Test]
    public async Task Publish_ACategorysOwnLimits_HoldForItsDemandsAndAreKeptInTheHistory()
    {
        var app = await Start();
        var code = Category();

        (await app.Post("/api/limits", Body(new JsonObject { ["code"] = "no-such", ["respondHours"] = 4, ["resolveDays"] = null }))).Expect(400);
        (await app.Post("/api/limits", Body(new JsonObject { ["code"] = code, ["respondHours"] = 0, ["resolveDays"] = null }))).Expect(400);
        (await app.Post("/api/limits", Body(new JsonObject { ["code"] = code, ["respondHours"] = 4, ["resolveDays"] = 2 }))).Expect(200);

        var demand = await File(app);
        Assert.That(await DueOf(app, demand, "Respond"), Is.EqualTo(Given.At(4)));
        Assert.That(Store.Query<string>("select why from event where subject = @subject", new { subject = $"category/{code}" }), Is.EqualTo(new[] { "policy/2 4 h 2 d" }));
        Assert.That((await app.Get("/admin/limits")).Expect(200).Body, Does.Contain("现行第 2 版").And.Contain(Given.Visiting));
    }

    [Test]
    public async Task Publish_TheHoursOfNotices_ChangesThemAlone()
    {
        var app = await Start();
        var before = (await app.Get("/api/limits")).Expect(200);
        var body = new JsonObject { ["seen"] = before.Number("version"), ["reason"] = "冬令时", ["clocks"] = before.Json["clocks"]!.DeepClone(), ["notices"] = new JsonObject { ["quietFrom"] = "21:00:00" } };

        (await app.Post("/api/limits", body)).Expect(200);

        var after = (await app.Get("/api/limits")).Expect(200);
        Assert.That((after.Text("notices.quietFrom"), after.Text("notices.quietUntil")), Is.EqualTo(("21:00:00", "07:00:00")));
        Assert.That(after.Json["clocks"]!.ToJsonString(), Is.EqualTo(before.Json["clocks"]!.ToJsonString()));
    }

    [Test]
    public async Task ReplayPage_ShowsBothSidesWithTheirNumbers()
    {
        var app = await Start(Given.Lists(slots: [Given.Slot(start: 100)]));
        var (_, order, _) = await app.OrderAfter("issue");
        Clock.Advance(TimeSpan.FromHours(30));
        await app.Step(order, "accept");
        Clock.Advance(TimeSpan.FromHours(30));

        var page = (await app.Get("/admin/limits/replay?go=yes&from=2026-11-23&until=2026-11-25&answerHours=24", actingAs: Committee)).Expect(200);

        Assert.That(page.Body, Does.Contain("100.0%（n=1）").And.Contain("0.0%（n=1）").And.Contain("-100.0 个百分点"));
        Assert.That(page.Body, Does.Not.Contain("拿这些时限去发布"), "the street publishes");
        Assert.That((await app.Get("/admin/limits/replay?go=yes&from=2026-11-23&until=2026-11-25&answerHours=24")).Expect(200).Body, Does.Contain("/admin/limits?answerHours=24"));
        Assert.That((await app.Get("/admin/limits?answerHours=24")).Expect(200).Body, Does.Contain("name=\"answerHours\" type=\"text\" class=\"short\" value=\"24\""));
        Assert.That((await app.Get("/admin/limits/replay?go=yes&from=2026-11-25&until=2026-11-23")).Expect(422).Body, Does.Contain("错误："));
        (await app.Get("/admin/limits", actingAs: Committee)).Expect(403);
    }

    [Test]
    public async Task Replay_WithACategorysOtherLimits_ChangesItsDemandsAlone()
    {
        var app = await Start(Given.Lists(slots: []));
        await File(app);
        Clock.Advance(TimeSpan.FromHours(30));
        JsonObject Asked(JsonArray categories) => new() { ["from"] = "2026-11-23", ["until"] = "2026-11-24", ["clocks"] = new JsonObject(), ["categories"] = categories };

        var without = (await app.Post("/api/limits/replay", Asked([]))).Expect(200);
        var with = (await app.Post("/api/limits/replay", Asked([new JsonObject { ["code"] = Category(), ["respondHours"] = 240, ["resolveDays"] = null }]))).Expect(200);

        Assert.That((without.Number("then.demandsDue"), with.Number("then.demandsDue")), Is.EqualTo((1L, 0L)), "ten days later");
        Assert.That(with.Number("now.demandsDue"), Is.EqualTo(without.Number("now.demandsDue")));
    }

    private string Category() => Store.Query<string>("select code from category where name = @name", new { name = Given.Visiting }).Single();

    private static JsonObject Body(JsonObject category) => new() { ["seen"] = 1, ["reason"] = "探访先试行", ["clocks"] = new JsonObject(), ["categories"] = new JsonArray(category) };
}
