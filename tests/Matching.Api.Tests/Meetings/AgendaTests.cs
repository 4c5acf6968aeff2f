using System.Text.Json.Nodes;
using Matching.Api.Escalation;

namespace Matching.Api.Tests.Meetings;

/// <summary>How a meeting is called and its agenda comes about: by itself, by proposals, by hand; and what freezing means.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class AgendaTests<TStore> : MeetingTestBase<TStore> where TStore : IStore
{
    [Test]
    public async Task DraftAgenda_AWeekAhead_HappensOnceByItself_OnTwoServersAfterARestart()
    {
        var app = await Start(Given.Lists(slots: []));
        var first = await File(app);
        var second = await File(app);
        await File(app, demand: Given.Demand(area: Given.FarEstate));
        (await Act(app, first, "support", Lead, new JsonObject())).Expect(200);
        await app.RunMatch();
        var code = await Call(app);

        await At(app, 24 * 7 - 0.1);
        Assert.That(await Items(app, code), Is.Empty);
        Clock.Advance(TimeSpan.FromHours(1));
        var servers = new[] { await Restart(app), await Start() };
        await Task.WhenAll(servers.Concat(servers).Select(server => TimerLoop.FireDue(server.Services)));

        var item = (await Items(servers[0], code)).Single();
        Assert.That($"{item["kind"]} {item["people"]} {item["gap"]} {item["areaName"]} {item["categoryName"]} {item["minutes"]}", Is.EqualTo("Cluster 3 NoOffer 湖心社区 望湖苑 独居探访 15"));
        Assert.That(item["demands"]!.AsArray().Select(demand => demand!["code"]!.ToString()), Is.EqualTo(new[] { first, second }));
        Assert.That(item["ownerName"]!.ToString(), Is.EqualTo("湖畔社工站"), "of the units that offer it, none closer, the first");
        Assert.That(Store.Count("select count(*) from event where subject = @subject and act = 'Draft'", new { subject = $"meeting/{code}" }), Is.EqualTo(1));
        Assert.That(await StateOf(servers[0], first), Does.Not.Contain("OnAgenda"), "a draft binds nobody");
        ExpectSound();
    }

    /// <summary>A body of which the constructor takes a part: nulls in the rest came through when it was read from the network.</summary>
    [TestCase("demands")]
    [TestCase("detail")]
    public async Task AddItem_NullWhereThereMustBeSomething_Is400NamingIt(string field)
    {
        var app = await Start();
        var item = Proposal("地铁口共享单车停放");
        item[field] = null;

        Assert.That((await Do(app, await Call(app), "items", item)).Expect(400).Json["errors"]![field], Is.Not.Null);
    }

    [Test]
    public async Task DraftAgenda_OnceMore_AddsWhatIsNewToItsItemAndKeepsTheRest()
    {
        var app = await Start(Given.Lists(slots: []));
        var first = await File(app);
        var code = await Call(app);
        await At(app, 13);
        (await Do(app, code, "draft")).Expect(200);
        (await Do(app, code, $"items/{await ItemId(app, code)}/edit", new JsonObject { ["title"] = "独居老人探访", ["minutes"] = 25 })).Expect(200);
        var second = await File(app);
        await At(app, 40);

        (await Do(app, code, "draft")).Expect(200);

        var item = (await Items(app, code)).Single();
        Assert.That($"{item["title"]} {item["minutes"]} {item["people"]}", Is.EqualTo("独居老人探访 25 2"));
        Assert.That(item["demands"]!.AsArray().Select(demand => demand!["code"]!.ToString()), Is.EqualTo(new[] { first, second }));
    }

    [Test]
    public async Task Agenda_OfTheNextMeeting_BeginsWithTheLastOnesResolutionsAndTheirResults()
    {
        var app = await Start(Given.Lists(slots: []));
        var (code, item) = await InSession(app, await File(app));
        (await Do(app, code, $"items/{item}/resolutions", Resolution(Draft("DW-0001"), Draft(Given.Community)))).Expect(200);
        (await Do(app, code, "close", Minutes)).Expect(200);
        (await Do(app, code, $"tasks/{(await TaskIds(app, code))[0]}/done", new JsonObject { ["result"] = "已清运两周" }, Unit)).Expect(200);
        await At(app, 24 * 20);
        var next = await Call(app, days: 60);
        (await Do(app, next, "items", Proposal("公交加站"))).Expect(200);

        (await Do(app, next, "draft")).Expect(200);

        var items = await Items(app, next);
        Assert.That(items.Select(row => row["kind"]!.ToString()), Is.EqualTo(new[] { "Report", "Proposal" }));
        var tasks = items[0]["reports"]!.AsArray().Single()!["tasks"]!.AsArray();
        Assert.That(tasks.Select(task => $"{task!["bodyName"]} {task["standing"]} {task["result"]}"), Is.EqualTo(new[] { "湖畔社工站 Done 已清运两周", "湖心社区 社区党委 Open " }));
        Assert.That((DateTimeOffset)items[1]["startsAt"]!, Is.EqualTo((DateTimeOffset)items[0]["endsAt"]!));
    }

    [Test]
    public async Task Propose_ByLeadUnitAndCommittee_WhereTheyMay()
    {
        var app = await Start(Given.Lists(slots: []));
        var demand = await File(app, Lead);
        var code = await Call(app);

        (await Do(app, code, "items", Proposal("楼道照明", demand), Lead)).Expect(200);
        (await Do(app, code, "items", Proposal("企业想共建"), Unit)).Expect(404);
        (await Do(app, code, "invite", new JsonObject { ["unit"] = "DW-0001" })).Expect(200);
        (await Do(app, code, "items", Proposal("企业想共建"), Unit)).Expect(200);
        (await Do(app, code, "items", Proposal("不相干"), $"lead/L-9@{Given.FarEstate}")).Expect(404);
        Assert.That((await Do(app, code, "items", Proposal("再来一次", demand))).Expect(409).Code, Is.EqualTo("demand-on-agenda"));
        (await Do(app, code, "items", Proposal("没有这件", "XQ-2026-009999"))).Expect(404);
        (await Do(app, code, "items", Proposal(""))).Expect(400);
        foreach (var act in new[] { "draft", "freeze", "begin", "close" })
            Assert.That((await Do(app, code, act, act == "close" ? Minutes : null, Lead)).Expect(403).Code, Is.EqualTo("not-your-role"));

        Assert.That((await Items(app, code)).Select(item => $"{item["title"]} {item["proposedBy"]}"), Is.EqualTo(new[] { "楼道照明 lead/L-1", "企业想共建 unit/DW-0001" }));
    }

    [Test]
    public async Task Shift_UpAndDown_MovesTimesAlong()
    {
        var app = await Start(Given.Lists(slots: []));
        var code = await Call(app);
        foreach (var (title, minutes) in new[] { ("甲议题", 10), ("乙议题", 20), ("丙议题", 30) })
            (await Do(app, code, "items", new JsonObject { ["title"] = title, ["minutes"] = minutes })).Expect(200);
        var start = (await Meeting(app, code)).Instant("meeting.startsAt");

        (await Do(app, code, $"items/{await ItemId(app, code, 3)}/up")).Expect(200);
        (await Do(app, code, $"items/{await ItemId(app, code, 1)}/down")).Expect(200);

        Assert.That((await Items(app, code)).Select(item => $"{item["title"]} {((DateTimeOffset)item["startsAt"]! - start).TotalMinutes}–{((DateTimeOffset)item["endsAt"]! - start).TotalMinutes}"),
            Is.EqualTo(new[] { "丙议题 0–30", "甲议题 30–40", "乙议题 40–60" }));
        Assert.That((await Do(app, code, $"items/{await ItemId(app, code, 1)}/up")).Expect(409).Code, Is.EqualTo("item-is-first"));
        Assert.That((await Do(app, code, $"items/{await ItemId(app, code, 3)}/down")).Expect(409).Code, Is.EqualTo("item-is-last"));
        (await Do(app, code, $"items/{await ItemId(app, code, 2)}/remove")).Expect(200);
        Assert.That((await Items(app, code)).Select(item => (int)item["position"]!), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public async Task Freeze_ItsDemands_AreOnTheAgendaAndKeepClocksAndOwner()
    {
        var app = await Start(Given.Lists(slots: []));
        var demand = await File(app, Lead);
        (await Act(app, demand, "charge", Lead)).Expect(200);
        var due = await DueOf(app, demand, "Resolve");
        var code = await Call(app);
        Assert.That((await Do(app, code, "freeze")).Expect(409).Code, Is.EqualTo("agenda-empty"));
        var place = (await app.Post($"/api/demands/{demand}/agenda", actingAs: Committee)).Expect(200);
        Assert.That(place.Text("meeting"), Is.EqualTo(code));
        Assert.That((await app.Post($"/api/demands/{demand}/agenda", actingAs: Committee)).Expect(409).Code, Is.EqualTo("demand-on-agenda"));

        (await Do(app, code, "freeze")).Expect(200);

        Assert.That(await StateOf(app, demand), Is.EqualTo("OnAgenda"));
        Assert.That(await DueOf(app, demand, "Resolve"), Is.EqualTo(due));
        Assert.That((await Clocks(app, demand)).Text("taker"), Is.EqualTo("L-1"));
        Assert.That((await app.Get($"/demands/{demand}", actingAs: Lead)).Expect(200).Body, Does.Contain($"/meetings/{code}#item-"));
        Assert.That((await Do(app, code, "items", Proposal("来晚了"))).Expect(409).Code, Is.EqualTo("meeting-act-not-allowed"));
        ExpectSound();

        await At(app, 24 * 20);
        Assert.That(await Standing(app, demand), Does.StartWith("OnAgenda ").And.Not.Contain("Lead"), "its clocks ran on and it climbed");
        (await Act(app, demand, "withdraw", Lead, Given.Reason())).Expect(200);
        Assert.That(await StateOf(app, demand), Is.EqualTo("Withdrawn"));
        ExpectSound();
    }

    [Test]
    public async Task PlanMeetings_AheadOfTheQuarter_GivesEveryCommunityWithoutOneOne_Once()
    {
        var servers = new[] { await Start(Given.Lists(slots: [])), await Start() };
        var own = (await servers[0].Post("/api/meetings", new JsonObject { ["area"] = Given.Community, ["startsAt"] = "2027-01-20T14:00" }, actingAs: Committee)).Expect(200).Text("meeting.code");
        var standing = (await servers[0].Get("/api/meetings")).Expect(200);
        Assert.That(standing.Texts("bodies", "standing"), Is.EqualTo(new[] { "NotCalled", "NotCalled" }), "that one is next quarter's");
        Clock.Advance(TimeSpan.FromDays(9));
        Assert.That((await servers[0].Get("/api/meetings")).Expect(200).Texts("bodies", "standing"), Is.EqualTo(new[] { "RunningOut", "RunningOut" }));
        Assert.That((await servers[0].Get("/meetings", actingAs: Committee)).Expect(200).Body, Does.Contain("联席会议还没有召集"));

        Clock.Advance(TimeSpan.FromDays(17));
        await Task.WhenAll(servers.Concat(servers).Select(server => TimerLoop.FireDue(server.Services)));

        var meetings = (await servers[0].Get("/api/meetings")).Expect(200);
        Assert.That(meetings.List("meetings").Select(meeting => $"{meeting!["area"]} {meeting["startsAt"]}"),
            Is.EquivalentTo(new[] { $"{Given.Community} 2027-01-20T06:00:00Z", $"{Given.Street}002 2027-02-15T01:30:00Z" }), $"{own} was there; the other's usual day is a Sunday");
        ExpectSound();

        Clock.Advance(TimeSpan.FromDays(90));
        await TimerLoop.FireDue(servers[0].Services);
        Assert.That(Store.Count("select count(*) from meeting where starts_at >= '2027-04'"), Is.EqualTo(2));
    }

    [Test]
    public async Task Meetings_EachRole_SeesAndRunsItsOwn()
    {
        var app = await Start(Given.Lists(slots: []));
        (await app.Post("/api/joint-committees", new JsonObject { ["name"] = "湖畔联合党委", ["communities"] = new JsonArray(Given.Community, Given.Street + "002") })).Expect(200);
        var community = await Call(app);
        var estate = await Call(app, area: Given.OtherEstate);
        var joint = (await app.Post("/api/meetings", new JsonObject { ["committee"] = 1, ["startsAt"] = Given.TextAt(24 * 20) }, actingAs: Joint)).Expect(200).Text("meeting.code");

        foreach (var (actor, sees) in new[]
        {
            (Committee, new[] { community, estate, joint }), (OtherCommittee, [joint]), (Lead, [community, joint]), (OtherBranch, [community, estate, joint]), ("street/S-1", [community, estate, joint]),
            (Joint, [community, estate, joint]), ("auditor/A-1", [community, estate, joint]), (Unit, []),
        })
        {
            Assert.That((await app.Get("/api/meetings", actingAs: actor)).Expect(200).List("meetings").Select(meeting => meeting!["code"]!.ToString()), Is.EquivalentTo(sees), actor);
            foreach (var code in new[] { community, estate, joint })
                (await app.Get($"/api/meetings/{code}", actingAs: actor)).Expect(sees.Contains(code) ? 200 : 404);
        }
        Assert.That((await Do(app, joint, "draft")).Expect(403).Code, Is.EqualTo("not-your-meeting"), "a community sits in it and does not run it");
        Assert.That((await Do(app, community, "draft", actingAs: Joint)).Expect(403).Code, Is.EqualTo("not-your-meeting"));
        (await Do(app, community, "draft", actingAs: OtherCommittee)).Expect(404);
        (await Do(app, joint, "draft", actingAs: Joint)).Expect(200);
        (await Do(app, estate, "draft", actingAs: "street/S-1")).Expect(200);
        (await app.Get("/api/meetings", actingAs: "resident")).Expect(401);
    }

    [TestCase("{}")]
    [TestCase("""{"startsAt":"2026-12-20T09:00"}""")]
    [TestCase("""{"area":"440605001001","committee":1,"startsAt":"2026-12-20T09:00"}""")]
    [TestCase("""{"area":"440605001001","startsAt":"2026-11-20T09:00"}""")]
    [TestCase("""{"area":"440605001001","startsAt":"2096-11-20T09:00"}""")]
    public async Task CallMeeting_Malformed_IsRefusedAtItsField(string body)
    {
        var app = await Start(Given.Lists(slots: []));
        (await app.Post("/api/meetings", JsonNode.Parse(body), actingAs: Committee)).Expect(400);
        Assert.That(Store.Count("select count(*) from meeting"), Is.Zero);
    }

    [Test]
    public async Task CallMeeting_OfNobodysPlace_IsNotThere()
    {
        var app = await Start(Given.Lists(slots: []));
        foreach (var area in new[] { "x", Given.Street, Given.Building, "440605001999", Given.Street + "002" })
            (await app.Post("/api/meetings", new JsonObject { ["area"] = area, ["startsAt"] = Given.TextAt(200) }, actingAs: Committee)).Expect(404);
        (await app.Post("/api/meetings", new JsonObject { ["committee"] = 77, ["startsAt"] = Given.TextAt(200) })).Expect(404);
    }
}
