using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Escalation;

/// <summary>What people add to a demand and ask about it on its way.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class TellingTests<TStore> : NetTests<TStore> where TStore : IStore
{
    [Test]
    public async Task Supplement_WhileAResidentWasAsked_IsTheAnswerAndTheClocksGoOn()
    {
        var app = await Start(Given.Lists(slots: []));
        var receipt = await app.FileDemand(actingAs: Lead);
        var code = receipt.Text("code");
        (await Act(app, code, "wait", Lead, new JsonObject { ["question"] = "请问方便哪天上门？" })).Expect(200);
        Assert.That((await app.Post($"/api/demands/{code}/look-up", new JsonObject { ["lookUpCode"] = receipt.Text("lookUpCode") }, actingAs: "resident")).Text("question"), Is.EqualTo("请问方便哪天上门？"));

        (await app.Post($"/api/demands/{code}/own-supplement", new JsonObject { ["lookUpCode"] = receipt.Text("lookUpCode"), ["text"] = "周六在家，电话13800000009" }, actingAs: "resident")).Expect(200);

        Assert.That((await Running(app, code, "Resolve"))!["pausedAt"], Is.Null);
        Assert.That((await app.Demand(code)).Texts("history", "why"), Has.Some.Contain("周六在家").And.None.Contain("13800000009"));
    }

    [Test]
    public async Task Supplement_ByTheLead_StandsInTheHistoryAndMovesNothing()
    {
        var app = await Start(Given.Lists(slots: []));
        var code = await File(app, Lead);
        var due = await DueOf(app, code, "Resolve");

        (await Act(app, code, "supplement", Lead, new JsonObject { ["text"] = "水是从楼上漏下来的" })).Expect(200);
        (await Act(app, code, "supplement", OtherBranch, new JsonObject { ["text"] = "无关" })).Expect(404);

        Assert.That((await app.Demand(code)).List("history").Last()!["why"]!.ToString(), Is.EqualTo("水是从楼上漏下来的"));
        Assert.That(await DueOf(app, code, "Resolve"), Is.EqualTo(due));
        (await app.Post($"/api/demands/{code}/withdraw", Given.Reason())).Expect(200);
        Assert.That((await Act(app, code, "supplement", Lead, new JsonObject { ["text"] = "还在漏" })).Expect(409).Code, Is.EqualTo("demand-ended"));
    }

    [Test]
    public async Task Nudge_BeforeThePromisedDate_IsRefused_AfterItOnceADayAndSaysWhoIsAsked()
    {
        var app = await Start(Given.Lists(slots: []));
        await app.Token(Committee);
        var receipt = await app.FileDemand(actingAs: Lead);
        var (code, lookUp) = (receipt.Text("code"), new JsonObject { ["lookUpCode"] = receipt.Text("lookUpCode") });
        Assert.That((await Act(app, code, "nudge", Lead)).Expect(409).Code, Is.EqualTo("nudge-too-early"));

        await At(app, 24.5);
        var nudged = (await Act(app, code, "nudge", Lead)).Expect(200);

        Assert.That((nudged.List("asked").Select(who => who!.ToString()), nudged.Number("times")), Is.EqualTo((new[] { "C-1" }, 1)));
        Assert.That((await app.Post($"/api/demands/{code}/own-nudge", lookUp.DeepClone(), actingAs: "resident")).Expect(409).Code, Is.EqualTo("nudge-again"));
        await At(app, 48.5);
        Assert.That((await app.Post($"/api/demands/{code}/own-nudge", lookUp.DeepClone(), actingAs: "resident")).Expect(200).Number("times"), Is.EqualTo(2));
        Assert.That((int)(await app.Get("/api/worklist")).List("items").Single()!["nudges"]!, Is.EqualTo(2));
    }
}
