using System.Text;

namespace Matching.Api.Tests.Lists;

/// <summary>A list taken out in part: the file holds what the filter names, and the page says beforehand how many rows that is.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class ExportFilterTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [TestCase("", "近处的探访,近处的讲座,远处的探访")]
    [TestCase("?area=440605001001", "近处的探访,近处的讲座")]
    [TestCase("?category=独居探访", "近处的探访,远处的探访")]
    [TestCase("?area=440605001001&category=独居探访", "近处的探访")]
    [TestCase("?state=Withdrawn", "远处的探访")]
    [TestCase("?from=2026-11-24", "远处的探访")]
    [TestCase("?until=2026-11-23", "近处的探访,近处的讲座")]
    [TestCase("?from=2026-11-23&until=2026-11-24&state=Open", "近处的探访,近处的讲座")]
    public async Task Demands_Filtered_HoldWhatTheFilterNames(string query, string titles)
    {
        var app = await Start();
        await app.FileDemand(Given.Demand("近处的探访"));
        await app.FileDemand(Given.Demand("近处的讲座", "反诈宣传"));
        Clock.Advance(TimeSpan.FromDays(1));
        var far = (await app.FileDemand(Given.Demand("远处的探访", area: Given.FarEstate))).Text("code");
        (await app.Post($"/api/demands/{far}/withdraw", Given.Reason())).Expect(200);

        var lines = await Lines(app, $"/api/exports/demands.csv{query}");

        Assert.That(lines.Skip(1).Select(line => titles.Split(',').FirstOrDefault(line.Contains)), Is.EqualTo(titles.Split(',')));
    }

    [TestCase("offers", "?area=440605001002", 1)]
    [TestCase("offers", "?category=反诈宣传", 0)]
    [TestCase("offers", "?state=Paused", 0)]
    [TestCase("slots", "?state=Published", 4)]
    [TestCase("slots", "?from=2026-11-24", 0)]
    [TestCase("orders", "?state=Proposed&category=独居探访", 1)]
    [TestCase("orders", "?state=Closed", 0)]
    public async Task OtherLists_Filtered_HoldAsManyRows(string list, string query, int rows)
    {
        var near = Given.Offer(areas: [Given.Community]);
        var app = await Start(Given.Lists(offers: [near, Given.Offer("ZY-2026-000002", "DW-0002")]));
        await app.OrderAfter();

        Assert.That(await Lines(app, $"/api/exports/{list}.csv{query}"), Has.Count.EqualTo(rows + 1));
    }

    [TestCase("/api/exports/demands.csv?state=Nonsense")]
    [TestCase("/api/exports/orders.csv?state=Filed")]
    [TestCase("/api/exports/demands.csv?area=999999999")]
    [TestCase("/api/exports/demands.csv?from=gestern")]
    public async Task Export_AFilterThatIsNone_IsRefused(string path) => (await (await Start()).Get(path)).Expect(400);

    private static async Task<IReadOnlyList<string>> Lines(App app, string path) =>
        Encoding.UTF8.GetString(await app.Download(path)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
