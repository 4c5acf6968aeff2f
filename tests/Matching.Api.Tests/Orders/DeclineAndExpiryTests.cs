using Matching.Api.Escalation;

namespace Matching.Api.Tests.Orders;

/// <summary>How an order gives back what it held, and who is asked next.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class DeclineAndExpiryTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [Test]
    public async Task DeclineOrder_ByTheUnit_GivesCapacityBackAndOpensTheDemandAtOnce()
    {
        var app = await Start();
        var (demand, order, _) = await app.OrderAfter("issue");

        var declined = await app.Step(order, "decline", Given.Decline("Other", "志愿者生病了"));

        Assert.That(declined.Text("state"), Is.EqualTo("Declined"));
        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Open"));
        Assert.That(Store.Count("select count(*) from slot where remaining < capacity"), Is.Zero);
        Assert.That((await app.Order(order)).Texts("history", "why"), Has.Some.Contain("志愿者生病了"));
    }

    [Test]
    public async Task DeclineOrder_ForReasonsOfTheMoment_BarsThatSlotOnly()
    {
        var app = await Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer()], slots: [Given.Slot(), Given.Slot(start: 48)]));
        var asked = new List<string>();

        for (var demand = await DeclinedOnce(app, "TimeConflict", asked); (await app.RunMatch()).Number("ordersWritten") > 0;)
            await DeclineLive(app, demand, "TimeConflict", asked);

        Assert.That(asked, Is.EquivalentTo(new[] { Given.TextAt(24), Given.TextAt(48) }), "each slot once");
    }

    [TestCase("NotOurDuty")]
    [TestCase("NotEligible")]
    [TestCase("OutOfArea")]
    [TestCase("Unreasonable")]
    public async Task DeclineOrder_ForReasonsOfPrinciple_BarsTheUnit(string reason)
    {
        var app = await Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer()], slots: [Given.Slot(), Given.Slot(start: 48)]));

        var demand = await DeclinedOnce(app, reason, []);

        Assert.That((await app.RunMatch()).Number("ordersWritten"), Is.Zero);
        Assert.That((await app.Get($"/api/demands/{demand}/matches")).Texts("refusals", "rule"), Is.EqualTo(new[] { "BarredUnit" }));

        await app.FileDemand();
        Assert.That((await app.RunMatch()).Number("ordersWritten"), Is.EqualTo(1), "another demand may ask the unit");
    }

    [Test]
    public async Task FireDue_UnansweredPastItsDueInstant_ExpiresTheOrder()
    {
        var app = await Start();
        var (demand, order, _) = await app.OrderAfter("issue");

        Clock.Advance(TimeSpan.FromHours(48) - TimeSpan.FromMilliseconds(1));
        await TimerLoop.FireDue(app.Services);
        Assert.That((await app.Order(order)).Text("order.state"), Is.EqualTo("Issued"), "a millisecond is left");

        Clock.Advance(TimeSpan.FromMilliseconds(1));
        await TimerLoop.FireDue(app.Services);

        var expired = await app.Order(order);
        Assert.That(expired.Text("order.state"), Is.EqualTo("Expired"));
        Assert.That(expired.Texts("history", "who").Last(), Is.EqualTo("system"));
        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Escalated"), "its own response limit ran out a day before");
        Assert.That(Store.Count("select count(*) from slot where remaining < capacity"), Is.Zero);
        Assert.That((await app.TryStep(order, "accept")).Expect(409).Code, Is.EqualTo("order-act-not-allowed"));
    }

    [Test]
    public async Task TimerLoop_AtATickOfTheClock_FiresByItself()
    {
        var app = await Start();
        var (_, order, _) = await app.OrderAfter("issue");
        Clock.Advance(TimeSpan.FromHours(48));

        Clock.Tick();

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await app.Order(order)).Text("order.state") != "Expired")
            Assert.That(patience.IsCancellationRequested, Is.False, "not fired in 30 seconds");
    }

    [Test]
    public async Task FireDue_EmergencyOrder_ExpiresAfterTwoHours()
    {
        var app = await Start();
        var demand = (await app.FileDemand(Given.Demand(urgency: "Emergency"))).Text("code");
        await app.RunMatch();
        var order = (await app.LiveOrders(demand)).Single();
        await app.Step(order, "issue");

        Clock.Advance(TimeSpan.FromHours(2));
        await TimerLoop.FireDue(app.Services);

        Assert.That((await app.Order(order)).Text("order.state"), Is.EqualTo("Expired"));
    }

    [Test]
    public async Task FireDue_AcceptedInTime_IsLeftAlone()
    {
        var app = await Start();
        var (_, order, _) = await app.OrderAfter("issue", "accept");

        Clock.Advance(TimeSpan.FromDays(30));
        await TimerLoop.FireDue(app.Services);

        Assert.That((await app.Order(order)).Text("order.state"), Is.EqualTo("Accepted"));
    }

    [Test]
    public async Task FireDue_CompletedAndUnvisitedForFifteenDays_ClosesOrderAndDemand()
    {
        var app = await Start();
        var (demand, order, _) = await app.OrderAfter("issue", "accept", "complete");

        Clock.Advance(TimeSpan.FromDays(15) - TimeSpan.FromMilliseconds(1));
        await TimerLoop.FireDue(app.Services);
        Assert.That((await app.Order(order)).Text("order.state"), Is.EqualTo("Completed"));

        Clock.Advance(TimeSpan.FromMilliseconds(1));
        await TimerLoop.FireDue(app.Services);

        var closed = await app.Order(order);
        Assert.That(closed.Text("order.state"), Is.EqualTo("Closed"));
        Assert.That(closed.Texts("history", "why").Last(), Is.EqualTo("未回访"));
        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Closed"));
    }

    private static async Task<string> DeclinedOnce(App app, string reason, List<string> asked)
    {
        var demand = (await app.FileDemand()).Text("code");
        await app.RunMatch();
        await DeclineLive(app, demand, reason, asked);
        return demand;
    }

    private static async Task DeclineLive(App app, string demand, string reason, List<string> asked)
    {
        var order = (await app.LiveOrders(demand)).Single();
        await app.Step(order, "issue");
        var declined = await app.Step(order, "decline", Given.Decline(reason));
        asked.Add(Core.ChinaTime.Text(declined.Instant("slotStart")));
    }
}
