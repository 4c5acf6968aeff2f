using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Meetings;

/// <summary>A meeting that nobody holds, or closes, keeps no demand from being talked about.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class LapsedMeetingTests<TStore> : MeetingTestBase<TStore> where TStore : IStore
{
    private const double Held = 14;
    private const double Over = Held + 7;

    [Test]
    public async Task Meeting_FrozenAndNeverHeld_LapsesAndItsItemsGoToTheNext()
    {
        var app = await Start(Given.Lists(slots: []));
        var demand = await File(app, Lead);
        var code = await Call(app, Held);
        (await Do(app, code, "items", Proposal("楼道照明", demand))).Expect(200);
        (await Do(app, code, "freeze")).Expect(200);
        Assert.That(await StateOf(app, demand), Is.EqualTo("OnAgenda"));
        await At(app, 24 * Over - 1);
        Assert.That((await Meeting(app, code)).Text("meeting.state"), Is.EqualTo("Frozen"));

        await At(app, 24 * Over);
        await At(app, 24 * Over + 1);

        Assert.That((await Meeting(app, code)).Text("meeting.state"), Is.EqualTo("Lapsed"));
        Assert.That(await StateOf(app, demand), Is.Not.EqualTo("OnAgenda"));
        var next = await Next(app);
        var carried = (await Items(app, next)).Single(item => item["kind"]!.ToString() == "Carried");
        Assert.That($"{carried["title"]} {carried["demands"]![0]!["code"]}", Is.EqualTo($"楼道照明 {demand}"));
        Assert.That((await Do(app, next, "items", Proposal("再提一次", demand))).Expect(409).Body, Does.Contain(next));
        Assert.That((await Do(app, code, "begin")).Expect(409).Code, Is.EqualTo("meeting-act-not-allowed"));
        Assert.That(Store.Count("select count(*) from event where act = 'Lapse'"), Is.EqualTo(1));
        Assert.That((await app.Get($"/meetings/{code}", actingAs: Committee)).Expect(200).Body, Does.Contain("未召开"));
        ExpectSound();
    }

    [Test]
    public async Task Meeting_OnlyPlanned_LetsItsClustersGoAndTakesProposalsAlong()
    {
        var app = await Start(Given.Lists(slots: []));
        var (clustered, proposed) = (await File(app, Lead), await File(app, Colleague, Given.Demand("楼道灯不亮", area: Given.OtherEstate)));
        var code = await Call(app, Held);
        (await Do(app, code, "items", Proposal("楼道照明", proposed))).Expect(200);
        await At(app, 24 * (Held - 6));
        Assert.That((await Items(app, code)).Select(item => item["kind"]!.ToString()), Does.Contain("Cluster"));

        await At(app, 24 * Over);

        var next = await Next(app);
        Assert.That((await Items(app, next)).Select(item => $"{item["kind"]} {item["title"]}"), Is.EqualTo(new[] { "Carried 楼道照明" }));
        (await Do(app, next, "items", Proposal("独居探访", clustered))).Expect(200);
        ExpectSound();
    }

    [Test]
    public async Task Meeting_MovedBeforeItLapses_WaitsForItsNewTime()
    {
        var app = await Start(Given.Lists(slots: []));
        var demand = await File(app, Lead);
        var code = await Call(app, Held);
        (await Do(app, code, "items", Proposal("楼道照明", demand))).Expect(200);
        await At(app, 24 * (Held + 3));
        (await Do(app, code, "move", new JsonObject { ["startsAt"] = Given.TextAt(24 * (Held + 10)), ["place"] = "" })).Expect(200);

        await At(app, 24 * Over);

        Assert.That((await Meeting(app, code)).Text("meeting.state"), Is.EqualTo("Planned"));
        await At(app, 24 * (Held + 17));
        Assert.That((await Meeting(app, code)).Text("meeting.state"), Is.EqualTo("Lapsed"));
        ExpectSound();
    }

    [Test]
    public async Task Meeting_BegunAndNeverClosed_GivesUpWhatItHasNotDecided()
    {
        var app = await Start(Given.Lists(slots: []));
        var (decided, left) = (await File(app, Lead), await File(app, Lead));
        var code = await Call(app, Held);
        foreach (var demand in new[] { decided, left })
            (await Do(app, code, "items", Proposal(demand == decided ? "已议" : "未议", demand))).Expect(200);
        (await Do(app, code, "freeze")).Expect(200);
        (await Do(app, code, "begin")).Expect(200);
        var items = (await Items(app, code)).ToDictionary(item => item["title"]!.ToString(), item => item["id"]!);
        (await Do(app, code, $"items/{items["已议"]}/outcome", Outcome("Street"))).Expect(200);

        await At(app, 24 * Over);

        Assert.That((await Meeting(app, code)).Text("meeting.state"), Is.EqualTo("InSession"));
        Assert.That((await StateOf(app, decided), await StateOf(app, left) == "OnAgenda"), Is.EqualTo(("OnAgenda", false)));
        Assert.That((await Items(app, await Next(app))).Select(item => item["title"]!.ToString()), Is.EqualTo(new[] { "未议" }));
        Assert.That((await Do(app, code, $"items/{items["未议"]}/outcome", Outcome("Street"))).Expect(409).Code, Is.EqualTo("item-carried"));
        (await Do(app, code, "close", Minutes)).Expect(200);
        Assert.That((await Items(app, await Next(app))).Count(item => item["title"]!.ToString() == "未议"), Is.EqualTo(1), "carried once");
        Assert.That(await Standing(app, decided), Is.EqualTo("Escalated Street"));
        ExpectSound();
    }

    private async Task<string> Next(App app) => (await app.Get("/api/meetings?state=Planned", actingAs: Committee)).Expect(200).List("meetings").Single()!["code"]!.ToString();
}
