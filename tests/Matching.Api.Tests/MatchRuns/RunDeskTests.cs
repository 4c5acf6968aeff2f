using Matching.Api.Data;
using Matching.Api.MatchRuns;
using Matching.Api.Policies;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Api.Tests.MatchRuns;

/// <summary>The runs in their order, what changed between them, and the one under way.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class RunDeskTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [Test]
    public async Task GetRunChanges_AnOfferCameAndADemandCame_SaysWhichDemandsAreWhere()
    {
        var app = await Start(Given.Lists(offers: [], slots: []));
        var waiting = (await app.FileDemand()).Code;
        var first = (await app.RunMatch()).Number("id");
        await app.PublishOffer(Given.OfferBody(capacity: 1));
        Clock.Advance(TimeSpan.FromMinutes(1));
        var came = (await app.FileDemand(Given.Demand("屋顶漏水没人修", category: "水电维修"))).Code;
        var second = (await app.RunMatch()).Number("id");

        var changes = (await app.Get($"/api/match-runs/{second}/changes")).Expect(200);

        Assert.That((changes.Number("before"), changes.Number("stillUnserved")), Is.EqualTo((first, 0L)));
        Assert.That(changes.Texts("found", "demand"), Is.EqualTo(new[] { waiting }));
        Assert.That(changes.Texts("came", "demand"), Is.EqualTo(new[] { came }));
        Assert.That(changes.List("lost"), Is.Empty);
        Assert.That((await app.Get($"/api/match-runs/{first}/changes")).Expect(200).Json["before"], Is.Null);
    }

    [Test]
    public async Task ListMatchRuns_ByPages_IsNewestFirst()
    {
        var app = await Start();
        for (var i = 0; i < 3; i++)
            await app.RunMatch();

        var page = (await app.Get("/api/match-runs?limit=2")).Expect(200);
        var rest = (await app.Get($"/api/match-runs?limit=2&cursor={page.Text("next")}")).Expect(200);

        Assert.That(page.Texts("items", "id").Concat(rest.Texts("items", "id")), Is.EqualTo(new[] { "3", "2", "1" }));
        Assert.That(rest.Json["next"], Is.Null);
    }

    [Test]
    public async Task UnderWay_NothingRuns_IsNothingAndCanNotBeCalledOff()
    {
        var app = await Start();

        (await app.Get("/api/match-runs/under-way")).Expect(204);
        (await app.Post("/api/match-runs/under-way/call-off")).Expect(404);
    }

    [Test]
    public async Task Decide_CalledOff_ComesToNothing()
    {
        var app = await Start();
        await app.FileDemand();
        var rulings = app.Services.GetRequiredService<Rulings>();
        var loaded = app.Services.GetRequiredService<Database>().Read(session => MatchInputQuery.Load(session, rulings, Clock.Now));
        var watch = new RunWatch(Clock);
        var calledOff = watch.Begin();
        var stages = new List<string>();

        Assert.That(() => DecidedRun.Decide(loaded, rulings.Policy, area => area.Value, stage =>
        {
            stages.Add(stage);
            watch.Tell(stage);
            watch.CallOff();
        }, calledOff), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(stages, Has.Count.EqualTo(1), "the stage after it was called off is the last");
        Assert.That((watch.Now!.Stage, watch.Now.CalledOff), Is.EqualTo(("lists", true)));
        watch.End();
        Assert.That(watch.Now, Is.Null);
    }

    [Test]
    public void Watch_AnnouncedRun_IsShownBeforeItBeginsAndCanBeCalledOffThen()
    {
        var watch = new RunWatch(Clock);

        Assert.That(watch.Announce(), Is.True);
        Assert.That((watch.Now!.Stage, watch.Announce()), Is.EqualTo(("waiting", false)));
        Assert.That(watch.CallOff(), Is.True);
        Assert.That(watch.Begin().IsCancellationRequested, Is.True, "the run that was announced is the one that begins");
    }

    [Test]
    public void Watch_FailedRun_IsRememberedUntilTheNextBegins()
    {
        var watch = new RunWatch(Clock);
        watch.Begin();
        watch.End();
        watch.Fail(new InvalidOperationException());

        Assert.That(watch.Now, Is.Null);
        Assert.That(watch.Failure, Is.InstanceOf<InvalidOperationException>());
        watch.Begin();
        Assert.That(watch.Failure, Is.Null);
    }
}
