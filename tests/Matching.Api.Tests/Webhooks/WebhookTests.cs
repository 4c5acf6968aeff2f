using System.Net;
using System.Text.Json.Nodes;
using Matching.Api.Outbox;
using Matching.Api.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Api.Tests.Webhooks;

/// <summary>Subscribers are told of events at least once, signed, and of nobody's name.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class WebhookTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private const string Street = "440699001";

    [Test]
    public async Task Deliver_AnEvent_IsSignedAndNamesNobody()
    {
        await using var receiver = new Receiver();
        var app = await Start(seed: true);
        var made = await Subscribe(app, receiver.Url, "demand.*");

        var demand = await File(app);
        await Deliver(app);

        var (id, timestamp, signature, body) = receiver.Taken.Single();
        Assert.That(signature, Is.EqualTo(WebhookCalls.Signature(made.Text("secret"), id, timestamp, body)));
        Assert.That(timestamp, Is.EqualTo(Clock.Now.ToUnixTimeSeconds()));
        var told = JsonNode.Parse(body)!;
        Assert.That(((string)told["kind"]!, (string)told["subject"]!, (string)told["to"]!, (string)told["area"]!), Is.EqualTo(("demand.File", demand, "Open", Street + "001")));
        Assert.That(body, Does.Not.Contain("S-1").And.Not.Contain("阿婆"));
        Assert.That((await app.Get("/api/webhooks", actingAs: "street/S-1")).Body, Does.Not.Contain("whsec_"));
        await Deliver(app);
        Assert.That(receiver.Taken, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Deliver_TheProcessEndsBetweenCommitAndDelivery_IsStillDelivered()
    {
        await using var receiver = new Receiver();
        var app = await Start(seed: true);
        await Subscribe(app, receiver.Url, "demand.File");
        await File(app);

        var next = await App.Start(Store.Name, Clock, seed: true);
        Own(next);
        await Deliver(next);

        Assert.That(receiver.Taken, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Deliver_TheProcessEndsBeforeTheAnswerIsWrittenDown_ComesAgainWithTheSameId()
    {
        await using var receiver = new Receiver();
        var app = await Start(seed: true);
        await Subscribe(app, receiver.Url, "demand.File");
        await File(app);
        await Deliver(app);
        Store.Execute("update delivery set state = 'Waiting', delivered_at = null");

        await Deliver(app);
        var early = receiver.Taken.Count;
        Clock.Advance(TimeSpan.FromMinutes(21));
        await Deliver(app);

        Assert.That(early, Is.EqualTo(1), "another process may still be at it");
        Assert.That(receiver.Taken.Select(taken => taken.Id).Distinct().ToList(), Has.Count.EqualTo(1));
        Assert.That(receiver.Taken, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Deliver_TheReceiverFails_IsTriedAfterGrowingPausesAndThenDisabled()
    {
        await using var receiver = new Receiver { Status = 500 };
        var app = await Start(seed: true);
        var made = await Subscribe(app, receiver.Url, "demand.File");
        var id = made.Text("webhook.id");
        for (var i = 0; i < 3; i++)
            await File(app, $"第{i}件事要人帮忙");

        await Deliver(app);
        Clock.Advance(TimeSpan.FromSeconds(9));
        await Deliver(app);
        Assert.That(receiver.Taken, Has.Count.EqualTo(3));
        foreach (var pause in new[] { 1.0, 60, 300, 1800, 7200, 21_600 })
        {
            Clock.Advance(TimeSpan.FromSeconds(pause));
            await Deliver(app);
        }

        var hook = (await app.Get("/api/webhooks", actingAs: "street/S-1")).Json[0]!;
        Assert.That(((string)hook["state"]!, (int)hook["failures"]!, (string)hook["lastFailure"]!, (int)hook["waiting"]!), Is.EqualTo(("Disabled", 21, "HTTP 500", 3)));
        receiver.Status = 200;
        Clock.Advance(TimeSpan.FromDays(1));
        await Deliver(app);
        Assert.That(receiver.Taken, Has.Count.EqualTo(21), "nobody is called while it is disabled");
        (await app.Post($"/api/webhooks/{id}/start", actingAs: "street/S-1")).Expect(200);
        await Deliver(app);
        Assert.That(Store.Count("select count(*) from delivery where state = 'Delivered'"), Is.EqualTo(3));
    }

    [Test]
    public async Task Deliver_ARedirect_IsNotFollowed()
    {
        await using var other = new Receiver();
        await using var receiver = new Receiver { Status = 307, Location = other.Url };
        var app = await Start(seed: true);
        await Subscribe(app, receiver.Url, "demand.File");
        await File(app);

        await Deliver(app);

        Assert.That(other.Taken, Is.Empty);
        Assert.That(Store.Query<string>("select answer from delivery"), Is.EqualTo(new[] { "HTTP 307" }));
    }

    [Test]
    public async Task Deliver_OutsideAreaOrKind_TellsNothing()
    {
        await using var receiver = new Receiver();
        var app = await Start(seed: true);
        await Subscribe(app, receiver.Url, "order.*", "offer.Publish");
        await Subscribe(app, receiver.Url, ["demand.File"], Street + "002");
        (await app.Post("/api/webhooks", Body(receiver.Url, ["demand.File"], Street), actingAs: $"community/C-1@{Street}001")).Expect(403);

        await File(app);
        await Deliver(app);

        Assert.That(receiver.Taken, Is.Empty);
        Assert.That((await app.Get("/api/webhooks", actingAs: $"community/C-2@{Street}002")).Json.AsArray(), Has.Count.EqualTo(1));
    }

    [TestCase("http://hooks.example.com/a")]
    [TestCase("http://127.0.0.1:9/a")]
    [TestCase("https://127.0.0.1/a")]
    [TestCase("https://10.1.2.3/a")]
    [TestCase("https://[::1]/a")]
    [TestCase("https://[::ffff:192.168.0.1]/a")]
    [TestCase("https://169.254.169.254/latest")]
    [TestCase("https://me:secret@hooks.example.com/a")]
    [TestCase("ftp://hooks.example.com/a")]
    [TestCase("nothing")]
    public async Task Subscribe_OutsideTheDemo_RefusesWhatIsNotPublic(string url)
    {
        var app = await Start();

        Assert.That((await app.Post("/api/webhooks", Body(url, ["demand.File"], Given.Street))).Expect(400).Body, Does.Contain("https://"));
    }

    [Test]
    public async Task Deliver_ANameThatLeadsInside_IsRefusedAtConnecting()
    {
        await using var receiver = new Receiver();
        var app = await Start();
        (await app.Post("/api/webhooks", Body(receiver.Url.Replace("http:", "https:", StringComparison.Ordinal).Replace("127.0.0.1", "localhost", StringComparison.Ordinal), ["demand.File"], Given.Street))).Expect(201);
        await app.FileDemand();

        await Deliver(app);

        Assert.That(Store.Query<string>("select answer from delivery"), Is.EqualTo(new[] { "AddressRefused" }));
    }

    [TestCase("8.8.8.8", true)]
    [TestCase("2400:3200::1", true)]
    [TestCase("172.31.0.1", false)]
    [TestCase("172.32.0.1", true)]
    [TestCase("100.127.255.255", false)]
    [TestCase("224.0.0.1", false)]
    [TestCase("255.255.255.255", false)]
    [TestCase("fe80::1", false)]
    [TestCase("fd00::1", false)]
    [TestCase("64:ff9b::a00:1", false)]
    [TestCase("2002:a00:1::", false)]
    [TestCase("::ffff:8.8.8.8", true)]
    public void IsAllowed_Address_IsPublicOrRefused(string address, bool allowed) =>
        Assert.That(PublicAddress.IsAllowed(IPAddress.Parse(address), isDemo: false), Is.EqualTo(allowed));

    private static Task<Answer> Subscribe(App app, string url, params string[] kinds) => Subscribe(app, url, kinds, Street);

    private static async Task<Answer> Subscribe(App app, string url, string[] kinds, string area) => (await app.Post("/api/webhooks", Body(url, kinds, area), actingAs: "street/S-1")).Expect(201);

    private static JsonObject Body(string url, string[] kinds, string area) =>
        new() { ["label"] = "区平台", ["url"] = url, ["area"] = area, ["kinds"] = new JsonArray([.. kinds.Select(kind => (JsonNode)kind)]) };

    private static async Task<string> File(App app, string title = "三楼阿婆独自住，想有人常去看看") =>
        (await app.FileDemand(Given.Demand(title, area: Street + "001001"), actingAs: "street/S-1")).Text("code");

    private static async Task Deliver(App app)
    {
        while (await app.Services.GetRequiredService<DeliverOutbox>().Once(CancellationToken.None) > 0)
        {
        }
    }
}
