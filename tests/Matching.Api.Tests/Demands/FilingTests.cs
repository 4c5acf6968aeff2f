using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Demands;

[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class FilingTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [TestCase("Lead")]
    [TestCase("Staff")]
    public async Task FileDemand_ByLeadOrStaff_IsOpenAtOnceWithItsClocks(string source)
    {
        var app = await Start();

        var receipt = await app.FileDemand(Given.Demand(source: source));

        Assert.That(receipt.Text("state"), Is.EqualTo("Open"));
        Assert.That(receipt.Flag("categoryConfirmed"), Is.True);
        Assert.That(receipt.Instant("respondDue"), Is.EqualTo(Given.At(12)), "visits have 12 hours of their own");
        Assert.That(receipt.Instant("resolveDue"), Is.EqualTo(Given.At(9 * 24)), "seven working days, over one weekend");
        Assert.That(receipt.Text("lookUpCode"), Does.Match("^[2-9A-Z]{10}$"));
    }

    [TestCase("Resident")]
    [TestCase("Survey")]
    [TestCase("Import")]
    public async Task FileDemand_ByOthers_WaitsForOneNod(string source)
    {
        var app = await Start();

        var code = (await app.FileDemand(Given.Demand(source: source))).Text("code");

        Assert.That((await app.Demand(code)).Text("demand.state"), Is.EqualTo("Filed"));

        var opened = (await app.Post($"/api/demands/{code}/open", new JsonObject())).Expect(200);

        Assert.That(opened.Text("state"), Is.EqualTo("Open"));
        Assert.That(opened.Flag("categoryConfirmed"), Is.True);
        Assert.That(opened.Instant("respondDue"), Is.EqualTo(Given.At(12)));
    }

    [Test]
    public async Task FileDemand_OfAFiledOne_IsNotMatchedBeforeTheNod()
    {
        var app = await Start();
        await app.FileDemand(Given.Demand(source: "Resident"));

        var run = await app.RunMatch();

        Assert.That(run.Number("demands"), Is.Zero);
        Assert.That(run.Number("ordersWritten"), Is.Zero);
    }

    [Test]
    public async Task FileDemand_WithoutCategory_SuggestsOneThatIsNotConfirmed()
    {
        var app = await Start();

        var receipt = await app.FileDemand(Given.Demand("想给独居老人找个人定期上门探访", category: null));

        Assert.That(receipt.Text("categoryName"), Is.EqualTo(Given.Visiting));
        Assert.That(receipt.Flag("categoryConfirmed"), Is.False);
    }

    [Test]
    public async Task FileDemand_NothingToSuggestFrom_SaysThatACategoryIsNeeded()
    {
        var app = await Start();
        var before = Store.Rows();

        var answer = await app.Post("/api/demands", Given.Demand("qqqq zzzz", category: null));

        Assert.That(answer.Expect(409).Code, Is.EqualTo("category-needed"));
        Assert.That(Store.Rows(), Is.EqualTo(before));
    }

    [Test]
    public async Task FileDemand_ManyTimes_CodesRiseAndAreNeverGivenAgainAfterARestart()
    {
        var app = await Start();
        var codes = new List<string>();
        for (var i = 0; i < 3; i++)
            codes.Add((await app.FileDemand()).Text("code"));
        (await app.Post($"/api/demands/{codes[^1]}/withdraw", Given.Reason())).Expect(200);

        app = await Restart(app);
        codes.Add((await app.FileDemand()).Text("code"));

        Assert.That(codes, Is.EqualTo(new[] { "XQ-2026-000001", "XQ-2026-000002", "XQ-2026-000003", "XQ-2026-000004" }));
    }

    [Test]
    public async Task Codes_OfferAndOrders_RiseAlsoAfterARestart()
    {
        var app = await Start();
        var first = await app.PublishOffer(Given.OfferBody());
        await app.OrderAfter();

        app = await Restart(app);
        var second = await app.PublishOffer(Given.OfferBody());
        var (_, order, _) = await app.OrderAfter();

        Assert.That(new[] { first, second }, Is.EqualTo(new[] { "ZY-2026-000003", "ZY-2026-000004" }), "the imported lists hold 1 and 2");
        Assert.That(order, Is.EqualTo("FW-2026-000002"));
    }

    [Test]
    public async Task Codes_AtNewYearInChina_StartTheNewYearsRow()
    {
        var app = await Start();
        Clock.Advance(new DateTimeOffset(2026, 12, 31, 16, 0, 0, TimeSpan.Zero) - Clock.Now);

        Assert.That((await app.FileDemand()).Text("code"), Is.EqualTo("XQ-2027-000001"));
    }

    [Test]
    public async Task FileDemand_DayAsUntil_MeansTheEndOfThatDayInChina()
    {
        var app = await Start();

        var code = (await app.FileDemand(Given.Demand(until: "2026-12-01"))).Text("code");

        Assert.That((await app.Demand(code)).Instant("demand.until"), Is.EqualTo(new DateTimeOffset(2026, 12, 1, 16, 0, 0, TimeSpan.Zero)));
    }

    [Test]
    public async Task FileDemand_SaidInEnglish_AnswersInEnglishElseInChinese()
    {
        var app = await Start();

        var english = await app.Post("/api/demands", Given.Demand(), language: "en");
        var chinese = await app.FileDemand();

        Assert.That(chinese.Text("stateName"), Is.EqualTo("待对接"));
        Assert.That(english.Text("stateName"), Is.EqualTo("open"));
        Assert.That(chinese.Text("next"), Does.Contain("待对接"));
        Assert.That(english.Text("next"), Does.Not.Match(@"\p{IsCJKUnifiedIdeographs}"));
    }

    [Test]
    public async Task GetDemand_AfterFiling_ShowsItWithItsHistoryAndWithoutTheLookUpCode()
    {
        var app = await Start();
        var receipt = await app.FileDemand(Given.Demand(detail: "她耳朵不好，请大声些"), actingAs: "lead/L-0012");

        var detail = await app.Demand(receipt.Text("code"));

        Assert.That(detail.Text("demand.detail"), Is.EqualTo("她耳朵不好，请大声些"));
        Assert.That(detail.Texts("history", "who"), Is.EqualTo(new[] { "lead/L-0012" }));
        Assert.That(detail.Texts("history", "to"), Is.EqualTo(new[] { "Open" }));
        Assert.That(detail.Body, Does.Not.Contain(receipt.Text("lookUpCode")));
        Assert.That(Store.Query<string>("select look_up_hash from demand").Single(), Does.Not.Contain(receipt.Text("lookUpCode")));
    }

    [Test]
    public async Task GetDemand_Unknown_Is404InBothLanguages()
    {
        var app = await Start();

        var chinese = (await app.Get("/api/demands/XQ-2026-999999")).Expect(404);
        var english = (await app.Get("/api/demands/XQ-2026-999999", "en")).Expect(404);

        Assert.That(chinese.Code, Is.EqualTo("not-found"));
        Assert.That(chinese.Text("title"), Does.Contain("需求").And.Contain("XQ-2026-999999"));
        Assert.That(english.Text("title"), Does.Contain("XQ-2026-999999").And.Not.Match(@"\p{IsCJKUnifiedIdeographs}"));
    }
}
