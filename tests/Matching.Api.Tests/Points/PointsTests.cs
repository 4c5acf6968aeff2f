using System.Text.Json.Nodes;
using Matching.Api.Tests.Posts;

namespace Matching.Api.Tests.Points;

/// <summary>Points are entered with the deed that earns them, by somebody else's word, and set off when the deed is undone.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class PointsTests<TStore> : PostTestBase<TStore> where TStore : IStore
{
    [Test]
    public async Task Confirmed_ByTheResident_EntersPointsForFilerAndUnit()
    {
        var app = await Start();
        var (demand, order, code) = await Completed(app);
        Assert.That(Store.Count("select count(*) from points_entry"), Is.Zero, "done is not confirmed");

        (await app.Post($"/api/demands/{demand}/confirm", Given.Confirm(code))).Expect(200);

        Assert.That(Entries(), Is.EqualTo(new[] { $"Unit DW-0001 OrderConfirmed {order} 5", $"Account L-1 FilingConfirmed {demand} 2" }));
        var sheet = await Sheet(app, "Account", "L-1", Lead);
        Assert.That(sheet.Number("balance"), Is.EqualTo(2));
        Assert.That(sheet.List("entries")[0]!["who"]!.ToString(), Is.EqualTo("resident"));
        Assert.That((await Board(app, Lead)).Number("deeds"), Is.EqualTo(1));
        ExpectSound();
    }

    [Test]
    public async Task Confirmed_ByAReturnVisitor_CountsOnceHoweverOftenItIsReopened()
    {
        var app = await Start();
        var (demand, order, _) = await Completed(app);
        await app.Step(order, "return-visit");
        await app.Step(order, "reopen");
        Assert.That((await Sheet(app, "Unit", "DW-0001", "unit/DW-0001")).Number("balance"), Is.Zero);
        Assert.That((await Board(app, Lead)).List("lines"), Is.Empty);
        ExpectSound();

        await app.Step(order, "schedule");
        await app.Step(order, "complete");
        await app.Step(order, "return-visit");

        Assert.That(Entries(), Is.EqualTo(new[]
        {
            $"Unit DW-0001 OrderConfirmed {order} 5", $"Account L-1 FilingConfirmed {demand} 2", $"Unit DW-0001 OrderConfirmed {order} -5", $"Account L-1 FilingConfirmed {demand} -2",
            $"Unit DW-0001 OrderConfirmed {order} 5", $"Account L-1 FilingConfirmed {demand} 2",
        }));
        Assert.That((await Sheet(app, "Account", "L-1", Lead)).Number("balance"), Is.EqualTo(2));
        ExpectSound();
    }

    [Test]
    public async Task Unsolved_ByTheResident_EntersNothing()
    {
        var app = await Start();
        var (demand, _, code) = await Completed(app);
        (await app.Post($"/api/demands/{demand}/confirm", Given.Confirm(code, solved: false, satisfaction: "Dissatisfied"))).Expect(200);

        Assert.That(Store.Count("select count(*) from points_entry"), Is.Zero);
    }

    [Test]
    public async Task Filing_ByAResident_GivesPointsToTheUnitAlone()
    {
        var app = await Start();
        var receipt = await app.FileDemand(Given.Demand(source: "Resident"), "resident");
        (await app.Post($"/api/demands/{receipt.Text("code")}/open", new JsonObject(), actingAs: Lead)).Expect(200);
        var order = await Complete(app, receipt.Text("code"));
        await app.Step(order, "return-visit");

        Assert.That(Store.Query<string>("select holder_kind from points_entry"), Is.EqualTo(new[] { "Unit" }));
    }

    [Test]
    public async Task Confirmed_OfACommonDemand_CountsForEachFilerButNotByTheirOwnWord()
    {
        const string shopping = "拼团团购";
        var app = await Start(Given.Lists(offers: [Given.Offer(category: shopping, unitOfCapacity: "户")], slots: [Given.Slot(capacity: 10)]));
        var first = await app.FileDemand(Given.Demand("买菜清单", shopping, detail: "大米5公斤"), Lead);
        var second = await app.FileDemand(Given.Demand("买菜清单", shopping, detail: "鸡蛋一板"), OtherLead);
        var common = (await app.Post("/api/demands/pools", Pooling.PoolingTests<TStore>.Pool("AddUp", first.Text("code"), second.Text("code")))).Expect(200).Text("code");
        await app.RunMatch();
        var order = (await app.LiveOrders(common)).Single();
        await app.Step(order, "issue");
        await app.Step(order, "accept");
        foreach (var part in JsonNode.Parse((await app.Get($"/api/demands/{common}/parts", actingAs: "unit/DW-0001")).Expect(200).Body)!.AsArray())
            (await app.Post($"/api/demands/{common}/parts/{part!["id"]}/mark", new JsonObject { ["served"] = true }, actingAs: "unit/DW-0001")).Expect(200);
        await app.Step(order, "complete", actingAs: "unit/DW-0001");
        (await app.Post($"/api/demands/{second.Text("code")}/confirm", Given.Confirm(second.Text("lookUpCode")))).Expect(200);

        (await app.Post($"/api/demands/{first.Text("code")}/confirm", Given.Confirm(first.Text("lookUpCode")), actingAs: Lead)).Expect(200);

        Assert.That(Store.Query<string>("select holder from points_entry where deed = 'FilingConfirmed'"), Is.EqualTo(new[] { "L-2" }), "L-1 spoke last, and for a filing of their own");
        Assert.That(Store.Count("select count(*) from points_entry where deed = 'OrderConfirmed'"), Is.EqualTo(1));
        ExpectSound();
    }

    [Test]
    public async Task Caps_OfTheDay_LeaveEntriesOfZero()
    {
        var app = await Start(Given.Lists(slots: [.. Enumerable.Range(1, 4).Select(n => Given.Slot(start: 24 * n))]));
        await Publish(app, new JsonObject { ["deed"] = "FilingConfirmed", ["points"] = 4, ["perDay"] = 6 });

        for (var n = 0; n < 3; n++)
            await app.Step((await Completed(app)).Order, "return-visit");

        Assert.That(Store.Query<long>("select points from points_entry order by id"), Is.EqualTo(new[] { 4, 2, 0 }));
        var line = (await Board(app, Lead)).List("lines")[0]!;
        Assert.That($"{line["points"]} from {line["deeds"]}", Is.EqualTo("6 from 3"));
        Clock.Advance(TimeSpan.FromDays(1));
        await app.Step((await Completed(app)).Order, "return-visit");
        Assert.That(Store.Query<long>("select points from points_entry order by id").Last(), Is.EqualTo(4));
    }

    [Test]
    public async Task Month_InAPost_EntersPointsAndNoneAfterItIsHandedBack()
    {
        var app = await Start();
        var post = await Publish(app, until: "2027-11-22");
        (await Do(app, post, "claim", Member)).Expect(200);
        (await Do(app, post, "confirm", Committee)).Expect(200);
        await At(app, 24 * 29);
        Assert.That(Entries(), Is.Empty);
        await At(app, 24 * 31);
        Assert.That(Entries(), Is.EqualTo(new[] { $"Account M-1 PostMonth {post} 10" }));
        await At(app, 24 * 62);
        (await Do(app, post, "hand-back", Member, "工作调动")).Expect(200);
        await At(app, 24 * 200);

        Assert.That(Entries(), Has.Count.EqualTo(2));
        var past = await Sheet(app, "Account", "M-1", Member, 2026);
        Assert.That($"{past.Number("balance")} {(await Sheet(app, "Account", "M-1", Member)).Number("balance")}", Is.EqualTo("10 10"), "a year begins anew, and the past one stays readable");
        ExpectSound();
    }

    [Test]
    public async Task Month_ThatEndsWithTheTerm_Counts()
    {
        var app = await Start();
        var post = await Publish(app, until: "2026-12-23");
        (await Do(app, post, "claim", Member)).Expect(200);
        await At(app, 15);
        (await Do(app, post, "confirm", Committee)).Expect(200);
        await At(app, 24 * 90);

        Assert.That(Entries(), Has.Count.EqualTo(1), "confirmed at midnight of 24 November, it ends a month later");
        Assert.That((await Post(app, post)).Text("post.state"), Is.EqualTo("Ended"));
    }

    [Test]
    public async Task Reverse_ByTheCommittee_AddsACounterEntryWithItsReason()
    {
        var app = await Start();
        var (_, order, _) = await Completed(app);
        await app.Step(order, "return-visit");
        var entry = Store.Query<long>("select id from points_entry where holder = 'L-1'").Single();
        (await Reverse(app, entry, $"community/C-9@{Given.Street}002")).Expect(404);
        (await Reverse(app, entry, Committee)).Expect(200);
        Assert.That((await Reverse(app, entry, Committee)).Expect(409).Code, Is.EqualTo("points-reversed"));

        var sheet = await Sheet(app, "Account", "L-1", Committee);

        Assert.That(sheet.Number("balance"), Is.Zero);
        Assert.That(sheet.List("entries")[0]!["reason"]!.ToString(), Is.EqualTo("同一件事登记了两次"));
        Assert.That((await Board(app, Committee)).List("lines"), Is.Empty);
        ExpectSound();
    }

    [Test]
    public async Task Reverse_OfOnesOwn_IsRefused()
    {
        var app = await Start();
        var (_, order, _) = await Completed(app, Committee);
        await app.Step(order, "return-visit");
        var entry = Store.Query<long>("select id from points_entry where holder = 'C-1'").Single();

        Assert.That((await Reverse(app, entry, Committee)).Expect(403).Code, Is.EqualTo("own-points"));
    }

    [Test]
    public async Task Ledger_ChangedPastTheProduct_IsRefusedByTheStore()
    {
        var app = await Start();
        var (_, order, _) = await Completed(app);
        await app.Step(order, "return-visit");

        Assert.That(() => Store.Execute("update points_entry set points = 100"), Throws.Exception);
        Assert.That(() => Store.Execute("delete from points_entry"), Throws.Exception);
        Assert.That(Store.Count("select count(*) from points_entry where points < 100"), Is.EqualTo(2));
    }

    [Test]
    public async Task Sheet_OfSomebodyElse_IsNotThere()
    {
        var app = await Start();
        var (_, order, _) = await Completed(app);
        await app.Step(order, "return-visit");
        await app.Token(OtherLead);

        (await app.Get("/api/points/sheets/Account/L-1", actingAs: OtherLead)).Expect(404);
        (await app.Get("/api/points/sheets/Unit/DW-0001", actingAs: "unit/DW-0002")).Expect(404);
        (await app.Get("/api/points/sheets/Account/L-1", actingAs: $"community/C-9@{Given.Street}002")).Expect(404);
        (await app.Get("/api/points/board?community=440605001009", actingAs: Lead)).Expect(404);
    }

    [TestCase("""{"deed":"FilingConfirmed","points":-1}""")]
    [TestCase("""{"deed":"FilingConfirmed","points":1,"perDay":0}""")]
    [TestCase("""{"deed":"FilingConfirmed","points":1001}""")]
    public async Task Publish_OfImpossibleRules_IsRefused(string rule)
    {
        var app = await Start();
        var body = new JsonObject { ["seen"] = 1, ["deeds"] = new JsonArray(JsonNode.Parse(rule)), ["reason"] = "年度调整" };
        Assert.That((await app.Post("/api/points/rules", body)).Expect(400).Code, Is.EqualTo("invalid-fields"));
        Assert.That((await app.Post("/api/points/rules", body, actingAs: Committee)).Status, Is.EqualTo(403));
    }

    [Test]
    public async Task Pages_ShowTheBoardTheEntriesAndTheRules()
    {
        var app = await Start();
        var (demand, order, _) = await Completed(app);
        await app.Step(order, "return-visit");

        Assert.That((await app.Get("/points", actingAs: Lead)).Expect(200).Body, Does.Contain("L-1").And.Contain("1 人（家）上榜").And.Contain("第 1 版"));
        Assert.That((await app.Get("/points?kind=Unit", actingAs: Committee)).Expect(200).Body, Does.Contain("湖畔社工站").And.Contain("/points/Unit/DW-0001"));
        Assert.That((await app.Get("/points/Account/L-1", actingAs: Lead)).Expect(200).Body, Does.Contain(demand).And.Contain("群众确认已解决").And.Not.Contain("/reverse"));
        var managed = (await app.Get("/points/Account/L-1", actingAs: Committee)).Expect(200).Body;
        Assert.That(managed, Does.Contain("/reverse"));
        var entry = Store.Query<long>("select id from points_entry where holder = 'L-1'").Single();
        Assert.That((await app.Get($"/points/entries/{entry}/reverse", actingAs: Committee)).Expect(200).Body, Does.Contain("冲回"));
        Assert.That((await app.Get("/admin/points")).Expect(200).Body, Does.Contain("FilingConfirmed.perDay"));
        (await app.Get("/admin/points", actingAs: Committee)).Expect(403);
    }

    private IReadOnlyList<string> Entries() => Store.Query<string>("select holder_kind || ' ' || holder || ' ' || deed || ' ' || subject || ' ' || points from points_entry order by id");

    /// <summary>Filed and reported as done; the first unit's slot is the nearest.</summary>
    private static async Task<(string Demand, string Order, string LookUp)> Completed(App app, string filer = Lead)
    {
        var receipt = await app.FileDemand(actingAs: filer);
        return (receipt.Text("code"), await Complete(app, receipt.Text("code")), receipt.Text("lookUpCode"));
    }

    private static async Task<string> Complete(App app, string demand)
    {
        (await app.Post($"/api/demands/{demand}/assign", new JsonObject { ["offer"] = "ZY-2026-000001", ["slotStart"] = await FreeSlot(app, demand), ["reason"] = "就近" }, actingAs: Actors.Street)).Expect(200);
        var order = (await app.LiveOrders(demand)).Single();
        foreach (var act in new[] { "issue", "accept", "start", "complete" })
            await app.Step(order, act);
        return order;
    }

    private static async Task<string> FreeSlot(App app, string demand) =>
        (await app.Get($"/api/demands/{demand}/matches")).Expect(200).List("ranked").First(match => match!["offer"]!.ToString() == "ZY-2026-000001")!["slotStart"]!.ToString();

    private static async Task Publish(App app, JsonObject rule) =>
        (await app.Post("/api/points/rules", new JsonObject { ["seen"] = 1, ["deeds"] = new JsonArray(rule), ["reason"] = "年度调整" })).Expect(200);

    private static async Task<Answer> Sheet(App app, string kind, string holder, string actingAs, int? year = null) =>
        (await app.Get($"/api/points/sheets/{kind}/{holder}{(year is null ? "" : $"?year={year}")}", actingAs: actingAs)).Expect(200);

    private static async Task<Answer> Board(App app, string actingAs) => (await app.Get($"/api/points/board?community={Given.Community}", actingAs: actingAs)).Expect(200);

    private static Task<Answer> Reverse(App app, long entry, string actingAs) => app.Post($"/api/points/entries/{entry}/reverse", new JsonObject { ["reason"] = "同一件事登记了两次" }, actingAs: actingAs);
}
