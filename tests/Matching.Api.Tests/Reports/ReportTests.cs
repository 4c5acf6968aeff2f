using System.Globalization;
using System.Text.Json.Nodes;
using Matching.Api.Lists;

namespace Matching.Api.Tests.Reports;

/// <summary>A quarter with something of everything in it: each number of its report is counted again, slowly, from the raw rows.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class ReportTests<TStore> : OneAppTests<TStore> where TStore : IStore
{
    private const string Report = "/api/reports/2026-Q4";

    protected override ListSet? Lists => BusyQuarter.Lists();

    [Test]
    public async Task GetReport_RatesOfABusyQuarter_EqualASlowCountOverTheRows()
    {

        var report = (await App.Get(Report)).Expect(200);

        var slow = new SlowRates(Store, Given.At(0).AddDays(30), report.Instant("from"), report.Instant("until"));
        Assert.That(report.List("rates").Select(Counted), Is.EqualTo(slow.All()));
        Assert.That(report.List("rates").Select(rate => (double)rate!["n"]!).Min(), Is.GreaterThan(1), "every rate has something to tell");
        foreach (var rate in report.List("rates"))
            Assert.That((double)rate!["value"]!, Is.EqualTo((double)rate["numerator"]! / (double)rate["n"]!).And.InRange((double)rate["low"]!, (double)rate["high"]!), Counted(rate));
    }

    [Test]
    public async Task GetReport_EveryNumber_OpensAsManyRecords()
    {
        var report = (await App.Get(Report)).Expect(200);

        foreach (var rate in report.List("rates"))
        {
            var all = await Records(App, (string)rate!["query"]!);
            var numerator = await Records(App, $"{rate["query"]}&part=Numerator");
            Assert.That(all.Number("count"), Is.EqualTo((long)rate["n"]!), Counted(rate));
            Assert.That(numerator.List("items").Sum(row => (double)row!["share"]!), Is.EqualTo((double)rate["numerator"]!), Counted(rate));
        }
        foreach (var group in new[] { "communities", "categories", "weeks" }.SelectMany(name => report.List(name)).Append(report.Json["demands"]))
        {
            foreach (var standing in new[] { "met", "pending", "unmet" })
                Assert.That((await Records(App, $"{group!["query"]}&standing={standing}")).Number("count"), Is.EqualTo((long)group[standing]!), $"{group} {standing}");
        }
        foreach (var row in report.List("leftOut"))
            Assert.That((await Records(App, (string)row!["query"]!)).Number("count"), Is.EqualTo((long)row["count"]!), row.ToString());
        foreach (var cell in report.List("orders"))
            Assert.That((await Records(App, (string)cell!["query"]!)).Number("count"), Is.EqualTo((long)cell["orders"]!), cell.ToString());
        foreach (var gap in report.List("gaps"))
            Assert.That((await App.Get($"/api/unmet?{gap!["query"]}")).Expect(200).Number("count"), Is.EqualTo((long)gap["demands"]!), gap.ToString());
    }

    [Test]
    public async Task GetReport_Breakdowns_EachAddUpToAllDemandsAndGapsToTheUnmet()
    {

        var report = (await App.Get(Report)).Expect(200);

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

        var unmet = (await App.Get("/api/unmet")).Expect(200);

        Assert.That(unmet.List("items").Select(row => $"{row!["title"]}: {row["gap"]} {row["tries"]} {row["people"]}"), Is.EqualTo(new[]
        {
            "没人能修的屋顶: NoOffer 0 3", "没人能修的屋顶: NoOffer 0 1", "单位没空的探访: Time 1 1", "没人答复的探访: Unanswered 1 1", "签收了没下文: Unanswered 1 1", "还在等单位答复: AwaitingAnswer 1 1",
        }));
        Assert.That(unmet.List("items").Select(row => (long)row!["daysWaiting"]!), Is.All.InRange(27, 30));
        var page = (await App.Get("/api/unmet?limit=2&cursor=4")).Expect(200);
        Assert.That((page.Number("count"), page.List("items").Count, page.Json["next"]), Is.EqualTo((6L, 2, (JsonNode?)null)));
    }

    [Test]
    public async Task GetReport_ByACommunity_CountsItsOwnAndALeadReadsNone()
    {

        var own = (await App.Get(Report, actingAs: $"community/C-1@{Given.Community}")).Expect(200);
        var other = (await App.Get(Report, actingAs: $"community/C-2@{Given.Street}002")).Expect(200);
        var narrowed = (await App.Get($"{Report}?area={Given.Street}002")).Expect(200);

        Assert.That(own.Texts("communities", "key"), Is.EqualTo(new[] { Given.Community }));
        Assert.That(other.Texts("communities", "key"), Is.EqualTo(new[] { Given.Street + "002" }));
        Assert.That(other.Number("demands.all"), Is.EqualTo(narrowed.Number("demands.all")).And.Positive);
        (await App.Get(Report, actingAs: $"lead/L-1@{Given.Building}")).Expect(403);
    }

    [Test]
    public async Task GetReport_Csv_HoldsTheNumbersOfTheReport()
    {
        var report = (await App.Get(Report)).Expect(200);

        var csv = (await App.Get($"{Report}/csv")).Expect(200);

        Assert.That(csv.ContentType, Is.EqualTo("text/csv"));
        foreach (var rate in report.List("rates"))
            Assert.That(csv.Body, Does.Contain($"{rate!["name"]},{((double)rate["numerator"]!).ToString("0.#", CultureInfo.InvariantCulture)},{rate["n"]},"));
        foreach (var row in report.List("communities"))
            Assert.That(csv.Body, Does.Contain($"{row!["name"]},{row["met"]},{row["pending"]},{row["unmet"]},{row["all"]}"));
    }

    [Test]
    public async Task GetReport_Workbook_HoldsTheNumbersOfTheReport()
    {
        var report = (await App.Get(Report)).Expect(200);
        var file = await App.Download($"{Report}/xlsx");

        System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);
        using var workbook = ExcelDataReader.ExcelReaderFactory.CreateReader(new MemoryStream(file));
        var rates = new List<string>();
        workbook.Read();
        while (workbook.Read())
            rates.Add($"{workbook.GetValue(0)} {workbook.GetValue(1)}/{workbook.GetValue(2)}");

        Assert.That(rates, Is.EqualTo(report.List("rates").Select(rate => $"{rate!["name"]} {((double)rate["numerator"]!).ToString(CultureInfo.InvariantCulture)}/{rate["n"]}")));
        Assert.That(workbook.ResultsCount, Is.EqualTo(22));
    }

    [TestCase("/api/reports/2026-Q5")]
    [TestCase("/api/reports/2026?area=440605999")]
    [TestCase("/api/reports/2026?category=没有的类别")]
    [TestCase("/api/reports/2026/records?rate=Everything")]
    [TestCase("/api/reports/2026/records?week=monday")]
    [TestCase("/api/unmet?gap=Nothing")]
    public async Task GetReport_OfWhatIsNotThere_SaysSo(string path)
    {
        Assert.That((await App.Get(path)).Expect(400).Text("detail"), Is.Not.Empty);
    }

    protected override async Task Fill() => await BusyQuarter.Play(App, Store, App.Clock);

    private static string Counted(JsonNode? rate) => $"{rate!["rate"]} {((double)rate["numerator"]!).ToString(CultureInfo.InvariantCulture)}/{rate["n"]}";

    private static async Task<Answer> Records(App app, string query) => (await app.Get($"{Report}/records?{query}&limit=200")).Expect(200);
}
