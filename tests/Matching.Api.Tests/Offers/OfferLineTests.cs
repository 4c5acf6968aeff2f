using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Offers;

/// <summary>What one line becomes: Monday, 23 November 2026.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class OfferLineTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [Test]
    public async Task ReadOfferLine_MeetingRoom_GivesItsPartsTheirWordsAndWhatStaysOpen()
    {
        var app = await Start();
        var before = Store.Rows();

        var read = (await app.Post("/api/offers/reading", Line("周三晚有80座会议室"), actingAs: "unit/DW-0001")).Expect(200);

        Assert.That(Store.Rows(), Is.EqualTo(before));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.Text("kind"), Is.EqualTo("Venue"));
            Assert.That(read.Number("capacity"), Is.EqualTo(80));
            Assert.That(read.Text("unitOfCapacity"), Is.EqualTo("座"));
            Assert.That(read.Texts("categories", "name").First(), Is.EqualTo("会议室"));
            Assert.That(read.List("windows").ToJsonString(), Is.EqualTo("""[{"day":"2026-11-25","from":"19:00:00","until":"21:00:00"}]"""));
            Assert.That(read.Texts("parts", "words"), Is.EqualTo(new[] { "周三", "晚", "有80座".Substring(1), "会议室", "会议室" }));
            Assert.That(read.List("parts").Where(part => (bool)part!["usual"]!).Select(part => (string)part!["field"]!), Is.EqualTo(new[] { "hours" }));
            Assert.That(read.List("open"), Is.Empty);
        }
    }

    [Test]
    public async Task ReadOfferLine_Weekly_LeavesTheLastDayOpen()
    {
        var app = await Start();

        var read = (await app.Post("/api/offers/reading", Line("每周二四下午3点到5点 量血压 20人"), actingAs: "unit/DW-0001")).Expect(200);

        Assert.That(read.List("weekly.days").Select(day => (string)day!), Is.EqualTo(new[] { "TU", "TH" }));
        Assert.That(read.Text("weekly.from"), Is.EqualTo("15:00:00"));
        Assert.That(read.Texts("categories", "name").First(), Is.EqualTo("义诊体检"));
        Assert.That(read.Text("unitOfCapacity"), Is.EqualTo("人次"));
        Assert.That(read.List("open").Select(field => (string)field!), Is.EqualTo(new[] { "lastDay" }));
    }

    [Test]
    public async Task ReadOfferLine_HeadsForARoom_AreSeats() =>
        Assert.That((await (await Start()).Post("/api/offers/reading", Line("周三晚会议室 80人"), actingAs: "unit/DW-0001")).Expect(200).Text("unitOfCapacity"), Is.EqualTo("座"));

    [TestCase("")]
    [TestCase("\u202E倒")]
    public async Task ReadOfferLine_NotText_Is400NamingTheField(string line) =>
        Assert.That((await (await Start()).Post("/api/offers/reading", Line(line), actingAs: "unit/DW-0001")).Expect(400).Json["errors"]!.AsObject().Single().Key, Is.EqualTo("line"));

    private static JsonObject Line(string line) => new() { ["line"] = line };
}
