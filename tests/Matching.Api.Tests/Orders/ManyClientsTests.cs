using Matching.Api.Data;
using Matching.Api.Invariants;

namespace Matching.Api.Tests.Orders;

/// <summary>Many at once. Whatever the interleaving, the invariants that every test of a store ends with hold: nothing is oversold, no
/// demand is held twice, each change of state is an event.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class ManyClientsTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private const int Clients = 50;

    [Test]
    public async Task FiftyClients_FilingAnsweringAndMatchingAtOnce_EndConsistent()
    {
        var app = await Start(Given.Lists(slots: [Given.Slot(capacity: 20), Given.Slot(start: 48, capacity: 20), Given.Slot("ZY-2026-000002", capacity: 15), Given.Slot("ZY-2026-000002", 48, capacity: 5)]));
        for (var i = 0; i < 60; i++)
            await app.FileDemand(Given.Demand(quantity: i % 3 + 1, divisible: i % 2 == 0));
        await app.RunMatch();
        await Task.WhenAll(Store.Query<string>("select code from service_order").Select(order => app.Step(order, "issue")));

        var statuses = (await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Act(app, new Random(client), 10)))).SelectMany(answers => answers).ToList();

        Assert.That(statuses.Where(status => status is not (200 or 201 or 409)), Is.Empty);
        Assert.That(statuses.Count(status => status is 200 or 201), Is.GreaterThan(Clients));
        await app.RunMatch();
        Assert.That(StoreInvariants.Check(Database.At(Store.Name), mostRuns: 3, _ => { }), Is.Empty, "the product's own check agrees");
    }

    [Test]
    public async Task FiftyClients_AcceptingAndDecliningTheSameOrder_OneWins()
    {
        var app = await Start();
        var (demand, order, _) = await app.OrderAfter("issue");

        var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => app.TryStep(order, client % 2 == 0 ? "accept" : "decline")));

        Assert.That(answers.Select(answer => answer.Status), Is.EquivalentTo(Enumerable.Repeat(409, Clients - 1).Append(200)));
        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo((await app.Order(order)).Text("order.state") == "Accepted" ? "Matched" : "Open"));
    }

    [Test]
    public async Task FiftyClients_FilingAtOnce_GetRisingCodesWithoutAGap()
    {
        var app = await Start();

        var receipts = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => app.FileDemand()));

        Assert.That(receipts.Select(receipt => receipt.Text("code")).Order(), Is.EqualTo(Enumerable.Range(1, Clients).Select(number => $"XQ-2026-{number:000000}")));
    }

    [Test]
    public async Task MatchRuns_TwoServersOfOneStoreAtOnce_NeverOversell()
    {
        var servers = new[] { await Start(Given.Lists(slots: [Given.Slot(capacity: 7), Given.Slot("ZY-2026-000002", capacity: 4)])), await Start() };
        for (var i = 0; i < 30; i++)
            await servers[i % 2].FileDemand(Given.Demand(quantity: i % 2 + 1, divisible: true));

        var runs = await Task.WhenAll(servers.Concat(servers).Select(server => server.RunMatch()));

        Assert.That(runs.Sum(run => run.Number("ordersWritten")), Is.EqualTo(Store.Count("select count(*) from service_order")));
        Assert.That(Store.Count("select sum(remaining) from slot"), Is.Zero, "and no capacity is left while somebody waits");
    }

    [Test]
    public async Task ActsAndRuns_OnTwoServersOfOneStoreAtOnce_EndConsistent()
    {
        var servers = new[] { await Start(Given.Lists(slots: [Given.Slot(capacity: 9), Given.Slot("ZY-2026-000002", capacity: 6)])), await Start() };
        for (var i = 0; i < 24; i++)
            await servers[i % 2].FileDemand(Given.Demand(quantity: i % 2 + 1, divisible: true));
        await servers[0].RunMatch();
        await Task.WhenAll(Store.Query<string>("select code from service_order").Select(order => servers[0].Step(order, "issue")));

        var statuses = (await Task.WhenAll(Enumerable.Range(0, 24).Select(client => Act(servers[client % 2], new Random(client), 6)))).SelectMany(answers => answers).ToList();

        Assert.That(statuses.Where(status => status is not (200 or 201 or 409)), Is.Empty);
        Assert.That(StoreInvariants.Check(Database.At(Store.Name), mostRuns: 3, _ => { }), Is.Empty, "the product's own check agrees");
    }

    /// <summary>One client's acts: mostly answers to orders that it looks up, now and then a filing, a withdrawal or a run.</summary>
    private static async Task<List<int>> Act(App app, Random random, int acts)
    {
        string[] steps = ["issue", "acknowledge", "accept", "accept", "decline", "schedule", "start", "complete", "complete", "fail", "cancel", "return-visit", "close", "reopen"];
        var statuses = new List<int>();
        for (var i = 0; i < acts; i++)
        {
            var answer = random.Next(12) switch
            {
                0 => await app.Post("/api/demands", Given.Demand(quantity: random.Next(1, 4), divisible: true)),
                1 => await app.Post("/api/match-runs"),
                2 => await app.Post($"/api/demands/{await Any(app, "demands", random)}/withdraw", Given.Reason()),
                _ => await app.TryStep(await Any(app, "orders", random), steps[random.Next(steps.Length)]),
            };
            statuses.Add(answer.Status);
        }
        return statuses;
    }

    private static async Task<string> Any(App app, string list, Random random)
    {
        var rows = (await app.Get($"/api/{list}?limit=200")).Expect(200).List("items");
        return rows[random.Next(rows.Count)]!["code"]!.ToString();
    }
}
