using System.Text;
using System.Text.Json.Nodes;
using Matching.Api.Orders.Calendar;

namespace Matching.Api.Tests.Orders.Calendar;

/// <summary>A unit's orders in its own calendar program.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class CalendarTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private const string Unit = "unit/DW-0001";

    [Test]
    public async Task Calendar_OfAcceptedOrders_HasTheirHoursAndNobodysWords()
    {
        var app = await OneUnit();
        var demand = Given.Demand("三楼陈阿婆独自住", area: Given.Building, detail: "她女儿叫阿珍");
        await app.FileDemand(demand);
        await app.RunMatch();
        var order = Store.Query<string>("select code from service_order").Single();
        await app.Step(order, "issue");
        await app.Step(order, "accept");
        var address = await Address(app);

        var calendar = (await app.Get(address, actingAs: "resident")).Expect(200);

        Assert.That(calendar.ContentType, Is.EqualTo("text/calendar"));
        Assert.That(calendar.Body, Does.Contain("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n").And.Contain($"UID:{order}@threelists\r\n").And.Contain("DTSTART:20261124T010000Z\r\nDTEND:20261124T040000Z\r\n"));
        Assert.That(Unfolded(calendar.Body), Does.Contain("LOCATION:湖心社区 望湖苑\r\n"));
        Assert.That(Unfolded(calendar.Body), Does.Not.Contain("陈").And.Not.Contain("阿珍").And.Not.Contain("3栋"));
        Assert.That((await app.Get(address, actingAs: "resident")).Body, Is.EqualTo(calendar.Body), "the same when nothing changed");
    }

    [Test]
    public async Task Calendar_OfNoAcceptedOrder_IsEmpty()
    {
        var app = await OneUnit();
        await app.OrderAfter("issue");

        Assert.That((await app.Get(await Address(app), actingAs: "resident")).Expect(200).Body, Does.Not.Contain("VEVENT"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Calendar_RevokedOrMadeAnew_OpensNoMore(bool isRevoked)
    {
        var app = await OneUnit();
        var address = await Address(app);

        (await app.Post(isRevoked ? "/api/calendar/revoke" : "/api/calendar", new JsonObject(), actingAs: Unit)).Expect(200);

        (await app.Get(address, actingAs: "resident")).Expect(404);
    }

    [Test]
    public async Task ListCalendars_TellsSinceWhen_AndNeverTheAddress()
    {
        var app = await OneUnit();
        var before = (await app.Get("/api/calendar", actingAs: Unit)).Expect(200);
        var address = await Address(app);
        var made = (await app.Get("/api/calendar", actingAs: Unit)).Expect(200);
        (await app.Post("/api/calendar/revoke", new JsonObject(), actingAs: Unit)).Expect(200);

        Assert.That(before.Json[0]!["madeAt"], Is.Null);
        Assert.That(((string?)made.Json[0]!["unit"], (DateTimeOffset?)made.Json[0]!["madeAt"]), Is.EqualTo(("DW-0001", (DateTimeOffset?)Clock.GetUtcNow())));
        Assert.That(made.Body, Does.Not.Contain(address.Split('/')[^1]));
        Assert.That((await app.Get("/api/calendar", actingAs: Unit)).Json[0]!["madeAt"], Is.Null);
    }

    [Test]
    public async Task Calendar_InTheStore_IsAHash()
    {
        var app = await OneUnit();
        var address = await Address(app);

        Assert.That(address, Does.Not.Contain(Store.Query<string>("select hash from calendar_feed").Single()));
    }

    [Test]
    public async Task MakeCalendar_OfAnotherUnit_Is403() =>
        Assert.That((await (await Start()).Post("/api/calendar", new JsonObject { ["unit"] = "DW-0002" }, actingAs: Unit)).Expect(403).Code, Is.EqualTo("other-units-calendar"));

    private Task<App> OneUnit() => Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer()], slots: [Given.Slot()]));

    private static async Task<string> Address(App app) => (await app.Post("/api/calendar", new JsonObject(), actingAs: Unit)).Expect(200).Text("path");

    private static string Unfolded(string calendar) => calendar.Replace("\r\n ", "");
}

internal sealed class CalendarTextTests
{
    [Test]
    public void Of_LongChineseLine_IsFoldedAt75OctetsInsideNoCharacter()
    {
        var title = string.Concat(Enumerable.Repeat("上门理发𠮷", 20));

        var text = Of(title);

        Assert.That(text.Split("\r\n").Select(Encoding.UTF8.GetByteCount), Has.All.LessThanOrEqualTo(75));
        Assert.That(text.Replace("\r\n ", ""), Does.Contain($"SUMMARY:{title}\r\n"));
        Assert.That(text.Replace("\r\n", ""), Does.Not.Contain("\n").And.Not.Contain("\r"));
    }

    [TestCase("一；二, 三; 四", "一；二\\, 三\\; 四")]
    [TestCase("a\\b", "a\\\\b")]
    [TestCase("两\r\n行\n末", "两\\n行\\n末")]
    [TestCase("END:VEVENT\r\nBEGIN:VEVENT", "END:VEVENT\\nBEGIN:VEVENT")]
    public void Of_SpecialCharacters_AreEscaped(string title, string written) => Assert.That(Of(title).Replace("\r\n ", ""), Does.Contain($"SUMMARY:{written}\r\n"));

    private static string Of(string title) =>
        CalendarText.Of("日历", [new CalendarEntry("FW-2026-000001@threelists", 3, Given.Now, Given.At(24), Given.At(26), title, "湖心社区", "")]);
}
