using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Meetings;

/// <summary>The two stories of the seed, played from filed demands to the last task: shared bicycles of three firms in four communities under one
/// joint committee, and a bus stop.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class MeetingStoryTests<TStore> : MeetingTestBase<TStore> where TStore : IStore
{
    private const string Street = "street/S-1@440699001";
    private static readonly string[] Communities = ["440699001001", "440699001002", "440699001003", "440699001004"];
    private static readonly string[] Firms = ["DW-0201", "DW-0202", "DW-0203"];

    [Test]
    public async Task Seed_OfANewDemo_HoldsBothStoriesAsFarAsTheyAre()
    {
        var app = await Start(seed: true);

        var meetings = (await app.Get("/api/meetings", actingAs: Street)).Expect(200).List("meetings");
        Assert.That(meetings.Select(meeting => $"{meeting!["title"]} {meeting["state"]}"), Is.EqualTo(new[] { "共享单车停放联席会议 Frozen", "公交加站联席会议 Closed" }));
        Assert.That(await StateOf(app, "XQ-2025-000001"), Is.EqualTo("OnAgenda"));
        Assert.That(await StateOf(app, "XQ-2025-000006"), Is.EqualTo("Resolved"));
        var bikes = await Items(app, meetings[0]!["code"]!.ToString(), Street);
        Assert.That((string)bikes[0]["title"]!, Does.Contain("12000").And.Contain("2100"));
        Assert.That((await app.Get("/api/desk?queue=Tasks", actingAs: "community/C-8@440699001008")).Expect(200).Texts("items", "title"), Is.EqualTo(new[] { "调整线路和班次并公示" }));
        Assert.That((await app.FileDemand(Given.Demand(area: "440699001001001", category: "家庭宽带"), Street)).Code, Is.EqualTo("XQ-2026-000201"), "their numbers take none from the lists");
        ExpectSound();
    }

    [Test]
    public async Task Bikes_OfThreeFirmsInFourCommunities_FromFilingToTheLastTask()
    {
        var app = await Start(seed: true);
        var demands = new List<string>();
        foreach (var community in Communities)
            demands.Add((await app.FileDemand(Given.Demand("门口又堆满了共享单车", "共享单车停放", community + "001", source: "Staff"), Street)).Code);
        foreach (var demand in demands)
            (await Act(app, demand, "escalate", Street, Given.Reason("四个社区都有，请一起商量"))).Expect(200);
        Assert.That(await Standing(app, demands[0]), Is.EqualTo("Escalated JointCommittee"), "what communities of one committee share goes there");
        await At(app, 13);
        var code = (await app.Post("/api/meetings", new JsonObject { ["committee"] = 1, ["startsAt"] = Given.TextAt(24 * 10), ["title"] = "共享单车第二次会议" }, actingAs: Street)).Expect(200).Text("meeting.code");
        foreach (var firm in Firms)
            (await Do(app, code, "invite", new JsonObject { ["unit"] = firm }, Street)).Expect(200);

        await At(app, 24 * 3 + 1);

        var all = await Items(app, code, Street);
        var items = all.Where(item => item["categoryName"]!.ToString() == "共享单车停放").ToList();
        Assert.That(items.Select(item => item["kind"]!.ToString()), Is.EqualTo(Enumerable.Repeat("Cluster", Communities.Length)), "one for each community");
        Assert.That(items.SelectMany(item => item["demands"]!.AsArray()).Select(demand => demand!["code"]!.ToString()), Is.EquivalentTo(demands));
        (await Do(app, code, "freeze", actingAs: Street)).Expect(200);
        (await Do(app, code, "begin", actingAs: Street)).Expect(200);
        foreach (var firm in Firms)
            (await Do(app, code, $"items/{items[0]["id"]}/claim", new JsonObject { ["note"] = "分片清运" }, $"unit/{firm}")).Expect(200);
        for (var i = 0; i < 3; i++)
            (await Do(app, code, $"items/{items[i]["id"]}/resolutions", Resolution(Draft(Firms[i]), Draft(Firms[(i + 1) % 3]), Draft(Communities[i], "社区书记")), Street)).Expect(200);
        (await Do(app, code, $"items/{items[3]["id"]}/outcome", Outcome("Street"), Street)).Expect(200);
        foreach (var other in all.Except(items))
            (await Do(app, code, $"items/{other["id"]}/outcome", Outcome("Next"), Street)).Expect(200);
        (await Do(app, code, "close", Minutes, Street)).Expect(200);

        foreach (var item in await Items(app, code, Street))
        {
            foreach (var task in item["resolutions"]!.AsArray().SelectMany(resolution => resolution!["tasks"]!.AsArray()))
            {
                var body = task!["body"]!.ToString();
                (await Do(app, code, $"tasks/{task["id"]}/done", new JsonObject { ["result"] = "连续两周无堆积" }, body.StartsWith("DW", StringComparison.Ordinal) ? $"unit/{body}" : $"community/C-{body[^1]}@{body}")).Expect(200);
            }
        }

        var decided = (await Items(app, code, Street)).Where(item => item["categoryName"]!.ToString() == "共享单车停放").ToDictionary(item => item["demands"]![0]!["code"]!.ToString(), item => item["outcome"]!.ToString());
        foreach (var demand in demands)
            Assert.That(await StateOf(app, demand), Is.EqualTo(decided[demand] == "Resolved" ? "Served" : "Escalated"));
        Assert.That(decided.Values.Count(outcome => outcome == "Resolved"), Is.EqualTo(3));
        Assert.That((await app.Get("/api/meeting-tasks", actingAs: "unit/DW-0201")).Expect(200).Json.AsArray(), Is.Empty, "all done (销号)");
        ExpectSound();
    }

    [Test]
    public async Task Bus_OfOneCommunity_FromFilingToTheLastTask()
    {
        const string community = "440699001008";
        const string committee = $"community/C-8@{community}";
        var app = await Start(seed: true);
        var demand = (await app.FileDemand(Given.Demand("去医院没有直达公交", "公交线路", community + "001", source: "Staff"), committee)).Code;
        var code = await Call(app, days: 10, area: community, actingAs: committee);
        await At(app, 24 * 9.9);
        var items = await Items(app, code, committee);
        Assert.That(items.Select(item => item["kind"]!.ToString()), Is.EqualTo(new[] { "Report" }.Concat(Enumerable.Repeat("Cluster", items.Count - 1))), "the story's bus resolution comes first");
        Assert.That(items[0]["reports"]![0]!["tasks"]!.AsArray().Select(task => task!["standing"]!.ToString()), Is.EqualTo(new[] { "Warned", "Done" }));
        var own = items.Single(item => item["demands"]!.AsArray().Any(evidence => evidence!["code"]!.ToString() == demand));
        (await Do(app, code, "invite", new JsonObject { ["unit"] = "DW-0204" }, committee)).Expect(200);
        (await Do(app, code, "freeze", actingAs: committee)).Expect(200);
        (await Do(app, code, "begin", actingAs: committee)).Expect(200);
        (await Do(app, code, $"items/{own["id"]}/claim", new JsonObject { ["note"] = "增开一条接驳线" }, "unit/DW-0204")).Expect(200);
        (await Do(app, code, $"items/{own["id"]}/resolutions", Resolution(Draft("DW-0204"), Draft(community, "社区书记")), committee)).Expect(200);
        foreach (var item in items.Where(item => item["demands"]!.AsArray().Count > 0 && (long)item["id"]! != (long)own["id"]!))
            (await Do(app, code, $"items/{item["id"]}/outcome", Outcome("Next"), committee)).Expect(200);
        (await Do(app, code, "close", Minutes, committee)).Expect(200);
        foreach (var task in await TaskIds(app, code, committee))
            (await Do(app, code, $"tasks/{task}/done", new JsonObject { ["result"] = "接驳线已开" }, committee)).Expect(200);

        Assert.That((await app.Demand(demand)).List("orders").Select(order => $"{order!["unit"]} {order["state"]}"), Is.EqualTo(new[] { "DW-0204 Completed" }));
        ExpectSound();
    }
}
