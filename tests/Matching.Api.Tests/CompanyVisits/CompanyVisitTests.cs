using System.Text.Json.Nodes;
using Matching.Api.Tests.Escalation;

namespace Matching.Api.Tests.CompanyVisits;

/// <summary>Visits to firms: needs become demands on their behalf, promises are followed up with warnings, and who was not visited is listed.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class CompanyVisitTests<TStore> : NetTests<TStore> where TStore : IStore
{
    [Test]
    public async Task Visit_WithNeeds_FilesOpenDemands_ConfirmedWhereTheCategoryWasNamed()
    {
        var app = await Start();

        var visit = (await Record(app, needs: [("员工想有人上门探望父母", Given.Visiting, 3), ("车间楼道灯黑了半个月", null, 1)])).Expect(201);

        Assert.That(visit.Text("code"), Is.EqualTo("ZF-2026-000001"));
        Assert.That(Store.Query<string>("select state || ' ' || source || ' ' || category_confirmed || ' ' || quantity || ' ' || detail from demand order by code"),
            Is.EqualTo(new[] { "Open Staff 1 3 岭南玉器坊", "Open Staff 0 1 岭南玉器坊" }));
        Assert.That(visit.List("demands").Select(code => (string)code!), Is.EqualTo(Store.Query<string>("select code from demand order by code")));
        ExpectSound();
    }

    [Test]
    public async Task FollowUp_IsGivenWarnedOfAndOverdue_UntilItIsDone()
    {
        var app = await Start();
        await app.Token(Colleague);
        var visit = (await Record(app, followUp: ("问清摊位", "C-2", "2026-12-10"))).Expect(201);
        Assert.That(await Kinds(app), Is.EqualTo(new[] { "FollowUpGiven" }));

        await At(app, 24 * 18);
        Assert.That((await Standing(app, visit), (await Kinds(app))[0]), Is.EqualTo(("Overdue", "FollowUpOverdue")));
        Assert.That(await Kinds(app), Has.Member("FollowUpDueSoon"));
        (await Finish(app, visit, "已给两个摊位", Colleague)).Expect(200);

        Assert.That(await Standing(app, visit), Is.EqualTo("Done"));
        Assert.That((await Finish(app, visit, "再来一次", Colleague)).Expect(409).Code, Is.EqualTo("follow-up-done"));
        Assert.That((await app.Get("/api/follow-ups", actingAs: Committee)).Expect(200).Json.AsArray(), Is.Empty);
        ExpectSound();
    }

    [Test]
    public async Task FollowUp_DoneInTime_IsNeitherWarnedOfNorOverdue()
    {
        var app = await Start();
        var visit = (await Record(app, followUp: ("问清摊位", null, "2026-12-10"))).Expect(201);
        Assert.That((await app.Get("/api/follow-ups?mine=true", actingAs: Committee)).Expect(200).Json.AsArray(), Has.Count.EqualTo(1), "whoever records it, when nobody is named");
        (await Finish(app, visit, "已答复", Committee)).Expect(200);

        await At(app, 24 * 30);

        Assert.That(Store.Count("select count(*) from notice"), Is.Zero);
        Assert.That(Store.Count("select count(*) from event where act in ('FollowUpWarning', 'FollowUpDue')"), Is.Zero);
    }

    [Test]
    public async Task Unvisited_FirmsAreListed_TheLongestFirst_NeverVisitedBeforeAll()
    {
        var firm = Given.Unit("DW-0003", "云溪食品厂") with { Kind = Core.Units.UnitKind.Enterprise };
        var app = await Start(Given.Lists(units: [Given.Unit(), Given.Unit("DW-0002", "青禾志愿队"), firm]));
        (await Record(app)).Expect(201);

        Assert.That(await Names(app, 5), Is.EqualTo(new[] { "云溪食品厂" }), "units that are no firms are not listed");
        await At(app, 24 * 40);
        Assert.That(await Names(app, 30), Is.EqualTo(new[] { "云溪食品厂", "岭南玉器坊" }));
        (await Record(app, unit: "DW-0003", day: "2027-01-02")).Expect(201);
        Assert.That(await Names(app, 30), Is.EqualTo(new[] { "岭南玉器坊" }));
        (await app.Get("/api/unvisited-firms?days=0", actingAs: Committee)).Expect(400);
        Assert.That((await app.Get("/api/unvisited-firms?days=1", actingAs: $"community/C-9@{Given.Street}002")).Expect(200).Json.AsArray(), Is.Empty);
    }

    [Test]
    public async Task Visit_Wrong_IsRefused_AndNothingIsWritten()
    {
        var app = await Start();

        (await Record(app, unit: "DW-0001", firm: "也写了企业")).Expect(400);
        (await Record(app, day: "2026-11-24")).Expect(400);
        (await Record(app, needs: [("短", null, 1)])).Expect(400);
        (await Record(app, unit: "DW-9999")).Expect(404);
        (await Record(app, followUp: ("问清摊位", "nobody", "2026-12-10"))).Expect(404);
        (await Record(app, followUp: ("问清摊位", null, "2026-11-22"))).Expect(400);
        (await Record(app, actingAs: $"community/C-9@{Given.Street}002")).Expect(403);

        Assert.That(Store.Count("select count(*) from company_visit"), Is.Zero);
    }

    [Test]
    public async Task Contact_IsSealedAndMasked_NumbersInWhatWasSaidToo()
    {
        var app = await Start();
        var visit = (await Record(app, said: "找王主任，电话13800000001", phone: "13800000002")).Expect(201);

        Assert.That(visit.Body, Does.Contain("138****0001").And.Contain("138****0002").And.Not.Contain("13800000001").And.Not.Contain("13800000002"));
        Assert.That(Store.Query<string>("select said from company_visit")[0], Does.Not.Contain("13800000001"));
        (await app.Get($"/api/company-visits/{visit.Text("code")}", actingAs: $"community/C-9@{Given.Street}002")).Expect(404);
    }

    [Test]
    public async Task Pages_RecordByForm_ShowTheVisit()
    {
        var app = await Start();
        var visit = (await Record(app, followUp: ("问清摊位", null, "2026-12-10"))).Expect(201).Text("code");

        foreach (var page in new[] { "/company-visits", "/company-visits?days=1", $"/company-visits/{visit}" })
            Assert.That((await app.Get(page, actingAs: Committee)).Expect(200).Body, Does.Contain("岭南玉器坊"), page);
        (await app.Get("/company-visits/new", actingAs: Committee)).Expect(200);
    }

    private static Task<Answer> Record(
        App app, string? unit = null, string? firm = null, string day = "2026-11-20", string said = "想让员工做体检", (string Title, string? Category, int Quantity)[]? needs = null, (string What, string? Owner, string DueOn)? followUp = null,
        string? phone = null, string actingAs = Committee)
    {
        var body = new JsonObject
        {
            ["kind"] = "Visit", ["unit"] = unit, ["firm"] = firm ?? (unit is null ? "岭南玉器坊" : null), ["area"] = Given.Community, ["visitedOn"] = day, ["said"] = said,
            ["needs"] = new JsonArray([.. (needs ?? []).Select(need => (JsonNode)new JsonObject { ["title"] = need.Title, ["category"] = need.Category, ["quantity"] = need.Quantity })]),
            ["followUps"] = followUp is { } follow ? new JsonArray(new JsonObject { ["what"] = follow.What, ["owner"] = follow.Owner, ["dueOn"] = follow.DueOn }) : new JsonArray(),
        };
        if (phone is not null)
            body["contact"] = new JsonObject { ["name"] = "厂办", ["phone"] = phone, ["consent"] = true };
        return app.Post("/api/company-visits", body, actingAs: actingAs);
    }

    private static Task<Answer> Finish(App app, Answer visit, string result, string actingAs) =>
        app.Post($"/api/company-visits/{visit.Text("code")}/follow-ups/{visit.List("followUps")[0]!["id"]}/done", new JsonObject { ["result"] = result }, actingAs: actingAs);

    private static async Task<string> Standing(App app, Answer visit) => (await app.Get($"/api/company-visits/{visit.Text("code")}", actingAs: Committee)).Expect(200).Texts("followUps", "standing")[0];

    private static async Task<IReadOnlyList<string>> Kinds(App app) => (await app.Get("/api/inbox", actingAs: Colleague)).Expect(200).Texts("notices.items", "kind");

    private static async Task<IEnumerable<string>> Names(App app, int days) => (await app.Get($"/api/unvisited-firms?days={days}", actingAs: Committee)).Expect(200).Json.AsArray().Select(firm => (string)firm!["name"]!);
}
