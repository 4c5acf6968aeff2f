using Matching.Api.Escalation;

namespace Matching.Api.Tests.Escalation;

/// <summary>A timer fires once: late, after a restart, with two servers, beside one that fails.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class TimerTests<TStore> : NetTests<TStore> where TStore : IStore
{
    private const string EscalationsOnce = "select count(*) from (select subject from event where act = 'Escalate' group by subject having count(*) = 1) once";

    [Test]
    public async Task FireDue_AfterARestartPastManyDues_CatchesUpEachOnce()
    {
        var app = await Start(Given.Lists(slots: []));
        for (var i = 0; i < 5; i++)
            await File(app, Lead);

        Clock.Advance(TimeSpan.FromHours(13));
        app = await Restart(app);
        await TimerLoop.FireDue(app.Services);
        await TimerLoop.FireDue(app.Services);

        Assert.That(Store.Count(EscalationsOnce), Is.EqualTo(5), "past its response limit each climbed one rung, once");
        Assert.That(Store.Count("select count(*) from timer where fired_at is not null"), Is.EqualTo(Store.Count("select count(*) from event where subject like 'timer/%'")));
        ExpectSound();
    }

    [Test]
    public async Task FireDue_ByTwoServersAtOnce_FiresEachOnce()
    {
        var servers = new[] { await Start(Given.Lists(slots: [])), await Start() };
        for (var i = 0; i < 10; i++)
            await File(servers[i % 2], Lead);
        Clock.Advance(TimeSpan.FromHours(13));

        await Task.WhenAll(servers.Concat(servers).Select(server => TimerLoop.FireDue(server.Services)));

        Assert.That(Store.Count(EscalationsOnce), Is.EqualTo(10));
        Assert.That(Store.Count("select count(*) from event where act = 'Escalate'"), Is.EqualTo(10));
        ExpectSound();
    }

    [Test]
    public async Task FireDue_InOrderOfDueInstant_WhateverTheOrderOfFiling()
    {
        var app = await Start(Given.Lists(slots: []));
        var slow = await File(app, Lead);
        var fast = await File(app, Lead, Given.Demand(urgency: "Emergency"));

        await At(app, 13);

        var fired = Store.Query<string>("select e.why from event e where e.subject like 'timer/%' and e.act = 'RespondDue' order by e.seq");
        Assert.That(fired, Is.EqualTo(new[] { $"{fast} 1", $"{slow} 1" }));
    }

    [Test]
    public async Task FireDue_WhereOneTimerFails_GoesOnWithTheOthersAndTriesItAgain()
    {
        var app = await Start(Given.Lists(slots: []));
        var demand = await File(app, Lead);
        Store.Execute("insert into timer (subject, kind, round, due_at, set_at) values ('XQ-0000-000000', 'WidenRing', 1, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')");

        await At(app, 13);

        Assert.That(await Standing(app, demand), Does.StartWith("Escalated"));
        Assert.That(Store.Count("select count(*) from timer where subject = 'XQ-0000-000000' and fired_at is null and retry_at is not null"), Is.EqualTo(1));

        Store.Execute("update timer set stopped_at = due_at where subject = 'XQ-0000-000000'");
        ExpectSound();
    }

    [Test]
    public async Task StartClocks_InAStoreFromBefore_GivesWhatIsUnderWayItsClocks()
    {
        var app = await Start();
        var (matched, order, _) = await app.OrderAfter("issue");
        var filed = await File(app, "resident", Given.Demand(source: "Resident"));
        Store.Execute("delete from clock_step; delete from clock; delete from timer");
        Store.Execute($"insert into timer (subject, kind, round, due_at, set_at) select code, 'StartClocks', 1, filed_at, filed_at from demand union all select code, 'StartClocks', 1, proposed_at, proposed_at from service_order");

        await At(app, 1);

        Assert.That((await Clocks(app, matched)).Texts("clocks", "kind"), Is.EqualTo(new[] { "Respond", "Resolve", "Rung", "Answer" }));
        Assert.That((await Clocks(app, filed)).Texts("clocks", "kind"), Is.EqualTo(new[] { "Nod" }));
        ExpectSound();

        await At(app, 49);
        Assert.That((await app.Order(order)).Text("order.state"), Is.EqualTo("Expired"));
    }
}
