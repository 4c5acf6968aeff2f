using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Coverage;

[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class CoverageTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [Test]
    public async Task GetCoverage_OfAYoungStreet_CountsWhatIsMissingAndOpensIt()
    {
        var app = await Start();
        await app.FileDemand(Given.Demand(area: Given.Building), actingAs: $"lead/L-1@{Given.Building}");
        await app.Get("/api/demands", actingAs: $"branch/B-1@{Given.Estate}");
        var (_, order, _) = await app.OrderAfter("issue", "accept");

        var coverage = (await app.Get("/api/coverage")).Expect(200);

        Assert.That(Counts(coverage.Json["whole"]!), Is.EqualTo("NoLead 0/1 Quiet 0/1 NoBranch 2/3 NoServicePoint 3/3 UnusedUnit 1/2"));
        Assert.That(coverage.List("rows").Select(row => $"{row!["name"]}: {Counts(row)}"), Is.EqualTo(new[]
        {
            "湖心社区: NoLead 0/1 Quiet 0/1 NoBranch 1/2 NoServicePoint 2/2 UnusedUnit 1/2", "云溪社区: NoLead 0/0 Quiet 0/0 NoBranch 1/1 NoServicePoint 1/1 UnusedUnit 0/0",
        }));
        foreach (var count in coverage.List("rows").Append(coverage.Json["whole"]).SelectMany(row => row!["counts"]!.AsArray()))
        {
            Assert.That((await app.Get($"/api/coverage/list?{count!["query"]}")).Expect(200).Number("count"), Is.EqualTo((long)count["missing"]!), count.ToString());
            Assert.That((await app.Get($"/api/coverage/list?{count["query"]}&all=true")).Expect(200).Number("count"), Is.EqualTo((long)count["of"]!), count.ToString());
        }
        var unit = (await app.Get($"/api/orders/{order}")).Expect(200).Text("unit");
        Assert.That((await app.Get("/api/coverage/list?gap=UnusedUnit")).Expect(200).Texts("items", "code"), Is.EqualTo(new[] { unit == "DW-0001" ? "DW-0002" : "DW-0001" }));
    }

    [Test]
    public async Task GetCoverage_AfterTheDays_IsQuietAndUnusedAndLeadsLeave()
    {
        var app = await Start();
        await app.FileDemand(Given.Demand(area: Given.Building), actingAs: $"lead/L-1@{Given.Building}");
        await app.OrderAfter("issue", "accept");
        Clock.Advance(TimeSpan.FromDays(31));
        Store.Execute($"update role_grant set ends_at = '2026-12-01T00:00:00.000Z' where role = 'Lead'");

        var month = (await app.Get($"/api/coverage?area={Given.Estate}&days=30")).Expect(200);
        var half = (await app.Get($"/api/coverage?area={Given.Estate}")).Expect(200);

        Assert.That(month.List("rows").Select(row => $"{row!["name"]}: {Counts(row)}"), Is.EqualTo(new[] { "湖心社区 望湖苑 3栋: NoLead 1/1 Quiet 1/1 NoBranch 0/0 NoServicePoint 0/0 UnusedUnit 0/0" }));
        Assert.That(Counts(half.List("rows")[0]!), Does.StartWith("NoLead 1/1 Quiet 0/1 "));
        Assert.That(Counts((await app.Get("/api/coverage?days=30")).Expect(200).Json["whole"]!), Does.EndWith("UnusedUnit 2/2"));
    }

    [Test]
    public async Task GetCoverage_ByOthersAndOfWhatIsNotThere_ShowsOnlyTheirsAndSaysSo()
    {
        var app = await Start();

        Assert.That((await app.Get("/api/coverage", actingAs: $"community/C-1@{Given.Street}002")).Expect(200).Texts("rows", "code"), Is.EqualTo(new[] { $"{Given.Street}002" }));
        Assert.That((await app.Get($"/api/coverage?area={Given.Community}", actingAs: $"community/C-1@{Given.Street}002")).Expect(200).List("rows"), Is.Empty);
        (await app.Get("/api/coverage", actingAs: $"lead/L-1@{Given.Building}")).Expect(403);
        foreach (var query in new[] { "?days=0", "?days=1001", "?area=440605999", "/list?gap=Hole", "/list?gap=" })
            Assert.That((await app.Get($"/api/coverage{query}")).Expect(400).Text("detail"), Is.Not.Empty, query);
    }

    private static string Counts(JsonNode row) => string.Join(' ', row["counts"]!.AsArray().Select(count => $"{count!["gap"]} {count["missing"]}/{count["of"]}"));
}
