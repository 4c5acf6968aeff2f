using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Escalation;

/// <summary>One switch shortens the street's clocks and opens the hall, and puts everything back; limits are replayed and published.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class SurgeTests<TStore> : NetTests<TStore> where TStore : IStore
{
    private const string RunningClocks = "select subject || ' ' || kind || ' ' || due_at || ' ' || coalesce(calm_due_at, '') from clock where ended_at is null order by id";
    private const string Waiting = "select subject || ' ' || kind || ' ' || due_at from timer where fired_at is null and stopped_at is null order by subject, kind";
    private const string Rings = "select code || ' ' || ring || ' ' || coalesce(ring_until, '') || ' ' || coalesce(calm_ring, '') || ' ' || respond_due || ' ' || resolve_due from demand order by seq";

    [Test]
    public async Task Surge_SwitchedOnAndBack_RestoresEveryClockAndRing()
    {
        var app = await Start();
        var (_, order, _) = await app.OrderAfter("issue");
        var open = await File(app, Lead, Given.Demand(quantity: 50, divisible: true));
        var paused = await File(app, Lead);
        (await Act(app, paused, "wait", Lead, new JsonObject { ["question"] = "哪天方便？" })).Expect(200);
        Clock.Advance(TimeSpan.FromHours(1));
        var before = (Store.Query<string>(RunningClocks), Store.Query<string>(Waiting), Store.Query<string>(Rings));
        var due = await DueOf(app, open, "Respond");

        (await Switch(app, "begin")).Expect(200);

        Assert.That(await DueOf(app, open, "Respond"), Is.EqualTo(Given.At(1 + 5.5)), "half of the eleven hours that were left");
        Assert.That((await app.Order(order)).Instant("order.answerDue"), Is.EqualTo(Given.At(1 + 23.5)));
        Assert.That((await Clocks(app, open)).Text("ring"), Is.EqualTo("OpenHall"));
        Assert.That((await Switch(app, "begin")).Expect(409).Code, Is.EqualTo("surge-on"));
        var during = await File(app, Lead);
        Assert.That(await DueOf(app, during, "Respond"), Is.EqualTo(Given.At(7)));
        Assert.That((await Clocks(app, during)).Text("ring"), Is.EqualTo("OpenHall"));
        ExpectSound();
        Clock.Advance(TimeSpan.FromHours(2));

        (await Switch(app, "end")).Expect(200);

        Assert.That(Store.Query<string>(RunningClocks).Where(row => !row.StartsWith(during, StringComparison.Ordinal)), Is.EqualTo(before.Item1));
        Assert.That(Store.Query<string>(Waiting).Where(row => !row.StartsWith(during, StringComparison.Ordinal)), Is.EqualTo(before.Item2));
        Assert.That(Store.Query<string>(Rings).Where(row => !row.StartsWith(during, StringComparison.Ordinal)), Is.EqualTo(before.Item3));
        Assert.That(await DueOf(app, open, "Respond"), Is.EqualTo(due));
        Assert.That(await DueOf(app, during, "Respond"), Is.EqualTo(Given.At(13)), "as if there had been none");
        Assert.That((await Clocks(app, during)).Text("ring"), Is.EqualTo("Community"));
        Assert.That((await app.Order(order)).Instant("order.answerDue"), Is.EqualTo(Given.At(48)));
        Assert.That((await Switch(app, "end")).Expect(409).Code, Is.EqualTo("surge-off"));
        ExpectSound();
    }

    [Test]
    public async Task Surge_IsTheStreetsToSwitch()
    {
        var app = await Start();

        (await app.Post("/api/surge/begin", Body(), actingAs: Committee)).Expect(403);
        (await Switch(app, "begin")).Expect(200);

        Assert.That((await app.Get("/api/surge", actingAs: Committee)).Expect(200).Json.AsArray().Select(surge => (string?)surge!["reason"]), Is.EqualTo(new[] { "台风登陆" }));
        Assert.That(Store.Query<string>("select act from event where subject = 'surge/1' order by seq"), Is.EqualTo(new[] { "BeginSurge" }));
    }

    [Test]
    public async Task Pools_OfASurge_AreGroupedByBuilding()
    {
        var app = await Start();
        var first = await File(app, Lead, Given.Demand(area: Given.Building));
        var second = await File(app, Lead, Given.Demand(title: "楼上老人也要人看看", area: Given.Building));
        await File(app, Lead);

        var pools = (await app.Get($"/api/surge/pools?area={Given.Street}")).Expect(200).Json.AsArray();

        Assert.That(pools.Select(pool => $"{pool!["place"]} {pool["into"]!["code"]} {pool["members"]![0]!["code"]}"), Is.EqualTo(new[] { $"{Given.Building} {first} {second}" }));
    }

    [Test]
    public async Task Roster_OfTheLeads_HasThreeShiftsADay()
    {
        var app = await Start();
        await app.Token(Lead);
        await app.Token(OtherLead);

        var roster = (await app.Get($"/api/surge/roster?area={Given.Community}&from=2026-11-24&days=2", actingAs: Committee)).Expect(200);

        Assert.That(roster.List("estates")[0]!["shifts"]!.AsArray().Select(shift => $"{shift!["day"]} {shift["number"]} {shift["onDuty"]![0]}"), Is.EqualTo(new[]
        {
            "2026-11-24 1 L-1", "2026-11-24 2 L-2", "2026-11-24 3 L-1", "2026-11-25 1 L-2", "2026-11-25 2 L-1", "2026-11-25 3 L-2",
        }));
        (await app.Get($"/api/surge/roster?area={Given.Street}", actingAs: Committee)).Expect(403);
    }

    [Test]
    public async Task Limits_ReplayedOverAPastPeriod_ShowTheirEffectAndSwitchNothing()
    {
        var app = await Start(Given.Lists(slots: [Given.Slot(start: 100)]));
        var (_, order, _) = await app.OrderAfter("issue");
        Clock.Advance(TimeSpan.FromHours(30));
        await app.Step(order, "accept");
        Clock.Advance(TimeSpan.FromHours(30));
        var before = Store.Rows();

        var replayed = (await app.Post("/api/limits/replay", new JsonObject { ["from"] = "2026-11-23", ["until"] = "2026-11-25", ["clocks"] = new JsonObject { ["answerHours"] = 24 } })).Expect(200);

        Assert.That(replayed.Number("now.answeredInTime"), Is.EqualTo(1));
        Assert.That(replayed.Number("now.matchRate"), Is.EqualTo(1_000_000));
        Assert.That(replayed.Number("then.answeredInTime"), Is.Zero);
        Assert.That(replayed.Number("then.matchRate"), Is.Zero);
        Assert.That(Store.Rows(), Is.EqualTo(before));
    }

    [Test]
    public async Task Limits_Published_HoldForWhatBeginsFromThenOn()
    {
        var app = await Start();
        var old = await File(app);
        var limits = (await app.Get("/api/limits")).Expect(200);
        var body = new JsonObject { ["seen"] = limits.Number("version"), ["reason"] = "试行", ["clocks"] = new JsonObject { ["resolveHours"] = 24, ["rungs"] = new JsonObject { ["Community"] = new JsonObject { ["emergency"] = 1, ["urgent"] = 2, ["normal"] = 3 } } } };

        (await app.Post("/api/limits", body.DeepClone(), actingAs: Committee)).Expect(403);
        (await app.Post("/api/limits", body.DeepClone())).Expect(200);
        Assert.That((await app.Post("/api/limits", body.DeepClone())).Expect(409).Code, Is.EqualTo("policy-newer"));
        body["clocks"]!["warnPercent"] = 0;
        (await app.Post("/api/limits", body.DeepClone())).Expect(400);

        Assert.That(await DueOf(app, await File(app), "Rung"), Is.EqualTo(Given.At(3)));
        Assert.That(await DueOf(app, old, "Rung"), Is.EqualTo(Given.At(7 * 24)));
        await app.RunMatch();
        ExpectSound();
    }

    private static JsonObject Body() => new() { ["street"] = Given.Street, ["reason"] = "台风登陆" };

    private static Task<Answer> Switch(App app, string to) => app.Post($"/api/surge/{to}", Body());
}
