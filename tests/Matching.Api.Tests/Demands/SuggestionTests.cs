using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Demands;

[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class SuggestionTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [TestCase("孩子四点半放学我们六点才下班", "课后托管")]
    [TestCase("楼上楼下到处飞线，看着就怕", "电动车充电")]
    [TestCase("一下雨地库就灌水", "积水排涝")]
    public async Task Suggest_EverydayWords_NamesTheCategoryWithItsCertainty(string title, string category)
    {
        var app = await Start();

        var answer = (await app.Post("/api/demands/suggestions", Body(title))).Expect(200);

        Assert.That(answer.Texts("categories", "name"), Has.Count.EqualTo(3).And.Contains(category));
        Assert.That(answer.List("categories").Select(row => (int)row!["certainty"]!), Is.Ordered.Descending.And.All.InRange(1, 1_000_000));
        Assert.That(answer.Number("modelVersion"), Is.Zero);
    }

    [Test]
    public async Task Suggest_MoneyAskedFor_NamesTheKindOfOffer()
    {
        var app = await Start();

        var answer = (await app.Post("/api/demands/suggestions", Body("办邻里节还差点钱"), language: "zh-CN")).Expect(200);

        Assert.That(answer.Texts("kinds", "name"), Is.EqualTo(new[] { "资金" }));
    }

    [Test]
    public async Task Suggest_NeighbourFiledTheSame_IsShown()
    {
        var app = await Start();
        var code = (await app.FileDemand(Given.Demand("三栋电梯坏了一周没人修", "物业纠纷"))).Code;
        await app.FileDemand(Given.Demand("广场舞吵得睡不着", "邻里调解"));
        await app.FileDemand(Given.Demand("三栋电梯坏了一周没人修", "物业纠纷", area: Given.FarEstate));

        var answer = (await app.Post("/api/demands/suggestions", Body("三栋的电梯又坏了", area: Given.OtherEstate))).Expect(200);

        Assert.That(answer.Texts("neighbours", "code"), Is.EqualTo(new[] { code }));
    }

    [Test]
    public async Task Suggest_NeighboursDemandWithdrawn_IsNotShown()
    {
        var app = await Start();
        var code = (await app.FileDemand(Given.Demand("三栋电梯坏了一周没人修", "物业纠纷"))).Code;
        (await app.Post($"/api/demands/{code}/withdraw", Given.Reason())).Expect(200);

        var answer = (await app.Post("/api/demands/suggestions", Body("三栋的电梯又坏了"))).Expect(200);

        Assert.That(answer.List("neighbours"), Is.Empty);
    }

    [TestCase("", Given.Estate)]
    [TestCase("电梯坏了", "999999999")]
    public async Task Suggest_Malformed_Is400(string title, string area)
    {
        var app = await Start();

        (await app.Post("/api/demands/suggestions", Body(title, area))).Expect(400);
    }

    [Test]
    public async Task File_WithoutACategory_TakesTheSuggestedOneAndSaysHowCertain()
    {
        var app = await Start();

        var receipt = await app.FileDemand(Given.Demand("家里断网了，宽带老掉线", category: null));

        Assert.That(receipt.Text("categoryName"), Is.EqualTo("家庭宽带"));
        Assert.That(receipt.Flag("categoryConfirmed"), Is.False);
        Assert.That(receipt.Number("categoryCertainty"), Is.InRange(300_000, 1_000_000));
    }

    [Test]
    public async Task File_CategoryGiven_HasNoCertainty()
    {
        var app = await Start();

        Assert.That((await app.FileDemand()).Text("categoryCertainty"), Is.Empty);
    }

    [Test]
    public async Task File_TextThatSaysNothing_NeedsACategory()
    {
        var app = await Start();

        Assert.That((await app.Post("/api/demands", Given.Demand("zzqx", category: null))).Expect(409).Code, Is.EqualTo("category-needed"));
    }

    [Test]
    public async Task Pools_SameMatterInOneCommunity_IsOneProposalThatMerges()
    {
        var app = await Start();
        var first = (await app.FileDemand(Given.Demand("三栋电梯坏了一周没人修", "物业纠纷"))).Code;
        await app.FileDemand(Given.Demand("物业费涨得不明不白", "物业纠纷"));
        var second = (await app.FileDemand(Given.Demand("三栋的电梯坏了一周了", "物业纠纷", area: Given.OtherEstate))).Code;
        await app.FileDemand(Given.Demand("三栋电梯坏了一周没人修", "邻里调解"));
        await app.FileDemand(Given.Demand("三栋电梯坏了一周没人修", "物业纠纷", area: Given.FarEstate));

        var pools = (await app.Get("/api/demands/pools")).Expect(200).Json.AsArray();

        Assert.That(pools.Select(pool => $"{pool!["into"]!["code"]} <- {string.Join(' ', pool["members"]!.AsArray().Select(member => member!["code"]))}"), Is.EqualTo(new[] { $"{first} <- {second}" }));
        (await app.Post($"/api/demands/{second}/merge", new JsonObject { ["into"] = first })).Expect(200);
        Assert.That((await app.Get("/api/demands/pools")).Json.AsArray(), Is.Empty);
    }

    private static JsonObject Body(string title, string area = Given.Estate) => new() { ["title"] = title, ["area"] = area };
}
