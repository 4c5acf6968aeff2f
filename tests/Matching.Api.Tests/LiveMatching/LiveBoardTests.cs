namespace Matching.Api.Tests.LiveMatching;

/// <summary>What the product forecasts between runs, and that the forecast follows every write.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class LiveBoardTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [Test]
    public async Task FileDemand_OpenAtOnce_AnswersWhoIsLikelyToServeItAndWhy()
    {
        var app = await Start();

        var receipt = await app.FileDemand();

        Assert.That(receipt.Texts("forecast.services", "offer").First(), Is.EqualTo("ZY-2026-000001"));
        Assert.That(receipt.Texts("forecast.services", "reason").First(), Does.Contain("类别一致"));
        Assert.That(receipt.Text("forecast.text"), Does.StartWith("预计"));
        Assert.That(Store.Count("select count(*) from service_order"), Is.Zero, "a forecast moves nothing");
    }

    [Test]
    public async Task FileDemand_ByAResident_WaitsForTheNodWithoutForecast()
    {
        var app = await Start();

        var receipt = await app.FileDemand(Given.Demand(source: "Resident"), actingAs: "resident");
        var before = receipt.Json["forecast"];
        (await app.Post($"/api/demands/{receipt.Code}/open")).Expect(200);

        Assert.That(before, Is.Null);
        Assert.That((await Forecast(app, receipt.Code)).Texts("services", "offer").First(), Is.EqualTo("ZY-2026-000001"));
    }

    [Test]
    public async Task FileDemand_TheOnlyPlaceIsTaken_TheUrgentOneGetsItAndTheOtherIsToldSo()
    {
        var app = await Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer()], slots: [Given.Slot(capacity: 1)]));
        var first = await app.FileDemand();

        var urgent = await app.FileDemand(Given.Demand(urgency: "Urgent"));

        Assert.That(urgent.Number("forecast.expected"), Is.EqualTo(1));
        Assert.That((await Forecast(app, first.Code)).Number("expected"), Is.Zero);
        Assert.That((await Forecast(app, first.Code)).Text("text"), Does.Contain("更急"));
    }

    [Test]
    public async Task DeclineOrder_AnotherSlotIsFree_TheCommitteeSeesItInsteadAndTheUnitDoesNot()
    {
        var app = await Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer()], slots: [Given.Slot(), Given.Slot(start: 48)]));
        var (demand, order, _) = await app.OrderAfter("issue");

        var declined = await app.Step(order, "decline", Given.Decline());
        await app.RunMatch();
        var second = (await app.LiveOrders(demand)).Single();
        await app.Step(second, "issue");
        var byUnit = await app.Step(second, "decline", Given.Decline(), actingAs: "unit/DW-0001");

        Assert.That(declined.Number("instead.expected"), Is.EqualTo(1));
        Assert.That(byUnit.Json["instead"], Is.Null);
        Assert.That((await Forecast(app, demand)).Number("candidates"), Is.Zero, "both slots are barred now");
    }

    [Test]
    public async Task PublishOffer_DemandWaits_ItsForecastFindsTheNewOffer()
    {
        var app = await Start(Given.Lists(units: [Given.Unit()], offers: [], slots: []));
        var receipt = await app.FileDemand();

        var offer = await app.PublishOffer(Given.OfferBody());

        Assert.That(receipt.Number("forecast.candidates"), Is.Zero);
        Assert.That((await Forecast(app, receipt.Code)).Texts("services", "offer").First(), Is.EqualTo(offer));
    }

    [Test]
    public async Task LiveMatch_AfterMixedWrites_IsWorthWhatAFreshSolveIs()
    {
        var app = await Start();
        for (var round = 0; round < 3; round++)
        {
            var receipt = await app.FileDemand(Given.Demand(quantity: 1 + round));
            await app.RunMatch();
            foreach (var order in await app.LiveOrders(receipt.Code))
            {
                await app.Step(order, "issue");
                await app.Step(order, round == 1 ? "decline" : "accept");
                (await app.Get("/api/live-match?verify=true")).Expect(200);
            }
        }

        var state = (await app.Get("/api/live-match?verify=true")).Expect(200);

        Assert.That(state.Json["verified"]!.GetValue<bool>(), Is.True);
        Assert.That(state.Number("event"), Is.EqualTo(Store.Count("select max(seq) from event")));
    }

    private static async Task<Answer> Forecast(App app, string demand) => (await app.Get($"/api/demands/{demand}/forecast")).Expect(200);
}
