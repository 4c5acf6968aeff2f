using System.Globalization;
using System.Text.Json.Nodes;
using Matching.Api.Orders;
using Matching.Core.Offers;

namespace Matching.Api.Tests.Reports;

/// <summary>A quarter with something of everything in it: each number of its report is counted again, slowly, from the raw rows.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class ReportTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private const string Report = "/api/reports/2026-Q4";

    [Test]
    public async Task GetReport_RatesOfABusyQuarter_EqualASlowCountOverTheRows()
    {
        var app = await BusyQuarter();

        var report = (await app.Get(Report)).Expect(200);

        var slow = new SlowRates(Store, Given.At(0).AddDays(30), report.Instant("from"), report.Instant("until"));
        Assert.That(report.List("rates").Select(Counted), Is.EqualTo(slow.All()));
        Assert.That(report.List("rates").Select(rate => (double)rate!["n"]!).Min(), Is.GreaterThan(1), "every rate has something to tell");
        foreach (var rate in report.List("rates"))
            Assert.That((double)rate!["value"]!, Is.EqualTo((double)rate["numerator"]! / (double)rate["n"]!).And.InRange((double)rate["low"]!, (double)rate["high"]!), Counted(rate));
    }

    [Test]
    public async Task GetReport_EveryNumber_OpensAsManyRecords()
    {
        var app = await BusyQuarter();
        var report = (await app.Get(Report)).Expect(200);

        foreach (var rate in report.List("rates"))
        {
            var all = await Records(app, (string)rate!["query"]!);
            var numerator = await Records(app, $"{rate["query"]}&part=Numerator");
            Assert.That(all.Number("count"), Is.EqualTo((long)rate["n"]!), Counted(rate));
            Assert.That(numerator.List("items").Sum(row => (double)row!["share"]!), Is.EqualTo((double)rate["numerator"]!), Counted(rate));
        }
        foreach (var group in new[] { "communities", "categories", "weeks" }.SelectMany(name => report.List(name)).Append(report.Json["demands"]))
        {
            foreach (var standing in new[] { "met", "pending", "unmet" })
                Assert.That((await Records(app, $"{group!["query"]}&standing={standing}")).Number("count"), Is.EqualTo((long)group[standing]!), $"{group} {standing}");
        }
        foreach (var row in report.List("leftOut"))
            Assert.That((await Records(app, (string)row!["query"]!)).Number("count"), Is.EqualTo((long)row["count"]!), row.ToString());
        foreach (var cell in report.List("orders"))
            Assert.That((await Records(app, (string)cell!["query"]!)).Number("count"), Is.EqualTo((long)cell["orders"]!), cell.ToString());
        foreach (var gap in report.List("gaps"))
            Assert.That((await app.Get($"/api/unmet?{gap!["query"]}")).Expect(200).Number("count"), Is.EqualTo((long)gap["demands"]!), gap.ToString());
    }

    [Test]
    public async Task GetReport_Breakdowns_EachAddUpToAllDemandsAndGapsToTheUnmet()
    {
        var app = await BusyQuarter();

        var report = (await app.Get(Report)).Expect(200);

        foreach (var standing in new[] { "met", "pending", "unmet", "all" })
        {
            var whole = report.Number($"demands.{standing}");
            foreach (var name in new[] { "communities", "categories", "weeks" })
                Assert.That(report.List(name).Sum(row => (long)row![standing]!), Is.EqualTo(whole), $"{name} {standing}");
        }
        Assert.That(report.List("gaps").Sum(gap => (long)gap!["demands"]!), Is.EqualTo(report.Number("demands.unmet")).And.Positive);
        Assert.That(report.List("leftOut").Select(row => (long)row!["count"]!), Is.EqualTo(new[] { 1, 2, 1 }));
        Assert.That(report.Number("demands.all") + 4, Is.EqualTo(Store.Count("select count(*) from demand")));
    }

    [Test]
    public async Task ListUnmet_OfEveryKind_SaysWhatIsMissingByTheNewestWord()
    {
        var app = await BusyQuarter();

        var unmet = (await app.Get("/api/unmet")).Expect(200);

        Assert.That(unmet.List("items").Select(row => $"{row!["title"]}: {row["gap"]} {row["tries"]} {row["people"]}"), Is.EqualTo(new[]
        {
            "没人能修的屋顶: NoOffer 0 3", "没人能修的屋顶: NoOffer 0 1", "单位没空的探访: Time 1 1", "没人答复的探访: Unanswered 1 1", "签收了没下文: Unanswered 1 1", "还在等单位答复: AwaitingAnswer 1 1",
        }));
        Assert.That(unmet.List("items").Select(row => (long)row!["daysWaiting"]!), Is.All.InRange(27, 30));
        var page = (await app.Get("/api/unmet?limit=2&cursor=4")).Expect(200);
        Assert.That((page.Number("count"), page.List("items").Count, page.Json["next"]), Is.EqualTo((6L, 2, (JsonNode?)null)));
    }

    [Test]
    public async Task GetReport_ByACommunity_CountsItsOwnAndALeadReadsNone()
    {
        var app = await BusyQuarter();

        var own = (await app.Get(Report, actingAs: $"community/C-1@{Given.Community}")).Expect(200);
        var other = (await app.Get(Report, actingAs: $"community/C-2@{Given.Street}002")).Expect(200);
        var narrowed = (await app.Get($"{Report}?area={Given.Street}002")).Expect(200);

        Assert.That(own.Texts("communities", "key"), Is.EqualTo(new[] { Given.Community }));
        Assert.That(other.Texts("communities", "key"), Is.EqualTo(new[] { Given.Street + "002" }));
        Assert.That(other.Number("demands.all"), Is.EqualTo(narrowed.Number("demands.all")).And.Positive);
        (await app.Get(Report, actingAs: $"lead/L-1@{Given.Building}")).Expect(403);
    }

    [Test]
    public async Task GetReport_Csv_HoldsTheNumbersOfTheReport()
    {
        var app = await BusyQuarter();
        var report = (await app.Get(Report)).Expect(200);

        var csv = (await app.Get($"{Report}/csv")).Expect(200);

        Assert.That(csv.ContentType, Is.EqualTo("text/csv"));
        foreach (var rate in report.List("rates"))
            Assert.That(csv.Body, Does.Contain($"{rate!["name"]},{((double)rate["numerator"]!).ToString("0.#", CultureInfo.InvariantCulture)},{rate["n"]},"));
        foreach (var row in report.List("communities"))
            Assert.That(csv.Body, Does.Contain($"{row!["name"]},{row["met"]},{row["pending"]},{row["unmet"]},{row["all"]}"));
    }

    [Test]
    public async Task GetReport_Workbook_HoldsTheNumbersOfTheReport()
    {
        var app = await BusyQuarter();
        var report = (await app.Get(Report)).Expect(200);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Report}/xlsx");
        request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", await app.Token(Actors.Street));
        using var answer = await app.Http.SendAsync(request);

        System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);
        using var workbook = ExcelDataReader.ExcelReaderFactory.CreateReader(new MemoryStream(await answer.Content.ReadAsByteArrayAsync()));
        var rates = new List<string>();
        workbook.Read();
        while (workbook.Read())
            rates.Add($"{workbook.GetValue(0)} {workbook.GetValue(1)}/{workbook.GetValue(2)}");

        Assert.That(rates, Is.EqualTo(report.List("rates").Select(rate => $"{rate!["name"]} {((double)rate["numerator"]!).ToString(CultureInfo.InvariantCulture)}/{rate["n"]}")));
        Assert.That(workbook.ResultsCount, Is.EqualTo(8));
    }

    [TestCase("/api/reports/2026-Q5")]
    [TestCase("/api/reports/2026?area=440605999")]
    [TestCase("/api/reports/2026?category=没有的类别")]
    [TestCase("/api/reports/2026/records?rate=Everything")]
    [TestCase("/api/reports/2026/records?week=monday")]
    [TestCase("/api/unmet?gap=Nothing")]
    public async Task GetReport_OfWhatIsNotThere_SaysSo(string path)
    {
        var app = await Start();

        Assert.That((await app.Get(path)).Expect(400).Text("detail"), Is.Not.Empty);
    }

    private static string Counted(JsonNode? rate) => $"{rate!["rate"]} {((double)rate["numerator"]!).ToString(CultureInfo.InvariantCulture)}/{rate["n"]}";

    private static async Task<Answer> Records(App app, string query) => (await app.Get($"{Report}/records?{query}&limit=200")).Expect(200);

    /// <summary>Thirty days in which demands are served, declined, not answered, withdrawn, merged and rejected.</summary>
    private async Task<App> BusyQuarter()
    {
        var lecture = Given.Offer("ZY-2026-000003") with { Kind = OfferKind.Activity };
        var app = await Start(Given.Lists(offers: [Given.Offer(), Given.Offer("ZY-2026-000002", "DW-0002"), lecture],
            slots: [.. Enumerable.Range(10, 12).SelectMany(day => new[] { Given.Slot(start: 24 * day), Given.Slot("ZY-2026-000002", 24 * day) }), Given.Slot("ZY-2026-000003", 30), Given.Slot("ZY-2026-000003", 60)]));
        Store.Execute("update offer set published_at = '2026-08-01T00:00:00.000Z' where code = 'ZY-2026-000003'");
        await Served(app, "满意的探访", "Satisfied");
        await Served(app, "基本满意的探访", "FairlySatisfied", area: Given.FarEstate);
        await SetAside(app);
        var roof = await Demand(app, "没人能修的屋顶", category: "水电维修", area: Given.FarEstate);
        await Demand(app, "没人能修的屋顶", category: "水电维修");
        foreach (var _ in Enumerable.Range(0, 2))
            (await app.Post($"/api/demands/{roof}/support", new JsonObject(), actingAs: "resident")).Expect(200);
        var waiting = await AskThree(app);
        Clock.Advance(TimeSpan.FromDays(5));
        await Matching.Api.Escalation.TimerLoop.FireDue(app.Services);
        await app.Step((await app.LiveOrders(waiting)).Single(), "issue");
        Clock.Advance(TimeSpan.FromDays(25));
        return app;
    }

    /// <summary>One demand each that is merged, withdrawn and rejected.</summary>
    private static async Task SetAside(App app)
    {
        (await app.Post($"/api/demands/{await Demand(app, "撤回的探访")}/withdraw", Given.Reason())).Expect(200);
        (await app.Post($"/api/demands/{await Demand(app, "不归街道管")}/reject", Given.Reason())).Expect(200);
        var kept = await Demand(app, "并到一起的探访");
        (await app.Post($"/api/demands/{await Demand(app, "重复的探访")}/merge", new JsonObject { ["into"] = kept })).Expect(200);
        (await app.Post($"/api/demands/{kept}/withdraw", Given.Reason())).Expect(200);
    }

    /// <summary>One unit declines, one never answers, one acknowledges and then says no more; a fourth demand is proposed to a unit that is not asked yet.</summary>
    private static async Task<string> AskThree(App app)
    {
        var demands = new List<string>();
        foreach (var title in new[] { "单位没空的探访", "没人答复的探访", "签收了没下文", "还在等单位答复" })
            demands.Add(await Demand(app, title));
        await app.RunMatch();
        var orders = new List<string>();
        foreach (var demand in demands.Take(3))
            orders.Add((await app.LiveOrders(demand)).Single());
        foreach (var order in orders)
            await app.Step(order, "issue");
        await app.Step(orders[0], "decline", Given.Decline());
        await app.Step(orders[2], "acknowledge");
        return demands[3];
    }

    private static async Task<string> Demand(App app, string title, string category = Given.Visiting, string area = Given.Estate) =>
        (await app.FileDemand(Given.Demand(title, category, area))).Text("code");

    /// <summary>Files a demand, matches it and asks the unit; gives the order.</summary>
    private static async Task<string> Asked(App app, string title, string area = Given.Estate)
    {
        var demand = await Demand(app, title, area: area);
        await app.RunMatch();
        var order = (await app.LiveOrders(demand)).Single();
        await app.Step(order, "issue");
        return order;
    }

    private static async Task Served(App app, string title, string satisfaction, string area = Given.Estate)
    {
        var order = await Asked(app, title, area);
        foreach (var act in new[] { "accept", "complete" })
            await app.Step(order, act);
        await app.Step(order, "return-visit", Given.Visit(satisfaction: satisfaction));
    }
}
