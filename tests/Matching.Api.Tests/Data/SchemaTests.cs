using Matching.Api.Data;
using Microsoft.Data.Sqlite;

namespace Matching.Api.Tests.Data;

[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class SchemaTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    protected override IStore OpenNew() => TStore.OpenEmpty();

    [Test]
    public async Task Start_OnAStoreOfANewerProgram_SaysSoAndTouchesNothing()
    {
        var app = await Start();
        await app.FileDemand();
        var before = Store.Rows();
        Store.Execute("insert into schema_version (version, applied_at) values (999, '2030-01-01T00:00:00.000Z')");

        var refused = Assert.ThrowsAsync<StoreException>(async () => await App.Start(Store.Name, Clock))!;

        Assert.That(refused.Message, Does.Contain("999").And.Match(@"\p{IsCJKUnifiedIdeographs}"));
        Assert.That(Store.Rows(), Is.EqualTo(before));
    }

    [Test]
    public async Task Start_Twice_KeepsTheDataAndMatchesNothingAnew()
    {
        var app = await Start(seed: true);
        var before = Store.Rows();

        await app.DisposeAsync();
        await using var again = await App.Start(Store.Name, Clock, seed: true);

        Assert.That(Store.Rows(), Is.EqualTo(before));
        (await again.Get("/health/ready")).Expect(200);
    }

    [Test]
    public async Task Start_TwoAtOnceOnANewStore_FillItOnce()
    {
        var starts = await Task.WhenAll(Task.Run(() => App.Start(Store.Name, Clock, Given.Lists())), Task.Run(() => App.Start(Store.Name, Clock, Given.Lists())));

        Assert.That(Store.Count("select count(*) from unit"), Is.EqualTo(2));
        Assert.That(Store.Count("select count(*) from category"), Is.EqualTo(62));
        foreach (var app in starts)
            await app.DisposeAsync();
    }
}

/// <summary>What can be wrong with a SQLite file or a connection string: one clear line, never a stack trace.</summary>
internal sealed class UnusableStoreTests
{
    private readonly Clock clock = new(Given.Now);
    private SqliteStore store = default!;

    [SetUp]
    public void OpenStore() => store = new SqliteStore();

    [TearDown]
    public void CloseStore() => store.Dispose();

    [Test]
    public void Start_OnAFileThatIsNoStore_SaysSo()
    {
        File.WriteAllText(store.Name, new string('这', 4096));

        Assert.That(Refusal(store.Name), Does.Contain(store.Name));
    }

    [Test]
    public void Start_BelowAFileInsteadOfAFolder_SaysSo()
    {
        File.WriteAllText(store.Name, "");

        Assert.That(Refusal(Path.Combine(store.Name, "lists.db")), Does.Contain(store.Name));
    }

    [Test]
    public void Start_OnAFolder_SaysSo() => Assert.That(Refusal(Path.GetDirectoryName(store.Name)!), Does.Contain(Path.GetDirectoryName(store.Name)!));

    /// <summary>A header that asks for a newer writer makes SQLite open the file for reading only, also for root.</summary>
    [Test]
    public async Task Start_OnAFileThatCanOnlyBeRead_SaysSo()
    {
        await (await App.Start(store.Name, clock)).DisposeAsync();
        SqliteConnection.ClearAllPools();
        using (var file = File.OpenWrite(store.Name))
        {
            file.Position = 18;
            file.WriteByte(9);
        }

        Assert.That(Refusal(store.Name), Does.Contain(store.Name));
    }

    [TestCase("Host=127.0.0.1;Port=1;Username=x;Password=hunter2;Database=none;Timeout=2")]
    [TestCase("Host=127.0.0.1;Colour=red;Password=hunter2")]
    [TestCase("postgres://x:hunter2@127.0.0.1:1/none")]
    public void Start_WithoutAServer_SaysSoWithoutThePassword(string connection) => Assert.That(Refusal(connection), Is.Not.Empty.And.Not.Contains("hunter2"));

    private string Refusal(string name)
    {
        var refused = Assert.ThrowsAsync<StoreException>(async () => await App.Start(name, clock))!;
        Assert.That(refused.Message, Does.Match(@"\p{IsCJKUnifiedIdeographs}"));
        return refused.Message;
    }
}
