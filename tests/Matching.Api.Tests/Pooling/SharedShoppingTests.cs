using System.Text.Json.Nodes;
using Matching.Api.Tests.Escalation;

namespace Matching.Api.Tests.Pooling;

/// <summary>The shopping group (买菜群): several households' lists become one purchase and one delivery, and who is missed stays open.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class SharedShoppingTests<TStore> : NetTests<TStore> where TStore : IStore
{
    private const string Shopping = "拼团团购";
    private const string Unit = "unit/DW-0001";

    private static readonly (string Goods, string Name, string Phone, string Door)[] Households =
    [
        ("大米5公斤、青菜2斤", "陈阿婆", "13800000001", "3栋101"), ("鸡蛋一板、豆腐", "李伯", "13800000002", "3栋202"), ("面条、番茄3斤", "黄姨", "13800000003", "3栋303"),
    ];

    [Test]
    public async Task ThreeHouseholds_OnePurchase_TwoBroughtAndConfirmed_TheThirdStaysOpen()
    {
        var app = await Start(Given.Lists(offers: [Given.Offer(category: Shopping, unitOfCapacity: "户")], slots: [Given.Slot(capacity: 10)]));
        var receipts = new List<Answer>();
        foreach (var household in Households)
            receipts.Add(await FileList(app, household.Goods, household.Name, household.Phone, household.Door));
        string[] numbers = [.. receipts.Select(receipt => receipt.Text("code"))];

        var common = (await app.Post("/api/demands/pools", PoolingTests<TStore>.Pool("AddUp", numbers), actingAs: Lead)).Expect(200);
        var code = common.Text("code");
        Assert.That((common.Number("quantity"), common.Text("unitOfQuantity"), common.Text("title")), Is.EqualTo((3, "户", "拼团团购（湖心社区 望湖苑 3栋 3 户）")));

        await app.RunMatch();
        var order = (await app.LiveOrders(code)).Single();
        foreach (var act in new[] { "issue", "accept" })
            await app.Step(order, act);
        Assert.That((await app.Order(order)).Number("order.quantity"), Is.EqualTo(3));
        await ExpectContactsOnRecord(app, order, code, receipts[0]);

        var parts = await Parts(app, code);
        foreach (var part in parts.Take(2))
            (await Mark(app, code, part, served: true)).Expect(200);
        Assert.That((await app.TryStep(order, "complete", actingAs: Unit)).Expect(409).Code, Is.EqualTo("parts-not-marked"));
        (await Mark(app, code, parts[2], served: false)).Expect(400);
        (await Mark(app, code, parts[2], served: false, "家里没人，电话没接")).Expect(200);
        await app.Step(order, "complete", actingAs: Unit);

        Assert.That((await app.TryStep(order, "return-visit", Given.Visit(), actingAs: "visitor/V-1")).Expect(409).Code, Is.EqualTo("pool-ask-each"), "nobody speaks for all");
        await ExpectTheThirdOpen(app, code, numbers[2], order);
        foreach (var receipt in receipts.Take(2))
            (await app.Post($"/api/demands/{receipt.Text("code")}/confirm", Given.Confirm(receipt.Text("lookUpCode")))).Expect(200);
        Assert.That((await app.Demand(code)).Text("demand.state"), Is.EqualTo("Confirmed"), "both who were served said so");
        Assert.That((await PoolingTests<TStore>.LookUp(app, numbers[0], receipts[0].Text("lookUpCode"))).Text("part.state"), Is.EqualTo("Confirmed"));
        ExpectSound();
    }

    [Test]
    public async Task Pool_OfShoppingLists_IsDueWhenTheFirstOfThemIs()
    {
        var app = await Start(Given.Lists(slots: []));
        var first = await FileList(app, "大米5公斤", "陈阿婆", "13800000001", "3栋101");
        var due = await DueOf(app, first.Text("code"), "Resolve");
        await At(app, 30);
        var second = await FileList(app, "鸡蛋一板", "李伯", "13800000002", "3栋202");

        var common = (await app.Post("/api/demands/pools", PoolingTests<TStore>.Pool("AddUp", first.Text("code"), second.Text("code")))).Expect(200);

        Assert.That(await DueOf(app, common.Text("code"), "Resolve"), Is.EqualTo(due));
        Assert.That(common.Instant("resolveDue"), Is.EqualTo(due), "pooling wins nobody time");
        ExpectSound();
    }

    [Test]
    public async Task LastHousehold_SaysNotSolved_BringsTheOrderBack()
    {
        var app = await Start(Given.Lists(offers: [Given.Offer(category: Shopping, unitOfCapacity: "户")], slots: [Given.Slot(capacity: 10)]));
        var receipts = new[] { await FileList(app, "大米5公斤", "陈阿婆", "13800000001", "3栋101"), await FileList(app, "鸡蛋一板", "李伯", "13800000002", "3栋202") };
        var code = (await app.Post("/api/demands/pools", PoolingTests<TStore>.Pool("AddUp", [.. receipts.Select(receipt => receipt.Text("code"))]))).Expect(200).Text("code");
        await app.RunMatch();
        var order = (await app.LiveOrders(code)).Single();
        await app.Step(order, "issue");
        await app.Step(order, "accept");
        Assert.That((await app.Post($"/api/demands/{code}/support", new JsonObject(), actingAs: "resident")).Expect(409).Code, Is.EqualTo("pool-has-order"));
        foreach (var part in await Parts(app, code))
            (await Mark(app, code, part, served: true)).Expect(200);
        await app.Step(order, "complete");

        foreach (var receipt in receipts)
            (await app.Post($"/api/demands/{receipt.Text("code")}/confirm", Given.Confirm(receipt.Text("lookUpCode"), solved: false, "Dissatisfied"))).Expect(200);

        Assert.That((await app.Demand(receipts[0].Text("code"))).Text("demand.state"), Is.EqualTo("Open"), "the first goes on alone");
        Assert.That(((await app.Order(order)).Text("order.state"), (await app.Order(order)).Number("order.quantity")), Is.EqualTo(("Reopened", 1)), "the last is the order's again");
        Assert.That((await app.Demand(code)).Text("demand.state"), Is.EqualTo("Matched"));
        ExpectSound();
    }

    [Test]
    public async Task DeliveryPage_ForCommitteeAndUnit_MasksUntilTheUnitAsks()
    {
        var app = await Start(Given.Lists(offers: [Given.Offer(category: Shopping, unitOfCapacity: "户")], slots: [Given.Slot(capacity: 10)]));
        var receipts = new[] { await FileList(app, "大米5公斤", "陈阿婆", "13800000001", "3栋101"), await FileList(app, "鸡蛋一板", "李伯", "13800000002", "3栋202") };
        var code = (await app.Post("/api/demands/pools", PoolingTests<TStore>.Pool("AddUp", [.. receipts.Select(receipt => receipt.Text("code"))]))).Expect(200).Text("code");
        await app.RunMatch();
        var order = (await app.LiveOrders(code)).Single();
        await app.Step(order, "issue");
        (await app.Get($"/orders/{order}/deliveries", actingAs: Unit)).Expect(403);
        await app.Step(order, "accept");

        foreach (var who in new[] { Unit, Committee })
            Assert.That((await app.Get($"/orders/{order}/deliveries", actingAs: who)).Expect(200).Body, Does.Contain("大米5公斤").And.Contain("陈**").Or.Contain("陈*").And.Not.Contain("13800000001"));
        (await app.Post($"/api/orders/{order}/deliveries", actingAs: Committee)).Expect(403);
        (await app.Post($"/api/orders/{order}/deliveries", actingAs: "unit/DW-0002")).Expect(404);
    }

    private async Task ExpectContactsOnRecord(App app, string order, string code, Answer first)
    {
        var lines = JsonNode.Parse((await app.Post($"/api/orders/{order}/deliveries", actingAs: Unit)).Expect(200).Body)!.AsArray();
        Assert.That(lines.Select(line => $"{line!["goods"]} {line["name"]} {line["phone"]} {line["address"]}"), Is.EqualTo(Households.Select(one => $"买菜清单；{one.Goods} {one.Name} {one.Phone} {one.Door}")));
        Assert.That((await app.Demand(code)).Texts("history", "act").Count(act => act == "Reveal"), Is.EqualTo(3), "one event a household");
        var own = await PoolingTests<TStore>.LookUp(app, first.Text("code"), first.Text("lookUpCode"));
        Assert.That(own.List("reveals"), Has.Count.EqualTo(1), "each reads who read theirs, and nobody else's");
    }

    private async Task ExpectTheThirdOpen(App app, string common, string third, string order)
    {
        Assert.That((await app.Demand(third)).Text("demand.state"), Is.EqualTo("Open"));
        Assert.That(await Running(app, third, "Resolve"), Is.Not.Null, "with its clock");
        Assert.That(((await app.Demand(common)).Number("demand.quantity"), (await app.Demand(common)).Text("demand.state")), Is.EqualTo((2, "Served")));
        Assert.That((await app.Order(order)).Number("order.quantity"), Is.EqualTo(2));
        Assert.That(Store.Count("select remaining from slot"), Is.EqualTo(8), "what the third would have taken is free again");
    }

    private static async Task<Answer> FileList(App app, string goods, string name, string phone, string door)
    {
        var body = Given.Demand("买菜清单", Shopping, Given.Building, detail: goods);
        body["contact"] = new JsonObject { ["name"] = name, ["phone"] = phone, ["address"] = door, ["consent"] = true };
        return await app.FileDemand(body, Lead);
    }

    private static async Task<IReadOnlyList<long>> Parts(App app, string code) =>
        [.. JsonNode.Parse((await app.Get($"/api/demands/{code}/parts", actingAs: Unit)).Expect(200).Body)!.AsArray().Select(part => (long)part!["id"]!)];

    private static Task<Answer> Mark(App app, string code, long part, bool served, string note = "") =>
        app.Post($"/api/demands/{code}/parts/{part}/mark", new JsonObject { ["served"] = served, ["note"] = note }, actingAs: Unit);
}
