using System.Text.Json.Nodes;
using Matching.Api.Tests.Escalation;

namespace Matching.Api.Tests.Visits;

/// <summary>Return visits: drawn by policy, given to somebody independent, solved asked apart from satisfied, overdue told.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class VisitTests<TStore> : NetTests<TStore> where TStore : IStore
{
    private const string Visitor = $"visitor/V-7@{Given.Community}";
    private const string OtherVisitor = $"visitor/V-8@{Given.Community}";

    [Test]
    public async Task Complete_OfAVulnerablePerson_DrawsAVisitForTheVisitorWithLeastToDo()
    {
        var app = await Start();
        await Appear(app, Visitor, OtherVisitor);
        await Served(app);
        await Served(app, demand: Given.Demand("二楼老伯也要人看看", vulnerable: true));

        var visits = (await app.Get("/api/visits", actingAs: Committee)).Expect(200);

        Assert.That(visits.Texts("items", "visitor"), Is.EqualTo(new[] { "V-7", "V-8" }));
        Assert.That(visits.Texts("items", "state"), Is.All.EqualTo("Open"));
        Assert.That((await app.Get("/api/visits?queue=Mine", actingAs: Visitor)).List("items"), Has.Count.EqualTo(1));
        Assert.That((await app.Get("/api/visits", actingAs: $"visitor/V-9@{Given.Street}002")).Expect(200).List("items"), Is.Empty, "another community's are not theirs to see");
        ExpectSound();
    }

    [Test]
    public async Task Complete_ShareOfNone_DrawsOnlyTheVulnerable()
    {
        var app = await Start();
        (await Publish(app, percent: 0)).Expect(200);
        await Served(app, demand: Given.Demand());
        await Served(app);

        Assert.That((await app.Get("/api/visits")).List("items"), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Complete_ShareOfAll_DrawsEverybody_AndAnotherVersionIsKept()
    {
        var app = await Start();
        Assert.That((await Publish(app, percent: 100)).Expect(200).Number("version"), Is.EqualTo(2));
        await Served(app, demand: Given.Demand());

        Assert.That((await app.Get("/api/visits")).List("items"), Has.Count.EqualTo(1));
        Assert.That((await Publish(app, percent: 30)).Expect(409).Code, Is.EqualTo("policy-newer"));
        (await Publish(app, percent: 101)).Expect(400);
        (await app.Post("/api/visits/sampling", new JsonObject { ["seen"] = 2, ["reason"] = "试行", ["visits"] = new JsonObject { ["categories"] = new JsonObject { ["9999"] = 10 } } })).Expect(400);
        (await Publish(app, percent: 30, actingAs: Committee)).Expect(403);
    }

    [Test]
    public async Task Answer_NotSolved_OpensTheSameNumberAgainWithTheHistoryOfItsClocks()
    {
        var app = await Start();
        await Appear(app, Visitor);
        var (demand, order) = await Served(app);

        var answered = (await Answer(app, await OpenVisit(app), solved: false, "Dissatisfied", "又漏水了", Visitor)).Expect(200);

        Assert.That((answered.Text("state"), answered.Flag("solved"), answered.Text("satisfaction"), answered.Text("channel")), Is.EqualTo(("Done", false, "Dissatisfied", "Phone")));
        Assert.That(((await app.Order(order)).Text("order.state"), (await app.Demand(demand)).Text("demand.state")), Is.EqualTo(("Reopened", "Matched")));
        Assert.That((await Clocks(app, demand)).List("clocks").Count(clock => (string?)clock!["kind"] == "Resolve"), Is.EqualTo(2), "both rounds can be read");
        await app.Step(order, "schedule");
        await app.Step(order, "complete");
        Assert.That(Store.Query<int>("select round from return_visit order by id"), Is.EqualTo(new[] { 1, 2 }), "done again, asked again");
        ExpectSound();
    }

    [Test]
    public async Task Erase_AfterTheVisit_LeavesNoWordOfWhatWasSaid()
    {
        var app = await Start();
        (await Publish(app, percent: 100)).Expect(200);
        await Appear(app, Visitor);
        var (demand, _, lookUp) = await app.OrderAfter("issue", "accept", "complete");
        (await Answer(app, await OpenVisit(app), solved: true, "Dissatisfied", "住三楼的阿婆说师傅来晚了", Visitor)).Expect(200);
        Assert.That(Store.Query<string>("select why from event where subject = 'visit/1'"), Has.Some.Contains("阿婆"));

        (await app.Post($"/api/demands/{demand}/erase", new JsonObject { ["lookUpCode"] = lookUp }, actingAs: "resident")).Expect(200);

        Assert.That(Store.Query<string>("select why from event"), Has.None.Contains("阿婆"));
        ExpectSound();
    }

    [Test]
    public async Task Answer_DissatisfiedWithoutReason_Is400_AndSolvedButDissatisfiedIsKeptApart()
    {
        var app = await Start();
        await Appear(app, Visitor);
        var (_, order) = await Served(app);
        var visit = await OpenVisit(app);

        (await Answer(app, visit, solved: true, "Dissatisfied", "", Visitor)).Expect(400);
        (await Answer(app, visit, solved: true, "Dissatisfied", "修好了，但等了五天", Visitor)).Expect(200);

        Assert.That(((await app.Order(order)).Flag("order.solved"), (await app.Order(order)).Text("order.satisfaction")), Is.EqualTo((true, "Dissatisfied")));
        Assert.That((await Answer(app, visit, solved: true, "Satisfied", "", Visitor)).Expect(409).Code, Is.EqualTo("visit-ended"));
    }

    [Test]
    public async Task Answer_ByFilerUnitOrAnotherVisitor_IsRefused()
    {
        var app = await Start();
        var (_, order) = await Served(app, Committee);
        var visit = await OpenVisit(app);
        await Appear(app, Visitor, OtherVisitor, "visitor/Staff-1@" + Given.Community, "unit/Staff-1@" + (await app.Order(order)).Text("order.unit"));

        Assert.That((await Answer(app, visit, true, "Satisfied", "", Committee)).Expect(403).Code, Is.EqualTo("visitor-not-independent"), "who filed");
        Assert.That((await Give(app, visit, "Staff-1")).Expect(403).Code, Is.EqualTo("visitor-not-independent"), "who is of the unit, in whatever role");
        Assert.That((await Give(app, visit, "C-1")).Expect(409).Code, Is.EqualTo("not-a-visitor-there"));
        (await Give(app, visit, "nobody")).Expect(404);
        (await Give(app, visit, "V-7")).Expect(200);
        Assert.That((await Answer(app, visit, true, "Satisfied", "", OtherVisitor)).Expect(403).Code, Is.EqualTo("visit-is-anothers"));
        (await app.Get($"/api/visits/{visit}", actingAs: $"visitor/V-9@{Given.Street}002")).Expect(404);
        (await Answer(app, visit, true, "Satisfied", "", Visitor)).Expect(200);
    }

    [Test]
    public async Task Reveal_IsForTheVisitorItWasGivenTo_WhileItIsTheirs_OnRecord()
    {
        var app = await Start();
        await Appear(app, Visitor, OtherVisitor);
        var body = Given.Demand(vulnerable: true);
        body["contact"] = new JsonObject { ["name"] = "陈阿婆", ["phone"] = "13800000001", ["consent"] = true };
        var (demand, _) = await Served(app, demand: body);
        var visit = await OpenVisit(app);

        Assert.That((await app.Get($"/api/visits/{visit}", actingAs: Visitor)).Body, Does.Not.Contain("13800000001"));
        Assert.That((await Reveal(app, visit, OtherVisitor)).Expect(403).Code, Is.EqualTo("contact-not-yours"));
        Assert.That((await Reveal(app, visit, Visitor)).Expect(200).Text("value"), Is.EqualTo("13800000001"));
        (await Answer(app, visit, true, "Satisfied", "", Visitor)).Expect(200);

        Assert.That((await Reveal(app, visit, Visitor)).Expect(409).Code, Is.EqualTo("contact-closed"));
        Assert.That((await app.Demand(demand)).List("history").Count(step => (string?)step!["act"] == "Reveal" && (string?)step["why"] == "Phone ReturnVisit"), Is.EqualTo(1));
    }

    [Test]
    public async Task Visit_NotMadeInTime_IsOverdue_AndLapsesWhenTheOrderCloses()
    {
        var app = await Start();
        await Appear(app, Visitor);
        var (demand, _) = await Served(app);
        var visit = await OpenVisit(app);
        (await app.Post($"/api/visits/{visit}/miss", actingAs: Visitor)).Expect(200);

        await At(app, 24 * 10);
        Assert.That((await app.Get("/api/visits?queue=Overdue")).List("items").Select(item => (item!["id"]!.ToString(), (int)item["attempts"]!)), Is.EqualTo(new[] { ($"{visit}", 1) }));
        await At(app, 24 * 16);

        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Closed"));
        Assert.That((await app.Get("/api/visits?queue=Done")).Texts("items", "state"), Is.EqualTo(new[] { "Lapsed" }), "未回访");
        ExpectSound();
    }

    [Test]
    public async Task Confirm_ByCode_EndsTheVisit()
    {
        var app = await Start();
        var receipt = await app.FileDemand(Given.Demand(vulnerable: true));
        await Serve(app, receipt.Text("code"));

        (await app.Post($"/api/demands/{receipt.Text("code")}/confirm", Given.Confirm(receipt.Text("lookUpCode")))).Expect(200);

        Assert.That(Store.Query<string>("select state || ' ' || channel from return_visit"), Is.EqualTo(new[] { "Done Code" }));
    }

    [Test]
    public async Task Supporters_EachHaveAVisitOfTheirOwn()
    {
        var app = await Start();
        var common = (await app.FileDemand()).Text("code");
        for (var i = 0; i < 2; i++)
            (await app.Post($"/api/demands/{common}/support", new JsonObject { ["note"] = "我家也是" }, actingAs: "resident")).Expect(200);
        await Serve(app, common);

        Assert.That(Store.Count("select count(*) from return_visit where supporter is not null"), Is.EqualTo(2));
    }

    [Test]
    public async Task Unreasonable_WithReason_IsLeftOutOfRatesAndCounted_AndCanBeTakenBack()
    {
        var app = await Start();
        var (demand, order) = await Served(app, Lead);
        await app.Step(order, "return-visit", Given.Visit(solved: false));
        Assert.That(await RateOf(app, "Resolution"), Is.EqualTo(1));

        (await app.Post($"/api/demands/{demand}/unreasonable", Given.Reason(""), actingAs: Committee)).Expect(400);
        (await app.Post($"/api/demands/{demand}/unreasonable", Given.Reason("三次上门都没有这个情况"), actingAs: Lead)).Expect(403);
        var marked = (await app.Post($"/api/demands/{demand}/unreasonable", Given.Reason("三次上门都没有这个情况"), actingAs: Committee)).Expect(200);

        Assert.That((marked.Text("unreasonable.who"), marked.Text("unreasonable.why")), Is.EqualTo(("community/C-1", "三次上门都没有这个情况")));
        Assert.That((await RateOf(app, "Resolution"), await LeftOut(app)), Is.EqualTo((0, 1)));
        (await app.Post($"/api/demands/{demand}/reasonable", Given.Reason("复核后确有其事"), actingAs: Colleague)).Expect(200);
        Assert.That((await RateOf(app, "Resolution"), await LeftOut(app)), Is.EqualTo((1, 0)));
        Assert.That((await app.Demand(demand)).Texts("history", "why"), Has.Some.EqualTo("三次上门都没有这个情况").And.Some.EqualTo("复核后确有其事"));
    }

    private static async Task<long> RateOf(App app, string rate) =>
        (long)(await app.Get("/api/reports/2026-Q4")).Expect(200).List("rates").Single(row => (string?)row!["rate"] == rate || (string?)row["name"] == rate || (string?)row["code"] == rate)!["n"]!;

    private static async Task<long> LeftOut(App app) =>
        (await app.Get("/api/reports/2026-Q4")).Expect(200).List("leftOut").Where(row => row!.ToJsonString().Contains("Unreasonable")).Sum(row => (long)row!["count"]!);

    private static async Task Appear(App app, params string[] actors)
    {
        foreach (var actor in actors)
            await app.Token(actor);
    }

    private async Task<(string Demand, string Order)> Served(App app, string? actingAs = null, JsonObject? demand = null)
    {
        var code = await File(app, actingAs, demand ?? Given.Demand(vulnerable: true));
        return (code, await Serve(app, code));
    }

    private static async Task<string> Serve(App app, string demand)
    {
        await app.RunMatch();
        var order = (await app.LiveOrders(demand)).Single();
        foreach (var act in new[] { "issue", "accept", "complete" })
            await app.Step(order, act);
        return order;
    }

    private static async Task<long> OpenVisit(App app) => (long)(await app.Get("/api/visits")).Expect(200).List("items").Single()!["id"]!;

    private static Task<Answer> Give(App app, long visit, string visitor) => app.Post($"/api/visits/{visit}/give", new JsonObject { ["visitor"] = visitor });

    private static Task<Answer> Reveal(App app, long visit, string actingAs) => app.Post($"/api/visits/{visit}/reveal", new JsonObject { ["field"] = "Phone" }, actingAs: actingAs);

    private static Task<Answer> Answer(App app, long visit, bool solved, string satisfaction, string note, string actingAs) =>
        app.Post($"/api/visits/{visit}/answer", new JsonObject { ["solved"] = solved, ["satisfaction"] = satisfaction, ["note"] = note }, actingAs: actingAs);

    private static Task<Answer> Publish(App app, int percent, string? actingAs = null) =>
        app.Post("/api/visits/sampling", new JsonObject { ["seen"] = 1, ["reason"] = "试行", ["visits"] = new JsonObject { ["percent"] = percent } }, actingAs: actingAs);
}
