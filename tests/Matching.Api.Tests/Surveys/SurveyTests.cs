using System.Text.Json.Nodes;
using Matching.Api.Tests.Access;
using Matching.Api.Tests.Escalation;

namespace Matching.Api.Tests.Surveys;

/// <summary>Surveys: made, answered without an account once from a browser, counted with n, and their needs decided on by a person, never by themselves.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class SurveyTests<TStore> : NetTests<TStore> where TStore : IStore
{
    [Test]
    public async Task Nod_OnManyAtOnce_MakesOpenDemands_OrSupporters_OrSetsAside_AndNothingBefore()
    {
        var app = await Start();
        var survey = await Published(app);
        await Answer(app, survey, options: [0, 1]);
        await Answer(app, survey, options: [0]);
        await Answer(app, survey, options: [0], words: "楼道灯黑了半个月没人修");
        Assert.That(Store.Count("select count(*) from demand"), Is.Zero, "nothing by itself");
        var wishes = (await Wishes(app, survey)).Select(wish => wish!["id"]!.GetValue<long>()).ToList();
        Assert.That(wishes, Has.Count.EqualTo(4));
        Assert.That((await Wishes(app, survey)).Select(wish => $"{wish!["categoryName"]} {wish["state"]}"), Is.EqualTo(new[] { $"{Given.Visiting} Waiting", $"{Given.Visiting} Waiting", $"{Given.Visiting} Waiting", "公共照明 Waiting" }));

        (await Nod(app, survey, "NewDemands", [wishes[0], wishes[3]])).Expect(200);
        var demand = Store.Query<string>("select code from demand order by code")[0];
        (await Nod(app, survey, "Support", [wishes[1]], demand: demand)).Expect(200);
        (await Nod(app, survey, "Dismiss", [wishes[2]], reason: "与前一份重复")).Expect(200);

        Assert.That(Store.Query<string>("select state || ' ' || source || ' ' || category_confirmed from demand"), Is.All.EqualTo("Open Survey 1"));
        Assert.That((await app.Demand(demand)).Number("supporters"), Is.EqualTo(1));
        Assert.That((await Wishes(app, survey)).Select(wish => (string)wish!["state"]!), Is.EquivalentTo(new[] { "Demand", "Supported", "Dismissed", "Demand" }));
        Assert.That((await Nod(app, survey, "NewDemands", [wishes[0]])).Expect(409).Code, Is.EqualTo("wish-decided"));
        (await Nod(app, survey, "Dismiss", [wishes[0]])).Expect(400);
        (await Nod(app, survey, "NewDemands", [999])).Expect(404);
        Assert.That(await app.RunMatch(), Is.Not.Null);
        ExpectSound();
    }

    [Test]
    public async Task Nod_OneOfThemDecidedAlready_ChangesNothingAtAll()
    {
        var app = await Start();
        var survey = await Published(app);
        await Answer(app, survey, options: [0]);
        await Answer(app, survey, options: [0]);
        (await Nod(app, survey, "Dismiss", [1], reason: "重复")).Expect(200);

        (await Nod(app, survey, "NewDemands", [2, 1])).Expect(409);

        Assert.That((Store.Count("select count(*) from demand"), Store.Query<string>("select state from survey_wish where id = 2")[0]), Is.EqualTo((0, "Waiting")));
    }

    [Test]
    public async Task Answer_IsCheckedAgainstTheSheet_AndTakenOnceFromABrowser()
    {
        var app = await Start();
        var survey = await Published(app);

        Assert.That((await Try(app, survey, options: [])).Expect(409).Code, Is.EqualTo("survey-reply"), "must be answered");
        Assert.That((await Try(app, survey, options: [0, 0])).Expect(409).Code, Is.EqualTo("survey-reply"));
        Assert.That((await Try(app, survey, options: [0], area: Given.FarEstate)).Expect(409).Code, Is.EqualTo("outside-survey"));
        (await Try(app, survey, options: [0], area: "440605001009")).Expect(400);
        (await Try(app, survey, options: [0], words: new string('长', 501))).Expect(400);
        var first = (await Try(app, survey, options: [0], key: "browser-1")).Expect(201);
        Assert.That((await Try(app, survey, options: [0], key: "browser-1")).Expect(201).Text("number"), Is.EqualTo(first.Text("number")), "the same answer again is the same answer");
        Assert.That((await Try(app, survey, options: [1], key: "browser-1")).Status, Is.AnyOf(409, 422), "another answer is not taken");
        await At(app, 24 * 40);
        Assert.That((await Try(app, survey, options: [0])).Expect(409).Code, Is.EqualTo("survey-over"));
        Assert.That(Store.Count("select count(*) from survey_answer"), Is.EqualTo(1));
    }

    [Test]
    public async Task Results_CountWithN_ByEstate_AsFarAsTheCallerSees()
    {
        var app = await Start();
        var survey = await Published(app);
        await Answer(app, survey, options: [0, 1]);
        await Answer(app, survey, options: [1], area: Given.OtherEstate, words: "想要一个象棋角");

        var results = (await app.Get($"/api/surveys/{survey.Code}/results", actingAs: Committee)).Expect(200);
        Assert.That((results.Number("n"), results.List("questions")[0]!["n"]!.GetValue<int>()), Is.EqualTo((2, 2)));
        Assert.That(results.List("questions")[0]!["options"]!.AsArray().Select(option => option!["count"]!.GetValue<int>()), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(results.List("estates").Select(estate => $"{estate!["area"]} {estate["count"]}"), Is.EqualTo(new[] { $"{Given.Estate} 1", $"{Given.OtherEstate} 1" }));
        Assert.That((await app.Get($"/api/surveys/{survey.Code}/results", actingAs: Branch)).Expect(200).Number("n"), Is.EqualTo(1), "a branch counts its own estate");
        (await app.Get($"/api/surveys/{survey.Code}/results", actingAs: $"community/C-9@{Given.Street}002")).Expect(404);
        Assert.That((await app.Post($"/api/surveys/{survey.Code}/questions", Question(), actingAs: Committee)).Expect(409).Code, Is.EqualTo("survey-not-draft"));
    }

    [Test]
    public async Task Contact_NeedsConsent_GoesAlongToTheDemand_AndIsForgottenOnRequest()
    {
        var app = await Start();
        var survey = await Published(app);
        (await Try(app, survey, options: [0], phone: "13800000001", consent: false)).Expect(400);
        var kept = (await Try(app, survey, options: [0], phone: "13800000001")).Expect(201);
        var gone = (await Try(app, survey, options: [0], phone: "13800000002", words: "我的电话13800000002，灯不亮")).Expect(201);
        Assert.That((await app.Get($"/api/surveys/{survey.Code}/wishes", actingAs: Committee)).Body, Does.Contain("138****0001").And.Not.Contain("13800000002"));
        (await Nod(app, survey, "NewDemands", [1])).Expect(200);

        (await Leave(app, survey, kept.Text("number"), gone.Text("lookUpCode"))).Expect(403);
        (await Leave(app, survey, gone.Text("number"), gone.Text("lookUpCode"))).Expect(200);

        Assert.That(Store.Count("select count(*) from person where phone is not null"), Is.EqualTo(1), "what a demand needs stays with it");
        Assert.That(Store.Query<string>("select words from survey_reply where words <> ''"), Is.Empty);
        Assert.That(Store.Query<string>("select state from survey_wish order by id"), Is.EqualTo(new[] { "Demand", "Withdrawn", "Withdrawn" }));
        Assert.That(Store.Count("select count(*) from demand where person is not null"), Is.EqualTo(1));
        ExpectSound();
    }

    [Test]
    public async Task Plan_WithSurveyNeeds_CountsThem()
    {
        var app = await Start();
        var survey = await Published(app, category: "讲座课程");
        for (var i = 0; i < 3; i++)
            await Answer(app, survey, options: [0]);

        var plan = (await app.Post("/api/activity-calendars/plan", new JsonObject { ["place"] = Given.Community, ["quarter"] = "2026-Q4", ["most"] = 1, ["capacity"] = 30 }, actingAs: Committee)).Expect(200);

        Assert.That((plan.Number("covered"), plan.List("events")[0]!["categoryName"]!.ToString()), Is.EqualTo((3, "讲座课程")));
    }

    [Test]
    public async Task Pages_AnswerByForm_OnceFromABrowser()
    {
        var app = await Start();
        var survey = await Published(app);
        using var resident = new Browser(app.Http.BaseAddress!);
        var path = $"/s/{survey.AnswerCode}";
        var (question, option) = (survey.Questions[0], survey.Options[0]);
        Assert.That((await resident.Send(path, path, ("area", Given.Estate))).Expect(422).Body, Does.Contain("需要哪些服务？：请回答"));
        Assert.That((await resident.Send(path, path, ("area", Given.Estate), ($"q{question}", $"{option}"))).Expect(303).Location, Is.EqualTo($"{path}/done"));
        Assert.That((await resident.Get($"{path}/done")).Expect(200).Body, Does.Contain("WJ-2026-000001"));
        Assert.That((await resident.Send(path, path, ("area", Given.Estate), ($"q{question}", $"{option}"))).Expect(422).Body, Does.Contain("已经答过"));
        foreach (var page in new[] { "/surveys", $"/surveys/{survey.Code}", $"/surveys/{survey.Code}/wishes" })
            Assert.That((await app.Get(page, actingAs: Committee)).Expect(200).Body, Does.Contain("明年想要什么服务"), page);
    }

    private sealed record Sheet(string Code, string AnswerCode, IReadOnlyList<long> Questions, IReadOnlyList<long> Options);

    private static JsonObject Question(string category = Given.Visiting) => new()
    {
        ["kind"] = "Multiple", ["words"] = "您或家人需要哪些服务？", ["required"] = true,
        ["options"] = new JsonArray(new JsonObject { ["words"] = "有人上门看看老人", ["category"] = category }, new JsonObject { ["words"] = "都不需要", ["category"] = null }),
    };

    /// <summary>A choice whose first option names a need, and words that name one.</summary>
    private static async Task<Sheet> Published(App app, string category = Given.Visiting)
    {
        var made = (await app.Post("/api/surveys", new JsonObject { ["place"] = Given.Community, ["title"] = "明年想要什么服务", ["intro"] = "", ["closes"] = "2026-12-20" }, actingAs: Committee)).Expect(201).Text("code");
        (await app.Post($"/api/surveys/{made}/state", new JsonObject { ["state"] = "Published" }, actingAs: Committee)).Expect(409);
        (await app.Post($"/api/surveys/{made}/questions", Question(category), actingAs: Committee)).Expect(200);
        (await app.Post($"/api/surveys/{made}/questions", new JsonObject { ["kind"] = "Text", ["words"] = "还有什么想说的？", ["asks"] = true }, actingAs: Committee)).Expect(200);
        var survey = (await app.Post($"/api/surveys/{made}/state", new JsonObject { ["state"] = "Published" }, actingAs: Committee)).Expect(200);
        return new Sheet(made, survey.Text("answerCode"), [.. survey.List("questions").Select(question => question!["id"]!.GetValue<long>())],
            [.. survey.List("questions")[0]!["options"]!.AsArray().Select(option => option!["id"]!.GetValue<long>())]);
    }

    private static Task<Answer> Try(App app, Sheet survey, int[] options, string words = "", string area = Given.Estate, string? phone = null, bool consent = true, string? key = null)
    {
        var body = new JsonObject
        {
            ["area"] = area,
            ["replies"] = new JsonArray(
                new JsonObject { ["question"] = survey.Questions[0], ["options"] = new JsonArray([.. options.Select(option => (JsonNode)survey.Options[option])]) },
                new JsonObject { ["question"] = survey.Questions[1], ["text"] = words }),
        };
        if (phone is not null)
            body["contact"] = new JsonObject { ["name"] = "李伯", ["phone"] = phone, ["consent"] = consent };
        return app.Post($"/api/survey-sheets/{survey.AnswerCode}", body, key: key, actingAs: "resident");
    }

    private static async Task<Answer> Answer(App app, Sheet survey, int[] options, string words = "", string area = Given.Estate) => (await Try(app, survey, options, words, area)).Expect(201);

    private static async Task<IReadOnlyList<JsonNode?>> Wishes(App app, Sheet survey) => [.. (await app.Get($"/api/surveys/{survey.Code}/wishes", actingAs: Committee)).Expect(200).Json.AsArray()];

    private static Task<Answer> Nod(App app, Sheet survey, string act, long[] wishes, string? demand = null, string reason = "") => app.Post($"/api/surveys/{survey.Code}/nods",
        new JsonObject { ["wishes"] = new JsonArray([.. wishes.Select(id => (JsonNode)id)]), ["act"] = act, ["demand"] = demand, ["reason"] = reason }, actingAs: Committee);

    private static Task<Answer> Leave(App app, Sheet survey, string number, string code) =>
        app.Post($"/api/survey-sheets/{survey.AnswerCode}/withdraw", new JsonObject { ["number"] = number, ["lookUpCode"] = code }, actingAs: "resident");
}
