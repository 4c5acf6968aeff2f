using System.Text.Json.Nodes;
using Matching.Api.Tests.Escalation;

namespace Matching.Api.Tests.Units;

/// <summary>An agreement is drafted by one side and signed by the other; the pairing counts while it runs.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class AgreementTests<TStore> : NetTests<TStore> where TStore : IStore
{
    private const string Unit = "unit/DW-0001";

    [Test]
    public async Task Sign_ByTheOtherSide_CountsThePairingForTheTermAndEndsWithIt()
    {
        var app = await Paired();
        await app.Token(Unit);
        var code = await Draft(app, Committee);
        Assert.That(await Told(app, Unit), Does.Contain($"共建责任书 {code}"));
        Assert.That((await Do(app, code, "sign", Committee)).Expect(409).Code, Is.EqualTo("agreement-own-draft"));
        Assert.That((await Do(app, code, "sign", Unit)).Expect(200).Text("state"), Is.EqualTo("Signed"));
        Assert.That(await Until(app), Is.EqualTo(new DateTimeOffset(2026, 12, 31, 16, 0, 0, TimeSpan.Zero)));

        await At(app, 40 * 24);

        var ended = await Read(app, code);
        Assert.That(ended.Text("state"), Is.EqualTo("Ended"));
        Assert.That(ended.Texts("history", "act"), Is.EqualTo(new[] { "Draft", "Sign", "End" }));
        Assert.That((await app.Get("/api/units/DW-0001", actingAs: Committee)).Expect(200).List("pairings")[0]!["lapsed"]!.GetValue<bool>());
        ExpectSound();
    }

    [Test]
    public async Task Sign_OfOnesOwnDraft_NeedsThePaper()
    {
        var app = await Paired();
        var code = await Draft(app, Committee);

        Assert.That((await Do(app, code, "sign", Committee, new JsonObject { ["paper"] = "社区档案柜 2 号" })).Expect(200).Text("paper"), Is.EqualTo("社区档案柜 2 号"));
        Assert.That((await Do(app, code, "sign", Unit)).Expect(409).Code, Is.EqualTo("agreement-act-not-allowed"));

        var second = await Draft(app, Unit);
        Assert.That((await Do(app, second, "sign", Unit, new JsonObject { ["paper"] = "办公室" })).Expect(409).Code, Is.EqualTo("agreement-own-draft"));
        Assert.That((await Do(app, second, "sign", Committee)).Expect(409).Code, Is.EqualTo("agreement-running"));
    }

    [Test]
    public async Task End_Early_LeavesThePairingThatCountsNoMore()
    {
        var app = await Paired();
        var code = await Draft(app, Unit);
        (await Do(app, code, "sign", Committee)).Expect(200);
        Assert.That((await app.Post("/api/units/DW-0001/end-pairing", new JsonObject { ["community"] = Given.Community, ["reason"] = "迁出" }, actingAs: Committee)).Expect(409).Code, Is.EqualTo("pairing-has-agreement"));
        Clock.Advance(TimeSpan.FromHours(5));

        (await Do(app, code, "end", Unit, Given.Reason("搬到外区，电话 13800000000"))).Expect(200);

        Assert.That(await Until(app), Is.EqualTo(Clock.Now));
        Assert.That((await Read(app, code)).Body, Does.Not.Contain("13800000000"));
        (await app.Post("/api/units/DW-0001/end-pairing", new JsonObject { ["community"] = Given.Community, ["reason"] = "迁出" }, actingAs: Committee)).Expect(200);
        ExpectSound();
    }

    [Test]
    public async Task Draft_WithoutAPairingOrTwiceOrByOthers_IsRefused()
    {
        var app = await Start();
        Assert.That((await app.Post("/api/agreements", Body(), actingAs: Committee)).Expect(409).Code, Is.EqualTo("agreement-needs-pairing"));
        await Pair(app);
        Assert.That((await app.Post("/api/agreements", Body(), actingAs: "unit/DW-0002")).Expect(403).Code, Is.EqualTo("agreement-not-yours"));
        var code = await Draft(app, Committee);
        Assert.That((await app.Post("/api/agreements", Body(), actingAs: Unit)).Expect(409).Code, Is.EqualTo("agreement-drafted"));
        (await app.Get($"/api/agreements/{code}", actingAs: "unit/DW-0002")).Expect(404);
        (await app.Get($"/api/agreements/{code}", actingAs: $"community/C-9@{Given.Street}002")).Expect(404);
        (await Do(app, code, "withdraw", Unit, Given.Reason("再商量"))).Expect(200);
        await Draft(app, Unit);
    }

    [Test]
    public async Task Agreement_TakenOut_StandsInSheetAndFolderForWhoSeesIt()
    {
        var app = await Paired();
        var code = await Draft(app, Committee);

        var csv = (await app.Get("/api/exports/agreements.csv", actingAs: Unit)).Expect(200).Body;
        var folder = Directory.CreateTempSubdirectory("threelists-agreements-").FullName;
        new Matching.Api.CommandLine.StoreVerbs(Store.Name, Actors.KeyFile, Clock, TextWriter.Null).Export(folder);

        Assert.That(csv, Does.Contain($"{code},DW-0001,湖畔社工站").And.Contain("上门探访 4/0；参加联席会议 1"));
        Assert.That(System.IO.File.ReadAllText(Path.Combine(folder, "agreements.csv")), Is.EqualTo(csv));
        Assert.That((await app.Get("/api/exports/agreements.csv?state=Signed", actingAs: Committee)).Expect(200).Body, Does.Not.Contain(code));
        Assert.That((await app.Get("/api/exports/agreements.csv", actingAs: $"community/C-9@{Given.Street}002")).Expect(200).Body, Does.Not.Contain(code));
        (await app.Get("/api/exports/agreements.xlsx", actingAs: Committee)).Expect(200);
        (await app.Get("/exports?list=Agreements", actingAs: Committee)).Expect(200);
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task Verify_OfAPairingThatCountsOtherwise_NamesTheAgreement()
    {
        var app = await Paired();
        var code = await Draft(app, Unit);
        (await Do(app, code, "sign", Committee)).Expect(200);
        ExpectSound();

        Store.Execute("update unit_pairing set agreement_until = null");

        Assert.That(Matching.Api.Invariants.StoreInvariants.Check(Matching.Api.Data.Database.At(Store.Name), mostRuns: 0, _ => { }).Select(found => $"{found.Invariant} {found.Subject}"),
            Is.EqualTo(new[] { $"agreement and pairing agreement/{code}" }));
    }

    [TestCase("lines", """[]""")]
    [TestCase("lines", """[{"what":"义诊","times":0,"dueOn":"2026-12-10"}]""")]
    [TestCase("lines", """[{"what":"义诊","times":1,"dueOn":"2027-12-10"}]""")]
    [TestCase("lines", """[{"what":"义诊","times":1,"dueOn":"2026-12-10","category":"没有这个"}]""")]
    [TestCase("until", "\"2026-01-01\"")]
    public async Task Draft_WithAFieldToMend_IsRefused(string field, string value)
    {
        var app = await Paired();
        var body = Body();
        body[field] = JsonNode.Parse(value);

        (await app.Post("/api/agreements", body, actingAs: Committee)).Expect(400);
    }

    [Test]
    public async Task Plan_AfterACompletedOrder_CountsItInItsLine()
    {
        var app = await Paired(Given.Lists(units: [Given.Unit()], offers: [Given.Offer()], slots: [Given.Slot(), Given.Slot(start: 48)]));
        var code = await Draft(app, Unit);
        (await Do(app, code, "sign", Committee)).Expect(200);

        await app.OrderAfter("issue", "acknowledge", "accept", "schedule", "start", "complete");

        Assert.That((await Read(app, code)).List("lines").Select(line => line!["done"]?.ToString()), Is.EqualTo(new[] { "1", null }));
    }

    private async Task<App> Paired(Matching.Api.Lists.ListSet? lists = null)
    {
        var app = await Start(lists);
        await Pair(app);
        return app;
    }

    private static async Task Pair(App app) => (await app.Post("/api/units/DW-0001/pair", new JsonObject { ["community"] = Given.Community, ["ring"] = "SubCore" }, actingAs: Committee)).Expect(200);

    private static JsonObject Body() => new()
    {
        ["unit"] = "DW-0001", ["community"] = Given.Community, ["title"] = "温暖共建", ["from"] = "2026-11-23", ["until"] = "2026-12-31",
        ["lines"] = new JsonArray(new JsonObject { ["what"] = "上门探访", ["times"] = 4, ["dueOn"] = "2026-12-20", ["category"] = Given.Visiting }, new JsonObject { ["what"] = "参加联席会议", ["times"] = 1, ["dueOn"] = "2026-12-31" }),
    };

    private static async Task<string> Draft(App app, string actingAs) => (await app.Post("/api/agreements", Body(), actingAs: actingAs)).Expect(200).Text("code");

    private static Task<Answer> Do(App app, string code, string act, string actingAs, JsonObject? body = null) => app.Post($"/api/agreements/{code}/{act}", body ?? new JsonObject(), actingAs: actingAs);

    private static async Task<Answer> Read(App app, string code) => (await app.Get($"/api/agreements/{code}", actingAs: Committee)).Expect(200);

    private static async Task<DateTimeOffset> Until(App app) => (DateTimeOffset)(await app.Get("/api/units/DW-0001", actingAs: Committee)).Expect(200).List("pairings")[0]!["agreementUntil"]!;

    private static async Task<string> Told(App app, string actor) => (await app.Get("/api/inbox", actingAs: actor)).Expect(200).Body;
}
