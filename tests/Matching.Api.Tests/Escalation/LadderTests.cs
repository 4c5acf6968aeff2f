using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Escalation;

/// <summary>Nobody serves it: the demand climbs, and at each rung somebody answers who may take charge, hand over, serve, pass on, send down.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class LadderTests<TStore> : NetTests<TStore> where TStore : IStore
{
    [Test]
    public async Task Silence_ClimbsRungByRungToTheStreet_AndStaysThereWithAClock()
    {
        var app = await Start(Given.Lists(slots: []));
        await app.Token(Branch);
        var demand = await File(app, Lead);
        var way = new List<string>();

        foreach (var hours in new[] { 11.9, 12, 59.9, 60, 215.9, 216, 431.9, 432, 1000, 2000 })
        {
            await At(app, hours);
            way.Add(await Standing(app, demand));
            ExpectSound();
        }

        Assert.That(way, Is.EqualTo(new[]
        {
            "Open Lead", "Escalated Branch", "Escalated Branch", "Escalated Community", "Escalated Community", "Escalated Meeting",
            "Escalated Meeting", "Escalated Street", "Escalated Street", "Escalated Street",
        }), "response after 12 h, the branch's 48 h, seven working days to resolve, and again");
        Assert.That((await Clocks(app, demand)).Texts("steps", "to"), Is.EqualTo(new[] { "Branch", "Community", "Meeting", "Street" }));
        Assert.That(Store.Count("select count(*) from event where subject = @demand and act = 'Escalate'", new { demand }), Is.EqualTo(4));
    }

    [Test]
    public async Task EscalatedDemand_IsStillSought_AndReturnsToItsRungWhenAnOrderEnds()
    {
        var app = await Start(Given.Lists(slots: [Given.Slot(start: 100), Given.Slot("ZY-2026-000002", 100)]));
        var demand = await File(app, Lead);
        await At(app, 12);

        await app.RunMatch();
        Assert.That(await Standing(app, demand), Is.EqualTo("Matched Community"));
        var order = (await app.LiveOrders(demand)).Single();
        await app.Step(order, "issue");
        await app.Step(order, "decline");

        Assert.That(await Standing(app, demand), Is.EqualTo("Escalated Community"));
        Assert.That((await app.Get("/api/live-match?verify=true")).Expect(200).Number("demands"), Is.EqualTo(1));
        ExpectSound();
    }

    [Test]
    public async Task MatchedAndAsked_TheRungWaitsForTheUnit()
    {
        var app = await Start(Given.Lists(slots: [Given.Slot(start: 200)]));
        var demand = await File(app, Lead);
        await app.RunMatch();
        var order = (await app.LiveOrders(demand)).Single();
        await app.Step(order, "issue");
        await app.Step(order, "acknowledge");

        await At(app, 47);

        Assert.That(await Standing(app, demand), Is.EqualTo("Matched Lead"), "its 36 hours are over, and the unit still has time");
        Assert.That((await Clocks(app, demand)).List("clocks").Count(clock => (string?)clock!["kind"] == "Rung"), Is.EqualTo(2));
        await app.Step(order, "accept");
        await At(app, 200);
        Assert.That(await Standing(app, demand), Is.EqualTo("Matched Lead"), "accepted before it could run out");
        ExpectSound();
    }

    [Test]
    public async Task NamedCommitteeMember_OwnsFirstWhatComesUpFromTheEstate()
    {
        var app = await Start(Given.Lists(slots: []));
        await app.Token(Colleague);
        Assert.That((await app.Post($"/api/estates/{Given.Estate}/contact", new JsonObject { ["account"] = "L-1" }, actingAs: Committee)).Status, Is.EqualTo(404), "no such account yet");
        (await app.Post($"/api/estates/{Given.Estate}/contact", new JsonObject { ["account"] = "C-2" }, actingAs: Committee)).Expect(200);
        var demand = await File(app, Lead);
        Assert.That((await Clocks(app, demand)).List("owners").Select(owner => (string?)owner), Is.EqualTo(new[] { "L-1" }));

        await At(app, 12);

        Assert.That((await Clocks(app, demand)).List("owners").Select(owner => (string?)owner), Is.EqualTo(new[] { "C-2" }));
        Assert.That((await app.Get("/api/worklist?mine=true", actingAs: Colleague)).Expect(200).Texts("items", "code"), Is.EqualTo(new[] { demand }));
        Assert.That((await app.Get("/api/worklist?mine=true", actingAs: Committee)).Expect(200).List("items"), Is.Empty);
        Assert.That((await app.Get("/api/worklist?rung=Community", actingAs: Committee)).Expect(200).Texts("items", "responsible"), Is.EqualTo(new[] { "C-2" }));
    }

    [Test]
    public async Task TakeCharge_ByTheFirst_IsTheirsUntilHandedOver()
    {
        var app = await Start(Given.Lists(slots: []));
        await app.Token(OtherLead);
        await app.Token(OtherBranch);
        var demand = await File(app, Lead);
        static JsonObject To(string name) => new() { ["to"] = name, ["reason"] = "轮休" };
        Assert.That((await Act(app, demand, "hand-over", Lead, To("L-2"))).Expect(409).Code, Is.EqualTo("demand-not-in-charge"));

        (await Act(app, demand, "charge", Lead)).Expect(200);

        Assert.That((await Act(app, demand, "charge", OtherLead)).Expect(409).Code, Is.EqualTo("demand-in-charge"));
        Assert.That((await Act(app, demand, "hand-over", OtherLead, To("L-2"))).Expect(403).Code, Is.EqualTo("approver-not-above"));
        Assert.That((await Act(app, demand, "hand-over", Lead, To("B-2"))).Expect(409).Code, Is.EqualTo("not-of-this-rung"), "of another estate");
        (await Act(app, demand, "hand-over", Lead, To("L-2"))).Expect(200);
        (await Act(app, demand, "hand-over", Committee, To("C-1"))).Expect(200);
        Assert.That((await Clocks(app, demand)).Text("taker"), Is.EqualTo("C-1"));
        Assert.That((await Clocks(app, demand)).List("clocks").Single(clock => (string?)clock!["kind"] == "Respond")!["outcome"]!.ToString(), Is.EqualTo("Met"));
        ExpectSound();
    }

    [Test]
    public async Task TakeCharge_ByAHigherRung_BringsItUp()
    {
        var app = await Start(Given.Lists(slots: []));
        var demand = await File(app, Lead);

        (await Act(app, demand, "charge", Committee)).Expect(200);

        Assert.That(await Standing(app, demand), Is.EqualTo("Escalated Community"));
        Assert.That((await Act(app, demand, "escalate", Lead, Given.Reason())).Expect(403).Code, Is.EqualTo("not-your-rung"));
        ExpectSound();
    }

    [Test]
    public async Task PassOnAndSendDown_OneRungAtATime_WithReasonAndByTheRungAlone()
    {
        var app = await Start(Given.Lists(slots: []));
        await app.Token(Branch);
        var demand = await File(app, Lead);
        Assert.That((await Act(app, demand, "send-down", Lead, Given.Reason())).Expect(409).Code, Is.EqualTo("ladder-bottom"));
        (await Act(app, demand, "escalate", Lead, new JsonObject { ["reason"] = "" })).Expect(400);

        (await Act(app, demand, "escalate", Lead, Given.Reason("楼里协调不了"))).Expect(200);
        Assert.That(await Standing(app, demand), Is.EqualTo("Escalated Branch"));
        (await Act(app, demand, "send-down", Lead, Given.Reason())).Expect(403);
        (await Act(app, demand, "send-down", OtherBranch, Given.Reason())).Expect(404);
        (await Act(app, demand, "send-down", Branch, Given.Reason("请先找邻居"))).Expect(200);
        Assert.That(await Standing(app, demand), Is.EqualTo("Open Lead"));

        for (var i = 0; i < 4; i++)
            (await Act(app, demand, "escalate", "street/S-1", Given.Reason())).Expect(200);
        Assert.That((await Act(app, demand, "escalate", "street/S-1", Given.Reason())).Expect(409).Code, Is.EqualTo("ladder-top"));
        Assert.That((await Clocks(app, demand)).Texts("steps", "to"), Is.EqualTo(new[] { "Branch", "Lead", "Branch", "Community", "Meeting", "Street" }));
        Assert.That((await Clocks(app, demand)).Texts("steps", "why"), Does.Contain("楼里协调不了").And.Contain("请先找邻居"));
        ExpectSound();
    }

    [Test]
    public async Task ServeDemand_ByTheRung_IsACompletedOrderThatSomebodyElseVisits()
    {
        var app = await Start(Given.Lists(slots: []));
        var demand = await File(app, Lead);

        var order = (await Act(app, demand, "serve", Committee, new JsonObject { ["note"] = "社区电工已上门换好灯泡" })).Expect(200);

        Assert.That(order.Text("state"), Is.EqualTo("Completed"));
        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Served"));
        Assert.That((await app.TryStep(order.Text("code"), "return-visit", actingAs: Committee)).Expect(403).Code, Is.EqualTo("visitor-not-independent"));
        await app.Step(order.Text("code"), "return-visit");
        Assert.That((await Act(app, demand, "serve", Committee, new JsonObject { ["note"] = "再来一次" })).Expect(409).Code, Is.EqualTo("demand-not-seeking"));
        await app.RunMatch();
        (await app.Get("/api/live-match?verify=true")).Expect(200);
        ExpectSound();
    }

    [Test]
    public async Task JointCommittee_WhereTwoMemberCommunitiesHaveTheSameMatter_GetsIt()
    {
        var app = await Start(Given.Lists(slots: []));
        (await app.Post("/api/joint-committees", new JsonObject { ["name"] = "湖畔联合党委", ["communities"] = new JsonArray(Given.Community, Given.Street + "002") })).Expect(200);
        var alone = await File(app);
        (await Act(app, alone, "escalate", Committee, Given.Reason())).Expect(200);
        Assert.That(await Standing(app, alone), Is.EqualTo("Escalated Meeting"), "nobody shares it");

        var shared = await File(app, demand: Given.Demand(area: Given.FarEstate));
        (await Act(app, shared, "escalate", "street/S-1", Given.Reason())).Expect(200);

        Assert.That(await Standing(app, shared), Is.EqualTo("Escalated JointCommittee"));
        (await app.Post("/api/joint-committees", new JsonObject { ["name"] = "又一个", ["communities"] = new JsonArray(Given.Community, Given.Street + "002") })).Expect(409);
        ExpectSound();
    }

    [Test]
    public async Task ResidentsFiling_ThatNobodyNods_ClimbsToTheStreetAndStaysFiled()
    {
        var app = await Start(Given.Lists(slots: []));
        var demand = await File(app, "resident", Given.Demand(source: "Resident"));

        await At(app, 12);

        Assert.That(await Standing(app, demand), Is.EqualTo("Filed Street"));
        (await app.Post($"/api/demands/{demand}/open", new JsonObject(), actingAs: Lead)).Expect(200);
        Assert.That(await Standing(app, demand), Is.EqualTo("Open Lead"));
        ExpectSound();
    }

    [Test]
    public async Task Worklist_OfAStudio_HoldsItsThemeAlone()
    {
        var app = await Start(Given.Lists(slots: []));
        var visiting = await File(app);
        await File(app, demand: Given.Demand(title: "孙子上网课老是断线", category: "家庭宽带"));

        var own = await app.Get("/api/worklist", actingAs: $"studio/G-1@{Given.Street}:关爱帮扶工作室");

        Assert.That(own.Expect(200).Texts("items", "code"), Is.EqualTo(new[] { visiting }));
        Assert.That((await app.Get("/api/worklist?studio=关爱帮扶工作室")).Expect(200).Number("total"), Is.EqualTo(1));
        Assert.That((await Act(app, visiting, "charge", $"studio/G-1@{Given.Street}:关爱帮扶工作室")).Expect(200).Status, Is.EqualTo(200));
    }
}
