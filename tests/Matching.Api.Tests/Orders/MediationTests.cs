using System.Text.Json.Nodes;
using Matching.Api.Tests.Escalation;

namespace Matching.Api.Tests.Orders;

/// <summary>A mediation ends with an outcome of its own, which order, demand, receipt and report show; nothing else has one.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class MediationTests<TStore> : NetTests<TStore> where TStore : IStore
{
    private const string Category = "邻里调解";

    [Test]
    public async Task Complete_WithAnOutcome_IsShownToEverybodyAndCounted()
    {
        var app = await Mediating();
        var (demand, order, lookUp) = await Accepted(app);
        Assert.That((await Complete(app, order, null)).Expect(409).Code, Is.EqualTo("mediation-outcome-wanted"));

        var done = (await Complete(app, order, "PartlyAgreed")).Expect(200);

        Assert.That((done.Text("mediation"), done.Text("mediationName")), Is.EqualTo(("PartlyAgreed", "部分达成")));
        Assert.That((await app.Demand(demand)).Texts("orders", "mediationName"), Is.EqualTo(new[] { "部分达成" }));
        var own = (await app.Post($"/api/demands/{demand}/look-up", new JsonObject { ["lookUpCode"] = lookUp }, actingAs: "resident")).Expect(200);
        Assert.That(own.Texts("orders", "mediation"), Is.EqualTo(new[] { "部分达成" }));
        Assert.That((await app.Get($"/orders/{order}", actingAs: Committee)).Expect(200).Body, Does.Contain("部分达成：两家当面谈过"));
        var report = (await app.Get("/api/reports/2026-11")).Expect(200);
        Assert.That(report.List("mediations").Single()!["outcomes"]!.AsArray().Select(count => (int)count!), Is.EqualTo(new[] { 0, 1, 0, 0, 0 }));
        Assert.That((await app.Get("/api/reports/2026-11/records?mediations=true&mediation=PartlyAgreed")).Expect(200).Texts("items", "code"), Is.EqualTo(new[] { order }));
        Assert.That((await app.Get("/api/reports/2026-11/records?mediations=true&mediation=Agreed")).Expect(200).Number("count"), Is.Zero);
        Assert.That((await app.Get("/reports/2026-11/balance")).Expect(200).Body, Does.Contain("调解结果（按社区）"));
        ExpectSound();
    }

    [Test]
    public async Task Reopen_OfAMediation_TakesTheOutcomeBackAndKeepsItInTheHistory()
    {
        var app = await Mediating();
        var (_, order, _) = await Accepted(app);
        (await Complete(app, order, "Agreed")).Expect(200);

        await app.Step(order, "reopen");

        var reopened = await app.Order(order);
        Assert.That(reopened.Json["order"]!["mediation"], Is.Null);
        Assert.That(reopened.Texts("history", "why"), Has.Some.StartsWith("Agreed "));
        Assert.That((await app.Get("/api/reports/2026-11")).Expect(200).List("mediations"), Is.Empty);
        await app.Step(order, "schedule");
        Assert.That((await Complete(app, order, "Referred")).Expect(200).Text("mediationName"), Is.EqualTo("转交法院或公安"));
    }

    [Test]
    public async Task Complete_OfAnotherOrder_TakesNoOutcome()
    {
        var app = await Start();
        var (_, order, _) = await app.OrderAfter("issue", "accept");

        Assert.That((await Complete(app, order, "Agreed")).Expect(409).Code, Is.EqualTo("mediation-outcome-elsewhere"));
        Assert.That((await app.Get($"/orders/{order}/complete", actingAs: "unit/DW-0001")).Body, Does.Not.Contain("调解结果"));
        Assert.That((await Complete(app, order, null)).Expect(200).Json["mediation"], Is.Null);
    }

    [Test]
    public async Task Serve_ByTheRungItself_AsksForTheOutcomeToo()
    {
        var app = await Mediating();
        var demand = await File(app, demand: Given.Demand("楼上半夜拖椅子", Category));
        Assert.That((await Act(app, demand, "serve", Committee, new JsonObject { ["note"] = "上门谈过" })).Expect(409).Code, Is.EqualTo("mediation-outcome-wanted"));

        var served = (await Act(app, demand, "serve", Committee, new JsonObject { ["note"] = "上门谈过", ["mediation"] = "Agreed" })).Expect(200);

        Assert.That(served.Text("mediation"), Is.EqualTo("Agreed"));
        Assert.That((await app.Get($"/demands/{demand}", actingAs: Committee)).Expect(200).Body, Does.Contain("达成协议"));
    }

    private async Task<App> Mediating() =>
        await Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer(category: Category)], slots: [Given.Slot(), Given.Slot(start: 48)]));

    private static async Task<(string Demand, string Order, string LookUp)> Accepted(App app)
    {
        var receipt = await app.FileDemand(Given.Demand("楼上半夜拖椅子", Category));
        await app.RunMatch();
        var order = (await app.LiveOrders(receipt.Text("code"))).Single();
        foreach (var act in new[] { "issue", "accept" })
            await app.Step(order, act);
        return (receipt.Text("code"), order, receipt.Text("lookUpCode"));
    }

    private static Task<Answer> Complete(App app, string order, string? mediation) =>
        app.Post($"/api/orders/{order}/complete", new JsonObject { ["note"] = "两家当面谈过", ["mediation"] = mediation });
}
