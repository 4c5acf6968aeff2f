using Matching.Api.Data;

namespace Matching.Api.Tests.Data;

[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class GroupCommitTests<TStore> where TStore : IStore
{
    private const string Insert = "insert into noted (number) values (@number)";

    private IStore store = default!;
    private GroupCommit writer = default!;

    [SetUp]
    public void OpenStore()
    {
        store = TStore.Open();
        store.Execute("create table noted (number integer primary key check (number >= 0))");
        writer = new GroupCommit(Database.At(store.Name));
    }

    [TearDown]
    public void CloseStore()
    {
        writer?.Dispose();
        store?.Dispose();
    }

    [Test]
    public async Task Write_PoisonAmongTwoHundred_FailsAlone()
    {
        var answers = new List<Task<int>>();
        for (var i = 0; i < 200; i++)
        {
            if (i == 100)
            {
                answers.Add(writer.Write(session => session.Execute(Insert, new { number = 1_000_001 }) + session.Execute(Insert, new { number = -1 })));
                answers.Add(writer.Write<int>(session => throw new InvalidOperationException($"poison after {session.Execute(Insert, new { number = 1_000_002 })}")));
                answers.Add(writer.Write(session => session.Execute("no statement at all")));
            }
            var number = i;
            answers.Add(writer.Write(session => session.Execute(Insert, new { number })));
        }

        await Task.WhenAll(answers.Select(answer => answer.ContinueWith(_ => { }, TaskScheduler.Default)));

        Assert.That(answers.Select((answer, i) => (answer, i)).Where(pair => pair.answer.IsFaulted).Select(pair => pair.i), Is.EqualTo(new[] { 100, 101, 102 }));
        Assert.That(answers[101].Exception!.InnerException, Is.InstanceOf<InvalidOperationException>());
        Assert.That(Numbers(), Is.EqualTo(Enumerable.Range(0, 200)));
    }

    [Test]
    public async Task Write_ManyAtOnce_RunInTheOrderInWhichTheyCame()
    {
        var count = 0;
        var answers = Enumerable.Range(0, 500).Select(_ => writer.Write(_ => count++)).ToList();

        Assert.That(await Task.WhenAll(answers), Is.EqualTo(Enumerable.Range(0, 500)));
    }

    [Test]
    public async Task Write_Answered_IsSeenByTheNextReader()
    {
        for (var i = 0; i < 20; i++)
        {
            var number = i;
            await writer.Write(session => session.Execute(Insert, new { number }));

            Assert.That(Numbers(), Has.Count.EqualTo(i + 1));
        }
    }

    [Test]
    public async Task Dispose_WritesStillWaiting_CarriesThemOut()
    {
        using var gate = new ManualResetEventSlim();
        var first = writer.Write(_ =>
        {
            gate.Wait();
            return 0;
        });
        var answers = Enumerable.Range(0, 300).Select(number => writer.Write(session => session.Execute(Insert, new { number }))).ToList();

        gate.Set();
        writer.Dispose();

        await first;
        Assert.That(await Task.WhenAll(answers), Has.All.EqualTo(1));
        Assert.That(Numbers(), Has.Count.EqualTo(300));
    }

    [Test]
    public void Write_AfterDispose_IsRefusedAtOnce()
    {
        writer.Dispose();

        Assert.That(() => writer.Write(_ => 0), Throws.InstanceOf<OverloadedException>());
    }

    [Test]
    public async Task Write_MoreWaitThanTheSettingsLet_OneTooManyIsRefusedAndTheOthersAreWritten()
    {
        using var narrow = new GroupCommit(Database.At(store.Name), settings: new StoreSettings { MostWaiting = 2 });
        using var gate = new ManualResetEventSlim();
        var begun = new TaskCompletionSource();
        var first = narrow.Write(_ =>
        {
            begun.SetResult();
            gate.Wait();
            return 0;
        });
        await begun.Task;
        var waiting = new[] { 1, 2 }.Select(number => narrow.Write(session => session.Execute(Insert, new { number }))).ToList();

        Assert.That(() => narrow.Write(session => session.Execute(Insert, new { number = 3 })), Throws.InstanceOf<OverloadedException>());

        gate.Set();
        await first;
        await Task.WhenAll(waiting);
        Assert.That(Numbers(), Is.EqualTo(new[] { 1, 2 }));
    }

    [TestCase(0)]
    [TestCase(1_000_001)]
    public void MostWaiting_OutOfRange_IsRefusedAtTheStart(int most) =>
        Assert.That(() => new GroupCommit(Database.At(store.Name), settings: new StoreSettings { MostWaiting = most }), Throws.InstanceOf<StoreException>().With.Message.Contain($"{most}"));

    private IReadOnlyList<int> Numbers() => store.Query<int>("select number from noted order by number");
}

/// <summary>A server can go away under a writer; a file can't.</summary>
internal sealed class LostServerTests
{
    [Test]
    public async Task Write_ConnectionIsCut_FailsAndTheNextOneWorks()
    {
        const string insert = "insert into noted (number) values (@number)";
        using var store = PostgresStore.Open();
        store.Execute("create table noted (number integer primary key)");
        using var writer = new GroupCommit(Database.At(store.Name));
        await writer.Write(session => session.Execute(insert, new { number = 1 }));
        store.Execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");

        Assert.That(() => writer.Write(session => session.Execute(insert, new { number = 2 })), Throws.InstanceOf<StoreUnavailableException>());
        await writer.Write(session => session.Execute(insert, new { number = 3 }));

        Npgsql.NpgsqlConnection.ClearAllPools();
        Assert.That(store.Query<int>("select number from noted order by number"), Is.EqualTo(new[] { 1, 3 }));
    }
}
