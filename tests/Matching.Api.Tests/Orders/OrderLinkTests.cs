using System.Net;
using System.Text.RegularExpressions;

namespace Matching.Api.Tests.Orders;

/// <summary>The code on a printed order: one order, for a while, until it is taken back.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed partial class OrderLinkTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private const string Unit = "unit/DW-0001";

    [Test]
    public async Task Link_Opened_LeavesTheSecretAtOnceAndChangesNothing()
    {
        var (app, order, path) = await Printed();
        var before = Store.Rows();
        using var paper = new Paper(app.Http.BaseAddress!);

        var opened = await paper.Get(path);

        Assert.That(((int)opened.StatusCode, opened.Headers.Location?.ToString()), Is.EqualTo((303, "/order-link")));
        Assert.That(await paper.Page(), Does.Contain("三楼阿婆独自住").And.Contain("望湖苑").And.Not.Contain(path[3..]));
        Assert.That(Store.Rows(), Is.EqualTo(before));
        Assert.That((await app.Order(order)).Text("order.state"), Is.EqualTo("Issued"));
        Assert.That(paper.CookieValue, Does.Not.Contain(path[3..]));
    }

    [Test]
    public async Task Link_AcceptsAndReportsCompletionOfItsOrder_SignedByItsNumber()
    {
        var (app, order, path) = await Printed();
        using var paper = new Paper(app.Http.BaseAddress!);
        await paper.Get(path);

        Assert.That((int)(await paper.Answer("Acknowledge")).StatusCode, Is.EqualTo(303));
        Assert.That((int)(await paper.Answer("Accept")).StatusCode, Is.EqualTo(303));
        Assert.That((int)(await paper.Answer("Complete", ("done", "已上门探访"))).StatusCode, Is.EqualTo(303));

        var detail = await app.Order(order);
        Assert.That(detail.Text("order.state"), Is.EqualTo("Completed"));
        Assert.That(detail.Texts("history", "who").TakeLast(3), Has.All.Matches<string>(who => WhoOfLink().IsMatch(who)));
    }

    [Test]
    public async Task Link_DeclinesWithAReason()
    {
        var (app, order, path) = await Printed();
        using var paper = new Paper(app.Http.BaseAddress!);
        await paper.Get(path);

        Assert.That((int)(await paper.Answer("Decline")).StatusCode, Is.EqualTo(422));
        Assert.That((int)(await paper.Answer("Decline", ("reason", "TimeConflict"))).StatusCode, Is.EqualTo(303));

        Assert.That((await app.Order(order)).Text("order.state"), Is.EqualTo("Declined"));
    }

    [TestCase("Issue")]
    [TestCase("Cancel")]
    [TestCase("Close")]
    [TestCase("Reopen")]
    public async Task Link_AskedForWhatItMayNot_IsRefused(string act)
    {
        var (app, order, path) = await Printed();
        using var paper = new Paper(app.Http.BaseAddress!);
        await paper.Get(path);

        Assert.That((int)(await paper.Answer(act)).StatusCode, Is.EqualTo(422));
        Assert.That((await app.Order(order)).Text("order.state"), Is.EqualTo("Issued"));
    }

    [TestCase("revoked")]
    [TestCase("printed again")]
    [TestCase("too old")]
    public async Task Link_OverOrTakenBack_OpensNothingAndStopsWhoIsIn(string why)
    {
        var (app, order, path) = await Printed();
        using var paper = new Paper(app.Http.BaseAddress!);
        await paper.Get(path);
        _ = await paper.Page();

        if (why == "too old")
            Clock.Advance(TimeSpan.FromDays(31));
        else
            (await app.Post($"/api/orders/{order}/link{(why == "revoked" ? "/revoke" : "")}", actingAs: Unit)).Expect(200);

        using var other = new Paper(app.Http.BaseAddress!);
        Assert.That((await other.Get(path)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await paper.Answer("Accept")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await app.Order(order)).Text("order.state"), Is.EqualTo("Issued"));
    }

    [Test]
    public async Task Link_CookieAfterHalfAnHour_IsOver()
    {
        var (app, _, path) = await Printed();
        using var paper = new Paper(app.Http.BaseAddress!);
        await paper.Get(path);

        Clock.Advance(TimeSpan.FromMinutes(31));

        Assert.That((await paper.Get("/order-link")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("order-link=made-up")]
    [TestCase("order-link=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Link_ForgedCookie_OpensNothing(string cookie)
    {
        var (app, _, _) = await Printed();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/order-link");
        request.Headers.Add("Cookie", cookie);

        using var answer = await app.Http.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Link_InTheStore_IsAHash()
    {
        var (_, _, path) = await Printed();

        Assert.That(Store.Query<string>("select hash from order_link").Single(), Does.Not.Contain(path[3..]));
    }

    [Test]
    public async Task MakeLink_OfAnEndedOrder_IsRefused()
    {
        var app = await Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer()], slots: [Given.Slot()]));
        var (_, order, _) = await app.OrderAfter("issue", "decline");

        Assert.That((await app.Post($"/api/orders/{order}/link")).Expect(409).Code, Is.EqualTo("order-not-printable"));
    }

    [Test]
    public async Task Link_TriedTooOften_Is429()
    {
        var app = await App.Start(Store.Name, Clock, Given.Lists(), settings: new Dictionary<string, string?> { ["Limits:LinkPerAddress"] = "5" });
        Own(app);
        using var paper = new Paper(app.Http.BaseAddress!);

        var statuses = new List<int>();
        for (var i = 0; i < 8; i++)
            statuses.Add((int)(await paper.Get($"/o/{Guid.NewGuid():N}")).StatusCode);

        Assert.That(statuses, Is.EqualTo(new[] { 404, 404, 404, 404, 404, 429, 429, 429 }));
    }

    private async Task<(App App, string Order, string Path)> Printed()
    {
        var app = await Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer()], slots: [Given.Slot(), Given.Slot(start: 48)]));
        var (_, order, _) = await app.OrderAfter("issue");
        return (app, order, (await app.Post($"/api/orders/{order}/link", actingAs: Unit)).Expect(200).Text("path"));
    }

    [GeneratedRegex(@"^unit/link-\d+$")]
    private static partial Regex WhoOfLink();

    /// <summary>The phone of somebody who holds the paper.</summary>
    private sealed partial class Paper : IDisposable
    {
        private readonly CookieContainer cookies = new();
        private readonly HttpClient http;

        public Paper(Uri address) => http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies, UseCookies = true }) { BaseAddress = address };

        public string CookieValue => cookies.GetCookies(http.BaseAddress!)["order-link"]!.Value;

        public Task<HttpResponseMessage> Get(string path) => http.GetAsync(path);

        public Task<string> Page() => http.GetStringAsync("/order-link");

        public async Task<HttpResponseMessage> Answer(string act, params (string Name, string Value)[] fields)
        {
            using var page = await http.GetAsync("/order-link");
            var token = Token().Match(page.IsSuccessStatusCode ? await page.Content.ReadAsStringAsync() : await http.GetStringAsync("/sign-in")).Groups[1].Value;
            using var request = new HttpRequestMessage(HttpMethod.Post, "/order-link/answer");
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            request.Headers.Add("Accept", "text/html");
            request.Content = new FormUrlEncodedContent([.. fields.Append(("act", act)).Append(("__RequestVerificationToken", token)).Select(field => KeyValuePair.Create(field.Item1, field.Item2))]);
            return await http.SendAsync(request);
        }

        public void Dispose() => http.Dispose();

        [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
        private static partial Regex Token();
    }
}
