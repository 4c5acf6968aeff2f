using System.Text.Json.Nodes;
using Matching.Api.Tests.Escalation;
using Matching.Core.Units;

namespace Matching.Api.Tests.Units;

/// <summary>A trade group's joint offer: its order goes to a member, whose it is from then on.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class TradeGroupTests<TStore> : NetTests<TStore> where TStore : IStore
{
    private const string Group = "DW-0003";
    private const string Member = "DW-0001";
    private const string Other = "DW-0002";

    [Test]
    public async Task Give_ToAMember_MakesTheOrderTheMembers()
    {
        var app = await Grouped();
        await app.Token($"unit/{Member}");
        var (demand, order, _) = await app.OrderAfter("issue");
        (await app.Get($"/api/orders/{order}", actingAs: $"unit/{Member}")).Expect(404);

        (await Give(app, order, Member)).Expect(200);

        (await app.Get($"/api/orders/{order}", actingAs: $"unit/{Group}")).Expect(404);
        Assert.That((await app.Get("/api/inbox", actingAs: $"unit/{Member}")).Expect(200).Body, Does.Contain(order));
        foreach (var act in new[] { "acknowledge", "accept", "complete" })
            await app.Step(order, act, actingAs: $"unit/{Member}");
        var done = await app.Order(order);
        Assert.That((done.Text("order.unit"), done.Text("order.givenBy"), done.Text("order.state")), Is.EqualTo((Member, Group, "Completed")));
        Assert.That((await app.TryStep(order, "return-visit", actingAs: $"unit/{Member}")).Expect(403).Code, Is.EqualTo("visitor-not-independent"));
        Assert.That((await app.Get($"/api/units/{Member}", actingAs: Committee)).Expect(200).Number("record.completion.n"), Is.EqualTo(1));
        Assert.That((await app.Get($"/demands/{demand}", actingAs: Committee)).Expect(200).Body, Does.Contain(order));
        ExpectSound();
    }

    [Test]
    public async Task Give_ThenDeclined_FreesPlaceAndDemand()
    {
        var app = await Grouped();
        var (demand, order, _) = await app.OrderAfter("issue");
        (await Give(app, order, Member)).Expect(200);

        await app.Step(order, "decline", actingAs: $"unit/{Member}");

        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Open"));
        Assert.That(Store.Count("select sum(capacity - remaining) from slot"), Is.Zero);
        ExpectSound();
    }

    [Test]
    public async Task Give_WhereItMayNot_IsRefused()
    {
        var app = await Grouped();
        var (_, order, _) = await app.OrderAfter("issue");
        (await Give(app, order, Other)).Expect(404);
        (await Give(app, order, Member, $"unit/{Member}")).Expect(404);
        (await app.Post($"/api/units/{Member}/suspend", Given.Reason("整顿"), actingAs: $"street/S-1@{Given.Street}")).Expect(200);
        Assert.That((await Give(app, order, Member)).Expect(409).Code, Is.EqualTo("group-member-cannot"));
        (await app.Post($"/api/units/{Member}/resume", Given.Reason("完成"), actingAs: $"street/S-1@{Given.Street}")).Expect(200);
        await app.Step(order, "accept", actingAs: $"unit/{Group}");

        Assert.That((await Give(app, order, Member)).Expect(409).Code, Is.EqualTo("group-order-answered"));
    }

    [Test]
    public async Task Give_ToAMemberAtItsCap_IsRefused()
    {
        var app = await Grouped(cap: 1);
        var (_, first, _) = await app.OrderAfter("issue");
        var (_, second, _) = await app.OrderAfter("issue");
        (await Give(app, first, Member)).Expect(200);

        var refused = (await Give(app, second, Member)).Expect(409);

        Assert.That(refused.Body, Does.Contain("本月接单已到上限"));
        ExpectSound();
    }

    [Test]
    public async Task Membership_IsEnteredAndEndedWithHistoryOnBothSides()
    {
        var app = await Grouped();
        Assert.That((await Join(app, Member)).Expect(409).Code, Is.EqualTo("group-member-already"));
        Assert.That((await Join(app, Group)).Expect(409).Code, Is.EqualTo("group-in-group"));
        Assert.That((await app.Post($"/api/units/{Member}/members", new JsonObject { ["unit"] = Other }, actingAs: Committee)).Expect(403).Code, Is.EqualTo("outside-your-area"));
        (await Join(app, Other, $"community/C-9@{Given.Street}002")).Expect(403);
        (await Join(app, Other, $"unit/{Group}")).Expect(200);

        var left = (await app.Post($"/api/units/{Group}/end-membership", new JsonObject { ["unit"] = Member, ["reason"] = "退出商会" }, actingAs: Committee)).Expect(200);

        Assert.That(left.Texts("members", "unit"), Is.EqualTo(new[] { Other }));
        Assert.That(left.Texts("history", "act"), Is.EqualTo(new[] { "JoinGroup", "JoinGroup", "LeaveGroup" }));
        Assert.That((await app.Get($"/api/units/{Member}", actingAs: Committee)).Expect(200).Texts("history", "act"), Is.EqualTo(new[] { "JoinGroup", "LeaveGroup" }));
        Assert.That((await app.Get($"/units/{Group}", actingAs: Committee)).Expect(200).Body, Does.Contain("移出会员").And.Contain("退出行业组织"));
    }

    private async Task<App> Grouped(int? cap = null)
    {
        var app = await Start(Given.Lists(units: [Given.Unit(monthlyCap: cap), Given.Unit(Other, "青禾志愿队"), Given.Unit(Group, "湖畔家政商会") with { Kind = UnitKind.TradeGroup }],
            offers: [Given.Offer(unit: Group)], slots: [Given.Slot(), Given.Slot(start: 48)]));
        (await Join(app, Member)).Expect(200);
        return app;
    }

    private static Task<Answer> Join(App app, string unit, string actingAs = Committee) => app.Post($"/api/units/{Group}/members", new JsonObject { ["unit"] = unit }, actingAs: actingAs);

    private static Task<Answer> Give(App app, string order, string member, string actingAs = $"unit/{Group}") => app.Post($"/api/orders/{order}/give", new JsonObject { ["member"] = member }, actingAs: actingAs);
}
