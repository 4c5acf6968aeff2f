using System.Text.Json.Nodes;
using Matching.Api.Tests.Imports;

namespace Matching.Api.Tests.Hotline;

/// <summary>12345 work-order sheets in and out.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class HotlineTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private static readonly string[] Heads = ["工单编号", "来电时间", "诉求标题", "诉求内容", "诉求类型", "所属社区", "地址", "联系人", "联系电话", "办理时限", "处置单位", "回访备注"];

    [Test]
    public async Task Import_NewNumbers_WaitAsFiledWithTheirContactsSealed()
    {
        var app = await Start();

        var check = (await app.Upload("hotline", Sheet(Case("GD-1"), Case("GD-2", place: "湖边社区"), Case("GD-2"), Case("GD-3", calledAt: "2027-01-01 08:00")))).Expect(201);
        await app.Confirm(check);

        Assert.That((check.Number("new"), check.Number("wrong")), Is.EqualTo((1L, 3L)));
        Assert.That((string)check.List("notes")[0]!, Does.Contain("回访备注"));
        var demand = await app.Demand(Store.Query<string>("select demand from foreign_order where number = 'GD-1'").Single());
        Assert.That((demand.Text("demand.state"), demand.Text("demand.area"), demand.Text("demand.categoryName"), demand.Text("demand.title")), Is.EqualTo(("Filed", Given.Community, Given.Visiting, "三楼阿婆独居")));
        Assert.That((demand.Text("contact.name"), demand.Text("contact.phone")), Is.EqualTo(("陈*", "138****1234")));
        Assert.That(Store.Count("select count(*) from person where phone like '%1234%' or name like '%陈%'"), Is.Zero);
    }

    [Test]
    public async Task Import_TheNumberAgain_ChangesTheDemandItBecame()
    {
        var app = await Start();
        await app.Confirm((await app.Upload("hotline", Sheet(Case("GD-1")))).Expect(201));

        var unchanged = (await app.Upload("hotline", Sheet(Case("GD-1"), Case("GD-9")))).Expect(201);
        var changed = (await app.Upload("hotline", Sheet(Case("GD-1", title: "阿婆搬去五楼", phone: "13900005678", due: "2026-12-30")))).Expect(201);
        await app.Confirm(changed);

        Assert.That((unchanged.Number("unchanged"), unchanged.Number("new"), changed.Number("changed")), Is.EqualTo((1L, 1L, 1L)));
        Assert.That(changed.List("rows")[0]!["changes"]!.AsArray().Select(change => (string)change!["column"]!), Is.EquivalentTo(new[] { "诉求标题", "联系电话", "办理时限" }));
        Assert.That(changed.Body, Does.Contain("139****5678"));
        Assert.That(Store.Count("select count(*) from demand"), Is.EqualTo(1));
        var demand = await app.Demand(Store.Query<string>("select code from demand").Single());
        Assert.That((demand.Text("demand.title"), demand.Text("contact.phone"), demand.Text("contact.name")), Is.EqualTo(("阿婆搬去五楼", "139****5678", "陈*")));
    }

    [Test]
    public async Task Export_TellsTheStageOfEachAndWhoServesIt()
    {
        var app = await Start();
        await app.Confirm((await app.Upload("hotline", Sheet(Case("GD-1"), Case("GD-2"), Case("GD-3")))).Expect(201));
        var codes = Store.Query<string>("select demand from foreign_order order by number");
        (await app.Post($"/api/demands/{codes[1]}/open")).Expect(200);
        await app.RunMatch();
        var order = (await app.LiveOrders(codes[1])).Single();
        await app.Step(order, "issue");
        var dispatched = Rows(await app.Download("/api/exports/hotline.xlsx"));
        await app.Step(order, "accept");
        (await app.Post($"/api/demands/{codes[2]}/reject", Given.Reason())).Expect(200);

        var rows = Rows(await app.Download("/api/exports/hotline.xlsx"));

        Assert.That(dispatched["GD-2"][^2], Is.EqualTo("派遣"));
        Assert.That(rows.Keys.Select(number => rows[number][^2]), Is.EqualTo(new[] { "立案", "处置", "结案" }));
        Assert.That(rows["GD-2"][10], Is.EqualTo("湖畔社工站").Or.EqualTo("青禾志愿队"));
        Assert.That((rows["GD-1"][7], rows["GD-1"][8], rows["GD-1"][^1]), Is.EqualTo(("陈*", "138****1234", codes[0])));
        Assert.That(Rows(await app.Download("/api/exports/hotline.xlsx", $"community/C-8@{Given.Street}002")), Is.Empty);
    }

    [Test]
    public async Task SetMapping_OtherHeadingsAndWords_ReadsThatSystemsSheet()
    {
        var app = await Start();
        var mapping = new JsonObject
        {
            ["name"] = "区平台",
            ["columns"] = new JsonArray(Column("Number", "案卷号"), Column("Detail", "描述"), Column("Area", "网格"), Column("Kind", "大类")),
            ["kinds"] = new JsonObject { ["养老"] = Given.Visiting }, ["areas"] = new JsonObject { ["湖心网格"] = Given.Community },
        };
        (await app.Post("/api/sheet-mappings", mapping.DeepClone())).Expect(200);
        (await app.Post("/api/sheet-mappings", mapping.DeepClone(), actingAs: $"community/C-1@{Given.Community}")).Expect(403);
        mapping["kinds"] = new JsonObject { ["养老"] = "没有这一类" };
        Assert.That((await app.Post("/api/sheet-mappings", mapping)).Expect(400).Body, Does.Contain("没有这一类"));

        var check = (await app.Upload("hotline", Sheets.Workbook(("案卷", [["案卷号", "描述", "网格", "大类"], ["A1", "三楼阿婆独自住", "湖心网格", "养老"]])), "&mapping=区平台")).Expect(201);
        await app.Confirm(check);

        Assert.That(Store.Query<string>("select title from demand"), Is.EqualTo(new[] { "三楼阿婆独自住" }));
        Assert.That((await app.Get("/api/sheet-mappings")).Json.AsArray(), Has.Count.EqualTo(2));
        (await app.Upload("hotline", Sheet(Case("GD-1")), "&mapping=nowhere")).Expect(404);
    }

    private static byte[] Sheet(params string[][] cases) => Sheets.Workbook(("Sheet1", [Heads, .. cases]));

    private static string[] Case(string number, string title = "三楼阿婆独居", string place = "湖心社区", string phone = "13800001234", string calledAt = "2026-11-22 08:30", string due = "2026-12-01") =>
        [number, calledAt, title, "希望有人常来看看", Given.Visiting, place, "3栋502", "陈阿婆", phone, due, "湖心社区居委会", "无"];

    private static Dictionary<string, string[]> Rows(byte[] workbook) => Sheets.Of(workbook, "12345").Skip(1).ToDictionary(row => row[0]);

    private static JsonObject Column(string field, string head) => new() { ["field"] = field, ["heads"] = new JsonArray(head) };
}
