using System.Text;
using Matching.Core.Tests.Photos;

namespace Matching.Api.Tests.Orders.Evidence;

/// <summary>Photos of what was done: cleaned, sealed, and shown to those who may see the order.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class PhotoTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private const string Unit = "unit/DW-0001";

    [Test]
    public async Task Completion_WithPhotosThatTellTheirPlace_KeepsThePicturesAlone()
    {
        var (app, order) = await Accepted();

        (await Complete(app, order, Pictures.Jpeg(6), Pictures.Png(), Pictures.WebP())).Expect(200);

        var detail = await app.Order(order);
        Assert.That(detail.Text("order.state"), Is.EqualTo("Completed"));
        Assert.That(detail.Texts("photos", "mediaType"), Is.EqualTo(new[] { "image/jpeg", "image/png", "image/webp" }));
        foreach (var photo in detail.List("photos"))
        {
            using var shown = await Photo(app, order, (long)photo!["id"]!, Unit);
            var bytes = await shown.Content.ReadAsByteArrayAsync();
            Assert.That(Encoding.Latin1.GetString(bytes), Does.Not.Contain(Pictures.Secret));
            Assert.That(bytes, Has.Length.GreaterThan(20));
            Assert.That(shown.Content.Headers.ContentType?.MediaType, Is.EqualTo((string?)photo["mediaType"]));
            Assert.That(shown.Headers.CacheControl?.NoStore, Is.True);
        }
    }

    [Test]
    public async Task Photo_InTheStore_IsSealed()
    {
        var (app, order) = await Accepted();
        (await Complete(app, order, Pictures.Png())).Expect(200);

        var kept = Store.Query<byte[]>("select sealed from evidence").Single();

        Assert.That(Encoding.Latin1.GetString(kept), Does.Not.Contain("PNG").And.Not.Contain("IDAT"));
    }

    [TestCase("unit/DW-0002")]
    [TestCase($"lead/L-9@{Given.FarEstate}")]
    [TestCase("resident")]
    public async Task Photo_ForWhoMayNotSeeTheOrder_IsNotThere(string actingAs)
    {
        var (app, order) = await Accepted();
        (await Complete(app, order, Pictures.Png())).Expect(200);
        var id = (long)(await app.Order(order)).List("photos").Single()!["id"]!;

        using var shown = await Photo(app, order, id, actingAs);

        Assert.That((int)shown.StatusCode, Is.EqualTo(actingAs == "resident" ? 401 : 404));
    }

    [Test]
    public async Task Photo_OfAnotherOrder_IsNotThere()
    {
        var (app, order) = await Accepted();
        (await Complete(app, order, Pictures.Png())).Expect(200);
        var id = (long)(await app.Order(order)).List("photos").Single()!["id"]!;
        var (_, other, _) = await app.OrderAfter("issue");

        using var shown = await Photo(app, other, id, "street/S-1");

        Assert.That((int)shown.StatusCode, Is.EqualTo(404));
    }

    [Test]
    public async Task Completion_WithWhatIsNoPhoto_IsRefusedAndNothingIsKept()
    {
        var (app, order) = await Accepted();

        Assert.That((await Complete(app, order, Pictures.Png(), Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'/>"))).Expect(409).Code, Is.EqualTo("photo-kind"));

        Assert.That(Store.Count("select count(*) from evidence"), Is.Zero);
        Assert.That((await app.Order(order)).Text("order.state"), Is.EqualTo("Accepted"));
    }

    [Test]
    public async Task Completion_WithSixPhotos_Is400()
    {
        var (app, order) = await Accepted();

        Assert.That((await Complete(app, order, [.. Enumerable.Repeat(Pictures.Png(), 6)])).Expect(400).Json["errors"]!.AsObject().Single().Key, Is.EqualTo("photos"));
    }

    [Test]
    public async Task Completion_LargerThanAnyForm_Is413()
    {
        var (app, order) = await Accepted();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/orders/{order}/completion") { Content = new MultipartFormDataContent { { new ByteArrayContent(new byte[33 * 1024 * 1024]), "photos", "p.jpg" } } };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {await app.Token(Unit)}");
        request.Headers.ExpectContinue = true;

        using var answer = await app.Http.SendAsync(request);

        Assert.That((int)answer.StatusCode, Is.EqualTo(413));
    }

    [Test]
    public async Task Photo_OfAnErasedPerson_IsGone()
    {
        var app = await Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer()], slots: [Given.Slot()]));
        var body = Given.Demand();
        body["contact"] = new System.Text.Json.Nodes.JsonObject { ["name"] = "甲某", ["phone"] = "13900000000", ["consent"] = true };
        var receipt = await app.FileDemand(body);
        await app.RunMatch();
        var order = (await app.LiveOrders(receipt.Text("code"))).Single();
        await app.Step(order, "issue");
        await app.Step(order, "accept");
        (await Complete(app, order, Pictures.Png())).Expect(200);
        (await app.Post($"/api/demands/{receipt.Text("code")}/confirm", Given.Confirm(receipt.Text("lookUpCode")))).Expect(200);

        (await app.Post($"/api/demands/{receipt.Text("code")}/erase", new System.Text.Json.Nodes.JsonObject { ["lookUpCode"] = receipt.Text("lookUpCode") }, actingAs: "resident")).Expect(200);

        Assert.That(Store.Count("select count(*) from evidence"), Is.Zero);
    }

    private async Task<(App App, string Order)> Accepted()
    {
        var app = await Start(Given.Lists(offers: [Given.Offer()], slots: [Given.Slot(), Given.Slot(start: 48)]));
        return (app, (await app.OrderAfter("issue", "accept")).Order);
    }

    private static Task<Answer> Complete(App app, string order, params byte[][] photos)
    {
        var form = new MultipartFormDataContent { { new StringContent("理发三位老人，已收拾好场地"), "note" } };
        foreach (var photo in photos)
            form.Add(new ByteArrayContent(photo), "photos", "现场.jpg");
        return app.Send(HttpMethod.Post, $"/api/orders/{order}/completion", form, actingAs: Unit);
    }

    private static async Task<HttpResponseMessage> Photo(App app, string order, long id, string actingAs)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/orders/{order}/photos/{id}");
        if (await app.Token(actingAs) is { } token)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return await app.Http.SendAsync(request);
    }
}
