using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Offers;

/// <summary>Offers after publishing: patterns, pauses, capacities, ends and copies.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class ManagedOfferTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private const string Unit = "unit/DW-0001";

    [Test]
    public async Task PublishOffer_ByTheWeek_BecomesItsWindows()
    {
        var app = await Start();

        var code = await app.PublishOffer(Weekly("2026-11-24", "2026-12-10", skip: false));

        var detail = (await app.Get($"/api/offers/{code}", actingAs: Unit)).Expect(200);
        Assert.That(Starts(detail), Is.EqualTo(new[] { "2026-11-24", "2026-11-26", "2026-12-01", "2026-12-03", "2026-12-08", "2026-12-10" }.Select(day => At($"{day}T15:00"))));
        Assert.That(detail.List("slots").Select(slot => (int)slot!["capacity"]!), Has.All.EqualTo(20));
        Assert.That(detail.List("offer.weekly.days").Select(day => (string)day!), Is.EqualTo(new[] { "TU", "TH" }));
    }

    [TestCase(true, 0)]
    [TestCase(false, 1)]
    public async Task PublishOffer_ByTheWeekOverNewYear_SkipsTheHolidayWhenAskedTo(bool skip, int onHoliday)
    {
        var app = await Start();
        Store.Execute("insert into holiday (day, working) values ('2027-01-05', 0) on conflict (day) do update set working = 0");
        app = await Restart(app);

        var code = await app.PublishOffer(Weekly("2026-12-29", "2027-01-08", skip));

        Assert.That(Starts((await app.Get($"/api/offers/{code}")).Expect(200)).Count(start => start == At("2027-01-05T15:00")), Is.EqualTo(onHoliday));
    }

    [TestCase("days", "[\"XX\"]", "weekly.days")]
    [TestCase("days", "[]", "weekly.days")]
    [TestCase("days", "[\"TU\",\"TU\"]", "weekly.days")]
    [TestCase("until", "\"15:00\"", "weekly.until")]
    [TestCase("lastDay", "\"2026-11-01\"", "weekly.lastDay")]
    [TestCase("capacity", "-1", "weekly.capacity")]
    [TestCase("firstDay", "\"2026-12-09\"", "weekly")]
    public async Task PublishOffer_ImpossiblePattern_Is400NamingIt(string name, string value, string field)
    {
        var app = await Start();
        var body = Weekly("2026-11-24", "2026-12-09", skip: false);
        body["weekly"]![name] = JsonNode.Parse(value);
        var before = Store.Rows();

        var refused = (await app.Post("/api/offers", body)).Expect(400);

        Assert.That(refused.Json["errors"]!.AsObject().Select(error => error.Key), Is.EqualTo(new[] { field }), refused.Body);
        Assert.That(Store.Rows(), Is.EqualTo(before));
    }

    [Test]
    public async Task PauseOffer_LeavesMatchingUntilItIsResumed()
    {
        var app = await Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer()], slots: [Given.Slot()]));
        await app.FileDemand();

        var paused = (await app.Post("/api/offers/ZY-2026-000001/pause", actingAs: Unit)).Expect(200);

        Assert.That(paused.Text("offer.state"), Is.EqualTo("Paused"));
        Assert.That((await app.RunMatch()).Number("ordersWritten"), Is.Zero);
        Assert.That((await app.Post("/api/offers/ZY-2026-000001/pause", actingAs: Unit)).Expect(409).Code, Is.EqualTo("offer-act-not-allowed"));

        (await app.Post("/api/offers/ZY-2026-000001/resume", actingAs: Unit)).Expect(200);
        Assert.That((await app.RunMatch()).Number("ordersWritten"), Is.EqualTo(1));
    }

    [TestCase(1, 409)]
    [TestCase(2, 200)]
    [TestCase(9, 200)]
    public async Task ChangeCapacity_NeverBelowWhatIsPromised(int capacity, int status)
    {
        var app = await Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer()], slots: [Given.Slot(capacity: 5)]));
        await app.FileDemand(Given.Demand(quantity: 2));
        await app.RunMatch();

        var changed = (await app.Post("/api/offers/ZY-2026-000001/capacity", new JsonObject { ["start"] = Given.TextAt(24), ["capacity"] = capacity }, actingAs: Unit)).Expect(status);

        var slot = (await app.Get("/api/offers/ZY-2026-000001")).Expect(200).List("slots").Single()!;
        Assert.That(((int)slot["capacity"]!, (int)slot["remaining"]!), Is.EqualTo(status == 200 ? (capacity, capacity - 2) : (5, 3)));
        if (status == 409)
            Assert.That(changed.Code, Is.EqualTo("capacity-promised"));
    }

    [Test]
    public async Task ChangeCapacity_OfAllWindows_IsAllOrNothing()
    {
        var app = await Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer()], slots: [Given.Slot(capacity: 5), Given.Slot(start: 48, capacity: 5)]));
        await app.FileDemand(Given.Demand(quantity: 4));
        await app.RunMatch();

        (await app.Post("/api/offers/ZY-2026-000001/capacity", new JsonObject { ["capacity"] = 3 }, actingAs: Unit)).Expect(409);

        Assert.That(Store.Count("select sum(capacity) from slot"), Is.EqualTo(10));
    }

    [TestCase("pause", null)]
    [TestCase("capacity", """{"capacity":9}""")]
    [TestCase("validity", """{}""")]
    [TestCase("copy", null)]
    public async Task AnyChange_ByAnotherUnit_Is404(string act, string? body)
    {
        var app = await Start();
        var path = $"/api/offers/ZY-2026-000001/{act}";

        var answer = act == "copy" ? await app.Get(path, actingAs: "unit/DW-0002") : await app.Post(path, body is null ? null : JsonNode.Parse(body), actingAs: "unit/DW-0002");

        Assert.That(answer.Expect(404).Code, Is.EqualTo("not-found"));
    }

    [Test]
    public async Task ChangeCapacity_SeenAnOlderVersion_Is412()
    {
        var app = await Start();
        (await app.Post("/api/offers/ZY-2026-000001/pause", ifMatch: "\"1\"", actingAs: Unit)).Expect(200);

        (await app.Post("/api/offers/ZY-2026-000001/resume", ifMatch: "\"1\"", actingAs: Unit)).Expect(412);
    }

    [Test]
    public async Task ChangeValidity_Past_LeavesMatchingAndIsShownAsExpired()
    {
        var app = await Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer()], slots: [Given.Slot(start: 48)]));
        await app.FileDemand();
        (await app.Post("/api/offers/ZY-2026-000001/validity", new JsonObject { ["validUntil"] = "2026-11-23" }, actingAs: Unit)).Expect(200);
        Assert.That((await app.Get("/api/offers/ZY-2026-000001")).Expect(200).Flag("offer.expired"), Is.False, "valid to the end of the day");

        Clock.Advance(TimeSpan.FromHours(15));

        var offer = (await app.Get("/api/offers/ZY-2026-000001")).Expect(200);
        Assert.That((offer.Flag("offer.expired"), offer.Text("offer.stateName")), Is.EqualTo((true, "已过期")));
        Assert.That((await app.RunMatch()).Number("ordersWritten"), Is.Zero);
    }

    [Test]
    public async Task CopyOffer_OfLastWeek_LiesAheadAndPublishes()
    {
        var app = await Start();
        var code = await app.PublishOffer(Weekly("2026-11-24", "2026-12-03", skip: true));
        Clock.Advance(TimeSpan.FromDays(9));

        var draft = (await app.Get($"/api/offers/{code}/copy", actingAs: Unit)).Expect(200);

        Assert.That(draft.Text("weekly.firstDay"), Is.EqualTo("2026-12-08"));
        Assert.That(draft.Text("weekly.lastDay"), Is.EqualTo("2026-12-17"));
        Assert.That(draft.List("slots"), Is.Empty);
        var again = (await app.Post("/api/offers", draft.Json, actingAs: Unit)).Expect(201);
        Assert.That(Starts(again).First(), Is.EqualTo(At("2026-12-08T15:00")));
    }

    private static JsonObject Weekly(string first, string last, bool skip) => new()
    {
        ["unit"] = "DW-0001", ["title"] = "量血压", ["kind"] = "Skill", ["categories"] = new JsonArray("义诊体检"),
        ["weekly"] = new JsonObject { ["days"] = new JsonArray("TU", "TH"), ["from"] = "15:00", ["until"] = "17:00", ["firstDay"] = first, ["lastDay"] = last, ["skipHolidays"] = skip, ["capacity"] = 20 },
    };

    private static IEnumerable<DateTimeOffset> Starts(Answer detail) => detail.List("slots").Select(slot => (DateTimeOffset)slot!["start"]!);

    private static DateTimeOffset At(string local) => new DateTimeOffset(DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture), Core.ChinaTime.Offset).ToUniversalTime();
}
