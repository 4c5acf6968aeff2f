using System.Text.Json.Nodes;
using Matching.Api.Tests.Escalation;

namespace Matching.Api.Tests.Activities;

/// <summary>A quarter's calendar: drafted from needs with its bound, edited and published by the community, then read by anybody.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class CalendarTests<TStore> : NetTests<TStore> where TStore : IStore
{
    private const string Lecture = "讲座课程";
    private const string Quarter = "2026-Q4";

    [Test]
    public async Task Plan_OneOfferAndManyNeeds_ServesTheMostWithItsBound()
    {
        var (app, demands) = await Begin();

        var plan = (await Plan(app, most: 2)).Expect(200);

        Assert.That((plan.Number("covered"), plan.Number("people"), plan.Number("bound"), plan.Flag("isOptimal")), Is.EqualTo((8, 8, 8, true)));
        Assert.That(plan.List("events").Select(one => $"{one!["offer"]} {one["people"]}"), Is.EqualTo(new[] { " 5", "ZY-2026-000001 3" }), "the new one is larger, the offer takes the rest");
        Assert.That(plan.List("events")[0]!["needs"]!.AsArray().Select(code => (string)code!), Is.EquivalentTo(demands));
        Assert.That((await Plan(app, most: 1)).Expect(200).Number("covered"), Is.EqualTo(5));
        (await Plan(app, quarter: "2026-Q3")).Expect(400);
        (await Plan(app, quarter: "2026")).Expect(400);
        (await Plan(app, most: 0)).Expect(400);
        Assert.That((await Plan(app, place: Given.Street + "002")).Expect(403).Code, Is.EqualTo("outside-your-area"));
        Assert.That(Store.Count("select count(*) from activity_calendar"), Is.Zero);
    }

    [Test]
    public async Task Calendar_IsDraftedEditedPublished_AndReadByAnybody()
    {
        var (app, _) = await Begin();
        var drafted = (await Draft(app)).Expect(201);
        var id = drafted.Number("id");
        Assert.That((drafted.Number("covered"), drafted.Number("bound"), drafted.List("entries").Count), Is.EqualTo((8, 8, 2)));
        (await app.Get($"/api/activity-calendars/{id}", actingAs: "resident")).Expect(404);
        Assert.That((await app.Get("/api/activity-calendars", actingAs: "unit/DW-0001")).Expect(200).Json.AsArray(), Is.Empty, "units see what is published");

        var added = (await Put(app, $"{id}/entries", "春节写春联")).Expect(200);
        Assert.That(added.List("entries"), Has.Count.EqualTo(3));
        var own = added.List("entries").Single(one => (string?)one!["title"] == "春节写春联")!["id"]!.GetValue<long>();
        Assert.That((await Put(app, $"{id}/entries/{own}", "元旦写春联")).Expect(200).Texts("entries", "title"), Has.Member("元旦写春联").And.None.EqualTo("春节写春联"));
        (await Put(app, $"{id}/entries", "倒着的时间", start: "2026-12-20T12:00")).Expect(400);
        (await Put(app, $"{id}/entries/999", "没有这一场")).Expect(404);
        (await Publish(app, id, true)).Expect(200);

        Assert.That((await app.Get($"/api/activity-calendars/{id}", actingAs: "resident")).Expect(200).Texts("entries", "title"), Has.Member("元旦写春联"));
        Assert.That((await app.Get($"/calendars/{id}", actingAs: "resident")).Expect(200).Body, Does.Contain("元旦写春联").And.Not.Contain("添加一场"));
        Assert.That((await Put(app, $"{id}/entries", "发布以后")).Expect(409).Code, Is.EqualTo("calendar-published"));
        Assert.That((await Draft(app)).Expect(409).Code, Is.EqualTo("calendar-published"));
        (await Publish(app, id, false)).Expect(200);
        Assert.That((await app.Post($"/api/activity-calendars/{id}/entries/{own}/remove", actingAs: Committee)).Expect(200).List("entries"), Has.Count.EqualTo(2));
        Assert.That((await Draft(app)).Expect(201).Number("id"), Is.EqualTo(id), "a draft is made anew");
        (await Publish(app, id, true, $"community/C-9@{Given.Street}002")).Expect(404);
        ExpectSound();
    }

    [Test]
    public async Task Pages_DraftAndChange_ByForms()
    {
        var (app, _) = await Begin();
        var id = (await Draft(app)).Expect(201).Number("id");
        var entry = Store.Query<long>("select id from calendar_entry order by id")[0];

        foreach (var page in new[] { "/calendars", $"/calendars/{id}", $"/calendars/{id}/entries/{entry}" })
            Assert.That((await app.Get(page, actingAs: Committee)).Expect(200).Body, Does.Contain(page == "/calendars" ? Quarter : Lecture), page);
        Assert.That((await app.Get($"/calendars/{id}", actingAs: Committee)).Body, Does.Contain("已证明这是最好的选择"));
    }

    /// <summary>Eight people want to hear a lecture on any day; one offer has room for three, a new event for five.</summary>
    private async Task<(App App, IReadOnlyList<string> Demands)> Begin()
    {
        var offer = Given.Offer(category: Lecture, unitOfCapacity: "座") with { Kind = Core.Offers.OfferKind.Activity, Title = "法律讲座" };
        var app = await Start(Given.Lists(offers: [offer], slots: [Given.Slot(start: 72, capacity: 3)]));
        var demands = new List<string>();
        for (var i = 0; i < 8; i++)
            demands.Add((await app.FileDemand(Given.Demand($"想听讲座{i}", Lecture, area: i % 2 == 0 ? Given.Estate : Given.OtherEstate))).Text("code"));
        return (app, demands);
    }

    private static JsonObject Body(string place, string quarter, int most) => new() { ["place"] = place, ["quarter"] = quarter, ["most"] = most, ["capacity"] = 5 };

    private static Task<Answer> Plan(App app, int most = 2, string place = Given.Community, string quarter = Quarter) => app.Post("/api/activity-calendars/plan", Body(place, quarter, most), actingAs: Committee);

    private static Task<Answer> Draft(App app) => app.Post("/api/activity-calendars", Body(Given.Community, Quarter, 2), actingAs: Committee);

    private static Task<Answer> Put(App app, string path, string title, string start = "2026-12-20T09:00") => app.Post($"/api/activity-calendars/{path}",
        new JsonObject { ["title"] = title, ["category"] = Lecture, ["start"] = start, ["end"] = "2026-12-20T11:00", ["area"] = Given.Estate }, actingAs: Committee);

    private static Task<Answer> Publish(App app, long id, bool published, string actingAs = Committee) =>
        app.Post($"/api/activity-calendars/{id}/publish", new JsonObject { ["published"] = published }, actingAs: actingAs);
}
