namespace Matching.Api.Tests.Reports;

/// <summary>Who was asked first is told from the orders as they were issued.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class FirstMatchTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    /// <summary>Either the same unit in another window, or another one.</summary>
    [TestCase("DW-0001", 1)]
    [TestCase("DW-0002", 0)]
    public async Task GetReport_AcceptedAfterADecline_IsAFirstMatchForTheUnitAskedFirst(string second, int numerator)
    {
        var app = await Start(Given.Lists(offers: [Given.Offer(), Given.Offer("ZY-2026-000002", second)], slots: [Given.Slot(), Given.Slot("ZY-2026-000002", 48)]));
        var (demand, first, _) = await app.OrderAfter("issue");
        await app.Step(first, "decline", Given.Decline());
        await app.RunMatch();
        var accepted = (await app.LiveOrders(demand)).Single();
        await app.Step(accepted, "issue");
        await app.Step(accepted, "accept");

        var rate = (await app.Get("/api/reports/2026")).Expect(200).List("rates").Single(rate => (string?)rate!["rate"] == "FirstMatch")!;

        Assert.That(((double)rate["numerator"]!, (long)rate["n"]!), Is.EqualTo(((double)numerator, 1L)));
    }
}
