using System.Globalization;
using System.Text.Json.Nodes;
using Matching.Api.Lists;
using Matching.Core.Reports;

namespace Matching.Api.Tests.Reports;

/// <summary>What a report says beyond its rates, on a busy quarter: each number opens what it counts, and is counted again another way.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class ReportPartsTests<TStore> : OneAppTests<TStore> where TStore : IStore
{
    private const string Report = "/api/reports/2026-Q4";

    protected override ListSet? Lists => BusyQuarter.Lists();

    [Test]
    public async Task Breakdown_EachGroup_IsTheReportNarrowedToIt()
    {
        var report = (await App.Get(Report)).Expect(200);

        Assert.That(report.Texts("breakdowns", "by"), Is.EqualTo(Enum.GetNames<ReportDimension>()));
        foreach (var breakdown in report.List("breakdowns"))
        {
            var groups = breakdown!["groups"]!.AsArray();
            Assert.That(groups, Is.Not.Empty, $"{breakdown["by"]}");
            foreach (var group in groups)
            {
                var narrowed = (await App.Get($"{Report}?{group!["query"]}")).Expect(200);
                Assert.That(group["rates"]!.AsArray().Select(Counted), Is.EqualTo(narrowed.List("rates").Where(rate => (long)rate!["n"]! > 0).Select(Counted)), $"{breakdown["by"]} {group["key"]}");
            }
        }
    }

    [Test]
    public async Task Breakdown_EveryNumber_OpensAsManyRecords()
    {
        var report = (await App.Get(Report)).Expect(200);

        foreach (var rate in report.List("breakdowns").SelectMany(breakdown => breakdown!["groups"]!.AsArray()).SelectMany(group => group!["rates"]!.AsArray()))
        {
            Assert.That((await Records((string)rate!["query"]!)).Number("count"), Is.EqualTo((long)rate["n"]!), rate.ToString());
            Assert.That((await Records($"{rate["query"]}&part=Numerator")).List("items").Sum(row => (double)row!["share"]!), Is.EqualTo((double)rate["numerator"]!), rate.ToString());
        }
    }

    [Test]
    public async Task Needs_ByCategoryPlaceAndTime_AddUpToTheUnmetAndOpenThem()
    {
        var report = (await App.Get(Report)).Expect(200);

        Assert.That(report.List("needs").Sum(need => (long)need!["demands"]!), Is.EqualTo(report.Number("demands.unmet")).And.Positive);
        Assert.That(report.List("needs").Select(need => (long)need!["people"]!), Is.Ordered.Descending);
        foreach (var need in report.List("needs"))
        {
            var unmet = (await App.Get($"/api/unmet?{need!["query"]}")).Expect(200);
            Assert.That((unmet.Number("count"), unmet.List("items").Sum(row => (long)row!["people"]!)), Is.EqualTo(((long)need["demands"]!, (long)need["people"]!)), need.ToString());
        }
    }

    [Test]
    public async Task Equity_OfCommunities_IsASlowCountOfServedDemandsAndTheirPeople()
    {
        var report = (await App.Get(Report)).Expect(200);

        foreach (var row in report.List("equity.communities"))
        {
            var counted = $"from demand d where d.area like '{row!["community"]}%' and d.state not in ('Merged', 'Withdrawn', 'Rejected')";
            const string served = "d.code in (select demand from service_order where completed_at is not null)";
            const string people = "coalesce(sum(1 + (select count(*) from supporter s where s.demand = d.code)), 0)";
            Assert.That((await Records((string)row["query"]!)).Number("count"), Is.EqualTo((long)row["demands"]!));
            Assert.That((await Records($"{row["query"]}&served=true")).Number("count"), Is.EqualTo((long)row["served"]!));
            Assert.That(((long)row["demands"]!, (long)row["served"]!, (long)row["people"]!, (long)row["peopleServed"]!), Is.EqualTo((
                Store.Count($"select count(*) {counted}"), Store.Count($"select count(*) {counted} and {served}"), Store.Count($"select {people} {counted}"), Store.Count($"select {people} {counted} and {served}"))));
            Assert.That((double)row["perThousand"]!, Is.EqualTo(1000.0 * (long)row["served"]! / (long)row["demands"]!).And.InRange((double)row["low"]!, (double)row["high"]!));
        }
        var shares = report.List("equity.communities").Select(row => (double)row!["perThousand"]!).ToList();
        Assert.That(shares, Has.Count.EqualTo(2).And.Ordered);
        Assert.That((double)report.Json["equity"]!["gini"]!, Is.EqualTo((shares[1] - shares[0]) / (2 * (shares[0] + shares[1]))).Within(1e-12));
    }

    [Test]
    public async Task FormsAndDriven_EveryNumber_OpensAsManyRecords()
    {
        var report = (await App.Get(Report)).Expect(200);

        foreach (var row in report.List("forms").Concat(report.List("driven")))
            Assert.That((await Records((string)row!["query"]!)).Number("count"), Is.EqualTo((long)row["count"]!), row.ToString());
        Assert.That(report.List("forms").Select(form => $"{form!["key"]} {form["count"]}"), Is.EqualTo(new[]
        {
            $"Registration {Store.Count("select count(*) from demand")}", $"OrderSlip {Store.Count("select count(*) from service_order where issued_at is not null")}",
            $"VisitRecord {Store.Count("select count(*) from service_order where visited_at is not null")}", "Agenda 0", "Minutes 0",
        }));
        Assert.That(report.List("driven").Select(row => (long)row!["count"]!), Is.EqualTo(new[] { 2L, 0L }));
    }

    [Test]
    public async Task OfAMatchRun_LooksAtWhatItWasToServeAndWhatBecameOfItsOrders()
    {
        var run = (await App.Get("/api/match-runs")).Expect(200).List("items")[^1]!;
        var (id, demands) = ((long)run["id"]!, (long)run["demands"]!);

        var report = (await App.Get($"/api/reports/run-{id}")).Expect(200);

        Assert.That(report.Number("demands.all") + report.List("leftOut").Sum(row => (long)row!["count"]!), Is.EqualTo(demands));
        Assert.That((long)report.List("rates")[4]!["n"]!, Is.EqualTo(Store.Count($"select count(*) from service_order where run = {id} and accepted_at is not null")).And.Positive);
        Assert.That(report.List("weeks").Sum(week => (long)week!["all"]!), Is.EqualTo(report.Number("demands.all")));
        Assert.That((report.Text("before"), (long)report.List("rates")[5]!["n"]!), Is.EqualTo(("", 0L)), "no run before the first; no offer is a run's");
        foreach (var rate in report.List("rates"))
            Assert.That((await App.Get($"/api/reports/run-{id}/records?{rate!["query"]}")).Expect(200).Number("count"), Is.EqualTo((long)rate["n"]!));
        (await App.Get("/api/reports/run-999999")).Expect(404);
    }

    [Test]
    public async Task Change_AgainstTheQuarterBefore_HasAnIntervalOnlyWhereBothCountSomething()
    {
        var report = (await App.Get("/api/reports/2026-12")).Expect(200);

        var idle = report.List("rates")[5]!;
        Assert.That((double)idle["change"]!, Is.EqualTo((double)idle["value"]! - (double)idle["valueBefore"]!).And.InRange((double)idle["changeLow"]!, (double)idle["changeHigh"]!));
        Assert.That((bool)idle["beyondChance"]!, Is.EqualTo((double)idle["changeLow"]! > 0 || (double)idle["changeHigh"]! < 0));
        var demandDriven = (await App.Get(Report)).Expect(200).List("rates")[6]!;
        Assert.That((demandDriven["changeLow"], demandDriven["beyondChance"]), Is.EqualTo(((JsonNode?)null, (JsonNode?)null)));
    }

    [Test]
    public async Task Worths_OfTheNewestRun_AreThoseOfItsInsightByDemandsServed()
    {
        var run = (await App.Get("/api/match-runs")).Expect(200).List("items")[0]!["id"]!;
        var insight = (await App.Get($"/api/match-runs/{run}/insight")).Expect(200);

        var worths = (await App.Get(Report)).Expect(200);

        Assert.That((long)worths.Json["worths"]!["run"]!, Is.EqualTo((long)run));
        Assert.That(worths.List("worths.slots").Select(slot => (string)slot!["text"]!), Is.EquivalentTo(insight.Texts("fullSlots", "text")));
        Assert.That(worths.List("worths.slots").Select(slot => (long?)slot!["demands"] ?? -1), Is.Ordered.Descending);
        Assert.That((await App.Get(Report, actingAs: $"branch/B-1@{Given.Estate}")).Expect(200).Json["worths"], Is.Null);
    }

    [TestCase("?studio=没有的工作室")]
    [TestCase("?unit=DW-9999")]
    [TestCase("/records?form=Poem")]
    [TestCase("/records?mark=Nobody")]
    public async Task OfWhatIsNotThere_SaysSo(string query) => Assert.That((await App.Get($"{Report}{query}")).Expect(400).Text("detail"), Is.Not.Empty);

    protected override async Task Fill() => await BusyQuarter.Play(App, Store, App.Clock);

    private async Task<Answer> Records(string query) => (await App.Get($"{Report}/records?{query}&limit=200")).Expect(200);

    private static string Counted(JsonNode? rate) => $"{rate!["rate"]} {((double)rate["numerator"]!).ToString(CultureInfo.InvariantCulture)}/{rate["n"]}";
}
