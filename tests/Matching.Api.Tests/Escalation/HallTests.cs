using System.Text.Json.Nodes;
using Matching.Api.Lists;
using Matching.Core.Grid;
using Matching.Core.Units;

namespace Matching.Api.Tests.Escalation;

/// <summary>The hall opens ring by ring, one claim wins, and a claim that is not begun is released.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class HallTests<TStore> : NetTests<TStore> where TStore : IStore
{
    private const int Many = 200;

    [Test]
    public async Task Hall_OpensRingByRing_EachInItsTime()
    {
        var app = await Start(FourRings());
        var demand = await File(app);
        var shown = new List<string>();

        foreach (var hours in new[] { 0, 23.9, 24, 48, 72 })
        {
            await At(app, hours);
            var seeing = new List<string>();
            foreach (var unit in new[] { "DW-0001", "DW-0002", "DW-0003", "DW-0004" })
            {
                var hall = (await app.Get("/api/hall", actingAs: $"unit/{unit}")).Expect(200);
                if (hall.Texts("items", "code").Contains(demand))
                    seeing.Add(unit[^1..]);
            }
            shown.Add(string.Concat(seeing));
        }

        Assert.That(shown, Is.EqualTo(new[] { "1", "1", "12", "123", "1234" }));
        Assert.That((await Clocks(app, demand)).Text("ring"), Is.EqualTo("OpenHall"));
        ExpectSound();
    }

    [TestCase(Given.Estate, "Community", TestName = "Ring_NobodyIsPaired_BeginsWithTheCommunity")]
    [TestCase(Given.FarEstate, "Street", TestName = "Ring_NoUnitInTheCommunity_BeginsWithTheStreet")]
    public async Task Ring_OfNobody_IsPassedOver(string area, string ring)
    {
        var app = await Start();

        var demand = await File(app, demand: Given.Demand(area: area));

        Assert.That((await Clocks(app, demand)).Text("ring"), Is.EqualTo(ring));
    }

    [Test]
    public async Task Ring_TheNextIsEmpty_OpensTheOneAfterIt()
    {
        var lists = Given.Lists(slots: []);
        var app = await Start(lists with { Pairings = [new("DW-0001", new(Given.Street + "002"), Core.Units.Ring.Core, null)] });
        var demand = await File(app, demand: Given.Demand(area: Given.FarEstate));
        Assert.That((await Clocks(app, demand)).Text("ring"), Is.EqualTo("Paired"));

        await At(app, 24);

        Assert.That((await Clocks(app, demand)).Text("ring"), Is.EqualTo("Street"));
    }

    [Test]
    public async Task Claim_ByAUnitThatIsNotInvitedYet_IsRefused()
    {
        var app = await Start(FourRings());
        var demand = await File(app);

        Assert.That((await Claim(app, demand, "DW-0003", "ZY-2026-000003")).Expect(409).Code, Is.EqualTo("demand-not-takeable"));
        (await Claim(app, demand, "DW-0001", "ZY-2026-000001")).Expect(200);
    }

    [Test]
    public async Task Hall_ShowsNoContactAndTheCountdown()
    {
        var app = await Start(FourRings());
        var body = Given.Demand();
        body["contact"] = new JsonObject { ["name"] = "陈阿婆", ["phone"] = "13800000000", ["consent"] = true };
        await File(app, demand: body);

        var hall = (await app.Get("/api/hall", actingAs: "unit/DW-0001")).Expect(200);

        Assert.That(hall.Body, Does.Not.Contain("陈").And.Not.Contain("13800000000").And.Not.Contain("138****"));
        Assert.That(hall.List("items")[0]!["ringUntil"]!.GetValue<DateTimeOffset>(), Is.EqualTo(Given.At(24)));
    }

    [Test]
    public async Task Decline_OfTheLastUnitOfARing_OpensTheNextAtOnce()
    {
        var app = await Start(FourRings(offers: 1));
        var demand = await File(app);
        await app.RunMatch();
        var order = (await app.LiveOrders(demand)).Single();
        await app.Step(order, "issue");

        await app.Step(order, "decline", Given.Decline("NotOurDuty"));
        await At(app, 0);

        Assert.That((await Clocks(app, demand)).Text("ring"), Is.EqualTo("Community"));
        ExpectSound();
    }

    [Test]
    public async Task Claim_ByTwoHundredUnitsAtOnce_HasOneHolder()
    {
        var units = Enumerable.Range(1, Many).Select(n => $"DW-{n:0000}").ToArray();
        var app = await Start(Given.Lists(
            units: [.. units.Select(unit => Given.Unit(unit, $"单位{unit}"))], offers: [.. units.Select(unit => Given.Offer(OfferOf(unit), unit))], slots: [.. units.Select(unit => Given.Slot(OfferOf(unit)))]));
        var demand = await File(app);
        await Task.WhenAll(units.Select(unit => app.Token($"unit/{unit}")));

        var answers = await Task.WhenAll(units.Select(unit => Claim(app, demand, unit, OfferOf(unit))));

        Assert.That(answers.Count(answer => answer.Status == 200), Is.EqualTo(1));
        Assert.That(answers.Where(answer => answer.Status != 200).Select(answer => $"{answer.Status} {answer.Code}").Distinct(), Is.SubsetOf(new[] { "409 demand-taken", "409 demand-not-takeable" }));
        Assert.That(Store.Count("select count(*) from service_order where state = 'Accepted'"), Is.EqualTo(1));
        Assert.That(Store.Count("select count(*) from service_order"), Is.EqualTo(1));
        ExpectSound();
    }

    [Test]
    public async Task Claim_NotBegunInItsTime_IsReleasedToTheOthers()
    {
        var app = await Start(Given.Lists(slots: [Given.Slot(start: 200), Given.Slot("ZY-2026-000002", 200)]));
        var demand = await File(app);
        var order = (await Claim(app, demand, "DW-0001", "ZY-2026-000001", 200)).Expect(200).Text("code");

        await At(app, 47.9);
        Assert.That((await app.Order(order)).Text("order.state"), Is.EqualTo("Accepted"));
        await At(app, 48);

        Assert.That((await app.Order(order)).Text("order.state"), Is.EqualTo("Expired"));
        Assert.That((await app.Order(order)).Texts("history", "act").Last(), Is.EqualTo("Release"));
        Assert.That((await app.Get("/api/hall", actingAs: "unit/DW-0001")).Expect(200).List("items"), Is.Empty, "it had its chance");
        (await Claim(app, demand, "DW-0002", "ZY-2026-000002", 200)).Expect(200);
        Assert.That(Store.Count("select count(*) from slot where remaining < capacity"), Is.EqualTo(1));
        ExpectSound();
    }

    [Test]
    public async Task Claim_Begun_StaysWithItsUnit()
    {
        var app = await Start(Given.Lists(slots: [Given.Slot(start: 200)]));
        var order = (await Claim(app, await File(app), "DW-0001", "ZY-2026-000001", 200)).Expect(200).Text("code");

        await app.Step(order, "schedule", Given.Window(200, 202), "unit/DW-0001");
        await At(app, 100);

        Assert.That((await app.Order(order)).Text("order.state"), Is.EqualTo("Scheduled"));
        ExpectSound();
    }

    private static string OfferOf(string unit) => $"ZY-2026-00{unit[^4..]}";

    private static Task<Answer> Claim(App app, string demand, string unit, string offer, double start = 24) =>
        app.Post($"/api/hall/{demand}/claim", new JsonObject { ["offer"] = offer, ["slotStart"] = Given.TextAt(start) }, actingAs: $"unit/{unit}");

    /// <summary>A paired unit from elsewhere, one of the community, one of the street, one of another street.</summary>
    private static ListSet FourRings(int offers = 4)
    {
        const string elsewhere = "440605002";
        string[] places = [elsewhere, Given.Community, Given.Street + "002", elsewhere];
        var units = places.Select((place, n) => Given.Unit($"DW-000{n + 1}", $"单位{n + 1}") with { Area = new AreaCode(place) }).ToArray();
        var lists = Given.Lists(units, [.. units.Take(offers).Select(unit => Given.Offer(OfferOf(unit.Code), unit.Code))],
            [.. units.Take(offers).SelectMany(unit => new[] { Given.Slot(OfferOf(unit.Code)), Given.Slot(OfferOf(unit.Code), 300) })]);
        return lists with
        {
            Areas = [.. lists.Areas, new Area(new AreaCode(elsewhere), "别处街道")],
            Pairings = [new UnitPairing("DW-0001", new AreaCode(Given.Community), Ring.Core, null)],
        };
    }
}
