using System.Text.Json.Nodes;
using Matching.Api.Orders;

namespace Matching.Api.Tests.Desk;

[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class DeskTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private static readonly string[] Queues = ["ToVerify", "ToMatch", "AnswerLate", "DueSoon", "Unmet", "Dissatisfied"];

    [Test]
    public async Task GetDesk_OfEveryQueue_CountsWhatItsPagesHold()
    {
        var app = await Start(Given.Lists(slots: [.. Enumerable.Range(20, 6).Select(day => Given.Slot(start: 24 * day, capacity: 2))]));
        await app.FileDemand(Given.Demand("等待核实", source: "Resident"), actingAs: "resident");
        await app.FileDemand(Given.Demand("早就没人管", category: "水电维修"));
        await Asked(app, "单位没有答复");
        await Reopened(app);
        Clock.Advance(TimeSpan.FromDays(17));
        await Matching.Api.Escalation.TimerLoop.FireDue(app.Services);
        await app.FileDemand(Given.Demand("刚刚提出"));

        var rows = new Dictionary<string, List<string>>();
        foreach (var queue in Queues)
            rows[queue] = await Rows(app, queue);

        Assert.That(rows["ToVerify"], Is.EqualTo(new[] { "等待核实" }));
        Assert.That(rows["ToMatch"], Is.EqualTo(new[] { "刚刚提出" }));
        Assert.That(rows["AnswerLate"], Is.EqualTo(new[] { "单位没有答复" }));
        Assert.That(rows["DueSoon"], Is.EqualTo(new[] { "早就没人管", "单位没有答复", "没有解决" }));
        Assert.That(rows["Unmet"], Is.EqualTo(new[] { "早就没人管", "单位没有答复" }));
        Assert.That(rows["Dissatisfied"], Is.EqualTo(new[] { "没有解决" }));
    }

    [Test]
    public async Task GetDesk_ByACommunity_HoldsItsOwnAlone()
    {
        var app = await Start();
        await app.FileDemand(Given.Demand("湖心的", source: "Resident"), actingAs: "resident");
        await app.FileDemand(Given.Demand("云溪的", area: Given.FarEstate, source: "Resident"), actingAs: "resident");

        var desk = (await app.Get("/api/desk", actingAs: $"community/C-1@{Given.Community}")).Expect(200);

        Assert.That(desk.Texts("items", "title"), Is.EqualTo(new[] { "湖心的" }));
        Assert.That((long)desk.List("queues")[0]!["count"]!, Is.EqualTo(1));
        (await app.Get("/api/desk", actingAs: $"lead/L-1@{Given.Building}")).Expect(403);
    }

    [Test]
    public async Task ReturnDemand_Filed_StaysFiledAndTellsTheFilerWhatIsMissing()
    {
        var app = await Start();
        var demand = (await app.FileDemand(Given.Demand(source: "Resident"), actingAs: "resident")).Code;

        (await app.Post($"/api/demands/{demand}/return", Given.Reason("请补充楼栋"))).Expect(200);

        var detail = await app.Demand(demand);
        Assert.That(detail.Text("demand.state"), Is.EqualTo("Filed"));
        Assert.That(detail.List("history").Select(step => $"{step!["act"]} {step["why"]}"), Does.Contain("Return 请补充楼栋"));
        (await app.Post($"/api/demands/{demand}/open")).Expect(200);
        Assert.That((await app.Post($"/api/demands/{demand}/return", Given.Reason("又想起来"))).Expect(409).Code, Is.EqualTo("demand-act-not-allowed"));
    }

    [Test]
    public async Task InternalNote_OfStaff_IsNeitherTheLeadsNorTheResidentsToRead()
    {
        var app = await Start();
        const string lead = $"lead/L-1@{Given.Building}";
        var receipt = await app.FileDemand(Given.Demand(area: Given.Building), actingAs: lead);
        const string note = "这户去年也反映过，先打电话 13800138000 核实";

        var notes = (await app.Post($"/api/demands/{receipt.Code}/notes", new JsonObject { ["note"] = note })).Expect(200);

        Assert.That((string)notes.Json[0]!["note"]!, Does.Contain("去年也反映过").And.Not.Contain("13800138000"));
        Assert.That((await app.Get($"/api/demands/{receipt.Code}/notes", actingAs: $"community/C-1@{Given.Community}")).Expect(200).Body, Does.Contain("去年也反映过"));
        (await app.Get($"/api/demands/{receipt.Code}/notes", actingAs: lead)).Expect(403);
        foreach (var path in new[] { $"/api/demands/{receipt.Code}", $"/demands/{receipt.Code}" })
            Assert.That((await app.Get(path, actingAs: lead)).Expect(200).Body, Does.Not.Contain("去年"), path);
        (await app.Get($"/api/demands/{receipt.Code}/notes", actingAs: $"community/C-2@{Given.Street}002")).Expect(404);
    }

    private static async Task<string> Asked(App app, string title)
    {
        var demand = (await app.FileDemand(Given.Demand(title))).Code;
        await app.RunMatch();
        var order = (await app.LiveOrders(demand)).Single();
        await app.Step(order, "issue");
        return order;
    }

    private static async Task Reopened(App app)
    {
        var order = await Asked(app, "没有解决");
        await app.Step(order, "accept");
        await app.Step(order, "complete");
        await app.Step(order, "return-visit", Given.Visit(solved: false, satisfaction: "Dissatisfied"));
    }

    /// <summary>The titles of all pages, one row at a time; as many as the queue says.</summary>
    private static async Task<List<string>> Rows(App app, string queue)
    {
        var (titles, count, cursor) = (new List<string>(), 0L, "0");
        while (cursor is not null)
        {
            var page = (await app.Get($"/api/desk?queue={queue}&limit=1&cursor={cursor}")).Expect(200);
            count = (long)page.List("queues").Single(row => (string)row!["queue"]! == queue)!["count"]!;
            titles.AddRange(page.Texts("items", "title"));
            cursor = (string?)page.Json["next"];
        }
        Assert.That(titles, Has.Count.EqualTo(count), queue);
        return titles;
    }
}
