using System.Text.Json.Nodes;
using Matching.Api.Escalation;

namespace Matching.Api.Tests.Meetings;

/// <summary>A meeting is held: attendance, claims, resolutions with one lead, outcomes, and tasks until they are done.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class MeetingTests<TStore> : MeetingTestBase<TStore> where TStore : IStore
{
    [Test]
    public async Task Close_WithAllThatIsNeeded_ResolvesTheDemandsAndTheirTasksServeThem()
    {
        var app = await Start(Given.Lists(slots: []));
        var demand = await File(app, Lead, Given.Demand(quantity: 3));
        var (code, item) = await InSession(app, demand);
        (await Do(app, code, "attendance", new JsonObject { ["present"] = new JsonArray((long)(await Meeting(app, code)).List("guests")[0]!["id"]!) })).Expect(200);
        (await Do(app, code, $"items/{item}/claim", new JsonObject { ["note"] = "每天清运两次" }, Unit)).Expect(200);
        (await Do(app, code, $"items/{item}/claim", new JsonObject(), OtherUnit)).Expect(404);
        (await Do(app, code, $"items/{item}/resolutions", Resolution(Draft("DW-0001"), Draft("DW-0002", "队长"), Draft(Given.Community, "C-1")))).Expect(200);

        var closed = (await Do(app, code, "close", Minutes)).Expect(200);

        Assert.That(closed.Text("meeting.state"), Is.EqualTo("Closed"));
        Assert.That(await StateOf(app, demand), Is.EqualTo("Resolved"));
        Assert.That(closed.List("items")[0]!["claims"]!.AsArray().Select(claim => $"{claim!["unitName"]} {claim["note"]}"), Is.EqualTo(new[] { "湖畔社工站 每天清运两次" }));
        ExpectSound();

        var tasks = await TaskIds(app, code);
        Assert.That((await app.Get("/api/meeting-tasks", actingAs: OtherUnit)).Expect(200).Json.AsArray().Select(task => (long)task!["id"]!), Is.EqualTo(new[] { tasks[1] }), "a body of a resolution is asked to the meeting");
        Assert.That((await app.Get("/api/desk?queue=Tasks", actingAs: Committee)).Expect(200).List("items").Select(row => row!["task"]!.ToString()), Is.EquivalentTo(tasks.Select(task => $"/meetings/{code}/tasks/{task}")));
        Assert.That((await Do(app, code, $"tasks/{tasks[0]}/done", Result("没我的事"), OtherUnit)).Expect(403).Code, Is.EqualTo("not-your-task"));
        (await Do(app, code, $"tasks/{tasks[0]}/done", Result("已清运两周"), Unit)).Expect(200);
        Assert.That((await Do(app, code, $"tasks/{tasks[0]}/done", Result("再报一次"), Unit)).Expect(409).Code, Is.EqualTo("task-done"));
        (await Do(app, code, $"tasks/{tasks[1]}/done", Result("已划线"), OtherUnit)).Expect(200);
        Assert.That(await StateOf(app, demand), Is.EqualTo("Resolved"), "one task is left");
        (await Do(app, code, $"tasks/{tasks[2]}/done", Result("已巡查"))).Expect(200);

        var detail = await app.Demand(demand);
        Assert.That(detail.Text("demand.state"), Is.EqualTo("Served"));
        Assert.That(detail.List("orders").Select(order => $"{order!["unit"]} {order["state"]} {order["quantity"]}"), Is.EqualTo(new[] { "DW-0001 Completed 3" }));
        await app.Step(detail.List("orders")[0]!["code"]!.ToString(), "return-visit");
        Assert.That((await app.Get("/api/desk?queue=Tasks", actingAs: Committee)).Expect(200).List("items"), Is.Empty);
        ExpectSound();
    }

    [Test]
    public async Task Close_WithSomethingMissing_SaysWhatAndWhereAndChangesNothing()
    {
        var app = await Start(Given.Lists(slots: []));
        var (code, item) = await InSession(app, await File(app));

        Assert.That((await Do(app, code, "close", Minutes)).Expect(409).Text("title"), Does.Contain("第 1 个议题还没有处理结果"));
        (await Do(app, code, $"items/{item}/outcome", Outcome("Noted"))).Expect(200);
        Assert.That((await Do(app, code, "close", Minutes)).Expect(409).Code, Is.EqualTo("meeting-item-only-noted"));
        (await Do(app, code, $"items/{item}/outcome", Outcome("Resolved"))).Expect(200);
        Assert.That((await Do(app, code, "close", Minutes)).Expect(409).Code, Is.EqualTo("meeting-item-without-resolution"));
        (await Do(app, code, $"items/{item}/resolutions", Resolution(Draft("DW-0001", owner: null, dueOn: null)))).Expect(200);
        Assert.That((await Do(app, code, "close", Minutes)).Expect(409).Code, Is.EqualTo("resolution-without-owner"));
        var task = (await TaskIds(app, code)).Single();
        Assert.That((await Do(app, code, $"tasks/{task}/done", Result("太早了"), Unit)).Expect(409).Code, Is.EqualTo("meeting-not-closed"));
        (await Do(app, code, $"items/{item}/resolutions", Resolution(Draft("DW-0002", dueOn: null)))).Expect(200);
        (await Do(app, code, $"tasks/{task}/assign", new JsonObject { ["owner"] = "运维主管", ["dueOn"] = "2026-12-20" }, Unit)).Expect(200);
        Assert.That((await Do(app, code, "close", Minutes)).Expect(409).Code, Is.EqualTo("resolution-without-day"));
        (await Do(app, code, $"resolutions/{(await Items(app, code))[0]["resolutions"]![1]!["id"]}/drop")).Expect(200);

        (await Do(app, code, "close", Minutes)).Expect(200);
        Assert.That((await Do(app, code, "close", Minutes)).Expect(409).Code, Is.EqualTo("meeting-act-not-allowed"));
    }

    [Test]
    public async Task Close_WhatIsNotSolved_GoesToTheStreetOrTheNextMeeting_AsChosen()
    {
        var app = await Start(Given.Lists(slots: []));
        var (later, higher, waiting) = (await File(app, Lead), await File(app, Lead), await File(app, Lead));
        var code = await Call(app);
        foreach (var (title, demand) in new[] { ("转下次", later), ("提请街道", higher), ("等居民", waiting) })
            (await Do(app, code, "items", Proposal(title, demand))).Expect(200);
        (await Do(app, code, "freeze")).Expect(200);
        (await Do(app, code, "begin")).Expect(200);
        (await Act(app, waiting, "wait", Lead, new JsonObject { ["question"] = "哪天方便？" })).Expect(200);
        (await Do(app, code, $"items/{await ItemId(app, code, 1)}/outcome", Outcome("Next"))).Expect(200);
        (await Do(app, code, $"items/{await ItemId(app, code, 2)}/outcome", Outcome("Street"))).Expect(200);
        (await Do(app, code, $"items/{await ItemId(app, code, 3)}/outcome", Outcome("Street"))).Expect(200);

        (await Do(app, code, "close", Minutes)).Expect(200);

        Assert.That((await Standing(app, later), await Standing(app, higher), await Standing(app, waiting)), Is.EqualTo(("Open Lead", "Escalated Street", "Escalated Street")));
        var next = (await app.Get("/api/meetings?state=Planned", actingAs: Committee)).Expect(200).List("meetings").Single()!;
        Assert.That(next["startsAt"]!.ToString(), Does.StartWith("2027-02"), "nobody had called one: the next quarter's");
        var carried = (await Items(app, next["code"]!.ToString())).Single();
        Assert.That($"{carried["kind"]} {carried["title"]} {carried["demands"]![0]!["code"]}", Is.EqualTo($"Carried 转下次 {later}"));
        Assert.That((await Items(app, code))[0]["carriedTo"]!.ToString(), Is.EqualTo(next["code"]!.ToString()));
        Assert.That((await Do(app, next["code"]!.ToString(), $"items/{carried["id"]}/remove")).Expect(409).Code, Is.EqualTo("carried-item-stays"));
        (await Do(app, next["code"]!.ToString(), "freeze")).Expect(200);
        Assert.That(await StateOf(app, later), Is.EqualTo("OnAgenda"));
        ExpectSound();
    }

    [Test]
    public async Task Task_ItsDayComesAndGoes_WarnsOnceAndIsOverdueOnce_UntilAnotherIsSet()
    {
        var app = await Start(Given.Lists(slots: []));
        var (code, item) = await InSession(app, await File(app));
        (await Do(app, code, $"items/{item}/resolutions", Resolution(Draft("DW-0001", dueOn: "2026-12-10")))).Expect(200);
        (await Do(app, code, "close", Minutes)).Expect(200);
        var task = (await TaskIds(app, code)).Single();

        var way = new List<string>();
        foreach (var day in new[] { "2026-12-07T23:59", "2026-12-08T00:00", "2026-12-10T23:59", "2026-12-11T00:00" })
        {
            Core.ChinaTime.TryParse(day, endOfWindow: false, out var at);
            Clock.Advance(at - Clock.Now);
            await TimerLoop.FireDue(app.Services);
            await TimerLoop.FireDue(app.Services);
            way.Add((await app.Get("/api/meeting-tasks", actingAs: Unit)).Json[0]!["standing"]!.ToString());
        }
        Assert.That(way, Is.EqualTo(new[] { "Open", "Warned", "Warned", "Overdue" }));
        (await Do(app, code, $"tasks/{task}/assign", new JsonObject { ["owner"] = "运维主管", ["dueOn"] = "2026-12-20" }, Unit)).Expect(200);
        Assert.That((await app.Get("/api/meeting-tasks", actingAs: Unit)).Json[0]!["standing"]!.ToString(), Is.EqualTo("Open"));
        Clock.Advance(TimeSpan.FromDays(20));
        await TimerLoop.FireDue(app.Services);
        Assert.That(Store.Query<string>("select act from event where subject like 'task/%' order by seq"), Is.EqualTo(new[] { "TaskWarning", "TaskDue", "AssignTask", "TaskWarning", "TaskDue" }));
        Assert.That((await app.Get("/meetings", actingAs: Unit)).Expect(200).Body, Does.Contain("已逾期"));
        Assert.That(await Kinds(app, Unit), Is.EqualTo(new[] { "TaskOverdue", "TaskDueSoon", "TaskOverdue", "TaskDueSoon" }), "the newest first, each timer once");
        Assert.That(await Kinds(app, Committee), Is.EqualTo(new[] { "TaskOverdue", "TaskOverdue" }), "who runs the meeting");
        Assert.That((await app.Get("/api/inbox", actingAs: Unit)).Body, Does.Contain($"/meetings/{code}/tasks/{task}").And.Contain("2026-12-20 23:59"));
        ExpectSound();
    }

    [Test]
    public async Task Task_OfACommunity_TellsItsCommittee_AndNobodyOnceItIsDone()
    {
        var app = await Start(Given.Lists(slots: []));
        var (code, item) = await InSession(app, await File(app));
        (await Do(app, code, $"items/{item}/resolutions", Resolution(Draft(Given.Community, dueOn: "2026-12-10"), Draft("DW-0001", dueOn: "2026-12-10")))).Expect(200);
        (await Do(app, code, "close", Minutes)).Expect(200);
        var ofUnit = (await TaskIds(app, code))[1];
        (await Do(app, code, $"tasks/{ofUnit}/done", new JsonObject { ["result"] = "已清运" }, Unit)).Expect(200);

        Clock.Advance(TimeSpan.FromDays(30));
        await TimerLoop.FireDue(app.Services);

        Assert.That(await Kinds(app, Committee), Is.EqualTo(new[] { "TaskOverdue", "TaskDueSoon" }));
        Assert.That(await Kinds(app, Unit), Is.Empty);
        ExpectSound();
    }

    private static async Task<IEnumerable<string>> Kinds(App app, string actingAs) =>
        (await app.Get("/api/inbox", actingAs: actingAs)).Expect(200).List("notices.items").Select(notice => notice!["kind"]!.ToString()).Where(kind => kind.StartsWith("Task", StringComparison.Ordinal));

    [Test]
    public async Task Resolve_WithAnOrderAsTheTask_IsDoneWithTheOrderAlone()
    {
        var app = await Start();
        var demand = await File(app);
        await app.RunMatch();
        var order = (await app.LiveOrders(demand)).Single();
        var (code, item) = await InSession(app, demand);
        var lead = Draft((await app.Order(order)).Text("order.unit"));
        lead["order"] = order;
        Assert.That((await Do(app, code, $"items/{item}/resolutions", Resolution(lead.DeepClone().AsObject(), Draft(Given.Community), Draft(Given.Community)))).Expect(409).Code, Is.EqualTo("resolution-body-twice"));
        (await Do(app, code, $"items/{item}/resolutions", Resolution(Draft("DW-9999")))).Expect(404);
        (await Do(app, code, $"items/{item}/resolutions", Resolution(lead.DeepClone().AsObject()))).Expect(200);
        (await Do(app, code, "close", Minutes)).Expect(200);
        var task = (await TaskIds(app, code)).Single();
        Assert.That((await Do(app, code, $"tasks/{task}/done", Result("还没去"))).Expect(409).Code, Is.EqualTo("task-order-open"));

        foreach (var act in new[] { "issue", "accept", "schedule", "start", "complete" })
            await app.Step(order, act);
        (await Do(app, code, $"tasks/{task}/done", Result("已上门"))).Expect(200);

        Assert.That((await app.Demand(demand)).List("orders"), Has.Count.EqualTo(1), "no second order for what the first did");
        ExpectSound();
    }

    [Test]
    public async Task Unmet_ARow_ShowsItsAgendaAndCanBeCalledForInTheHall()
    {
        var app = await Start(Given.Lists(slots: []));
        var (talked, called) = (await File(app), await File(app));
        await At(app, 13);
        Assert.That((await app.Post($"/api/demands/{talked}/agenda", actingAs: Committee)).Expect(409).Code, Is.EqualTo("no-meeting-planned"));
        var code = await Call(app);

        (await app.Post($"/api/demands/{talked}/agenda", actingAs: Committee)).Expect(200);
        (await app.Post($"/api/demands/{called}/call", actingAs: Committee)).Expect(200);
        Assert.That((await app.Post($"/api/demands/{called}/call", actingAs: Committee)).Expect(409).Code, Is.EqualTo("demand-in-hall"));
        (await app.Post($"/api/demands/{called}/call", actingAs: OtherCommittee)).Expect(404);

        var unmet = (await app.Get("/api/unmet", actingAs: Committee)).Expect(200).List("items").ToDictionary(row => row!["code"]!.ToString(), row => row!);
        Assert.That((unmet[talked]["agenda"]!["meeting"]!.ToString(), (bool)unmet[talked]["inHall"]!), Is.EqualTo((code, false)));
        Assert.That((unmet[called]["agenda"]?.ToString(), (bool)unmet[called]["inHall"]!), Is.EqualTo(((string?)null, true)));
        Assert.That((await app.Get("/unmet", actingAs: Committee)).Expect(200).Body, Does.Contain("已上会：").And.Contain($"/meetings/{code}#item-"));
        Assert.That((await Clocks(app, called)).Text("ring"), Is.EqualTo("OpenHall"));
        ExpectSound();
    }

    [Test]
    public async Task Move_BeforeItBegins_TakesTheDraftAlong()
    {
        var app = await Start(Given.Lists(slots: []));
        await File(app);
        var code = await Call(app);
        (await Do(app, code, "move", new JsonObject { ["startsAt"] = Given.TextAt(24 * 30), ["place"] = "小区广场" })).Expect(200);

        await At(app, 24 * 8);
        Assert.That((await Meeting(app, code)).Text("meeting.draftedAt"), Is.Empty);
        await At(app, 24 * 23);

        Assert.That((await Meeting(app, code)).Text("meeting.draftedAt"), Is.Not.Empty);
        Assert.That((await Meeting(app, code)).Text("meeting.place"), Is.EqualTo("小区广场"));
    }

    private static JsonObject Result(string result) => new() { ["result"] = result };
}
