using Matching.Api.Machines;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Api.Tests.Machines;

/// <summary>Several processes on one PostgreSQL.</summary>
internal sealed class LeadershipTests : StoreTests<PostgresStore>
{
    [Test]
    public async Task RunMatch_AskedOfOneThatDoesNotLead_IsDoneOnceByTheLeader()
    {
        var first = await Start();
        var second = await Start();
        var demand = (await first.FileDemand()).Text("code");

        var run = await second.RunMatch();

        Assert.That(Store.Query<long>("select run from run_request where done_at is not null"), Is.EqualTo(new[] { run.Number("id") }));
        Assert.That(Store.Count("select count(*) from match_run"), Is.EqualTo(1));
        Assert.That(await second.LiveOrders(demand), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task RunMatch_SomebodyTookOver_IsWrittenUnderTheNewEpochOnly()
    {
        var app = await Start();
        await app.FileDemand();
        await app.RunMatch();

        Store.Execute("update leader set epoch = epoch + 1");
        await app.FileDemand();
        await app.RunMatch();

        var epochs = Store.Query<long>("select epoch from match_run order by id");
        Assert.That(epochs, Has.Count.EqualTo(2));
        Assert.That(epochs[1], Is.GreaterThan(epochs[0] + 1).And.EqualTo(Store.Count("select epoch from leader")));
    }

    [Test]
    public async Task Stop_OfTheLeader_LeavesTheStreetsToTheOther()
    {
        var first = await App.Start(Store.Name, Clock, Given.Lists());
        var second = await Start();
        await second.FileDemand();

        await first.DisposeAsync();
        await second.RunMatch();

        Assert.That(Store.Count("select epoch from leader"), Is.EqualTo(2));
    }

    [Test]
    public async Task Nodes_TwoServe_AreCounted()
    {
        await Start();
        var second = await Start();

        Assert.That(second.Services.GetRequiredService<Leadership>().Nodes, Is.EqualTo(2));
    }
}

/// <summary>Streets dealt into shares, on one process as on many.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class ShardedMatchTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [Test]
    public async Task RunMatch_EightShares_PairsTheCallersStreetAndTheBoardAgrees()
    {
        var app = await App.Start(Store.Name, Clock, Given.Lists(), settings: new Dictionary<string, string?> { ["Matching:Shards"] = "8" });
        Own(app);
        var demand = (await app.FileDemand()).Text("code");

        var run = await app.RunMatch();

        Assert.That(run.Number("served"), Is.EqualTo(1));
        Assert.That(await app.LiveOrders(demand), Has.Count.EqualTo(1));
        Assert.That((await app.Get("/api/live-match?verify=true")).Expect(200).Flag("verified"), Is.True);
        Assert.That((await app.Get("/api/live-match")).Number("demands"), Is.EqualTo(1));
    }

    [Test]
    public void Start_NoShareAtAll_IsRefused() =>
        Assert.That(async () => await App.Start(Store.Name, Clock, Given.Lists(), settings: new Dictionary<string, string?> { ["Matching:Shards"] = "0" }), Throws.InstanceOf<Matching.Api.Data.StoreException>());
}
