using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Orders;

/// <summary>The whole life of an order over HTTP.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class OrderLifeTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [Test]
    public async Task Order_FromRunToClose_TakesTheDemandAlong()
    {
        var app = await Start();
        var (demand, order, _) = await app.OrderAfter();
        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Matched"));

        var issued = await app.Step(order, "issue");
        Assert.That(issued.Instant("answerDue"), Is.EqualTo(Given.At(48)));

        await app.Step(order, "acknowledge", actingAs: "unit/DW-0001");
        var accepted = await app.Step(order, "accept", actingAs: "unit/DW-0001");
        Assert.That(accepted.Instant("acceptedAt"), Is.EqualTo(Given.At(0)));

        var (slotStart, slotEnd) = (accepted.Instant("slotStart"), accepted.Instant("slotEnd"));
        var scheduled = await app.Step(order, "schedule", Window(slotStart, slotEnd.AddHours(-1)));
        Assert.That(scheduled.Instant("scheduledFrom"), Is.EqualTo(slotStart));

        await app.Step(order, "start");
        await app.Step(order, "complete");
        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Served"));

        var visited = await app.Step(order, "return-visit", Given.Visit(satisfaction: "FairlySatisfied"), actingAs: "visitor/V-1");
        Assert.That(visited.Text("satisfaction"), Is.EqualTo("FairlySatisfied"));

        await app.Step(order, "close");
        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Closed"));
        Assert.That((await app.Order(order)).Texts("history", "to"),
            Is.EqualTo(new[] { "Proposed", "Issued", "Acknowledged", "Accepted", "Scheduled", "InService", "Completed", "Visited", "Closed" }));
    }

    [Test]
    public async Task ScheduleOrder_OutsideTheSlot_IsRefused()
    {
        var app = await Start();
        var (_, order, _) = await app.OrderAfter("issue", "accept");
        var slot = await app.Order(order);
        var (start, end) = (slot.Instant("order.slotStart"), slot.Instant("order.slotEnd"));

        var early = await app.TryStep(order, "schedule", Window(start.AddMinutes(-1), end));
        var late = await app.TryStep(order, "schedule", Window(start, end.AddMinutes(1)));

        Assert.That(early.Expect(409).Code, Is.EqualTo("outside-slot"));
        Assert.That(late.Expect(409).Code, Is.EqualTo("outside-slot"));
        Assert.That((await app.Order(order)).Text("order.state"), Is.EqualTo("Accepted"));
    }

    [Test]
    public async Task ConfirmDemand_ByLookUpCode_ConfirmsItAndClosingTheOrderClosesIt()
    {
        var app = await Start();
        var (demand, order, lookUp) = await app.OrderAfter("issue", "accept", "complete");

        var confirmed = (await app.Post($"/api/demands/{demand}/confirm", Given.Confirm(lookUp.ToLowerInvariant()))).Expect(200);

        Assert.That(confirmed.Text("state"), Is.EqualTo("Confirmed"));
        Assert.That((await app.Order(order)).Text("order.state"), Is.EqualTo("Visited"));

        await app.Step(order, "close");

        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Closed"));
    }

    [Test]
    public async Task ConfirmDemand_WrongLookUpCode_Is403AndChangesNothing()
    {
        var app = await Start();
        var (demand, _, _) = await app.OrderAfter("issue", "accept", "complete");
        var other = (await app.FileDemand()).Text("lookUpCode");
        var before = Store.Rows();

        foreach (var wrong in new[] { "AAAAAAAAAA", "x", other })
        {
            var answer = (await app.Post($"/api/demands/{demand}/confirm", Given.Confirm(wrong))).Expect(403);
            Assert.That(answer.Code, Is.EqualTo("wrong-look-up-code"));
        }

        Assert.That(Store.Rows(), Is.EqualTo(before));
        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Served"));
    }

    [Test]
    public async Task ConfirmDemand_NotServedYet_IsRefused()
    {
        var app = await Start();
        var (demand, _, lookUp) = await app.OrderAfter("issue", "accept");

        Assert.That((await app.Post($"/api/demands/{demand}/confirm", Given.Confirm(lookUp))).Expect(409).Code, Is.EqualTo("demand-act-not-allowed"));
    }

    [Test]
    public async Task ConfirmDemand_NotSolved_ReopensTheSameNumberThatIsServedInANewWindow()
    {
        var app = await Start();
        var (demand, order, lookUp) = await app.OrderAfter("issue", "accept", "complete");

        (await app.Post($"/api/demands/{demand}/confirm", Given.Confirm(lookUp, solved: false, "Dissatisfied"))).Expect(200);

        var reopened = await app.Order(order);
        Assert.That(reopened.Text("order.state"), Is.EqualTo("Reopened"));
        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Matched"));

        Assert.That((await app.TryStep(order, "schedule", Given.Window(-3, -1))).Expect(409).Code, Is.EqualTo("window-past"));
        await app.Step(order, "schedule", Given.Window(200, 202));
        await app.Step(order, "complete");

        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Served"));
        (await app.Post($"/api/demands/{demand}/confirm", Given.Confirm(lookUp))).Expect(200);
        Assert.That((await app.LiveOrders(demand)).Single(), Is.EqualTo(order));
    }

    [Test]
    public async Task ReturnVisit_NotSolved_Reopens()
    {
        var app = await Start();
        var (demand, order, _) = await app.OrderAfter("issue", "accept", "complete");

        var visited = await app.Step(order, "return-visit", Given.Visit(solved: false, "Dissatisfied"), actingAs: "visitor/V-1");

        Assert.That(visited.Text("state"), Is.EqualTo("Reopened"));
        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Matched"));
    }

    [Test]
    public async Task FailOrder_Reopened_GivesCapacityBackAndOpensTheDemand()
    {
        var app = await Start();
        var (demand, order, _) = await app.OrderAfter("issue", "accept", "complete", "reopen");

        await app.Step(order, "fail");

        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Open"));
        Assert.That(Store.Count("select count(*) from slot where remaining < capacity"), Is.Zero);
    }

    [Test]
    public async Task ReopenOrder_Closed_TakesTheClosedDemandAlong()
    {
        var app = await Start();
        var (demand, order, _) = await app.OrderAfter("issue", "accept", "complete", "return-visit", "close");

        await app.Step(order, "reopen");

        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Matched"));
    }

    [TestCase("unit/DW-0001")]
    [TestCase("lead/L-0012")]
    public async Task ReturnVisit_ByTheUnitOrTheFiler_Is403(string actingAs)
    {
        var app = await Start();
        var demand = (await app.FileDemand(actingAs: "lead/L-0012")).Text("code");
        await app.RunMatch();
        var order = (await app.LiveOrders(demand)).Single();
        foreach (var act in new[] { "issue", "accept", "complete" })
            await app.Step(order, act);
        var unit = (await app.Order(order)).Text("order.unit");

        var answer = await app.TryStep(order, "return-visit", actingAs: actingAs.Replace("DW-0001", unit));

        Assert.That(answer.Expect(403).Code, Is.EqualTo("visitor-not-independent"));
    }

    [Test]
    public async Task AnyAct_ByAUnitOfAnotherCode_Is404()
    {
        var app = await Start();
        var (_, order, _) = await app.OrderAfter("issue");
        var stranger = (await app.Order(order)).Text("order.unit") == "DW-0001" ? "unit/DW-0002" : "unit/DW-0001";

        foreach (var act in new[] { "acknowledge", "accept", "decline" })
            Assert.That((await app.TryStep(order, act, actingAs: stranger)).Expect(404).Code, Is.EqualTo("not-found"), act);

        Assert.That((await app.Order(order)).Text("order.state"), Is.EqualTo("Issued"));
    }

    [TestCase("issue")]
    [TestCase("cancel")]
    [TestCase("close")]
    public async Task StaffsAct_ByAUnit_Is403(string act)
    {
        var app = await Start();
        var (_, order, _) = await app.OrderAfter();

        Assert.That((await app.TryStep(order, act, actingAs: "unit/DW-0001")).Expect(403).Code, Is.EqualTo("not-your-role"));
    }

    [Test]
    public async Task CloseOrder_CompletedButNotVisited_WaitsForTheVisit()
    {
        var app = await Start();
        var (_, order, _) = await app.OrderAfter("issue", "accept", "complete");

        Assert.That((await app.TryStep(order, "close")).Expect(409).Code, Is.EqualTo("not-visited-yet"));

        Clock.Advance(TimeSpan.FromDays(15));
        await app.Step(order, "close");
    }

    [TestCase("issue", new string[0])]
    [TestCase("accept", new[] { "issue" })]
    public async Task IssueOrAccept_SlotIsOver_IsRefused(string act, string[] before)
    {
        var app = await Start();
        var (_, order, _) = await app.OrderAfter(before);
        Clock.Advance((await app.Order(order)).Instant("order.slotEnd") - Clock.Now);

        Assert.That((await app.TryStep(order, act)).Expect(409).Code, Is.EqualTo("slot-over"));
    }

    /// <summary>Every act in every state that a plain walk reaches: what the life of an order does not allow is refused in both languages.</summary>
    [Test]
    public async Task Acts_NotAllowedInTheState_Are409InBothLanguagesAndChangeNothing()
    {
        var allowed = new Dictionary<string, string[]>
        {
            ["Proposed"] = ["issue", "cancel"],
            ["Issued"] = ["acknowledge", "accept", "decline", "cancel"],
            ["Acknowledged"] = ["accept", "decline", "cancel"],
            ["Accepted"] = ["schedule", "start", "complete", "fail", "cancel"],
            ["InService"] = ["complete", "fail"],
            ["Completed"] = ["return-visit", "close", "reopen"],
            ["Visited"] = ["close", "reopen"],
            ["Closed"] = ["reopen"],
        };
        string[] acts = ["issue", "acknowledge", "accept", "decline", "schedule", "start", "complete", "fail", "return-visit", "close", "reopen", "cancel"];
        var app = await Start();
        var (_, order, _) = await app.OrderAfter();

        foreach (var next in new[] { "issue", "acknowledge", "accept", "start", "complete", "return-visit", "close", "" })
        {
            var state = (await app.Order(order)).Text("order.state");
            var before = Store.Rows();
            foreach (var act in acts.Except(allowed[state]))
            {
                var chinese = (await app.TryStep(order, act)).Expect(409);
                var english = (await app.Post($"/api/orders/{order}/{act}", Given.NoteFor(act), language: "en")).Expect(409);
                Assert.That(chinese.Code, Is.EqualTo("order-act-not-allowed"), $"{act} in {state}");
                Assert.That(chinese.Text("title"), Does.Match(@"\p{IsCJKUnifiedIdeographs}").And.Not.Contain("{"));
                Assert.That(english.Text("title"), Does.Not.Match(@"\p{IsCJKUnifiedIdeographs}").And.Not.Contain("{"));
            }
            Assert.That(Store.Rows(), Is.EqualTo(before));
            if (next.Length > 0)
                await app.Step(order, next);
        }
    }

    [Test]
    public async Task CancelOrder_Accepted_OpensTheDemandAgain()
    {
        var app = await Start();
        var (demand, order, _) = await app.OrderAfter("issue", "accept", "schedule");

        await app.Step(order, "cancel");

        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Open"));
        Assert.That(Store.Count("select count(*) from slot where remaining < capacity"), Is.Zero);
    }

    [Test]
    public async Task Order_HalfOfADivisibleDemand_LeavesTheRestOpen()
    {
        var app = await Start(Given.Lists(slots: [Given.Slot(capacity: 2), Given.Slot("ZY-2026-000002", capacity: 3)]));
        var demand = (await app.FileDemand(Given.Demand(quantity: 5, divisible: true))).Text("code");
        await app.RunMatch();
        var orders = await app.LiveOrders(demand);
        Assert.That(orders, Has.Count.EqualTo(2));
        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Matched"));

        await app.Step(orders[0], "issue");
        await app.Step(orders[0], "decline", Given.Decline("NoCapacity"));

        var left = await app.Demand(demand);
        Assert.That(left.Text("demand.state"), Is.EqualTo("PartlyMatched"));
        Assert.That(left.Number("demand.held"), Is.EqualTo((await app.Order(orders[1])).Number("order.quantity")));

        foreach (var act in new[] { "issue", "accept", "complete" })
            await app.Step(orders[1], act);
        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("PartlyMatched"), "what is served is still held; the rest is open");
    }

    private static JsonObject Window(DateTimeOffset from, DateTimeOffset until) => new() { ["from"] = from.ToString("O"), ["until"] = until.ToString("O") };
}
