using Matching.Api.Tests.Escalation;

namespace Matching.Api.Tests.Units;

/// <summary>The street suspends a unit and lets it serve again; what was issued to it stays.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class SuspendTests<TStore> : NetTests<TStore> where TStore : IStore
{
    private const string Unit = "DW-0001";
    private const string Street = $"street/S-1@{Given.Street}";

    [Test]
    public async Task Suspend_WithAnIssuedAndAProposedOrder_KeepsTheOneAndTakesTheOtherBack()
    {
        var app = await Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer()], slots: [Given.Slot(), Given.Slot(start: 48)]));
        var (_, issued, _) = await app.OrderAfter("issue");
        var (waiting, proposed, _) = await app.OrderAfter();

        var suspended = (await Do(app, "suspend", "资质到期，电话 13800000000")).Expect(200);

        Assert.That(suspended.Texts("stays", "code"), Is.EqualTo(new[] { issued }));
        Assert.That(suspended.Text("suspendedWhy"), Does.StartWith("资质到期").And.Not.Contains("13800000000"));
        Assert.That((await State(app, issued), await State(app, proposed)), Is.EqualTo(("Issued", "Cancelled")));
        Assert.That((await app.Demand(waiting)).Text("demand.state"), Is.EqualTo("Open"));

        await app.RunMatch();

        Assert.That(await State(app, issued), Is.EqualTo("Issued"));
        Assert.That(await app.LiveOrders(waiting), Is.Empty);
        Assert.That((await app.Get($"/api/demands/{waiting}/matches")).Expect(200).Body, Does.Contain("已暂停接单"));
        await app.Step(issued, "accept");
        ExpectSound();
    }

    [Test]
    public async Task Resume_AfterASuspension_MatchesAgainAndTellsTheUnit()
    {
        var app = await Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer()], slots: [Given.Slot()]));
        await app.Token($"unit/{Unit}");
        var demand = await File(app);
        (await Do(app, "suspend", "停业整顿")).Expect(200);
        await app.RunMatch();
        Assert.That(await app.LiveOrders(demand), Is.Empty);

        var resumed = (await Do(app, "resume", "整顿完成")).Expect(200);
        await app.RunMatch();

        Assert.That(await app.LiveOrders(demand), Has.Count.EqualTo(1));
        Assert.That(resumed.Texts("history", "act"), Is.EqualTo(new[] { "Suspend", "Resume" }));
        Assert.That(resumed.Json["suspendedWhy"], Is.Null);
        Assert.That((await app.Get("/api/inbox", actingAs: $"unit/{Unit}")).Expect(200).Body, Does.Contain("已被街道停用").And.Contain("已恢复"));
    }

    [Test]
    public async Task Forecast_AfterASuspension_NamesTheUnitNoMore()
    {
        var app = await Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer()], slots: [Given.Slot()]));
        var demand = await File(app);
        Assert.That((await app.Get($"/api/demands/{demand}/forecast")).Expect(200).Body, Does.Contain("湖畔社工站"));

        (await Do(app, "suspend", "停业整顿")).Expect(200);

        Assert.That((await app.Get($"/api/demands/{demand}/forecast")).Expect(200).Body, Does.Not.Contain("湖畔社工站"));
    }

    [Test]
    public async Task Suspend_ByOthersTwiceOrUnseen_IsRefused()
    {
        var app = await Start();
        (await Do(app, "suspend", "停业整顿", Committee)).Expect(403);
        (await app.Post("/api/units/DW-9999/suspend", Given.Reason("停业整顿"), actingAs: Street)).Expect(404);
        (await Do(app, "suspend", " ")).Expect(400);
        Assert.That((await Do(app, "resume", "没有停用")).Expect(409).Code, Is.EqualTo("unit-not-suspended"));
        var seen = (await app.Get($"/api/units/{Unit}", actingAs: Street)).Expect(200).ETag;

        (await app.Post($"/api/units/{Unit}/suspend", Given.Reason("停业整顿"), actingAs: Street, ifMatch: seen)).Expect(200);

        Assert.That((await Do(app, "suspend", "再停一次")).Expect(409).Code, Is.EqualTo("unit-suspended-already"));
        (await app.Post($"/api/units/{Unit}/resume", Given.Reason("恢复"), actingAs: Street, ifMatch: seen)).Expect(412);
    }

    private static Task<Answer> Do(App app, string act, string reason, string actingAs = Street) => app.Post($"/api/units/{Unit}/{act}", Given.Reason(reason), actingAs: actingAs);

    private static async Task<string> State(App app, string order) => (await app.Get($"/api/orders/{order}")).Expect(200).Text("order.state");
}
