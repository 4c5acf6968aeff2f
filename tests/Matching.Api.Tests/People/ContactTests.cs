using System.Text.Json.Nodes;

namespace Matching.Api.Tests.People;

/// <summary>A contact is sealed, masked, revealed field by field to the few who need it, and recorded.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class ContactTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private const string Lead = $"lead/L-0012@{Given.Estate}";
    private const string OtherLead = $"lead/L-0013@{Given.Estate}";
    private const string Committee = $"community/C-1@{Given.Community}";

    [Test]
    public async Task GetDemand_WithAContact_ShowsItMasked()
    {
        var app = await Start();
        var code = (await File(app)).Text("code");

        var detail = await app.Demand(code);

        Assert.That(detail.Text("contact.name"), Is.EqualTo("陈*"));
        Assert.That(detail.Text("contact.phone"), Is.EqualTo("138****0000"));
        Assert.That(detail.Text("contact.address"), Is.EqualTo("3栋***"));
        Assert.That(detail.Body, Does.Not.Contain("陈阿婆").And.Not.Contain("13812340000").And.Not.Contain("502"));
    }

    [Test]
    public async Task FileDemand_ContactWithoutConsent_Is400AndNothingIsKept()
    {
        var app = await Start();
        var demand = Given.Demand();
        demand["contact"] = new JsonObject { ["name"] = "陈阿婆" };
        var before = Store.Rows();

        var answer = (await app.Post("/api/demands", demand)).Expect(400);

        Assert.That(answer.Body, Does.Contain("contact.consent").IgnoreCase);
        Assert.That(Store.Rows(), Is.EqualTo(before));
        Assert.That(Store.Count("select count(*) from person"), Is.Zero);
    }

    [Test]
    public async Task RevealContact_ByThoseItIsFor_IsGivenAndRecorded()
    {
        var app = await Start();
        var code = (await File(app)).Text("code");

        Assert.That((await Reveal(app, code, "Phone", Lead)).Expect(200).Text("value"), Is.EqualTo("13812340000"));
        Assert.That((await Reveal(app, code, "Address", Committee)).Expect(403).Code, Is.EqualTo("contact-not-yours"), "it is still the lead's");
        (await app.Post($"/api/demands/{code}/charge", actingAs: Committee)).Expect(200);
        Assert.That((await Reveal(app, code, "Address", Committee)).Expect(200).Text("value"), Is.EqualTo("3栋502"));

        var history = (await app.Demand(code)).List("history").Where(step => (string?)step!["act"] == "Reveal").ToList();
        Assert.That(history.Select(step => $"{step!["who"]} {step["why"]}"), Is.EqualTo(new[] { "lead/L-0012 Phone Call", "community/C-1 Address Call" }));
    }

    [TestCase(OtherLead)]
    [TestCase("street/S-1")]
    [TestCase($"branch/B-1@{Given.Estate}")]
    [TestCase($"visitor/V-9@{Given.Estate}")]
    public async Task RevealContact_ByOthersWhoSeeTheDemand_Is403(string actor)
    {
        var app = await Start();
        var code = (await File(app)).Text("code");

        Assert.That((await Reveal(app, code, "Phone", actor)).Expect(403).Code, Is.EqualTo("contact-not-yours"));
    }

    [TestCase("auditor/A-1", 403)]
    [TestCase("administrator/AD-1", 403)]
    [TestCase($"lead/L-0099@{Given.OtherEstate}", 404)]
    [TestCase("resident", 401)]
    public async Task RevealContact_ByThoseWhoDoNotSeeIt_IsRefused(string actor, int status)
    {
        var app = await Start();
        var code = (await File(app)).Text("code");

        (await Reveal(app, code, "Phone", actor)).Expect(status);
    }

    [Test]
    public async Task RevealContact_ByTheUnit_OnlyFromAcceptanceToCompletion()
    {
        var app = await Start();
        var code = (await File(app)).Text("code");
        await app.RunMatch();
        var order = (await app.LiveOrders(code)).Single();
        await app.Step(order, "issue");
        var unit = $"unit/U-1@{(await app.Order(order)).Text("order.unit")}";
        var other = $"unit/U-2@{(unit.EndsWith('1') ? "DW-0002" : "DW-0001")}";

        Assert.That((await Reveal(app, code, "Phone", unit)).Expect(403).Code, Is.EqualTo("contact-not-yours"), "asked is not accepted");
        Assert.That((await app.Get($"/api/demands/{code}", actingAs: unit)).Expect(200).Json["contact"], Is.Null);

        await app.Step(order, "accept", actingAs: unit);
        Assert.That((await Reveal(app, code, "Phone", unit)).Expect(200).Text("value"), Is.EqualTo("13812340000"));
        (await Reveal(app, code, "Phone", other)).Expect(404);

        await app.Step(order, "complete", actingAs: unit);
        (await Reveal(app, code, "Phone", unit)).Expect(403);
    }

    [Test]
    public async Task RevealContact_ByTheAssignedVisitor_WhileTheVisitIsTheirs()
    {
        var app = await Start();
        var code = (await File(app)).Text("code");
        await app.RunMatch();
        var order = (await app.LiveOrders(code)).Single();
        foreach (var act in new[] { "issue", "accept", "complete" })
            await app.Step(order, act);
        var visitor = $"visitor/V-7@{Given.Community}";
        await app.Get("/api/me", actingAs: visitor);
        await app.Get("/api/me", actingAs: $"visitor/V-8@{Given.Community}");

        (await Reveal(app, code, "Phone", visitor)).Expect(403);
        (await app.Post($"/api/orders/{order}/assign-visitor", new JsonObject { ["visitor"] = "V-7" })).Expect(200);
        (await Reveal(app, code, "Phone", visitor)).Expect(200);

        Assert.That((await app.TryStep(order, "return-visit", actingAs: $"visitor/V-8@{Given.Community}")).Expect(403).Code, Is.EqualTo("visit-is-anothers"));
        await app.Step(order, "return-visit", actingAs: visitor);
        (await Reveal(app, code, "Phone", visitor)).Expect(403);
    }

    [Test]
    public async Task RevealContact_MatterHasEnded_Is409()
    {
        var app = await Start();
        var code = (await File(app)).Text("code");
        (await app.Post($"/api/demands/{code}/withdraw", Given.Reason())).Expect(200);

        Assert.That((await Reveal(app, code, "Phone", Lead)).Expect(409).Code, Is.EqualTo("contact-closed"));
    }

    [Test]
    public async Task FileDemand_NumbersInTheText_AreMovedIntoTheSealedNote()
    {
        var app = await Start();

        var code = (await app.FileDemand(Given.Demand("请打13812345678找阿婆", detail: "证件440605198803121234"), Lead)).Text("code");

        var demand = await app.Demand(code);
        Assert.That(demand.Text("demand.title"), Is.EqualTo("请打138****5678找阿婆"));
        Assert.That(demand.Text("demand.detail"), Is.EqualTo("证件******"));
        Assert.That((await Reveal(app, code, "Note", Lead)).Expect(200).Text("value"), Is.EqualTo("13812345678\n440605198803121234"));
    }

    [Test]
    public async Task Note_WithANumber_IsKeptWithoutIt()
    {
        var app = await Start();
        var (demand, order, _) = await app.OrderAfter("issue", "accept");

        await app.Step(order, "complete", new JsonObject { ["note"] = "已办，家属13812345678" });

        Assert.That((await app.Order(order)).Texts("history", "why"), Has.Some.EqualTo("已办，家属138****5678").And.None.Contains("13812345678"));
        Assert.That(Store.Count("select count(*) from demand where person is not null and code = @demand", new { demand }), Is.EqualTo(1));
    }

    [Test]
    public async Task LookUp_ByTheResident_ShowsTheirMatterAndWhoReadTheContact()
    {
        var app = await Start();
        var receipt = await File(app);
        await Reveal(app, receipt.Text("code"), "Phone", Lead);

        var own = (await app.Post($"/api/demands/{receipt.Text("code")}/look-up", new JsonObject { ["lookUpCode"] = receipt.Text("lookUpCode") }, actingAs: "resident")).Expect(200);

        Assert.That(own.Text("contact.phone"), Is.EqualTo("138****0000"));
        Assert.That(own.Texts("reveals", "what"), Is.EqualTo(new[] { "Phone Call" }));
        Assert.That(own.Texts("reveals", "role"), Is.EqualTo(new[] { "lead" }));
    }

    [TestCase("XQ-2026-000001")]
    [TestCase("XQ-2026-999999")]
    public async Task LookUp_WrongCode_IsAnsweredAlikeWhetherOrNotThereIsSuchADemand(string code)
    {
        var app = await Start();
        await File(app);

        foreach (var act in new[] { "look-up", "erase", "confirm" })
        {
            var body = act == "confirm" ? Given.Confirm("AAAAAAAAAA") : new JsonObject { ["lookUpCode"] = "AAAAAAAAAA" };
            Assert.That((await app.Post($"/api/demands/{code}/{act}", body, actingAs: "resident")).Expect(403).Code, Is.EqualTo("wrong-look-up-code"), act);
        }
    }

    private static Task<Answer> File(App app) => app.FileDemand(WithContact(), Lead);

    private static JsonObject WithContact()
    {
        var demand = Given.Demand();
        demand["contact"] = new JsonObject { ["name"] = "陈阿婆", ["phone"] = "13812340000", ["address"] = "3栋502", ["consent"] = true };
        return demand;
    }

    private static Task<Answer> Reveal(App app, string code, string field, string actor) =>
        app.Post($"/api/demands/{code}/contact/reveal", new JsonObject { ["field"] = field, ["purpose"] = "Call" }, actingAs: actor);
}
