using Matching.Api.Reports;

namespace Matching.Api.Tests.Reports;

/// <summary>Two visitors of whom each confirms one unit's work only, the one at once, the other after a while.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class ReportMarksTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private const string Report = "/api/reports/2026-Q4";
    private const int Each = 6;

    [Test]
    public async Task Marks_OfTwoCloseKnitPairs_NameThemWithTheirRecordsAndOnlyForWhoOversees()
    {
        var app = await Start(Given.Lists(slots: [.. Enumerable.Range(2, Each).SelectMany(day => new[] { Given.Slot(start: 24 * day), Given.Slot("ZY-2026-000002", 24 * day) })]));
        await Play(app);

        var report = (await app.Get(Report)).Expect(200);

        Assert.That(report.Number("marks.confirmations"), Is.EqualTo(2 * Each));
        Assert.That(report.List("marks.quickUnits").Select(row => $"{row!["unit"]} {row["quick"]}/{row["n"]}"), Is.EqualTo(new[] { $"DW-0001 {Each}/{Each}" }));
        Assert.That(report.List("marks.pairs").Select(pair => $"{pair!["kind"]} {pair["first"]} {pair["second"]} {pair["together"]}/{pair["all"]}"), Is.EqualTo(new[]
        {
            $"{MarkKind.ConfirmerAndUnit} visitor/V-1 DW-0001 6/12", $"{MarkKind.ConfirmerAndUnit} visitor/V-2 DW-0002 6/12",
        }));
        Assert.That((await Records(app, (string)report.Json["marks"]!["quick"]!["query"]!)).Number("count"), Is.EqualTo(Each));
        foreach (var pair in report.List("marks.pairs"))
            Assert.That((await Records(app, (string)pair!["query"]!)).Number("count"), Is.EqualTo((long)pair["together"]!));
        Assert.That((await Records(app, (string)report.List("marks.quickUnits")[0]!["query"]!)).Number("count"), Is.EqualTo(Each));

        var community = $"community/C-1@{Given.Community}";
        Assert.That((await app.Get(Report, actingAs: community)).Expect(200).Json["marks"], Is.Null);
        (await app.Get($"{Report}/records?quick=true", actingAs: community)).Expect(403);
        (await app.Get("/reports/2026-Q4/marks", actingAs: community)).Expect(403);
    }

    private async Task Play(App app)
    {
        foreach (var i in Enumerable.Range(0, 2 * Each))
            await app.FileDemand(Given.Demand($"探访第{i}位老人"));
        await app.RunMatch();
        var orders = Store.Query<OrderRow>("select code, unit from service_order order by code");
        foreach (var order in orders)
        {
            foreach (var act in new[] { "issue", "accept", "complete" })
                await app.Step(order.Code, act);
            if (order.Unit == "DW-0001")
                await app.Step(order.Code, "return-visit", Given.Visit(), actingAs: "visitor/V-1");
        }
        Clock.Advance(QuickWithin);
        foreach (var order in orders.Where(order => order.Unit == "DW-0002"))
            await app.Step(order.Code, "return-visit", Given.Visit(), actingAs: "visitor/V-2");
    }

    private static TimeSpan QuickWithin => Matching.Api.Reports.ReportMarks.QuickWithin;

    private static async Task<Answer> Records(App app, string query) => (await app.Get($"{Report}/records?{query}")).Expect(200);

    private sealed record OrderRow
    {
        public string Code { get; init; } = "";

        public string Unit { get; init; } = "";
    }
}
