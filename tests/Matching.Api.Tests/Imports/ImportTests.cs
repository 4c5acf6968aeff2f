using System.IO.Compression;
using System.Text;
using Matching.Api.Lists;

namespace Matching.Api.Tests.Imports;

/// <summary>Lists out, edited, and in again.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class ImportTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private const string Community = $"community/C-1@{Given.Community}";

    [Test]
    public async Task Import_TenThousandRowsFiftyBad_TakesTheGoodOnesOnlyAfterConfirm()
    {
        var app = await Start();
        var file = Sheets.Workbook(("需求清单", Sheets.NewDemands(10_000, i => i % 200 == 0 ? "很多" : "1")));

        var check = (await app.Upload("demands", file)).Expect(201);
        var before = Store.Count("select count(*) from demand");
        var done = await app.Confirm(check);

        Assert.That((check.Number("new"), check.Number("wrong"), before), Is.EqualTo((9_950L, 50L, 0L)));
        Assert.That(check.List("rows"), Has.Count.EqualTo(20));
        Assert.That((done.Text("state"), Store.Count("select count(*) from demand where state = 'Filed' and source = 'Import'")), Is.EqualTo(("Applied", 9_950L)));
        var wrong = Sheets.Of(await app.Download($"/api/imports/{check.Text("id")}/wrong-rows.xlsx"), "需求清单");
        Assert.That(wrong, Has.Count.EqualTo(51));
        Assert.That((wrong[0][^1], wrong[1][0], wrong[1][^1]), Is.EqualTo(("错误", "第200户老人想有人常来看看", "数量：“很多”不是 1 到 100000000 之间的整数")));
    }

    [Test]
    public async Task Import_AFileAboveTheLimit_IsToldTheLimitOfFiles()
    {
        var app = await Start();

        using var upload = new HttpRequestMessage(HttpMethod.Post, "/api/imports/demands?file=list") { Content = new ByteArrayContent(new byte[11 * 1024 * 1024]) };
        upload.Content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue(Sheets.BinaryType);
        upload.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", await app.Token(Actors.Street));
        upload.Headers.ExpectContinue = true;

        using var answer = await app.Http.SendAsync(upload);

        Assert.That((int)answer.StatusCode, Is.EqualTo(413));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("body-too-large").And.Contain("10 MB"));
    }

    [Test]
    public async Task Import_TheSameFileTwice_IsToldSo()
    {
        var app = await Start();
        var file = Sheets.Workbook(("需求清单", Sheets.NewDemands(3)));
        var first = await app.Confirm((await app.Upload("demands", file)).Expect(201));

        var second = (await app.Upload("demands", file)).Expect(409);

        Assert.That((first.Text("state"), second.Code, Store.Count("select count(*) from demand")), Is.EqualTo(("Applied", "same-file-again", 3L)));
        Assert.That((await app.Upload("demands", file, "&again=true")).Expect(201).Number("new"), Is.EqualTo(3));
    }

    [Test]
    public async Task Confirm_Twice_WritesOnce()
    {
        var app = await Start();
        var check = (await app.Upload("demands", Sheets.Workbook(("需求清单", Sheets.NewDemands(450))))).Expect(201);

        await Task.WhenAll(app.Confirm(check), app.Confirm(check));
        await app.Confirm(check);

        Assert.That(Store.Count("select count(*) from demand"), Is.EqualTo(450));
        Assert.That(Store.Count("select count(*) from import_row"), Is.Zero, "what was brought in is not kept twice");
    }

    [Test]
    public async Task ExportThenImport_Untouched_ChangesNothing()
    {
        var app = await Start(seed: true);
        foreach (var (kind, lists) in new[] { ("demands", new[] { "demands.xlsx", "demands.csv" }), ("offers", ["offers.xlsx", "offers.csv", "slots.csv"]) })
        {
            foreach (var list in lists)
            {
                var check = (await app.Upload(kind, await app.Download($"/api/exports/{list}", "street/S-9"), actingAs: "street/S-9")).Expect(201);
                Assert.That((check.Number("new"), check.Number("changed"), check.Number("wrong")), Is.EqualTo((0L, 0L, 0L)), () => $"{list}: {check.Body[..Math.Min(3000, check.Body.Length)]}");
                Assert.That(check.Number("unchanged"), Is.GreaterThan(100), list);
            }
        }
    }

    [Test]
    public async Task ExportEditImport_ADemand_ChangesTitleWhileOpenAndNothingElse()
    {
        var app = await Start();
        var open = (await app.FileDemand()).Text("code");
        var quantity = (await app.FileDemand(Given.Demand("想有人陪着去医院"))).Text("code");
        var withdrawn = (await app.FileDemand(Given.Demand("厨房水管漏了"))).Text("code");
        (await app.Post($"/api/demands/{withdrawn}/withdraw", Given.Reason())).Expect(200);
        var rows = Sheets.Of(await app.Download("/api/exports/demands.xlsx"), "需求清单");
        rows.Set(open, "标题", "三楼阿婆独居，电话13800001234");
        rows.Set(quantity, "数量", "7");
        rows.Set(withdrawn, "标题", "还是漏");

        var check = (await app.Upload("demands", Sheets.Workbook(("需求清单", rows)))).Expect(201);
        await app.Confirm(check);

        var shown = check.List("rows").ToDictionary(row => (string)row!["code"]!, row => row!);
        Assert.That(((string)shown[open]["changes"]![0]!["before"]!, (string)shown[open]["changes"]![0]!["after"]!), Is.EqualTo(("三楼阿婆独自住，想有人常去看看", "三楼阿婆独居，电话138****1234")));
        Assert.That(((string)shown[quantity]["problems"]![0]!["column"]!, (string)shown[quantity]["problems"]![0]!["problem"]!), Is.EqualTo(("数量", "这一列不能改，现在是“1”")));
        Assert.That((string)shown[withdrawn]["problems"]![0]!["problem"]!, Does.Contain("已撤回"));
        var changed = await app.Demand(open);
        Assert.That((changed.Text("demand.title"), changed.Number("demand.version")), Is.EqualTo(("三楼阿婆独居，电话138****1234", 2L)));
        Assert.That(changed.Text("contact.hasNote"), Is.EqualTo("true"), "the number is kept, sealed");
        Assert.That((await app.Get("/api/search?q=三楼阿婆独居")).Body, Does.Contain(open));
    }

    [Test]
    public async Task Import_OffersWithAState_ANewOneHasItAndAKnownOneKeepsItsOwn()
    {
        var app = await Start(Given.Lists(slots: [Given.Slot()], offers: [Given.Offer()]));
        var rows = Sheets.Of(await app.Download("/api/exports/offers.xlsx"), "资源清单");
        rows.Add([.. rows[1]]);
        rows[2][Array.IndexOf(rows[0], "编码")] = "ZY-A-000007";
        rows.Set("ZY-A-000007", "状态", "已暂停");
        rows.Set("ZY-2026-000001", "状态", "已暂停");

        var check = (await app.Upload("offers", Sheets.Workbook(("资源清单", rows)))).Expect(201);
        await app.Confirm(check);

        Assert.That((check.Number("new"), check.Number("wrong")), Is.EqualTo((1L, 1L)), check.Body);
        Assert.That((await app.Get("/api/offers/ZY-A-000007")).Text("offer.state"), Is.EqualTo("Paused"));
        Assert.That((await app.Get("/api/offers/ZY-2026-000001")).Text("offer.state"), Is.EqualTo("Published"));
    }

    [Test]
    public async Task ExportEditImport_AnOffer_KeepsWhatIsPromised()
    {
        var app = await Start(Given.Lists(slots: [Given.Slot(capacity: 5)], offers: [Given.Offer()]));
        await app.OrderAfter("issue", "accept");
        var workbook = await app.Download("/api/exports/offers.xlsx");
        var (offers, slots) = (Sheets.Of(workbook, "资源清单"), Sheets.Of(workbook, "时段"));
        offers.Set("ZY-2026-000001", "标题", "上门陪聊");

        var below = slots.ToList();
        below.Set("ZY-2026-000001", "容量", "0");
        var refused = (await app.Upload("offers", Sheets.Workbook(("时段", below)))).Expect(201);
        slots.Set("ZY-2026-000001", "容量", "1");
        await app.Confirm((await app.Upload("offers", Sheets.Workbook(("资源清单", offers), ("时段", slots)))).Expect(201));

        Assert.That((string)refused.List("rows")[0]!["problems"]![0]!["problem"]!, Does.Contain("已承诺 1"));
        var offer = await app.Get("/api/offers/ZY-2026-000001");
        Assert.That((offer.Text("offer.title"), (int)offer.List("slots")[0]!["capacity"]!, (int)offer.List("slots")[0]!["remaining"]!), Is.EqualTo(("上门陪聊", 1, 0)));
    }

    [Test]
    public async Task Import_ANewOfferWithSlots_IsPublished()
    {
        var app = await Start();
        List<string[]> offers = [["编码", "单位", "标题", "类型", "类别", "容量单位"], ["ZY-NEW-01", "DW-0001", "周末探访", "技能服务", Given.Visiting, "次"], ["ZY-NEW-02", "DW-9999", "周末探访", "技能服务", Given.Visiting, "次"]];
        List<string[]> slots = [["资源", "开始", "结束", "容量"], ["ZY-NEW-01", "2026-12-05 09:00", "2026-12-05 12:00", "3"], ["ZY-NEW-02", "2026-12-05 09:00", "2026-12-05 12:00", "3"]];

        var check = (await app.Upload("offers", Sheets.Workbook(("资源清单", offers), ("时段", slots)))).Expect(201);
        await app.Confirm(check);

        Assert.That((check.Number("new"), check.Number("wrong")), Is.EqualTo((2L, 2L)));
        Assert.That((await app.Get("/api/offers/ZY-NEW-01")).Expect(200).List("slots"), Has.Count.EqualTo(1));
    }

    [TestCase("utf-8")]
    [TestCase("utf-8 bom")]
    [TestCase("gb18030")]
    public async Task Import_Csv_IsReadInEachEncoding(string encoding)
    {
        var app = await Start();
        var text = Sheets.Csv([.. Sheets.NewDemands(2)]);
        var bytes = encoding switch { "gb18030" => Sheets.Gb18030(text), "utf-8" => Encoding.UTF8.GetBytes(text), _ => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)] };

        await app.Confirm((await app.Upload("demands", bytes)).Expect(201));

        Assert.That(Store.Query<string>("select title from demand order by seq"), Is.EqualTo(new[] { "第1户老人想有人常来看看", "第2户老人想有人常来看看" }));
    }

    [Test]
    public async Task Import_OfAnotherCommunity_IsARowError()
    {
        var app = await Start();
        List<string[]> rows = [.. Sheets.NewDemands(1), ["云溪的事", Given.Visiting, Given.FarEstate, "1", "次"]];

        var check = (await app.Upload("demands", Sheets.Workbook(("需求清单", rows)), actingAs: Community)).Expect(201);

        Assert.That((check.Number("new"), check.Number("wrong")), Is.EqualTo((1L, 1L)));
        (await app.Get($"/api/imports/{check.Text("id")}", actingAs: "community/C-2@" + Given.Community)).Expect(404);
        (await app.Post($"/api/imports/{check.Text("id")}/confirm", actingAs: "community/C-2@" + Given.Community)).Expect(404);
    }

    [Test]
    public async Task Confirm_TheGroundChangedMeanwhile_MakesThatRowWrong()
    {
        var app = await Start();
        var code = (await app.FileDemand()).Text("code");
        var rows = Sheets.Of(await app.Download("/api/exports/demands.xlsx"), "需求清单");
        rows.Set(code, "标题", "换个说法");
        var check = (await app.Upload("demands", Sheets.Workbook(("需求清单", rows)))).Expect(201);
        (await app.Post($"/api/demands/{code}/withdraw", Given.Reason())).Expect(200);

        var done = await app.Confirm(check);

        Assert.That((check.Number("changed"), done.Number("changed"), done.Number("wrong")), Is.EqualTo((1L, 0L, 1L)));
        Assert.That((await app.Demand(code)).Text("demand.title"), Is.Not.EqualTo("换个说法"));
    }

    [Test]
    public async Task Import_WhatIsNoTable_IsRefusedByItsContent()
    {
        var app = await Start();
        var bomb = Zip(("xl/workbook.xml", "<workbook/>"), ("xl/worksheets/sheet1.xml", new string(' ', 50 * 1024 * 1024)));
        foreach (var (file, code) in new (byte[], string)[]
        {
            ([0xD0, 0xCF, 0x11, 0xE0, 0xA1], "old-workbook"), ([0x00, 0x01], "not-a-table"), ([0xFF, 0xFF, 0xFF], "not-a-table"), (Zip(("a.txt", "a")), "not-a-workbook"), (bomb, "workbook-too-large"),
            (Encoding.UTF8.GetBytes(Sheets.Csv(["标题", "类别", "区域", "数量", "数量单位"])), "no-rows"),
        })
            Assert.That((await app.Upload("demands", file)).Expect(409).Code, Is.EqualTo(code));
        Assert.That((await app.Upload("demands", "a,b\r\n1,2\r\n"u8.ToArray())).Expect(400).Text("detail"), Does.Contain("标题"));
        Assert.That((await app.Upload("demands", [])).Expect(400).Code, Is.EqualTo("invalid-list"));
        Assert.That(Store.Count("select count(*) from import_batch"), Is.Zero);
    }

    [Test]
    public async Task Export_FormulasAndContacts_AreTextAndMasked()
    {
        var app = await Start();
        var demand = Given.Demand("=HYPERLINK(\"http://x.example\")");
        demand["contact"] = new System.Text.Json.Nodes.JsonObject { ["name"] = "陈阿婆", ["phone"] = "13800001234", ["consent"] = true };
        await app.FileDemand(demand);

        var workbook = await app.Download("/api/exports/demands.xlsx");
        var csv = Encoding.UTF8.GetString(await app.Download("/api/exports/demands.csv"));

        using var zip = new ZipArchive(new MemoryStream(workbook));
        var xml = await new StreamReader(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open()).ReadToEndAsync();
        var styles = await new StreamReader(zip.GetEntry("xl/styles.xml")!.Open()).ReadToEndAsync();
        Assert.That(xml, Does.Not.Contain("<x:f>").And.Contain("s=\"2\"").And.Contain("dataValidation"));
        Assert.That(styles, Does.Contain("quotePrefix"));
        Assert.That(csv, Does.StartWith("\uFEFF编码,").And.Contain("'=HYPERLINK").And.Contain("138****1234").And.Not.Contain("13800001234"));
        Assert.That(Sheets.Of(workbook, "需求清单")[1], Has.Some.EqualTo("138****1234").And.None.EqualTo("13800001234").And.None.EqualTo("陈阿婆"));
        Assert.That(Sheets.Of(workbook, "填写说明"), Has.Count.GreaterThan(15));
        Assert.That(Sheets.Of(await app.Download("/api/exports/templates/demands.xlsx"), "需求清单"), Has.Count.EqualTo(1));
        var orders = await app.Download("/api/exports/orders.xlsx");
        Assert.That(Sheets.Of(orders, "填写说明").Skip(1).Select(row => row[1]), Is.EqualTo(Sheets.Of(orders, "服务清单")[0]), "each column of the orders is explained");
        Assert.That(Sheets.Of(orders, "填写说明").Skip(1).Select(row => row[2]), Is.All.EqualTo("只供查看"));
        Assert.That(Sheets.Of(await app.Download("/api/exports/demands.xlsx", $"community/C-3@{Given.Street}002"), "需求清单"), Has.Count.EqualTo(1), "outside its sight");
    }

    private static byte[] Zip(params (string Name, string Text)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return bytes.ToArray();
    }
}
