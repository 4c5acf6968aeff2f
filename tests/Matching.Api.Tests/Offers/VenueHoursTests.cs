using System.Text.Json.Nodes;
using Matching.Api.Tests.Escalation;

namespace Matching.Api.Tests.Offers;

/// <summary>An idle room by the hour: each hour is booked by itself, and the offer's page shows what is free, day by day.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class VenueHoursTests<TStore> : NetTests<TStore> where TStore : IStore
{
    [Test]
    public async Task Book_OfHours_TakesEachOnceAndShowsWhatIsFree()
    {
        var app = await Start(Given.Lists(offers: [], slots: []));
        var offer = await app.PublishOffer(Room());
        Assert.That(Store.Query<string>("select start_at from slot order by start_at"), Has.Count.EqualTo(3));

        for (var i = 0; i < 4; i++)
            await File(app);
        await app.RunMatch();

        Assert.That(Store.Count("select count(*) from service_order"), Is.EqualTo(3), "an hour each, and the fourth waits");
        Assert.That(Store.Count("select count(distinct slot) from service_order"), Is.EqualTo(3));
        var first = Store.Query<string>("select o.code from service_order o join slot s on s.id = o.slot order by s.start_at")[0];
        await app.Step(first, "cancel");
        Assert.That((await app.Get($"/offers/{offer}")).Expect(200).Body, Does.Contain("空闲时段").And.Contain("09:00–10:00").And.Contain("按 60 分钟一段预约"));
        ExpectSound();
    }

    [TestCase(10)]
    [TestCase(200)]
    public async Task Publish_WithWindowsThatDoNotFit_IsRefused(int minutes)
    {
        var app = await Start();

        (await app.Post("/api/offers", Room(minutes))).Expect(400);
    }

    [Test]
    public async Task Publish_WithASingleWindowAcrossTheHours_IsRefused()
    {
        var app = await Start();
        var room = Room();
        room["slots"] = new JsonArray(new JsonObject { ["start"] = "2026-11-25T09:30", ["end"] = "2026-11-25T10:30", ["capacity"] = 1 });

        Assert.That((await app.Post("/api/offers", room)).Expect(400).Body, Does.Contain("时段不能重叠"));
    }

    /// <summary>Wednesday, from nine to twelve.</summary>
    private static JsonObject Room(int minutes = 60) => new()
    {
        ["unit"] = "DW-0001", ["title"] = "闲置会议室", ["kind"] = "Venue", ["categories"] = new JsonArray(Given.Visiting),
        ["weekly"] = new JsonObject
        {
            ["days"] = new JsonArray("WE"), ["from"] = "09:00", ["until"] = "12:00", ["firstDay"] = "2026-11-24", ["lastDay"] = "2026-11-30", ["capacity"] = 1, ["eachMinutes"] = minutes,
        },
    };
}
