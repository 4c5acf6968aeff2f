using System.Text.Json.Nodes;
using Matching.Api.Tests.Escalation;

namespace Matching.Api.Tests.Pooling;

/// <summary>Nobody is lost in a common demand: each person has a number, a code, a part, an end of their own.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class PoolingTests<TStore> : NetTests<TStore> where TStore : IStore
{
    [Test]
    public async Task Support_GivesAnOwnNumber_ThatIsLookedUpAndSearched()
    {
        var app = await Start();
        var common = await File(app);
        var receipt = (await app.Post($"/api/demands/{common}/support", new JsonObject { ["note"] = "我家也想有人来看看", ["quantity"] = 2 }, actingAs: "resident")).Expect(200);

        var own = (await LookUp(app, receipt.Text("number"), receipt.Text("lookUpCode"))).Expect(200);

        Assert.That(receipt.Text("number"), Is.Not.EqualTo(common));
        Assert.That((own.Text("code"), own.Text("part.number"), own.Number("part.quantity"), own.Text("part.text")), Is.EqualTo((common, receipt.Text("number"), 2, "我家也想有人来看看")));
        Assert.That((await app.Get($"/api/demands?q={receipt.Text("number")}")).Texts("items", "code"), Is.EqualTo(new[] { common }));
        Assert.That((await LookUp(app, common, receipt.Text("lookUpCode"))).Expect(200).Text("part.number"), Is.EqualTo(receipt.Text("number")), "the common number serves as well");
        (await LookUp(app, receipt.Text("number"), "AAAAAAAAAA")).Expect(403);
    }

    [Test]
    public async Task Merge_KeepsBothNumbersSearchable()
    {
        var app = await Start();
        var (common, merged) = (await File(app), await File(app, demand: Given.Demand("隔壁老伯也独自住")));

        (await app.Post("/api/demands/pools", Pool("SameMatter", common, merged))).Expect(200);

        Assert.That((await app.Get($"/api/demands?q={merged}")).Texts("items", "code"), Is.EquivalentTo(new[] { common, merged }));
        Assert.That((await app.Demand(merged)).Text("demand.mergedInto"), Is.EqualTo(common));
        Assert.That((await app.Demand(common)).Number("demand.quantity"), Is.EqualTo(1), "the same matter is served once");
    }

    [Test]
    public async Task Pool_OneThatDoesNotFit_ChangesNothingAtAll()
    {
        var app = await Start();
        var (first, second, other) = (await File(app), await File(app), await File(app, demand: Given.Demand("想请人讲防骗", "反诈宣传")));
        var before = Store.Rows();

        Assert.That((await app.Post("/api/demands/pools", Pool("SameMatter", first, second, other))).Expect(409).Code, Is.EqualTo("merge-other-category"));
        (await app.Post("/api/demands/pools", Pool("SameMatter", first))).Expect(400);
        (await app.Post("/api/demands/pools", Pool("SameMatter", first, "XQ-2026-999999"))).Expect(404);
        (await app.Post("/api/demands/pools", Pool("SameMatter", first, second), actingAs: OtherBranch)).Expect(404);

        Assert.That(Store.Rows(), Is.EqualTo(before));
    }

    [Test]
    public async Task Split_OfAMergedDemand_GoesOnUnderItsNumberWithTheHistoryOfItsClocks()
    {
        var app = await Start(Given.Lists(slots: []));
        var (common, merged) = (await File(app), await app.FileDemand(Given.Demand("隔壁老伯也独自住")));
        var number = merged.Text("code");
        (await app.Post($"/api/demands/{number}/merge", new JsonObject { ["into"] = common })).Expect(200);
        await At(app, 5);

        (await app.Post($"/api/demands/{common}/parts/{await PartOf(app, common, number)}/split", Given.Reason("不是同一件事"))).Expect(200);

        var detail = await app.Demand(number);
        Assert.That((detail.Text("demand.state"), detail.Text("demand.mergedInto")), Is.EqualTo(("Open", "")));
        Assert.That(detail.Texts("history", "why"), Has.Some.Contains("不是同一件事"));
        Assert.That((await Clocks(app, number)).List("clocks").Where(clock => (string?)clock!["kind"] == "Resolve").Select(clock => (int)clock!["round"]!), Is.EqualTo(new[] { 1, 2 }));
        Assert.That((await app.Demand(common)).Number("supporters"), Is.Zero);
        Assert.That((await LookUp(app, number, merged.Text("lookUpCode"))).Text("code"), Is.EqualTo(number));
        Assert.That((await LookUp(app, common, merged.Text("lookUpCode"))).Text("code"), Is.EqualTo(number), "the common number leads there too");
        ExpectSound();
    }

    [Test]
    public async Task Split_OfASupporter_FilesTheirNumberAsADemandOfTheirOwn()
    {
        var app = await Start(Given.Lists(slots: []));
        var common = await File(app);
        var receipt = (await app.Post($"/api/demands/{common}/support", new JsonObject { ["note"] = "我家是另一处漏水", ["area"] = Given.OtherEstate }, actingAs: "resident")).Expect(200);
        var number = receipt.Text("number");

        (await app.Post($"/api/demands/{common}/parts/{await PartOf(app, common, number)}/split", Given.Reason("另一处"))).Expect(200);

        var own = await app.Demand(number);
        Assert.That((own.Text("demand.state"), own.Text("demand.title"), own.Text("demand.area")), Is.EqualTo(("Open", "我家是另一处漏水", Given.OtherEstate)));
        Assert.That(await Running(app, number, "Resolve"), Is.Not.Null);
        Assert.That((await LookUp(app, number, receipt.Text("lookUpCode"))).Text("code"), Is.EqualTo(number));
        Assert.That((await app.Post($"/api/demands/{common}/parts/{await PartOf(app, common, number)}/split", Given.Reason("再拆"))).Expect(409).Code, Is.EqualTo("part-left"));
        ExpectSound();
    }

    [Test]
    public async Task Split_WithoutReasonOrByAStranger_IsRefused()
    {
        var app = await Start();
        var (common, merged) = (await File(app), await File(app));
        (await app.Post($"/api/demands/{merged}/merge", new JsonObject { ["into"] = common })).Expect(200);
        var part = await PartOf(app, common, merged);

        (await app.Post($"/api/demands/{common}/parts/{part}/split", Given.Reason(""))).Expect(400);
        (await app.Post($"/api/demands/{common}/parts/{part}/split", Given.Reason("不是同一件事"), actingAs: OtherBranch)).Expect(404);
        (await app.Post($"/api/demands/{common}/parts/{part}/split", Given.Reason("不是同一件事"), actingAs: "unit/DW-0001")).Expect(403);
        (await app.Post($"/api/demands/{merged}/parts/{part}/split", Given.Reason("不是同一件事"))).Expect(409);
        (await app.Post($"/api/demands/{common}/parts/999/split", Given.Reason("不是同一件事"))).Expect(404);
    }

    [Test]
    public async Task Confirm_BySupporterNotSolved_GoesOnAloneAndTheOthersStayServed()
    {
        var app = await Start();
        var (common, merged) = (await app.FileDemand(), await app.FileDemand(Given.Demand("隔壁老伯也独自住")));
        (await app.Post($"/api/demands/{merged.Text("code")}/merge", new JsonObject { ["into"] = common.Text("code") })).Expect(200);
        await app.RunMatch();
        var order = (await app.LiveOrders(common.Text("code"))).Single();
        foreach (var act in new[] { "issue", "accept", "complete" })
            await app.Step(order, act);

        (await app.Post($"/api/demands/{merged.Text("code")}/confirm", Given.Confirm(merged.Text("lookUpCode"), solved: false, "Dissatisfied"))).Expect(200);
        (await app.Post($"/api/demands/{common.Text("code")}/confirm", Given.Confirm(common.Text("lookUpCode")))).Expect(200);

        Assert.That(((await app.Demand(merged.Text("code"))).Text("demand.state"), (await app.Demand(common.Text("code"))).Text("demand.state")), Is.EqualTo(("Open", "Confirmed")));
        Assert.That(Store.Query<string>("select state from return_visit where supporter is not null"), Is.EqualTo(new[] { "Done" }), "who answered by code is not asked again");
        ExpectSound();
    }

    internal static JsonObject Pool(string kind, params string[] codes) => new() { ["kind"] = kind, ["codes"] = new JsonArray([.. codes.Select(code => (JsonNode)code)]) };

    internal static Task<Answer> LookUp(App app, string number, string code) => app.Post($"/api/demands/{number}/look-up", new JsonObject { ["lookUpCode"] = code }, actingAs: "resident");

    private static async Task<long> PartOf(App app, string common, string number) =>
        (long)JsonNode.Parse((await app.Get($"/api/demands/{common}/parts")).Expect(200).Body)!.AsArray().Single(part => (string?)part!["number"] == number)!["id"]!;
}
