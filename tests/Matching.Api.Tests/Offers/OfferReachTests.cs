using System.Text.Json.Nodes;
using Matching.Api.Tests.Escalation;

namespace Matching.Api.Tests.Offers;

/// <summary>What longer hours would bring an offer, on asking and once a month for those that sleep.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class OfferReachTests<TStore> : NetTests<TStore> where TStore : IStore
{
    private const string Offer = "ZY-2026-000001";
    private const string Unit = "unit/DW-0001";
    private const int Slot = 110 * 24;
    private const int March = 98 * 24;

    [Test]
    public async Task Reach_OfAnEveningDemand_ComesWithLongerHours()
    {
        var app = await OneOffer();
        await File(app);
        var evening = await File(app, demand: Evening());

        var reach = (await app.Get($"/api/offers/{Offer}/reach?until=20:00", actingAs: Unit)).Expect(200);

        Assert.That((reach.Number("asItIs.demands"), reach.Number("more"), reach.Flag("dormant")), Is.EqualTo((1L, 1L, false)));
        Assert.That(reach.Texts("moreBest", "demand"), Is.EqualTo(new[] { evening }));
        Assert.That((await app.Get($"/api/offers/{Offer}/reach?until=18:00", actingAs: Unit)).Expect(200).Number("more"), Is.Zero);
        (await app.Get($"/api/offers/{Offer}/reach?until=25:00", actingAs: Unit)).Expect(400);
        Assert.That((await app.Get($"/api/offers/{Offer}", actingAs: Unit)).Expect(200).List("slots")[0]!["end"]!.GetValue<DateTimeOffset>(), Is.EqualTo(Given.At(Slot + 3)));
    }

    [Test]
    public async Task Digest_OnTheFirstOfTheMonth_TellsTheUnitOfItsDormantOffer()
    {
        var app = await OneOffer();
        await app.Token(Unit);
        await At(app, March - 24);
        await File(app);
        await File(app, demand: Evening());
        Assert.That(await Told(app), Is.Empty);

        await At(app, March + 1);

        Assert.That(await Told(app), Is.EqualTo(new[] { $"资源 {Offer} 久未使用：本可服务 1 件需求；若开放到 20:00 还可多服务 1 件" }));
        Assert.That((await app.Get($"/api/offers/{Offer}/reach", actingAs: Unit)).Expect(200).Flag("dormant"));
    }

    [Test]
    public async Task Digest_WithNobodyToServe_TellsNobody()
    {
        var app = await OneOffer();
        await app.Token(Unit);

        await At(app, March + 1);

        Assert.That(await Told(app), Is.Empty);
    }

    private Task<App> OneOffer() => Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer()], slots: [Given.Slot(start: Slot, capacity: 5)]));

    private static JsonObject Evening()
    {
        var demand = Given.Demand("晚上才有空，想有人来坐坐", until: Given.TextAt(Slot + 12));
        demand["from"] = Given.TextAt(Slot + 10);
        return demand;
    }

    private static async Task<IEnumerable<string>> Told(App app) =>
        (await app.Get("/api/inbox", actingAs: Unit)).Expect(200).List("notices.items").Where(notice => (string?)notice!["kind"] == "OfferDormant").Select(notice => notice!["text"]!.ToString());
}
