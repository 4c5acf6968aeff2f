using System.Text.Json.Nodes;
using Matching.Api.Escalation;

namespace Matching.Api.Tests.Orders;

/// <summary>A unit proposes another time, or gives back what it had accepted.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class OtherTimeTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private const string Unit = "unit/DW-0001";

    private const string Lead = $"lead/L-1@{Given.Estate}";

    [Test]
    public async Task OtherTime_WindowOfTheSameOffer_AgreedMovesTheOrderThere()
    {
        var app = await OneUnit();
        var (demand, order, _) = await app.OrderAfter("issue");
        var now = await app.Order(order);
        var other = now.Instant("order.slotStart") == Given.At(24) ? 48 : 24;

        (await app.Post($"/api/orders/{order}/other-time", new JsonObject { ["slotStart"] = Given.TextAt(other), ["note"] = "周二院内检查" }, actingAs: Unit)).Expect(200);

        Assert.That((await app.Order(order)).Text("order.state"), Is.EqualTo("Issued"), "a question, not a state");
        Assert.That((await app.Order(order)).Texts("otherTimes", "state"), Is.EqualTo(new[] { "Pending" }));

        var agreed = (await app.Post($"/api/orders/{order}/other-time/agree", new JsonObject(), actingAs: Lead)).Expect(200);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(agreed.Text("state"), Is.EqualTo("Scheduled"));
            Assert.That(agreed.Instant("slotStart"), Is.EqualTo(Given.At(other)));
            Assert.That(agreed.Instant("scheduledFrom"), Is.EqualTo(Given.At(other)));
            Assert.That(Store.Count("select count(*) from slot where remaining = 0 and start_at = @start", new { start = Given.At(other) }), Is.EqualTo(1));
            Assert.That(Store.Count("select sum(remaining) from slot"), Is.EqualTo(1), "what it held before is free");
            Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Matched"));
            Assert.That((await app.Order(order)).Texts("history", "act"), Is.SupersetOf(new[] { "CounterPropose", "Accept", "Schedule" }));
        }
    }

    [Test]
    public async Task OtherTime_HoursOutsideItsWindows_AgreedSchedulesThem()
    {
        var app = await OneUnit();
        var (_, order, _) = await app.OrderAfter("issue", "accept");

        (await app.Post($"/api/orders/{order}/other-time", Hours(100, 102), actingAs: Unit)).Expect(200);
        var agreed = (await app.Post($"/api/orders/{order}/other-time/agree", new JsonObject(), actingAs: Lead)).Expect(200);

        Assert.That((agreed.Text("state"), agreed.Instant("scheduledFrom"), agreed.Instant("scheduledUntil")), Is.EqualTo(("Scheduled", Given.At(100), Given.At(102))));
    }

    [Test]
    public async Task OtherTime_Refused_LeavesTheOrderAndStartsTheClockAnew()
    {
        var app = await OneUnit();
        var (_, order, _) = await app.OrderAfter("issue");
        (await app.Post($"/api/orders/{order}/other-time", Hours(100, 102), actingAs: Unit)).Expect(200);

        Clock.Advance(TimeSpan.FromHours(60));
        await TimerLoop.FireDue(app.Services);
        Assert.That((await app.Order(order)).Text("order.state"), Is.EqualTo("Issued"), "the clock rests while the unit waits for an answer");

        (await app.Post($"/api/orders/{order}/other-time/refuse", new JsonObject { ["note"] = "那天不在家" }, actingAs: Lead)).Expect(200);
        var refused = await app.Order(order);
        Assert.That(refused.Instant("order.answerDue"), Is.GreaterThan(Clock.Now));
        Assert.That(refused.Texts("otherTimes", "answer"), Is.EqualTo(new[] { "那天不在家" }));

        Clock.Advance(TimeSpan.FromDays(10));
        await TimerLoop.FireDue(app.Services);
        Assert.That((await app.Order(order)).Text("order.state"), Is.EqualTo("Expired"));
    }

    [Test]
    public async Task OtherTime_OrderMovedMeanwhile_Lapses()
    {
        var app = await OneUnit();
        var (_, order, _) = await app.OrderAfter("issue");
        (await app.Post($"/api/orders/{order}/other-time", Hours(100, 102), actingAs: Unit)).Expect(200);

        await app.Step(order, "decline", actingAs: Unit);

        Assert.That((await app.Order(order)).Texts("otherTimes", "state"), Is.EqualTo(new[] { "Lapsed" }));
        Assert.That((await app.Post($"/api/orders/{order}/other-time/agree", new JsonObject(), actingAs: Lead)).Expect(409).Code, Is.EqualTo("no-other-time"));
    }

    [Test]
    public async Task OtherTime_WindowFilledMeanwhile_IsRefusedAndNothingMoves()
    {
        var app = await OneUnit();
        var (_, order, _) = await app.OrderAfter("issue");
        var other = (await app.Order(order)).Instant("order.slotStart") == Given.At(24) ? 48 : 24;
        (await app.Post($"/api/orders/{order}/other-time", new JsonObject { ["slotStart"] = Given.TextAt(other) }, actingAs: Unit)).Expect(200);
        await app.FileDemand();
        await app.RunMatch();

        Assert.That((await app.Post($"/api/orders/{order}/other-time/agree", new JsonObject(), actingAs: Lead)).Expect(409).Code, Is.EqualTo("window-full"));

        var after = await app.Order(order);
        Assert.That((after.Text("order.state"), after.Texts("otherTimes", "state")[0]), Is.EqualTo(("Issued", "Pending")));
    }

    [TestCase("""{}""", 400, "invalid-fields")]
    [TestCase("""{"from":"2026-11-27T09:00"}""", 400, "invalid-fields")]
    [TestCase("""{"from":"2026-11-27T09:00","until":"2026-11-27T08:00"}""", 400, "invalid-fields")]
    [TestCase("""{"slotStart":"2026-11-24T09:00","from":"2026-11-27T09:00","until":"2026-11-27T10:00"}""", 400, "invalid-fields")]
    [TestCase("""{"slotStart":"2026-11-30T09:00"}""", 404, "not-found")]
    [TestCase("""{"from":"2026-11-20T09:00","until":"2026-11-20T10:00"}""", 409, "window-past")]
    public async Task OtherTime_Impossible_IsRefused(string body, int status, string code)
    {
        var app = await OneUnit();
        var (_, order, _) = await app.OrderAfter("issue");

        Assert.That((await app.Post($"/api/orders/{order}/other-time", JsonNode.Parse(body), actingAs: Unit)).Expect(status).Code, Is.EqualTo(code));
    }

    [Test]
    public async Task OtherTime_SecondWhileOnePends_IsRefused()
    {
        var app = await OneUnit();
        var (_, order, _) = await app.OrderAfter("issue");
        (await app.Post($"/api/orders/{order}/other-time", Hours(100, 102), actingAs: Unit)).Expect(200);

        Assert.That((await app.Post($"/api/orders/{order}/other-time", Hours(110, 112), actingAs: Unit)).Expect(409).Code, Is.EqualTo("other-time-pending"));
        Assert.That((await app.Post($"/api/orders/{order}/other-time/agree", new JsonObject(), actingAs: Unit)).Expect(403).Code, Is.EqualTo("not-your-role"));
    }

    [TestCase("TimeConflict", 1)]
    [TestCase("NotOurDuty", 0)]
    public async Task ReturnOrder_Accepted_FreesCapacityAndDemandAndIsNotAskedAgain(string reason, int writtenAgain)
    {
        var app = await OneUnit();
        var (demand, order, _) = await app.OrderAfter("issue", "accept");
        var first = (await app.Order(order)).Instant("order.slotStart");

        var returned = (await app.Post($"/api/orders/{order}/return", Given.Decline(reason, "带队的老师病了"), actingAs: Unit)).Expect(200);

        Assert.That(returned.Text("state"), Is.EqualTo("Failed"));
        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Open"));
        Assert.That(Store.Count("select count(*) from slot where remaining < capacity"), Is.Zero);
        Assert.That((await app.Order(order)).Texts("history", "why").Last(), Is.EqualTo($"Return {reason} 带队的老师病了"));
        Assert.That((await app.RunMatch()).Number("ordersWritten"), Is.EqualTo(writtenAgain));
        if (writtenAgain > 0)
            Assert.That((await app.Order((await app.LiveOrders(demand)).Single())).Instant("order.slotStart"), Is.Not.EqualTo(first));
    }

    [TestCase("issue")]
    [TestCase("issue", "accept", "start")]
    public async Task ReturnOrder_NotAcceptedOrBegun_IsRefused(params string[] before)
    {
        var app = await OneUnit();
        var (_, order, _) = await app.OrderAfter(before);

        Assert.That((await app.Post($"/api/orders/{order}/return", Given.Decline("NoCapacity", "人手不够"), actingAs: Unit)).Expect(409).Code, Is.EqualTo("order-not-returnable"));
    }

    private Task<App> OneUnit() => Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer()], slots: [Given.Slot(), Given.Slot(start: 48)]));

    private static JsonObject Hours(double from, double until) => Given.Window(from, until);
}
