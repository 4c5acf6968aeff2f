namespace Matching.Api.Tests.Search;

[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class SearchTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [TestCase("电梯", "三栋电梯坏了")]
    [TestCase("电梯 三栋", "三栋电梯坏了")]
    [TestCase("電梯", "三栋电梯坏了", TestName = "Search_TraditionalWriting_FindsTheSame")]
    [TestCase("sddt", "三栋电梯坏了", TestName = "Search_PinyinInitials_FindTheTitle")]
    [TestCase("DT", "三栋电梯坏了", TestName = "Search_CapitalInitials_FindTheTitle")]
    [TestCase("扯线充电", "求装充电桩", TestName = "Search_OtherWordsForIt_FindsIt")]
    public async Task Search_Demands_BestFirst(string text, string title)
    {
        var app = await Start();
        foreach (var filed in new[] { "老人想学书法", "三栋电梯坏了", "求装充电桩" })
            await app.FileDemand(Given.Demand(filed, "物业纠纷"));

        Assert.That((await Search(app, text)).Texts("demands", "title").FirstOrDefault(), Is.EqualTo(title));
    }

    [Test]
    public async Task Search_WhatCameSinceTheLast_IsFoundToo()
    {
        var app = await Start();
        await Search(app, "电梯");
        await app.FileDemand(Given.Demand("三栋电梯坏了", "物业纠纷"));
        await app.PublishOffer(Given.OfferBody(title: "电梯安全检查"));

        var answer = await Search(app, "电梯");

        Assert.That(answer.Texts("demands", "title"), Is.EqualTo(new[] { "三栋电梯坏了" }));
        Assert.That(answer.Texts("offers", "title"), Does.Contain("电梯安全检查"));
    }

    [Test]
    public async Task Search_OrdersOfADemandFound_AreThere()
    {
        var app = await Start();
        var (_, order, _) = await app.OrderAfter("issue");

        Assert.That((await Search(app, "独自住的阿婆")).Texts("orders", "code"), Does.Contain(order));
    }

    [Test]
    public async Task Search_NothingLikeIt_IsEmptyEverywhere()
    {
        var app = await Start();

        var answer = await Search(app, "zzqxzz");

        Assert.That(answer.List("demands").Count + answer.List("offers").Count + answer.List("orders").Count, Is.Zero);
    }

    [TestCase("")]
    [TestCase("%20")]
    public async Task Search_NoText_Is400(string text)
    {
        var app = await Start();

        (await app.Get($"/api/search?q={text}")).Expect(400);
    }

    private static async Task<Answer> Search(App app, string text) => (await app.Get($"/api/search?q={Uri.EscapeDataString(text)}&limit=10")).Expect(200);
}
