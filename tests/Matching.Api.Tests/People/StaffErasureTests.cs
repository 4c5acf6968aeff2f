using System.Text.Json.Nodes;
using Matching.Api.Data;
using Matching.Api.Invariants;

namespace Matching.Api.Tests.People;

/// <summary>Who lost their look-up code is forgotten by the community or the street, and takes single consents back.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class StaffErasureTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private const string Lead = $"lead/L-0012@{Given.Estate}";
    private const string Committee = $"community/C-1@{Given.Community}";

    [Test]
    public async Task EraseFor_ByTheCommunity_ForgetsThePersonAndTellsWhoAndWhy()
    {
        var app = await Start();
        var code = (await app.FileDemand(ErasureTests<TStore>.WithContact(), Lead)).Text("code");
        await app.RunMatch();

        var erased = (await EraseFor(app, code, new JsonObject { ["reason"] = "本人书面要求，电话13812340000" }, Committee)).Expect(200);

        Assert.That(erased.List("demands").Select(demand => (string)demand!), Is.EqualTo(new[] { code }));
        var demand = await app.Demand(code);
        Assert.That(demand.Text("demand.state"), Is.EqualTo("Withdrawn"));
        Assert.That(demand.Body, Does.Not.Contain("阿婆").And.Not.Contain("13812340000"));
        Assert.That(demand.Texts("history", "why"), Has.Some.EqualTo("本人书面要求，电话138****0000"));
        Assert.That(Store.Query<string>("select who from event where act = 'Erase' and subject = @code", new { code }), Is.EqualTo(new[] { "community/C-1" }));
        Assert.That(Store.Count("select count(*) from person where data_key is not null"), Is.Zero);
        Assert.That(StoreInvariants.Check(Database.At(Store.Name), 10, _ => { }), Is.Empty);
    }

    [Test]
    public async Task EraseFor_SamePersonInAnotherCommunity_StaysThereUntilTheStreetErasesIt()
    {
        var app = await Start();
        var own = (await app.FileDemand(ErasureTests<TStore>.WithContact(), Lead)).Text("code");
        var far = (await app.FileDemand(ErasureTests<TStore>.WithContact(area: Given.FarEstate))).Text("code");

        var erased = (await EraseFor(app, own, Reason(), Committee)).Expect(200);

        Assert.That(erased.Number("elsewhere"), Is.EqualTo(1));
        Assert.That((await app.Demand(far)).Text("contact.name"), Is.EqualTo("陈*"));
        (await EraseFor(app, far, Reason(), "street/S-1")).Expect(200);
        Assert.That((await app.Demand(far)).Json["contact"], Is.Null);
    }

    [Test]
    public async Task EraseFor_ASupporterByPhone_ForgetsTheSupporterAlone()
    {
        var app = await Start();
        var code = (await app.FileDemand(ErasureTests<TStore>.WithContact(), Lead)).Text("code");
        (await app.Post($"/api/demands/{code}/support", new JsonObject
        {
            ["note"] = "黄姨家也要", ["contact"] = new JsonObject { ["name"] = "黄姨", ["phone"] = "139 0000 1111", ["consent"] = true },
        }, actingAs: "resident")).Expect(200);

        (await EraseFor(app, code, new JsonObject { ["reason"] = "本人来访", ["phone"] = "13900001111" }, Committee)).Expect(200);

        Assert.That((await app.Demand(code)).Text("contact.name"), Is.EqualTo("陈*"));
        Assert.That(Store.Query<string>("select note from supporter"), Is.EqualTo(new[] { "" }));
        Assert.That(Store.Query<string>("select why from event"), Has.None.Contains("黄姨"));
        Assert.That(Store.Count("select count(*) from person where data_key is not null"), Is.EqualTo(1));
        Assert.That((await EraseFor(app, code, new JsonObject { ["reason"] = "本人来访", ["phone"] = "13900002222" }, Committee)).Expect(409).Code, Is.EqualTo("no-such-supporter"));
    }

    [TestCase(Lead, 403)]
    [TestCase($"community/C-2@{Given.Street}002", 404)]
    [TestCase("auditor/A-1", 403)]
    [TestCase("resident", 401)]
    public async Task EraseFor_ByOthers_IsRefusedAndNothingIsErased(string actor, int status)
    {
        var app = await Start();
        var code = (await app.FileDemand(ErasureTests<TStore>.WithContact(), Lead)).Text("code");

        (await EraseFor(app, code, Reason(), actor)).Expect(status);

        Assert.That((await app.Demand(code)).Text("contact.name"), Is.EqualTo("陈*"));
    }

    [Test]
    public async Task EraseFor_WithoutReasonOrErasedAlready_IsAClearError()
    {
        var app = await Start();
        var code = (await app.FileDemand(actingAs: Lead)).Text("code");

        Assert.That((await EraseFor(app, code, new JsonObject { ["reason"] = "" }, Committee)).Expect(400).Code, Is.EqualTo("invalid-fields"));
        (await EraseFor(app, code, Reason(), Committee)).Expect(200);
        Assert.That((await EraseFor(app, code, Reason(), Committee)).Expect(409).Code, Is.EqualTo("already-erased"));
    }

    [Test]
    public async Task WithdrawConsent_ToReturnVisits_NoVisitorIsAssignedOrSeesTheContact()
    {
        var app = await Start();
        var (receipt, order) = await Completed(app);
        var visitor = $"visitor/V-7@{Given.Community}";
        await app.Get("/api/me", actingAs: visitor);
        (await app.Post($"/api/orders/{order}/assign-visitor", new JsonObject { ["visitor"] = "V-7" })).Expect(200);

        var consents = (await Withdraw(app, receipt, "ReturnVisit")).Expect(200);

        Assert.That(consents.Json.AsArray().Select(row => $"{row!["purpose"]} {row["textVersion"]} {row["withdrawnAt"] is not null}"), Is.EqualTo(new[] { "Handling 2 False", "ReturnVisit 2 True" }));
        Assert.That((await Reveal(app, receipt, visitor)).Expect(403).Code, Is.EqualTo("consent-withdrawn"));
        Assert.That((await app.Post($"/api/orders/{order}/assign-visitor", new JsonObject { ["visitor"] = "V-7" })).Expect(409).Code, Is.EqualTo("consent-withdrawn"));
        (await Reveal(app, receipt, Lead)).Expect(200);
        Assert.That((await Withdraw(app, receipt, "ReturnVisit")).Expect(409).Code, Is.EqualTo("no-consent"));
    }

    [Test]
    public async Task WithdrawConsent_ToHandling_DestroysTheContactAndTheDemandGoesOn()
    {
        var app = await Start();
        var receipt = await app.FileDemand(ErasureTests<TStore>.WithContact(), Lead);

        (await Withdraw(app, receipt, "Handling")).Expect(200);

        var demand = await app.Demand(receipt.Text("code"));
        Assert.That(demand.Text("demand.state"), Is.EqualTo("Open"));
        Assert.That(demand.Json["contact"], Is.Null);
        Assert.That(Store.Count("select count(*) from person where data_key is not null or phone_index is not null"), Is.Zero);
        var own = (await app.Post($"/api/demands/{receipt.Text("code")}/look-up", new JsonObject { ["lookUpCode"] = receipt.Text("lookUpCode") }, actingAs: "resident")).Expect(200);
        Assert.That(own.Texts("consents", "withdrawnAt"), Has.None.Empty);
    }

    [Test]
    public async Task WithdrawConsentFor_ByTheCommunity_IsAnEventWithItsReason()
    {
        var app = await Start();
        var code = (await app.FileDemand(ErasureTests<TStore>.WithContact(), Lead)).Text("code");
        JsonObject body = new() { ["purpose"] = "ReturnVisit", ["reason"] = "本人来电" };

        (await app.Post($"/api/demands/{code}/contact/withdraw-consent", body, actingAs: Lead)).Expect(403);
        (await app.Post($"/api/demands/{code}/contact/withdraw-consent", body.DeepClone(), actingAs: Committee)).Expect(200);

        var steps = (await app.Demand(code)).List("history").Where(step => (string?)step!["act"] == "WithdrawConsent");
        Assert.That(steps.Select(step => $"{step!["who"]} {step["why"]}"), Is.EqualTo(new[] { "community/C-1 ReturnVisit 本人来电" }));
    }

    [Test]
    public async Task Consents_Texts_SayWhatFollowsAndOlderOnesAreKept()
    {
        var app = await Start();

        var texts = (await app.Get("/api/consents", actingAs: "resident")).Expect(200).Json.AsArray();

        Assert.That(texts.Select(text => $"{text!["purpose"]} {text["version"]}"), Is.EqualTo(new[] { "Handling 2", "ReturnVisit 2", "Handling 1", "ReturnVisit 1" }));
        Assert.That(texts[0]!["text"]!.ToString(), Does.Contain("撤回").And.Contain("立即销毁"));
        Assert.That(texts[1]!["text"]!.ToString(), Does.Contain("撤回").And.Contain("不再安排回访"));
    }

    private static JsonObject Reason() => new() { ["reason"] = "本人书面要求删除" };

    private static Task<Answer> EraseFor(App app, string code, JsonObject body, string actor) => app.Post($"/api/demands/{code}/contact/erase", body, actingAs: actor);

    private static Task<Answer> Withdraw(App app, Answer receipt, string purpose) => app.Post($"/api/demands/{receipt.Text("code")}/withdraw-consent",
        new JsonObject { ["lookUpCode"] = receipt.Text("lookUpCode"), ["purpose"] = purpose }, actingAs: "resident");

    private static Task<Answer> Reveal(App app, Answer receipt, string actor) =>
        app.Post($"/api/demands/{receipt.Text("code")}/contact/reveal", new JsonObject { ["field"] = "Phone", ["purpose"] = "Call" }, actingAs: actor);

    private static async Task<(Answer Receipt, string Order)> Completed(App app)
    {
        var receipt = await app.FileDemand(ErasureTests<TStore>.WithContact(), Lead);
        await app.RunMatch();
        var order = (await app.LiveOrders(receipt.Text("code"))).Single();
        foreach (var act in new[] { "issue", "accept", "complete" })
            await app.Step(order, act);
        return (receipt, order);
    }
}
