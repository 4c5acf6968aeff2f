using System.Text.Json.Nodes;
using Matching.Api.Tests.Escalation;

namespace Matching.Api.Tests.Notices;

/// <summary>Everybody is told of what concerns them: once, in the transaction of its cause, and of nobody's words.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class InboxTests<TStore> : NetTests<TStore> where TStore : IStore
{
    private const string Unit = "unit/DW-0001";
    private const string OtherUnit = "unit/DW-0002";
    private const string Everybody = "select account || ' ' || kind || ' ' || subject from notice order by id";

    [Test]
    public async Task Inbox_OfAnOrdersLife_TellsUnitFilerAndOwnerInTurn()
    {
        var app = await Start(Given.Lists(offers: [Given.Offer()], slots: [Given.Slot()]));
        await app.Token(Unit);
        await app.Token(Branch);
        var demand = await File(app, Lead);
        await app.RunMatch();
        var order = (await app.LiveOrders(demand)).Single();

        await app.Step(order, "issue");
        await app.Step(order, "accept", actingAs: Unit);
        await app.Step(order, "schedule", actingAs: Unit);
        await app.Step(order, "start", actingAs: Unit);
        await app.Step(order, "complete", actingAs: Unit);

        Assert.That(Store.Query<string>(Everybody), Is.EqualTo(new[]
        {
            $"DW-0001 OrderIssued {order}", $"L-1 DemandAccepted {demand}", $"L-1 OrderScheduled {demand}", $"L-1 DemandServed {demand}",
        }));
        var inbox = (await app.Get("/api/inbox", actingAs: Unit)).Expect(200);
        Assert.That((inbox.Number("unread"), inbox.List("notices.items")[0]!["path"]!.ToString()), Is.EqualTo((1L, $"/orders/{order}")));
        Assert.That(inbox.List("notices.items")[0]!["text"]!.ToString(), Is.EqualTo($"服务单 {order}（{Given.Visiting}，湖心社区 望湖苑）已发给贵单位，请在 2026-11-25 09:00 前答复"));
        Assert.That((await app.Get("/api/inbox", language: "en", actingAs: OtherUnit)).Number("unread"), Is.Zero, "it is none of their business");
    }

    [Test]
    public async Task Inbox_WhatTimeDoes_IsToldOnceOverARestartAndOnTwoProcesses()
    {
        var app = await Start(Given.Lists(offers: [Given.Offer()], slots: [Given.Slot(start: 200)]));
        foreach (var actor in new[] { Unit, Branch, Committee })
            await app.Token(actor);
        var demand = await File(app, Lead);
        await app.RunMatch();
        var order = (await app.LiveOrders(demand)).Single();
        await app.Step(order, "issue");
        var second = await App.Start(Store.Name, Clock, null);
        Own(second);

        Clock.Advance(TimeSpan.FromHours(49));
        await Task.WhenAll(Matching.Api.Escalation.TimerLoop.FireDue(app.Services), Matching.Api.Escalation.TimerLoop.FireDue(second.Services));

        var told = Store.Query<string>(Everybody);
        Assert.That(told.Where(row => !row.Contains("ClockWarned", StringComparison.Ordinal)), Is.Unique, "a demand has several clocks, each with a warning of its own");
        Assert.That(told, Does.Contain($"DW-0001 AnswerDueSoon {order}").And.Contain($"DW-0001 OrderExpired {order}").And.Contain($"L-1 ClockWarned {demand}").And.Contain($"L-1 DemandEscalated {demand}"));
        Assert.That(told.Where(row => row.EndsWith($"DemandEscalated {demand}", StringComparison.Ordinal) && row.StartsWith("B-1", StringComparison.Ordinal)).ToList(), Has.Count.EqualTo(1), "whose rung it is now");
        ExpectSound();
    }

    [Test]
    public async Task Inbox_OfAFilingThatNobodyNodsTo_TellsWhoeverStandsAtTheTopOnce()
    {
        var app = await Start(Given.Lists(slots: []));
        foreach (var actor in new[] { Lead, Branch, Committee, Actors.Street })
            await app.Token(actor);
        var demand = await File(app, "resident", Given.Demand(source: "Resident"));

        for (var day = 1; day <= 40; day++)
            await At(app, 24 * day);

        Assert.That(Store.Count("select count(*) from event where subject = @demand and act = 'StayOnTop'", new { demand }), Is.GreaterThan(3));
        var atTheTop = Store.Query<string>("select kind || ' ' || cause from notice where account = 'S-1' and subject = @demand order by id", new { demand });
        Assert.That(atTheTop.Count(row => row.StartsWith("ClockRanOut", StringComparison.Ordinal)), Is.EqualTo(1), string.Join('\n', atTheTop));
        Assert.That(atTheTop.Count(row => row.StartsWith("ClockWarned", StringComparison.Ordinal)), Is.LessThanOrEqualTo(1), string.Join('\n', atTheTop));
        ExpectSound();
    }

    [Test]
    public async Task Inbox_TheWriteFails_TellsNobody()
    {
        var app = await Start();
        await app.Token(Unit);
        var (_, order, _) = await app.OrderAfter("issue");
        var before = Store.Count("select count(*) from notice");

        (await app.TryStep(order, "complete", actingAs: Unit)).Expect(409);

        Assert.That(Store.Count("select count(*) from notice"), Is.EqualTo(before));
    }

    [Test]
    public async Task Inbox_TheSameRequestTwice_TellsOnce()
    {
        var app = await Start();
        await app.Token(Branch);
        await app.Token(Committee);
        var demand = await File(app, Lead);

        for (var i = 0; i < 2; i++)
            (await app.Post($"/api/demands/{demand}/escalate", new JsonObject { ["reason"] = "楼里解决不了" }, key: "once", actingAs: Lead)).Expect(200);

        Assert.That(Store.Query<string>(Everybody), Is.EqualTo(new[] { $"B-1 DemandEscalated {demand}" }));
    }

    [Test]
    public async Task Inbox_ConfirmedReturnedAskedAndExtended_ReachesWhoWaitsForIt()
    {
        var app = await Start(Given.Lists(slots: []));
        foreach (var actor in new[] { Branch, Committee })
            await app.Token(actor);
        var filed = await File(app, Committee, Given.Demand(source: "Survey"));
        (await Act(app, filed, "open", Actors.Street)).Expect(200);
        var led = await File(app, Lead);
        (await Act(app, led, "ask-extension", Lead, new JsonObject { ["kind"] = "Resolve", ["hours"] = 24, ["reason"] = "等配件到货" })).Expect(200);
        (await Act(app, led, "extend", Branch, new JsonObject { ["kind"] = "Resolve", ["hours"] = 24, ["reason"] = "等配件到货" })).Expect(200);
        (await Act(app, led, "wait", Branch, new JsonObject { ["question"] = "哪天方便？" })).Expect(200);
        (await Act(app, led, "reject", Committee, new JsonObject { ["reason"] = "不属于服务范围" })).Expect(200);

        Assert.That(Store.Query<string>(Everybody), Is.EqualTo(new[]
        {
            $"C-1 DemandOpened {filed}", $"B-1 ExtensionAsked {led}", $"L-1 ClockExtended {led}", $"L-1 ResidentAsked {led}", $"L-1 DemandRejected {led}",
        }));
    }

    [Test]
    public async Task Inbox_ASurge_IsToldToTheWholeStreetButWhoSwitchedIt()
    {
        var app = await Start();
        foreach (var actor in new[] { Unit, Lead, Committee, Actors.Street, "auditor/A-1" })
            await app.Token(actor);

        (await app.Post("/api/surge/begin", new JsonObject { ["street"] = Given.Street, ["reason"] = "台风登陆" })).Expect(200);

        Assert.That(Store.Query<string>("select account from notice where kind = 'SurgeBegun' order by account"), Is.EqualTo(new[] { "C-1", "DW-0001", "L-1" }));
        Assert.That((await app.Get("/api/inbox", actingAs: Lead)).List("notices.items")[0]!["text"]!.ToString(), Is.EqualTo("湖畔街道已启动应急，时限缩短，接单大厅全部开放"));
    }

    [Test]
    public async Task Read_OneThenAll_CountsDownAndOnlyOnesOwn()
    {
        var app = await Start(Given.Lists(slots: []));
        for (var i = 0; i < 3; i++)
            (await Act(app, await File(app, Lead), "reject", Committee, new JsonObject { ["reason"] = "不属于服务范围" })).Expect(200);
        var ids = (await app.Get("/api/inbox", actingAs: Lead)).Texts("notices.items", "id").Select(id => long.Parse(id, System.Globalization.CultureInfo.InvariantCulture)).ToList();

        (await app.Post($"/api/inbox/{ids[1]}/read", actingAs: OtherLead)).Expect(404);
        (await app.Post($"/api/inbox/{ids[1]}/read", actingAs: Lead)).Expect(200);
        Assert.That((await app.Get("/api/inbox?unread=true", actingAs: Lead)).Texts("notices.items", "id"), Is.EqualTo(new[] { $"{ids[0]}", $"{ids[2]}" }));
        (await app.Post("/api/inbox/read", new JsonObject { ["upTo"] = ids[1] }, actingAs: Lead)).Expect(200);

        Assert.That((await app.Get("/api/inbox", actingAs: Lead)).Number("unread"), Is.EqualTo(1), "the newest came after the look");
        Assert.That((await app.Get("/inbox", actingAs: Lead)).Expect(200).Body, Does.Contain("消息，1 条未读").And.Contain($"value=\"{ids[0]}\"").And.Not.Contain($"value=\"{ids[1]}\""));
        Assert.That((await app.Get("/api/inbox?limit=2", actingAs: Lead)).Text("notices.next"), Is.EqualTo($"{ids[1]}"));
        Assert.That((await app.Get($"/api/inbox?limit=2&cursor={ids[1]}", actingAs: Lead)).Texts("notices.items", "id"), Is.EqualTo(new[] { $"{ids[2]}" }));
    }

    [Test]
    public async Task GroupTexts_HoldNumberCategoryAndCommunityAlone()
    {
        var app = await Start();
        var (demand, order, _) = await app.OrderAfter("issue");
        var open = await File(app, Lead, Given.Demand("钿丙娴家要人陪，电话 13800138000", quantity: 3, divisible: true, urgency: "Urgent"));

        var texts = new List<string>();
        foreach (var path in new[] { $"/demands/{demand}/text", $"/orders/{order}/text", "/hall/text", "/inbox/text" })
            texts.Add((await app.Get(path)).Expect(200).Body);

        Assert.That(texts[0], Does.Contain($"【需求】{demand}").And.Contain("湖心社区").And.Contain("<textarea"));
        Assert.That(texts[1], Does.Contain($"【服务单】{order}"));
        Assert.That(texts[2], Does.Contain($"· {open} {Given.Visiting} · 湖心社区").And.Contain("紧急"));
        foreach (var text in texts)
            Assert.That(text, Does.Not.Contain("钿丙娴").And.Not.Contain("1380013").And.Not.Contain("望湖苑"));
    }
}
