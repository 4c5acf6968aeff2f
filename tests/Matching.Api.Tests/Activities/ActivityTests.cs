using System.Text.Json.Nodes;
using MediatR;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Tests.Access;
using Matching.Api.Tests.Escalation;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Api.Tests.Activities;

/// <summary>Activities: orders and direct sign-ups on one window, never oversold; who came is served, who did not is open again; called off, all are told.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class ActivityTests<TStore> : NetTests<TStore> where TStore : IStore
{
    private const string Unit = "unit/DW-0001";

    [Test]
    public async Task Settle_SomeCame_ServesThemAndOpensTheOthersWithTheReason()
    {
        var (app, activity) = await Begin(capacity: 10);
        var (came, absent) = (await Ordered(app), await Ordered(app));
        var (walkIn, missing) = (await SignUp(app, activity, people: 2), await SignUp(app, activity));
        Assert.That((await app.Get($"/api/activities/{activity}", actingAs: Unit)).Expect(200).Number("activity.remaining"), Is.EqualTo(5));
        Assert.That((await Tick(app, activity, (came.Order, 1))).Expect(409).Code, Is.EqualTo("activity-not-begun"));
        await At(app, 73);
        await Tick(app, activity, (came.Order, 1), (walkIn, 1));

        var outcome = (await Settle(app, activity)).Expect(200);

        Assert.That((outcome.Number("served"), outcome.Number("reopened"), outcome.Number("personTimes.came"), outcome.Number("personTimes.n")), Is.EqualTo((1, 1, 2, 4)));
        Assert.That(((await app.Order(came.Order)).Text("order.state"), (await app.Demand(came.Demand)).Text("demand.state")), Is.EqualTo(("Completed", "Served")));
        Assert.That(((await app.Order(absent.Order)).Text("order.state"), (await app.Demand(absent.Demand)).Text("demand.state")), Is.EqualTo(("Cancelled", "Open")));
        Assert.That((await app.Order(absent.Order)).List("history").Select(step => (string?)step!["why"]), Has.Some.Contains("当天未到场"));
        var list = (await app.Get($"/api/activities/{activity}", actingAs: Unit)).Expect(200);
        Assert.That(list.List("guests").Select(guest => $"{guest!["number"]} {guest["state"]}"), Is.EqualTo(new[] { $"{came.Order} Served", $"{absent.Order} Absent", $"{walkIn} Served", $"{missing} Absent" }));
        Assert.That((list.Text("activity.state"), list.Flag("activity.isDemandDriven"), list.Number("activity.came"), list.Number("activity.remaining")), Is.EqualTo(("Held", true, 2, 7)));
        Assert.That((await Settle(app, activity)).Expect(409).Code, Is.EqualTo("activity-ended"));
        ExpectSound();
    }

    [Test]
    public async Task SignUp_ARushOfForty_ForSevenPlaces_SellsSeven()
    {
        var (app, activity) = await Begin(capacity: 8);
        await Ordered(app);
        var code = await OpenJoin(app, activity);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? Join(app, code) : app.Post($"/api/activities/{activity}/sign-ups", Guest(), actingAs: Unit)));

        Assert.That(answers.Count(answer => answer.Status == 201), Is.EqualTo(7));
        Assert.That(answers.Where(answer => answer.Status != 201).Select(answer => answer.Code), Is.All.EqualTo("activity-full"));
        Assert.That(Store.Count("select sum(remaining) from slot"), Is.Zero);
        Assert.That((await app.FileDemand(Demand())).Text("code") is var late && (await app.RunMatch()).Number("ordersWritten") == 0, $"no run finds a place for {late}");
        ExpectSound();
    }

    [Test]
    public async Task Cancel_GivesEveryPlaceBack_OpensAllAndTellsTheirFilers()
    {
        var (app, activity) = await Begin(capacity: 5);
        await app.Token(Lead);
        var demand = (await app.FileDemand(Demand(), Lead)).Text("code");
        await app.RunMatch();
        var order = (await app.LiveOrders(demand)).Single();
        await app.Step(order, "issue");
        await app.Step(order, "accept");
        var number = await SignUp(app, activity, actingAs: Committee);
        (await app.Post($"/api/activities/{activity}/cancel", Given.Reason("台风停课"), actingAs: "unit/DW-0002")).Expect(404);

        (await app.Post($"/api/activities/{activity}/cancel", Given.Reason("台风停课"), actingAs: Unit)).Expect(200);

        Assert.That(((await app.Order(order)).Text("order.state"), (await app.Demand(demand)).Text("demand.state")), Is.EqualTo(("Cancelled", "Open")));
        Assert.That(Store.Query<string>("select capacity || ' ' || remaining from slot"), Is.EqualTo(new[] { "0 0" }), "and nobody is put there again");
        Assert.That((await app.RunMatch()).Number("ordersWritten"), Is.Zero);
        Assert.That((await app.Post($"/api/offers/{Offer}/capacity", new JsonObject { ["capacity"] = 9 })).Expect(404).Code, Is.EqualTo("not-found"));
        Assert.That((await app.Get("/api/inbox", actingAs: Lead)).Expect(200).Texts("notices.items", "kind"), Has.Member("ActivityCancelled"));
        Assert.That((await app.Get("/api/inbox", actingAs: Committee)).Expect(200).List("notices.items").Select(item => $"{item!["kind"]} {item["subject"]}"), Has.Member($"SignUpCancelled {number}"));
        Assert.That((await app.Get("/api/activities?queue=Past", actingAs: Unit)).Texts("items", "state"), Is.EqualTo(new[] { "Cancelled" }));
        ExpectSound();
    }

    [Test]
    public async Task Join_WithoutAnAccount_IsTakenBackByItsCode_AndTheContactIsForgotten()
    {
        var (app, activity) = await Begin(capacity: 3);
        var code = await OpenJoin(app, activity);
        var receipt = (await Join(app, code, people: 2, phone: "13800000001")).Expect(201);
        Assert.That((await app.Get($"/api/join/{code}", actingAs: "resident")).Expect(200).Number("remaining"), Is.EqualTo(1));
        Assert.That((await app.Get($"/api/activities/{activity}", actingAs: Unit)).Body, Does.Contain("138****0001").And.Not.Contain("13800000001"));
        Assert.That((await Join(app, code, people: 2)).Expect(409).Code, Is.EqualTo("activity-full"));
        (await Join(app, code, people: 21)).Expect(400);
        (await Join(app, "NOSUCHCODE")).Expect(404);

        Assert.That((await Leave(app, code, receipt.Text("number"), "2222222222")).Expect(403).Code, Is.EqualTo("wrong-look-up-code"));
        (await Leave(app, code, receipt.Text("number"), receipt.Text("lookUpCode"))).Expect(200);

        Assert.That((await Leave(app, code, receipt.Text("number"), receipt.Text("lookUpCode"))).Expect(409).Code, Is.EqualTo("sign-up-ended"));
        Assert.That(Store.Count("select count(*) from person where phone is not null"), Is.Zero);
        Assert.That((await app.Get($"/api/join/{code}", actingAs: "resident")).Expect(200).Number("remaining"), Is.EqualTo(3));
        (await app.Post($"/api/activities/{activity}/join-code", new JsonObject { ["open"] = false }, actingAs: Unit)).Expect(200);
        (await Join(app, code)).Expect(404);
        ExpectSound();
    }

    [Test]
    public async Task Reveal_IsForThoseWhoRunIt_OnRecord_AndRetentionForgetsIt()
    {
        var (app, activity) = await Begin(capacity: 3);
        var code = await OpenJoin(app, activity);
        var number = (await Join(app, code, phone: "13800000001")).Expect(201).Text("number");
        var path = $"/api/activities/{activity}/sign-ups/{number}/reveal";
        var field = new JsonObject { ["field"] = "Phone" };

        (await app.Post(path, field.DeepClone(), actingAs: "unit/DW-0002")).Expect(404);
        (await app.Post(path, field.DeepClone(), actingAs: Lead)).Expect(403);
        (await app.Post(path, field.DeepClone(), actingAs: $"community/C-9@{Given.Street}002")).Expect(404);
        Assert.That((await app.Post(path, field.DeepClone(), actingAs: Unit)).Expect(200).Text("value"), Is.EqualTo("13800000001"));

        Assert.That(Store.Query<string>("select why from event where act = 'RevealGuest'"), Has.One.EndsWith($"Phone Call {number}"));
        await At(app, 24 * 200);
        await Retention(app);
        Assert.That(Store.Count("select count(*) from person where phone is not null"), Is.Zero);
    }

    [Test]
    public async Task Settle_ByWhoSeesOnlyAPart_IsRefused_AndTheirOwnAreTicked()
    {
        var (app, activity) = await Begin(capacity: 5);
        var near = await SignUp(app, activity);
        var far = (await app.Post($"/api/activities/{activity}/sign-ups", Guest(area: Given.FarEstate), actingAs: Unit)).Expect(201).Text("number");
        await At(app, 73);

        Assert.That((await app.Get($"/api/activities/{activity}", actingAs: Committee)).Expect(200).Texts("guests", "number"), Is.EqualTo(new[] { near }));
        (await Tick(app, activity, Committee, (near, 1))).Expect(200);
        Assert.That((await Tick(app, activity, Committee, (far, 1))).Expect(404).Code, Is.EqualTo("not-found"));
        Assert.That((await Tick(app, activity, Committee, (near, 2))).Expect(409).Code, Is.EqualTo("guest-places"));
        Assert.That((await Settle(app, activity, Committee)).Expect(409).Code, Is.EqualTo("activity-not-whole"));
        (await Settle(app, activity, "street/S-1")).Expect(200);
        ExpectSound();
    }

    [Test]
    public async Task Pages_SignUpTickAndSettle_ByForms()
    {
        var (app, activity) = await Begin(capacity: 4);
        var code = await OpenJoin(app, activity);
        using var resident = new Browser(app.Http.BaseAddress!);
        Assert.That((await resident.Send($"/join/{code}", $"/join/{code}", ("people", "２人"))).Expect(422).Body, Does.Contain("请填写所在小区"));
        Assert.That((await resident.Send($"/join/{code}", $"/join/{code}", ("people", "２人"), ("area", Given.Estate), ("contact.phone", "13800000001"))).Expect(422).Body, Does.Contain("同意"));
        var done = await resident.Send($"/join/{code}", $"/join/{code}", ("people", "２人"), ("area", Given.Estate), ("contact.phone", "13800000001"), ("contact.consent", "yes"));
        Assert.That(done.Expect(303).Location, Is.EqualTo($"/join/{code}/done"));
        var receipt = (await resident.Get($"/join/{code}/done")).Expect(200).Body;
        Assert.That(receipt, Does.Contain("BM-2026-000001"));
        foreach (var page in new[] { "", "/sheet", "/poster" })
            Assert.That((await app.Get($"/activities/{activity}{page}", actingAs: Unit)).Expect(200).Body, Does.Contain("口腔义诊").And.Not.Contain("13800000001"));
        Assert.That((await app.Get($"/activities/{activity}/sheet?lang=en", actingAs: Unit)).Expect(200).Body, Does.Contain("签到表：口腔义诊"));
    }

    private const string Offer = "ZY-2026-000001";

    private static async Task Retention(App app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().ActAsSystem();
        await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new ApplyRetention());
    }

    /// <summary>One event of one window in three days, by the first unit.</summary>
    private async Task<(App App, long Activity)> Begin(int capacity)
    {
        var offer = Given.Offer() with { Kind = Core.Offers.OfferKind.Activity, Title = "口腔义诊" };
        var app = await Start(Given.Lists(offers: [offer], slots: [Given.Slot(start: 72, capacity: capacity)]));
        return (app, (await app.Get("/api/activities", actingAs: Unit)).Expect(200).List("items").Single()!["id"]!.GetValue<long>());
    }

    private static JsonObject Demand() => Given.Demand("想去义诊看看牙");

    private static async Task<(string Demand, string Order)> Ordered(App app)
    {
        var demand = (await app.FileDemand(Demand())).Text("code");
        await app.RunMatch();
        var order = (await app.LiveOrders(demand)).Single();
        await app.Step(order, "issue");
        await app.Step(order, "accept");
        return (demand, order);
    }

    private static JsonObject Guest(int people = 1, string? phone = null, string area = Given.Estate)
    {
        var body = new JsonObject { ["people"] = people, ["area"] = area };
        if (phone is not null)
            body["contact"] = new JsonObject { ["name"] = "李伯", ["phone"] = phone, ["consent"] = true };
        return body;
    }

    private static async Task<string> SignUp(App app, long activity, int people = 1, string actingAs = Unit) =>
        (await app.Post($"/api/activities/{activity}/sign-ups", Guest(people), actingAs: actingAs)).Expect(201).Text("number");

    private static async Task<string> OpenJoin(App app, long activity) =>
        (await app.Post($"/api/activities/{activity}/join-code", new JsonObject { ["open"] = true }, actingAs: Unit)).Expect(200).Text("joinCode");

    private static Task<Answer> Join(App app, string code, int people = 1, string? phone = null) => app.Post($"/api/join/{code}", Guest(people, phone), actingAs: "resident");

    private static Task<Answer> Leave(App app, string code, string number, string lookUp) =>
        app.Post($"/api/join/{code}/withdraw", new JsonObject { ["number"] = number, ["lookUpCode"] = lookUp }, actingAs: "resident");

    private static Task<Answer> Tick(App app, long activity, params (string Number, int Present)[] marks) => Tick(app, activity, Unit, marks);

    private static Task<Answer> Tick(App app, long activity, string actingAs, params (string Number, int Present)[] marks) => app.Post($"/api/activities/{activity}/attendance",
        new JsonObject { ["marks"] = new JsonArray([.. marks.Select(mark => (JsonNode)new JsonObject { ["number"] = mark.Number, ["present"] = mark.Present })]) }, actingAs: actingAs);

    private static Task<Answer> Settle(App app, long activity, string actingAs = Unit) => app.Post($"/api/activities/{activity}/settle", Given.Reason("活动当天未到场"), actingAs: actingAs);
}
