using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Escalation;

/// <summary>The net's pages show what the API tells; how they look and what can be pressed is tried in a browser.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class NetPageTests<TStore> : NetTests<TStore> where TStore : IStore
{
    [Test]
    public async Task Worklist_ShowsWhatIsDueWithItsRungAndDays()
    {
        var app = await Start(Given.Lists(slots: []));
        var demand = await File(app, Lead);
        await At(app, 13);

        var page = (await app.Get("/worklist?mine=&rung=Community&studio=", actingAs: Committee)).Expect(200);

        Assert.That(page.Body, Does.Contain(demand).And.Contain("社区党委").And.Contain("还剩").And.Contain("待首接"));
        Assert.That((await app.Get("/worklist?clock=Overdue", actingAs: Committee)).Expect(200).Body, Does.Not.Contain(demand));
    }

    [Test]
    public async Task ClocksPage_ShowsClocksStepsAndTheQuestion()
    {
        var app = await Start(Given.Lists(slots: []));
        var demand = await File(app, Lead);
        await At(app, 12);
        (await Act(app, demand, "wait", Committee, new JsonObject { ["question"] = "请问方便哪天上门？" })).Expect(200);

        var page = (await app.Get($"/demands/{demand}/clocks", actingAs: Committee)).Expect(200);

        Assert.That(page.Body, Does.Contain("请问方便哪天上门？").And.Contain("楼长 → 社区党委").And.Contain("“响应”时限已到").And.Contain("暂停"));
        (await app.Get($"/demands/{demand}/clocks", actingAs: OtherBranch)).Expect(404);
    }

    [Test]
    public async Task Hall_ShowsWhatCanBeClaimedAndAsksOnce()
    {
        var app = await Start();
        var demand = await File(app);

        Assert.That((await app.Get("/hall", actingAs: "unit/DW-0001")).Expect(200).Body, Does.Contain($"/hall/{demand}/claim").And.Contain("抢单"));
        Assert.That((await app.Get($"/hall/{demand}/claim", actingAs: "unit/DW-0001")).Expect(200).Body, Does.Contain("确认接单").And.Contain("ZY-2026-000001").And.Contain("48"));
        (await app.Get("/hall", actingAs: Committee)).Expect(403);

        (await app.Post($"/api/hall/{demand}/claim", new JsonObject { ["offer"] = "ZY-2026-000002", ["slotStart"] = Given.TextAt(24) }, actingAs: "unit/DW-0002")).Expect(200);
        (await app.Get($"/hall/{demand}/claim", actingAs: "unit/DW-0001")).Expect(409);
    }

    [Test]
    public async Task SurgeAndRoster_ShowTheSwitchAndTheShifts()
    {
        var app = await Start();
        await app.Token(Lead);
        Assert.That((await app.Get("/surge")).Expect(200).Body, Does.Contain("启动应急").And.Contain("湖畔街道"));

        (await app.Post("/api/surge/begin", new JsonObject { ["street"] = Given.Street, ["reason"] = "台风登陆" })).Expect(200);

        Assert.That((await app.Get("/surge")).Expect(200).Body, Does.Contain("解除应急").And.Contain("台风登陆"));
        Assert.That((await app.Get("/surge/roster")).Expect(200).Body, Does.Contain("L-1").And.Contain("望湖苑").And.Contain("晚班"));
    }
}
