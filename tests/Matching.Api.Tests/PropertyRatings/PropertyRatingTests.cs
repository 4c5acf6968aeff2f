using System.Text.Json.Nodes;
using Matching.Api.Tests.Access;
using Matching.Api.Tests.Escalation;

namespace Matching.Api.Tests.PropertyRatings;

/// <summary>Property-service rating: one slip a household, every question once, nothing but n below ten, and nothing that ties a score to a slip.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class PropertyRatingTests<TStore> : NetTests<TStore> where TStore : IStore
{
    private const string Quarter = "2026-Q4";

    [Test]
    public async Task Result_BelowTen_IsHidden_FromTenOnShownWithItsInterval()
    {
        var app = await Start();
        var codes = await Slips(app, 11);
        foreach (var code in codes.Take(9))
            (await Rate(app, code, "Satisfied")).Expect(200);
        var hidden = await Result(app);
        Assert.That((hidden["isHidden"]!.GetValue<bool>(), hidden["n"]!.GetValue<int>(), hidden["slips"]!.GetValue<int>(), hidden["overall"]), Is.EqualTo((true, 9, 11, (JsonNode?)null)));
        Assert.That(hidden["questions"]!.AsArray(), Is.Empty);

        (await Rate(app, codes[9], "Dissatisfied")).Expect(200);

        var shown = await Result(app);
        Assert.That((shown["isHidden"]!.GetValue<bool>(), shown["overall"]!["value"]!.GetValue<double>(), shown["overall"]!["n"]!.GetValue<int>()), Is.EqualTo((false, 0.9, 50)));
        Assert.That(shown["questions"]!.AsArray().Select(question => question!["rate"]!["n"]!.GetValue<int>()), Is.EqualTo(Enumerable.Repeat(10, 5)));
        Assert.That(shown["questions"]![0]!["rate"]!["low"]!.GetValue<double>(), Is.LessThan(0.9).And.GreaterThan(0.5));
        Assert.That((await app.Get($"/api/property-ratings?quarter={Quarter}", actingAs: Committee)).Expect(200).Json.AsArray().Select(row => (string)row!["estate"]!), Is.EqualTo(new[] { Given.Estate, Given.OtherEstate }));
        ExpectSound();
    }

    [Test]
    public async Task Slip_Rushed_CountsOnce_AndLeavesNoTraceToItsScores()
    {
        var app = await Start();
        var code = (await Slips(app, 1))[0];

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Rate(app, code, "Satisfied")));

        Assert.That(answers.Count(answer => answer.Status == 200), Is.EqualTo(1));
        Assert.That(answers.Where(answer => answer.Status != 200).Select(answer => answer.Code), Is.All.EqualTo("rating-done"));
        Assert.That(Store.Count("select count(*) from property_score"), Is.EqualTo(5));
        Assert.That(Store.Query<string>("select hash from property_slip"), Has.None.Contains(code));
    }

    [Test]
    public async Task Rate_IncompleteStrangeOrOutOfTime_IsRefused_AndTheSlipStaysGood()
    {
        var app = await Start();
        var code = (await Slips(app, 1))[0];

        Assert.That((await Rate(app, code, "Satisfied", questions: [1, 2, 3, 4])).Expect(409).Code, Is.EqualTo("rating-incomplete"));
        Assert.That((await Rate(app, code, "Satisfied", questions: [1, 1, 2, 3, 4])).Expect(409).Code, Is.EqualTo("rating-incomplete"));
        (await Rate(app, code, "Satisfied", questions: [])).Expect(400);
        (await Rate(app, "NOSUCHCODE", "Satisfied")).Expect(404);
        await At(app, 24 * 54);
        Assert.That((await Rate(app, code, "Satisfied")).Expect(409).Code, Is.EqualTo("rating-over"));
        Assert.That(Store.Count("select count(*) from property_slip where used = 0"), Is.EqualTo(1));
        (await MakeSlips(app, 201)).Expect(400);
        (await MakeSlips(app, 1, estate: Given.Community)).Expect(400);
        Assert.That((await MakeSlips(app, 1, estate: Given.FarEstate, quarter: "2027-Q1")).Expect(403).Code, Is.EqualTo("outside-your-area"));
        (await MakeSlips(app, 1, quarter: "2028-Q1")).Expect(400);
        (await app.Get($"/api/property-ratings/{Given.FarEstate}", actingAs: Committee)).Expect(404);
    }

    [Test]
    public async Task Questions_AreTheStreets_AndBallotsFollowThem()
    {
        var app = await Start();
        var code = (await Slips(app, 1))[0];
        (await app.Post("/api/property-questions", new JsonObject { ["text"] = "绿化养护" }, actingAs: Committee)).Expect(403);

        (await app.Post("/api/property-questions", new JsonObject { ["text"] = "绿化养护" })).Expect(200);
        (await app.Post("/api/property-questions/1/retire")).Expect(200);

        Assert.That((await app.Get($"/api/property-ballots/{code}", actingAs: "resident")).Expect(200).Texts("questions", "text"), Has.Member("绿化养护").And.None.EqualTo("保洁与垃圾清运"));
        (await app.Post("/api/property-questions/1/retire")).Expect(404);
        (await Rate(app, code, "FairlySatisfied", questions: [2, 3, 4, 5, 6])).Expect(200);
    }

    [Test]
    public async Task Pages_FromSlipToResult_ByForms()
    {
        var app = await Start();
        var code = (await Slips(app, 1))[0];
        using var household = new Browser(app.Http.BaseAddress!);
        Assert.That((await household.Send($"/p/{code}", $"/p/{code}", ("q1", "Satisfied"))).Expect(422).Body, Does.Contain("请填写门岗与巡逻"));
        (await household.Send($"/p/{code}", $"/p/{code}", [.. Enumerable.Range(1, 5).Select(question => ($"q{question}", "FairlySatisfied"))])).Expect(303);
        Assert.That((await household.Get($"/p/{code}")).Expect(200).Body, Does.Contain("这户已评价"));

        Assert.That((await app.Get("/property-ratings", actingAs: Committee)).Expect(200).Body, Does.Contain("份数不足"));
        Assert.That((await app.Get($"/property-ratings/{Given.Estate}", actingAs: Committee)).Expect(200).Body, Does.Contain("n = 1"));
    }

    private static Task<Answer> MakeSlips(App app, int count, string estate = Given.Estate, string quarter = Quarter) =>
        app.Post($"/api/property-ratings/{estate}/slips", new JsonObject { ["quarter"] = quarter, ["count"] = count }, actingAs: Committee);

    private static async Task<IReadOnlyList<string>> Slips(App app, int count) => [.. (await MakeSlips(app, count)).Expect(200).List("codes").Select(code => (string)code!)];

    private static Task<Answer> Rate(App app, string code, string satisfaction, int[]? questions = null) => app.Post($"/api/property-ballots/{code}",
        new JsonObject { ["scores"] = new JsonArray([.. (questions ?? [1, 2, 3, 4, 5]).Select(question => (JsonNode)new JsonObject { ["question"] = question, ["satisfaction"] = satisfaction })]) }, actingAs: "resident");

    private static async Task<JsonNode> Result(App app) => (await app.Get($"/api/property-ratings/{Given.Estate}", actingAs: Committee)).Expect(200).Json.AsArray().Single()!;
}
