using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Escalation;

/// <summary>A demand's clocks: warned, paused for the resident, extended by who stands above, resting on closing days.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class ClockTests<TStore> : NetTests<TStore> where TStore : IStore
{
    private static readonly JsonObject Question = new() { ["question"] = "请问方便哪天上门？" };

    [Test]
    public async Task Clocks_OfANewDemand_RunWithTheirLimits()
    {
        var app = await Start(Given.Lists(slots: []));
        var demand = await File(app, Lead);

        var clocks = await Clocks(app, demand);

        Assert.That(clocks.List("clocks").Select(clock => $"{clock!["kind"]} {clock["dueAt"]}"), Is.EqualTo(new[]
        {
            $"Respond {Instant(12)}", $"Resolve {Instant(9 * 24)}", $"Rung {Instant(36)}",
        }), "seven working days from Monday end on the Wednesday after next");
        Assert.That(clocks.Text("rung"), Is.EqualTo("Lead"));
        Assert.That((await app.Demand(demand)).Text("demand.respondDue"), Is.EqualTo(Instant(12)));
    }

    [Test]
    public async Task Clock_AtThreeQuartersOfItsTime_WarnsOnce()
    {
        var app = await Start(Given.Lists(slots: []));
        var demand = await File(app, Lead);

        await At(app, 9 - 0.001);
        Assert.That((await Running(app, demand, "Respond"))!["warnedAt"], Is.Null);

        await At(app, 9);
        await At(app, 10);

        var clock = (await Running(app, demand, "Respond"))!;
        Assert.That((string?)clock["warnedAt"], Is.EqualTo(Instant(9)));
        Assert.That(clock["steps"]!.AsArray().Select(step => (string?)step!["act"]), Is.EqualTo(new[] { "Warn" }));
        Assert.That((await app.Get("/api/worklist?clock=Warned", actingAs: Lead)).Expect(200).Texts("items", "code"), Is.EqualTo(new[] { demand }));
    }

    [Test]
    public async Task WaitForResident_UntilTheAnswer_PausesEveryClock()
    {
        var app = await Start(Given.Lists(slots: []));
        var receipt = await app.FileDemand(actingAs: Lead);
        var demand = receipt.Text("code");
        await At(app, 2);

        (await Act(app, demand, "wait", Lead, Question.DeepClone().AsObject())).Expect(200);
        await At(app, 50);

        Assert.That(await Standing(app, demand), Is.EqualTo("Open Lead"), "nothing runs out while it waits");
        Assert.That((await app.Get($"/api/worklist?clock=Paused", actingAs: Lead)).Expect(200).Texts("items", "code"), Is.EqualTo(new[] { demand }));
        Assert.That((await Act(app, demand, "wait", Lead, Question.DeepClone().AsObject())).Expect(409).Code, Is.EqualTo("clock-paused"));
        Assert.That((await Act(app, demand, "escalate", Lead, Given.Reason())).Expect(409).Code, Is.EqualTo("demand-waiting"));
        (await Act(app, demand, "answer", "resident", new JsonObject { ["lookUpCode"] = "0000000000", ["answer"] = "周六" })).Expect(403);

        (await Act(app, demand, "answer", "resident", new JsonObject { ["lookUpCode"] = receipt.Text("lookUpCode"), ["answer"] = "周六上午在家" })).Expect(200);

        Assert.That(await DueOf(app, demand, "Respond"), Is.EqualTo(Given.At(60)), "the ten hours that were left");
        Assert.That((await app.Demand(demand)).Text("demand.respondDue"), Is.EqualTo(Instant(60)));
        ExpectSound();
        await At(app, 60);
        Assert.That(await Standing(app, demand), Is.EqualTo("Escalated Community"), "no branch answers there");
    }

    [Test]
    public async Task WaitForResident_WithoutAnAnswer_EndsAtThePolicysLimit()
    {
        var app = await Start(Given.Lists(slots: []));
        var demand = await File(app, Lead);
        (await Act(app, demand, "wait", Lead, Question.DeepClone().AsObject())).Expect(200);

        await At(app, 72);

        Assert.That(await DueOf(app, demand, "Respond"), Is.EqualTo(Given.At(84)));
        Assert.That((await app.Demand(demand)).Texts("history", "act"), Does.Contain("WaitOver"));
        ExpectSound();
    }

    [Test]
    public async Task WaitForResident_ThenWithdrawn_LeavesNoTimerBehind()
    {
        var app = await Start(Given.Lists(slots: []));
        var demand = await File(app, Lead);
        (await Act(app, demand, "wait", Lead, Question.DeepClone().AsObject())).Expect(200);

        (await Act(app, demand, "withdraw", Lead, Given.Reason())).Expect(200);

        Assert.That(Store.Count("select count(*) from clock where ended_at is null"), Is.Zero);
        Assert.That(Store.Count("select count(*) from timer where subject = @demand and kind <> 'WidenRing' and fired_at is null and stopped_at is null", new { demand }), Is.Zero);
    }

    [Test]
    public async Task ExtendClock_ByWhoStandsAbove_WithinTheCap()
    {
        var app = await Start(Given.Lists(slots: []));
        var demand = await File(app, Lead);
        static JsonObject By(int hours) => new() { ["kind"] = "Respond", ["hours"] = hours, ["reason"] = "等物业开门禁" };

        Assert.That((await Act(app, demand, "extend", Lead, By(4))).Expect(403).Code, Is.EqualTo("approver-not-above"));
        (await Act(app, demand, "extend", Committee, By(4))).Expect(200);
        Assert.That((await Act(app, demand, "extend", Committee, By(9))).Expect(409).Body, Does.Contain("8"));
        (await Act(app, demand, "extend", Committee, By(8))).Expect(200);

        Assert.That(await DueOf(app, demand, "Respond"), Is.EqualTo(Given.At(24)));
        Assert.That((await Running(app, demand, "Respond"))!["steps"]!.AsArray().Select(step => $"{step!["act"]} {step["who"]}"), Is.EqualTo(new[] { "Extend community/C-1", "Extend community/C-1" }));
        await At(app, 23);
        Assert.That(await Standing(app, demand), Is.EqualTo("Open Lead"));
        await At(app, 24);
        Assert.That(await Standing(app, demand), Is.EqualTo("Escalated Community"));
        ExpectSound();
    }

    [Test]
    public async Task ClosingDay_OfTheCommunity_RestsItsClocksAlone()
    {
        var app = await Start(Given.Lists(slots: []));
        (await app.Post($"/api/communities/{Given.Community}/closing-days", new JsonObject { ["day"] = "2026-11-24", ["note"] = "社区搬迁" }, actingAs: Committee)).Expect(200);
        (await app.Post($"/api/communities/{Given.Street}002/closing-days", new JsonObject { ["day"] = "2026-11-24" }, actingAs: Committee)).Expect(403);

        var here = await File(app);
        var there = await File(app, demand: Given.Demand(area: Given.FarEstate));

        Assert.That(await DueOf(app, here, "Resolve"), Is.EqualTo(Given.At(10 * 24)));
        Assert.That(await DueOf(app, there, "Resolve"), Is.EqualTo(Given.At(9 * 24)));
        Assert.That((await app.Get("/api/ladder", actingAs: Committee)).Expect(200).Texts("closingDays", "day"), Is.EqualTo(new[] { "2026-11-24" }));
    }

    [Test]
    public async Task Respond_OnceAUnitHasAcknowledged_IsMet()
    {
        var app = await Start();
        var (demand, order, _) = await app.OrderAfter("issue");
        Clock.Advance(TimeSpan.FromHours(3));

        await app.Step(order, "acknowledge");

        var respond = (await Clocks(app, demand)).List("clocks").Single(clock => (string?)clock!["kind"] == "Respond")!;
        Assert.That((string?)respond["outcome"], Is.EqualTo("Met"));
        Assert.That((string?)respond["endedAt"], Is.EqualTo(Instant(3)));
        ExpectSound();
    }

    [Test]
    public async Task Resolve_OfAReopenedOrder_BeginsAnotherRoundUnderTheSameNumber()
    {
        var app = await Start();
        var (demand, order, _) = await app.OrderAfter("issue", "accept", "complete");
        Clock.Advance(TimeSpan.FromHours(5));

        await app.Step(order, "reopen");

        Assert.That((await Clocks(app, demand)).List("clocks").Where(clock => (string?)clock!["kind"] == "Resolve").Select(clock => $"{clock!["round"]} {clock["outcome"]}"),
            Is.EqualTo(new[] { "1 Met", "2 " }));
        ExpectSound();
    }

    private static string Instant(double hours) => Given.At(hours).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
