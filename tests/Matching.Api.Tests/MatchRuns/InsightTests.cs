using System.Text.Json.Nodes;

namespace Matching.Api.Tests.MatchRuns;

[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class InsightTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private static readonly string Tomorrow = Uri.EscapeDataString(Given.TextAt(24));

    [Test]
    public async Task GetInsight_OneSlotForThree_SaysWhatOneMoreUnitAndOneMoreSlotBring()
    {
        var app = await OneSlotForThree();
        var before = Store.Rows();

        var insight = (await app.Get("/api/match-runs/1/insight")).Expect(200);

        Assert.That(Store.Rows(), Is.EqualTo(before));
        Assert.That((insight.Flag("optimal"), insight.Text("quality")), Is.EqualTo((true, "已证最优：没有更好的配法")));
        var full = insight.List("fullSlots").Single()!;
        Assert.That((full["status"]!.ToString(), (int)full["demands"]!, (int)full["units"]!), Is.EqualTo(("Exact", 1, 1)));
        var gap = insight.List("gaps").Single()!;
        Assert.That((gap["category"]!.ToString(), gap["community"]!.ToString(), (int)gap["waiting"]!, (int)gap["solved"]!, gap["status"]!.ToString()),
            Is.EqualTo((Given.Visiting, Given.Community, 2, 1, "Exact")));
        Assert.That(gap["text"]!.ToString(), Does.Contain("湖心社区").And.Contain("可多解决 1 件（这里有 2 件在等）"));
        Assert.That((await app.Get("/api/match-runs/1/insight", "en")).Text("quality"), Is.EqualTo("proven optimal: no pairing is better"));
    }

    [Test]
    public async Task GetInsight_SlotAddedAsTheGapLineSays_SolvesAsManyInAWhatIf()
    {
        var app = await OneSlotForThree();
        var gap = (await app.Get("/api/match-runs/1/insight")).List("gaps").Single()!;

        var whatIf = (await app.Post("/api/what-if", new JsonObject
        {
            ["addOffers"] = new JsonArray(new JsonObject
            {
                ["unit"] = gap["unit"]!.ToString(), ["title"] = gap["category"]!.ToString(), ["kind"] = "Skill", ["categories"] = new JsonArray(gap["category"]!.ToString()),
                ["areas"] = new JsonArray(gap["community"]!.ToString()),
                ["slots"] = new JsonArray(new JsonObject { ["start"] = gap["slotStart"]!.ToString(), ["end"] = gap["slotEnd"]!.ToString(), ["capacity"] = (int)gap["capacity"]! }),
            }),
        })).Expect(200);

        Assert.That(whatIf.Number("then.complete") - whatIf.Number("now.complete"), Is.EqualTo((int)gap["solved"]!), whatIf.Body);
        Assert.That(whatIf.Number("then.levels") - whatIf.Number("now.levels"), Is.EqualTo((long)gap["levels"]!));
    }

    [Test]
    public async Task AskWhyNot_PlaceOfAnother_SaysWhatItCostsAndWhom()
    {
        var app = await OneSlotForThree();
        var served = Store.Query<string>("select demand from service_order").Single();
        var other = served == "XQ-2026-000001" ? "XQ-2026-000002" : "XQ-2026-000001";
        var before = Store.Rows();

        var answer = (await app.Get($"/api/demands/{other}/why-not?offer=ZY-2026-000001&start={Tomorrow}")).Expect(200);

        Assert.That(Store.Rows(), Is.EqualTo(before));
        Assert.That((answer.Text("status"), answer.Number("units")), Is.EqualTo(("Exact", 1)));
        Assert.That(answer.Number("atLeast"), Is.EqualTo(answer.Number("atMost")).And.Not.Positive);
        Assert.That(answer.List("shifts").Select(shift => (shift!["demand"]!.ToString(), (int)shift["before"]!, (int)shift["after"]!)), Is.EquivalentTo(new[] { (served, 1, 0), (other, 0, 1) }));
        Assert.That(answer.Text("text"), Does.Contain(other).And.Contain($"{served}（{Given.Visiting}）少 1次").And.Contain("精确值"));
        Assert.That((await app.Get($"/api/demands/{served}/why-not?run=1&offer=ZY-2026-000001&start={Tomorrow}")).Text("status"), Is.EqualTo("Holds"));
    }

    [Test]
    public async Task AskWhyNot_OfferOfAnotherArea_NamesTheRuleAndItsCure()
    {
        var app = await Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer(areas: [Given.FarEstate])], slots: [Given.Slot()]));
        await app.FileDemand();
        await app.RunMatch();

        var answer = (await app.Get($"/api/demands/XQ-2026-000001/why-not?offer=ZY-2026-000001&start={Tomorrow}", "en")).Expect(200);

        Assert.That(answer.Text("status"), Is.EqualTo("Forbidden"));
        Assert.That(answer.List("broken").Select(rule => rule!.ToString()), Is.EqualTo(new[] { "ServiceArea" }));
        Assert.That(answer.Text("text"), Does.Contain("can't be served").And.Contain("it becomes possible if"));
    }

    [TestCase("1/why-not", 400)]
    [TestCase("1/why-not?offer=ZY-2026-000001", 400)]
    [TestCase("1/why-not?offer=ZY-2026-000001&start=soon", 400)]
    [TestCase("1/why-not?offer=ZY-2026-000001&start=2026-11-24T09:00&run=first", 400)]
    [TestCase("1/why-not?offer=ZY-2026-000001&start=2026-11-24T09:00&run=9", 404)]
    [TestCase("9/why-not?offer=ZY-2026-000001&start=2026-11-24T09:00", 404)]
    [TestCase("1/why-not?offer=ZY-2026-000001&start=2026-11-24T10:00", 404)]
    [TestCase("1/why-not?offer=ZY-2026-000009&start=2026-11-24T09:00", 404)]
    public async Task AskWhyNot_BadQuestion_IsRefusedInWords(string query, int status)
    {
        var app = await OneSlotForThree();

        Assert.That((await app.Get($"/api/demands/XQ-2026-00000{query}")).Expect(status).Text("title"), Is.Not.Empty);
    }

    [Test]
    public async Task GetFairness_OneSlotForThree_CountsCommunitiesAndUnits()
    {
        var app = await OneSlotForThree();

        var fairness = (await app.Get("/api/match-runs/1/fairness")).Expect(200);

        var community = fairness.List("communities").Single()!;
        Assert.That((community["name"]!.ToString(), (int)community["demands"]!, (int)community["served"]!, (int)community["visited"]!), Is.EqualTo(("湖心社区", 3, 1, 0)));
        Assert.That(fairness.Texts("units", "unit"), Is.EqualTo(new[] { "DW-0001" }));
        Assert.That((fairness.Number("n"), fairness.Number("price.n"), fairness.Flag("price.exact")), Is.EqualTo((1, 3, true)));
        Assert.That(fairness.Text("price.text"), Does.Contain("均衡").And.Contain("n=3"));
    }

    [Test]
    public async Task GetFairness_AfterAReturnVisit_ShowsSatisfaction()
    {
        var app = await Start();
        await app.OrderAfter("issue", "accept", "schedule", "start", "complete", "return-visit");
        await app.FileDemand();
        await app.RunMatch();

        var community = (await app.Get("/api/match-runs/2/fairness")).Expect(200).List("communities").Single()!;

        Assert.That(((int)community["visited"]!, (double)community["satisfaction"]!), Is.EqualTo((1, 1.0)));
    }

    [Test]
    public async Task Questions_OfARunThatIsNotThere_Are404()
    {
        var app = await Start();

        foreach (var path in new[] { "insight", "fairness" })
            (await app.Get($"/api/match-runs/7/{path}")).Expect(404);
        (await app.Get("/match-runs/7")).Expect(404);
    }

    [Test]
    public async Task Insight_OfAnotherCommunity_ShowsNoneOfItsRows()
    {
        var app = await OneSlotForThree();
        var neighbour = $"community/T-far@{Given.Street}002";

        Assert.That((await app.Get("/api/match-runs/1/insight", actingAs: neighbour)).Expect(200).List("gaps"), Is.Empty);
        Assert.That((await app.Get("/api/match-runs/1/fairness", actingAs: neighbour)).Expect(200).List("communities"), Is.Empty);
        (await app.Get($"/api/demands/XQ-2026-000001/why-not?offer=ZY-2026-000001&start={Tomorrow}", actingAs: neighbour)).Expect(404);
        Assert.That((await app.Post("/api/what-if", new JsonObject { ["removeOffers"] = new JsonArray("ZY-2026-000001") }, actingAs: neighbour)).Expect(200).List("differences"), Is.Empty);
        (await app.Get("/api/match-runs/1/insight", actingAs: $"lead/T-lead@{Given.Building}")).Expect(403);
    }

    /// <summary>Three who live alone, and one visit.</summary>
    private async Task<App> OneSlotForThree()
    {
        var app = await Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer()], slots: [Given.Slot()]));
        for (var i = 0; i < 3; i++)
            await app.FileDemand();
        await app.RunMatch();
        return app;
    }
}
