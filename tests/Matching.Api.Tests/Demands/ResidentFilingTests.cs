using System.Text;
using System.Text.RegularExpressions;
using Matching.Api.Tests.Access;
using Matching.Core.Tests.Photos;

namespace Matching.Api.Tests.Demands;

/// <summary>A resident's own filing without an account, the photos that come with it, and having it erased.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed partial class ResidentFilingTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private const string Page = "/file";

    private static readonly (string, string)[] Form =
        [("title", "三楼阿婆独自住，想有人常去看看"), ("area", Given.Estate), ("otherCategory", Given.Visiting), ("seen", "yes"), ("contact.name", "陈阿婆"), ("contact.phone", "13800000000"), ("contact.consent", "yes")];

    [Test]
    public async Task Filing_WithoutAnAccount_WaitsForANodAndGivesAReceipt()
    {
        var app = await Start();
        using var browser = new Browser(app.Http.BaseAddress!);

        var (code, lookUp) = await File(browser);

        var demand = await app.Demand(code);
        Assert.That(demand.Text("demand.state"), Is.EqualTo("Filed"));
        Assert.That(demand.Text("demand.source"), Is.EqualTo("Resident"));
        Assert.That(demand.Flag("demand.categoryConfirmed"), Is.False);
        Assert.That(lookUp, Does.Match("^[0-9A-Z]{10}$"));
        using var other = new Browser(app.Http.BaseAddress!);
        Assert.That((await other.Get($"{Page}/{code}")).Status, Is.EqualTo(303), "another browser is not shown the receipt");
    }

    [Test]
    public async Task Filing_WithPhotosThatTellTheirPlace_KeepsThePicturesAlone()
    {
        var app = await Start();
        using var browser = new Browser(app.Http.BaseAddress!);

        var (code, _) = await File(browser, Pictures.Jpeg(6), Pictures.Png());

        var photos = (await app.Demand(code)).List("photos");
        Assert.That(photos.Select(photo => (string)photo!["mediaType"]!), Is.EqualTo(new[] { "image/jpeg", "image/png" }));
        foreach (var photo in photos)
            Assert.That(Encoding.Latin1.GetString(await app.Download($"/api/demands/{code}/photos/{photo!["id"]}")), Does.Not.Contain(Pictures.Secret));
        Assert.That(Store.Query<byte[]>("select sealed from demand_photo").Select(Encoding.Latin1.GetString), Has.None.Contain("PNG"));
        var path = $"/api/demands/{code}/photos/{photos[0]!["id"]}";
        (await app.Get(path, actingAs: "resident")).Expect(401);
        (await app.Get(path, actingAs: "unit/DW-0001")).Expect(404);
        (await app.Get(path, actingAs: $"lead/L-9@{Given.FarEstate}")).Expect(404);
    }

    [Test]
    public async Task Filing_WithTooManyPhotosOrNone_KeepsNothingAndTheValues()
    {
        var app = await Start();
        using var browser = new Browser(app.Http.BaseAddress!);

        var tooMany = await browser.SendPhotos(Page, [Pictures.Png(), Pictures.Png(), Pictures.Png(), Pictures.Png()], Form);
        var none = await browser.SendPhotos(Page, [Encoding.UTF8.GetBytes("<svg/>")], Form);

        Assert.That((tooMany.Status, none.Status), Is.EqualTo((422, 422)));
        Assert.That(tooMany.Body, Does.Contain("最多 3 张照片").And.Contain("三楼阿婆独自住"));
        Assert.That(none.Body, Does.Contain("照片请用 JPEG、PNG 或 WebP 格式"));
        Assert.That(Store.Count("select count(*) from demand"), Is.Zero);
    }

    [Test]
    public async Task Erasure_OfEverything_NeedsATickAndLeavesNeitherWordsNorPhotos()
    {
        var app = await Start();
        using var browser = new Browser(app.Http.BaseAddress!);
        var (code, lookUp) = await File(browser, Pictures.Png());
        await browser.Send("/look-up", "/look-up", ("demand", code), ("lookUpCode", lookUp));

        var unsure = await browser.Send($"/look-up/{code}/erase", $"/look-up/{code}/erase", ("what", "Everything"));
        Assert.That(unsure.Status, Is.EqualTo(422));
        Assert.That(Store.Count("select count(*) from demand_photo"), Is.EqualTo(1));
        var sure = await browser.Send($"/look-up/{code}/erase", $"/look-up/{code}/erase", ("what", "Everything"), ("sure", "yes"));

        Assert.That((sure.Status, sure.Location), Is.EqualTo((303, "/look-up?erased=1")));
        Assert.That(Store.Count("select count(*) from demand_photo"), Is.Zero);
        var demand = await app.Demand(code);
        Assert.That(demand.Text("demand.state"), Is.EqualTo("Withdrawn"));
        Assert.That(demand.Text("demand.title"), Does.Not.Contain("阿婆"));
        Assert.That((await browser.Send("/look-up", "/look-up", ("demand", code), ("lookUpCode", lookUp))).Status, Is.EqualTo(422), "the code opens nothing any more");
    }

    [Test]
    public async Task Erasure_OfTheContactAlone_LetsTheMatterGoOn()
    {
        var app = await Start();
        using var browser = new Browser(app.Http.BaseAddress!);
        var (code, lookUp) = await File(browser);
        await browser.Send("/look-up", "/look-up", ("demand", code), ("lookUpCode", lookUp));

        var taken = await browser.Send($"/look-up/{code}/erase", $"/look-up/{code}/erase", ("what", "Handling"), ("sure", "yes"));

        Assert.That(taken.Status, Is.EqualTo(303), taken.Body);
        Assert.That((await browser.Get($"/look-up/{code}?withdrawn=Handling")).Body, Does.Contain("联系方式已经销毁").And.Not.Contain("陈"));
        Assert.That((await app.Demand(code)).Text("demand.state"), Is.EqualTo("Filed"));
    }

    [Test]
    public async Task ErasePage_WithoutTheCode_AsksForIt()
    {
        var app = await Start();
        using var browser = new Browser(app.Http.BaseAddress!);
        var (code, _) = await File(browser);

        var answer = await browser.Get($"/look-up/{code}/erase");

        Assert.That((answer.Status, answer.Location), Is.EqualTo((303, $"/look-up?demand={code}")));
    }

    private static async Task<(string Code, string LookUp)> File(Browser browser, params byte[][] photos)
    {
        var sent = await browser.SendPhotos(Page, photos, Form);
        Assert.That(sent.Status, Is.EqualTo(303), sent.Body);
        var receipt = await browser.Get(sent.Location!);
        return (sent.Location!.Split('/')[^1], LookUpCode().Match(receipt.Body).Groups[1].Value);
    }

    [GeneratedRegex("class=\"code\">([^<]+)<")]
    private static partial Regex LookUpCode();
}
