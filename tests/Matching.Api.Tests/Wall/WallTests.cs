using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Wall;

[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class WallTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [Test]
    public async Task Follow_WhileADemandIsServed_SendsASnapshotAndThenWhatChanges()
    {
        var app = await Start();
        await using var stream = await Stream.Open(app);

        var snapshot = await stream.Next();
        var (_, order, _) = await app.OrderAfter("issue");
        await app.Step(order, "accept");
        var (told, last) = await stream.Until(app, change => change["events"]!.AsArray().Any(happened => ((string)happened!["text"]!).Contains("有单位接单", StringComparison.Ordinal)));

        Assert.That((snapshot.Name, snapshot.Retry), Is.EqualTo(("snapshot", "3000")));
        Assert.That(snapshot.Body["tiles"]!.AsArray(), Has.Count.EqualTo(2));
        Assert.That(told.Select(item => item.Id), Is.Ordered.Ascending.And.All.GreaterThan(snapshot.Id));
        Assert.That(told.SelectMany(item => item.Body["tiles"]!.AsArray()).Select(tile => (string)tile!["name"]!).Distinct(), Is.EqualTo(new[] { "湖心社区" }), "only what changed");
        Assert.That(last.Id, Is.GreaterThanOrEqualTo(Store.Count("select max(seq) from event where act = 'Accept'")));
        Assert.That((await app.Get("/api/wall")).Expect(200).List("tiles").Select(tile => (long)tile!["met"]!), Is.EqualTo(new[] { 1, 0 }));
    }

    [Test]
    public async Task Follow_NothingHappens_StillBeats()
    {
        var app = await Start();
        await using var stream = await Stream.Open(app);
        await stream.Next();

        const int MostChanges = 5; // the program's own timers, all fired at once, may write something first

        var beat = await stream.Next(app);
        for (var changes = 0; beat.Name == "change" && changes < MostChanges; changes++)
            beat = await stream.Next(app);

        Assert.That(beat.Name, Is.EqualTo("alive"));
    }

    [Test]
    public async Task Follow_TheServerStops_TheStreamEnds()
    {
        var app = await App.Start(Store.Name, Clock, Given.Lists());
        await using var stream = await Stream.Open(app);
        await stream.Next();

        await app.DisposeAsync();

        Assert.That(await stream.IsAtEnd());
    }

    [Test]
    public async Task Wall_Figures_AreTheReportsOfTheQuarter()
    {
        var app = await Start();
        await app.OrderAfter("issue", "accept", "complete");
        await app.FileDemand(Given.Demand(area: Given.FarEstate, category: "水电维修"));
        Clock.Advance(TimeSpan.FromDays(4));

        var wall = (await app.Get("/api/wall")).Expect(200);
        var report = (await app.Get("/api/reports/2026-Q4")).Expect(200);

        Assert.That(wall.Texts("numbers", "text"), Is.EqualTo(new[] { "2", "50.0%", "1", "1" }));
        Assert.That((report.Number("demands.all"), (double)report.List("rates")[1]!["value"]!, report.Number("demands.unmet")), Is.EqualTo((2L, 0.5, 1L)));
        Assert.That(wall.List("tiles").Select(tile => $"{tile!["community"]} {tile["met"]} {tile["pending"]} {tile["unmet"]}"),
            Is.EqualTo(report.List("communities").Select(row => $"{row!["key"]} {row["met"]} {row["pending"]} {row["unmet"]}")));
    }

    [Test]
    public async Task Wall_OfDemandsWithContacts_HoldsNobody()
    {
        var app = await Start();
        await using var stream = await Stream.Open(app);
        await stream.Next();
        var demand = Given.Demand("三栋502李桂香家漏水，电话13900001234", detail: "找李桂香", area: Given.Building);
        demand["contact"] = new JsonObject { ["name"] = "李桂香", ["phone"] = "13900001234", ["address"] = "3栋502", ["consent"] = true };
        await app.FileDemand(demand);

        var (told, _) = await stream.Until(app, change => change["events"]!.AsArray().Count > 0);
        var seen = string.Join('\n', told.Select(item => item.Body.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })))
            + (await app.Get("/api/wall")).Expect(200).Body;

        Assert.That(seen, Does.Contain("独居探访"), "the event is there");
        foreach (var secret in new[] { "李桂香", "13900001234", "1390000", "502", "漏水", "3栋" })
            Assert.That(seen, Does.Not.Contain(secret));
    }

    [Test]
    public async Task Wall_ForNobody_WantsASignIn() => (await (await Start()).Get("/wall/events", actingAs: "resident")).Expect(302);

    /// <summary>One event as it came.</summary>
    private sealed record Item(string Name, long Id, string? Retry, JsonNode Body);

    /// <summary>An open stream of the wall.</summary>
    private sealed class Stream(HttpResponseMessage response, StreamReader lines) : IAsyncDisposable
    {
        public static async Task<Stream> Open(App app)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/wall/events");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await app.Token("visitor/V-9"));
            var response = await app.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
            return new Stream(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
        }

        /// <param name="app">Whose clock goes on while nothing comes: each time the wall has looked and rests, its rest is over.</param>
        public async Task<Item> Next(App? app = null)
        {
            var fields = new Dictionary<string, string>();
            while (true)
            {
                var reading = lines.ReadLineAsync();
                while (app is not null && !reading.IsCompleted)
                {
                    var rests = app.Clock.NextTimer;
                    app.Clock.Tick();
                    await Task.WhenAny(reading, rests);
                }
                var line = await reading ?? throw new InvalidOperationException("The stream has ended.");
                if (line.Length > 0)
                    fields[line[..line.IndexOf(':')]] = line[(line.IndexOf(':') + 1)..].Trim();
                else if (fields.Count > 0)
                    return new Item(fields["event"], long.Parse(fields["id"], null), fields.GetValueOrDefault("retry"), JsonNode.Parse(fields["data"])!);
            }
        }

        /// <summary>The changes up to the first that is as wanted.</summary>
        public async Task<(IReadOnlyList<Item> All, Item Last)> Until(App app, Func<JsonNode, bool> isWanted)
        {
            var all = new List<Item>();
            do
            {
                var item = await Next(app);
                if (item.Name == "change")
                    all.Add(item);
            }
            while (all.Count == 0 || !isWanted(all[^1].Body));
            return (all, all[^1]);
        }

        public async Task<bool> IsAtEnd() => await lines.ReadLineAsync() is null;

        public ValueTask DisposeAsync()
        {
            lines.Dispose();
            response.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
