using Matching.Api.Data;
using Matching.Api.History;
using Matching.Api.Invariants;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Api.Tests.History;

/// <summary>The history can't be rewritten: the store refuses, and what is done past the store is found and named.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class HistoryTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private static readonly string[] Columns = ["subject", "act", "from_state", "to_state", "at", "who", "why", "previous", "salt", "why_hash", "hash"];

    private HistoryChain chain = default!;

    [Test]
    public async Task Verify_UntouchedHistory_FindsNothing()
    {
        await Fill();

        Assert.That(Found(), Is.Empty);
    }

    [TestCase("update event set who = 'street/somebody' where seq = 3")]
    [TestCase("update event set why = 'other words' where seq = 3")]
    [TestCase("update event set hash = 'x', why = '', salt = '' where seq = 3")]
    [TestCase("delete from event where seq = 3")]
    public async Task ChangeOfAnEvent_ThroughTheStore_IsRefused(string sql)
    {
        await Fill();
        var before = Store.Query<string>("select hash from event order by seq");

        Assert.That(() => Store.Execute(sql), Throws.InstanceOf<System.Data.Common.DbException>().With.Message.Contains("append-only"));

        Assert.That(Store.Query<string>("select hash from event order by seq"), Is.EqualTo(before));
    }

    /// <summary>Every column, of the first, a middle and the last event: each change is found, and the event is named.</summary>
    [Test]
    public async Task Verify_AnyColumnOfAnyEventAltered_NamesTheEvent([ValueSource(nameof(Columns))] string column)
    {
        await Fill();
        Unguard();
        var last = Store.Count("select max(seq) from event");
        foreach (var seq in new[] { 1, last / 2, last })
        {
            var kept = Store.Query<string?>($"select {column} from event where seq = @seq", new { seq })[0];
            Store.Execute($"update event set {column} = @value where seq = @seq", new { seq, value = kept + "x" });

            Assert.That(Found(), Has.Some.Contains($"event {seq}"), $"{column} of event {seq}");

            Store.Execute($"update event set {column} = @kept where seq = @seq", new { seq, kept });
        }
        Assert.That(Found(), Is.Empty, "put back as it was");
    }

    [Test]
    public async Task Verify_EventRemoved_NamesTheGap()
    {
        await Fill();
        Unguard();

        Store.Execute("delete from event where seq = 3");

        Assert.That(Found(), Has.Some.Contains("event 4").And.Some.Contains("3 to 3 were removed"));
    }

    [Test]
    public async Task Verify_EventsReordered_NamesBoth()
    {
        await Fill();
        Unguard();

        Store.Execute("update event set seq = -1 where seq = 3");
        Store.Execute("update event set seq = 3 where seq = 4");
        Store.Execute("update event set seq = 4 where seq = -1");

        Assert.That(Found(), Has.Some.Contains("event 3").And.Some.Contains("event 4"));
    }

    [Test]
    public async Task Verify_EventPutIn_IsFound()
    {
        await Fill();
        Unguard();
        var last = Store.Count("select max(seq) from event");

        Store.Execute("insert into event (seq, subject, act, at, who, why, previous, salt, why_hash, hash) select seq + 1, subject, act, at, who, why, previous, salt, why_hash, hash from event where seq = @last", new { last });

        Assert.That(Found(), Has.Some.Contains($"event {last + 1}"));
        Store.Execute("delete from event where seq > @last", new { last });
    }

    [Test]
    public async Task Verify_TailCutOff_IsFoundByTheHeadOrByOneNotedDown()
    {
        await Fill();
        Unguard();
        var head = Store.Read(HistoryChain.Head)!;
        var all = Store.Query<ChainedEvent>(ChainedEvent.Select + "\norder by seq");
        var earlier = Store.Query<ChainedEvent>(ChainedEvent.Select + "\nwhere seq = @seq", new { seq = head.Seq - 2 })[0];

        Store.Execute("delete from event where seq > @seq", new { seq = head.Seq - 2 });
        Assert.That(Found(), Has.Some.Contains("cut off"));

        Store.Execute("update history_head set seq = @Seq, hash = @Hash", earlier);
        Assert.That(Found(), Has.Some.Contains("not signed"), "a head without the key");

        Store.Execute("update history_head set mac = @mac", new { mac = chain.MacOf(earlier.Seq, earlier.Hash!) });
        Assert.That(Found(), Is.Empty, "with the key nothing inside the store tells");
        Assert.That(Found((head.Seq, head.Hash)), Has.Some.Contains("cut off"), "the head noted down elsewhere does");
        foreach (var row in all.Where(row => row.Seq > earlier.Seq))
            Store.Execute("insert into event (seq, subject, act, from_state, to_state, at, who, why) values (@Seq, @Subject, @Act, @FromState, @ToState, @At, @Who, @Why)", row);
    }

    /// <summary>Somebody rewrites an event and, with patience, every hash after it.</summary>
    [Test]
    public async Task Verify_RewrittenFromTheMiddleOn_IsNotSigned()
    {
        await Fill();
        Unguard();
        var rows = Store.Query<ChainedEvent>(ChainedEvent.Select + "\norder by seq");
        var hash = rows[1].Hash;
        for (var i = 2; i < rows.Count; i++)
        {
            var row = rows[i] with { Who = i == 2 ? "lead/nobody" : rows[i].Who, Previous = hash };
            hash = HistoryChain.HashOf(row);
            Store.Execute("update event set who = @Who, previous = @Previous, hash = @Hash where seq = @Seq", row with { Hash = hash });
        }
        Store.Execute("update history_head set hash = @hash", new { hash });

        Assert.That(Found(), Is.EqualTo(new[] { "head is not signed with this store's key" }));
    }

    [Test]
    public async Task Start_OnAStoreFromBeforeTheChain_ChainsWhatIsThere()
    {
        var app = await Fill();
        Unguard();
        Store.Execute("update event set previous = null, salt = null, why_hash = null, hash = null");
        Store.Execute("delete from history_head");

        app = await Restart(app);
        await app.FileDemand();

        Assert.That(Found(), Is.Empty);
        Assert.That(Store.Count("select count(*) from event where hash is null"), Is.Zero);
    }

    private async Task<App> Fill()
    {
        var app = await Start();
        await app.OrderAfter("issue", "accept");
        await app.FileDemand();
        chain = app.Services.GetRequiredService<HistoryChain>();
        return app;
    }

    private IReadOnlyList<string> Found((long, string)? known = null) =>
        [.. Store.Read(session => HistoryCheck.Check(session, chain, known).ToList()).Select(violation => $"{violation.Subject} {violation.What}")];

    /// <summary>What somebody with the file in hand can do: take the guards away.</summary>
    private void Unguard()
    {
        if (Database.At(Store.Name).IsPostgres)
        {
            Store.Execute("drop trigger event_no_change on event");
            return;
        }
        Store.Execute("drop trigger event_no_update");
        Store.Execute("drop trigger event_no_delete");
    }
}
