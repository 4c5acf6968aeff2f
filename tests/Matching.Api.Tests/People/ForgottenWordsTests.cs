using System.Text.Json.Nodes;
using Matching.Api.Data;
using Matching.Api.Tests.Escalation;

namespace Matching.Api.Tests.People;

/// <summary>Whatever was said of somebody, by anybody, anywhere: once they are forgotten, no column of the store holds it.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class ForgottenWordsTests<TStore> : NetTests<TStore> where TStore : IStore
{
    private const string Said = "蓝螺丝";
    private const string Unit = "unit/DW-0001";

    [Test]
    public async Task Erase_OfWhoWasSpokenOfEverywhere_LeavesTheirWordsNowhere()
    {
        var app = await Start();
        var first = await app.FileDemand(Filing(), Lead);
        await Escalated(app, first.Text("code"));
        await Served(app);
        await Visited(app);
        await Asides(app);
        var held = Holding();
        Assert.That(held, Has.Count.GreaterThan(15), string.Join('\n', held));

        (await app.Post($"/api/demands/{first.Text("code")}/erase", new JsonObject { ["lookUpCode"] = first.Text("lookUpCode") }, actingAs: "resident")).Expect(200);

        Assert.That(Holding(), Is.Empty);
        Assert.That(Store.Count("select count(*) from event where act = 'Erase' and subject like 'meeting/%'"), Is.EqualTo(1));
        ExpectSound();
    }

    private static JsonObject Contact => new() { ["name"] = "甲某", ["phone"] = "13900000000", ["consent"] = true };

    private static JsonObject Filing()
    {
        var body = Given.Demand($"{Said}，想有人常去看看", detail: $"{Said}住三楼");
        body["contact"] = Contact;
        return body;
    }

    private static async Task Escalated(App app, string demand)
    {
        foreach (var (act, field) in new[] { ("supplement", "text"), ("notes", "note"), ("wait", "question"), ("record-answer", "answer"), ("escalate", "reason") })
            (await Act(app, demand, act, act == "escalate" ? Lead : Committee, new JsonObject { [field] = $"{Said}{act}" })).Expect(200);
        foreach (var act in new[] { "unreasonable", "reasonable" })
            (await Act(app, demand, act, Colleague, Given.Reason($"{Said}{act}"))).Expect(200);
        (await Act(app, demand, "gap", Committee, new JsonObject { ["gap"] = "NoOffer", ["note"] = Said })).Expect(200);
        (await Act(app, demand, "extend", Actors.Street, new JsonObject { ["kind"] = "Resolve", ["hours"] = 8, ["reason"] = Said })).Expect(200);
        (await app.Post($"/api/demands/{demand}/support", new JsonObject { ["note"] = Said, ["contact"] = Contact }, actingAs: "resident")).Expect(200);
        (await app.Post("/api/meetings", new JsonObject { ["area"] = Given.Community, ["startsAt"] = Given.TextAt(24 * 14) }, actingAs: Committee)).Expect(200);
        var place = (await Act(app, demand, "agenda", Committee)).Expect(200);
        (await app.Post($"/api/meetings/{place.Text("meeting")}/items", new JsonObject { ["title"] = "另一件" }, actingAs: Committee)).Expect(200);
        (await app.Post($"/api/meetings/{place.Text("meeting")}/items/{place.Text("item")}/down", actingAs: Committee)).Expect(200);
    }

    private async Task Served(App app) =>
        (await Act(app, await File(app, Lead, Filing()), "serve", Committee, new JsonObject { ["note"] = Said })).Expect(200);

    private async Task Visited(App app)
    {
        var demand = await File(app, Lead, Filing());
        (await app.Post($"/api/demands/{demand}/assign", new JsonObject { ["offer"] = "ZY-2026-000001", ["slotStart"] = Given.TextAt(24), ["reason"] = Said }, actingAs: Committee)).Expect(200);
        var order = (await app.LiveOrders(demand)).Single();
        await app.Step(order, "issue");
        (await app.Post($"/api/orders/{order}/other-time", new JsonObject { ["from"] = Given.TextAt(100), ["until"] = Given.TextAt(102), ["note"] = Said }, actingAs: Unit)).Expect(200);
        (await app.Post($"/api/orders/{order}/other-time/refuse", new JsonObject { ["note"] = Said }, actingAs: Committee)).Expect(200);
        await app.Step(order, "accept");
        await app.Step(order, "complete", new JsonObject { ["note"] = Said });
        await app.Step(order, "return-visit", new JsonObject { ["solved"] = true, ["satisfaction"] = "Satisfied", ["note"] = Said });
    }

    private static async Task Asides(App app)
    {
        var mail = (await app.Post("/api/mailbox", new JsonObject { ["area"] = Given.Building, ["kind"] = "Help", ["text"] = Said, ["contact"] = Contact }, actingAs: "resident")).Expect(200).Text("code");
        (await app.Post($"/api/mailbox/{mail}/answer", new JsonObject { ["text"] = Said }, actingAs: Committee)).Expect(200);
        (await app.Post($"/api/mailbox/{mail}/take-up",
            new JsonObject { ["title"] = Said, ["category"] = Given.Visiting, ["start"] = Given.TextAt(24), ["end"] = Given.TextAt(26), ["capacity"] = 2 }, actingAs: Committee)).Expect(200);
        var nominee = (await app.Post("/api/lead-nominations", new JsonObject { ["area"] = Given.Building, ["kind"] = "Neighbour", ["why"] = Said, ["contact"] = Contact }, actingAs: "resident")).Expect(200);
        (await app.Post($"/api/lead-nominations/{nominee.Text("code")}/refuse", Given.Reason(Said), actingAs: Committee)).Expect(200);
        (await app.Post("/api/company-visits", new JsonObject
        {
            ["kind"] = "Visit", ["firm"] = "岭南玉器坊", ["area"] = Given.Community, ["visitedOn"] = "2026-11-20", ["said"] = Said, ["contact"] = Contact, ["followUps"] = new JsonArray(),
            ["needs"] = new JsonArray(new JsonObject { ["title"] = $"{Said}想做体检", ["category"] = Given.Visiting, ["quantity"] = 1 }),
        }, actingAs: Committee)).Expect(201);
        await Wished(app);
    }

    private static async Task Wished(App app)
    {
        var survey = (await app.Post("/api/surveys", new JsonObject { ["place"] = Given.Community, ["title"] = "明年想要什么", ["intro"] = "", ["closes"] = "2026-12-20" }, actingAs: Committee)).Expect(201).Text("code");
        (await app.Post($"/api/surveys/{survey}/questions", new JsonObject { ["kind"] = "Text", ["words"] = "还有什么想说的？", ["asks"] = true }, actingAs: Committee)).Expect(200);
        var sheet = (await app.Post($"/api/surveys/{survey}/state", new JsonObject { ["state"] = "Published" }, actingAs: Committee)).Expect(200);
        var replies = new JsonArray(new JsonObject { ["question"] = sheet.List("questions")[0]!["id"]!.DeepClone(), ["text"] = $"{Said}想有人上门探访" });
        (await app.Post($"/api/survey-sheets/{sheet.Text("answerCode")}", new JsonObject { ["area"] = Given.Estate, ["contact"] = Contact, ["replies"] = replies }, actingAs: "resident")).Expect(201);
        var wish = (await app.Get($"/api/surveys/{survey}/wishes", actingAs: Committee)).Expect(200).Json.AsArray()[0]!["id"]!.DeepClone();
        (await app.Post($"/api/surveys/{survey}/nods", new JsonObject { ["wishes"] = new JsonArray(wish), ["act"] = "Dismiss", ["reason"] = Said }, actingAs: Committee)).Expect(200);
    }

    /// <summary>Every column, with how many of its rows hold the words.</summary>
    private List<string> Holding() => [.. StoreColumns.Texts(Store).Select(column => (column, Count: Store.Count($"select count(*) from {column.Table} where {column.Name} like '%{Said}%'")))
        .Where(found => found.Count > 0).Select(found => $"{found.column.Table}.{found.column.Name} {found.Count}")];
}
