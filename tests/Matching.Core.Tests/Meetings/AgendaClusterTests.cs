using Matching.Core.Grid;
using Matching.Core.Meetings;
using Matching.Core.Reports;

namespace Matching.Core.Tests.Meetings;

public class AgendaClusterTests
{
    private const string Estate = Given.Estate;
    private const string OtherEstate = Given.Community + "002";
    private static readonly DateTimeOffset Filed = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    [Test]
    public void Of_NeedsOfOneCategoryPlaceAndReason_AreOneItemWithAllTheirPeople()
    {
        var clusters = Of([Need("D1", people: 3), Need("D2", area: Estate + "001", people: 2), Need("D3", gap: GapKind.Time), Need("D4", category: "0105"), Need("D5", area: OtherEstate)]);

        Assert.That(clusters.Select(TextOf), Is.EqualTo(new[]
        {
            $"0104 {Estate} NoOffer 5: D1 D2", $"0104 {Estate} Time 1: D3", $"0104 {OtherEstate} NoOffer 1: D5", $"0105 {Estate} NoOffer 1: D4",
        }));
    }

    [Test]
    public void Of_NeedsInAnyOrder_GivesTheSameClusters()
    {
        var random = new Random(11);
        var needs = Enumerable.Range(0, 60).Select(i => Need($"D{i:00}", $"010{i % 4}", i % 3 == 0 ? Estate : OtherEstate, (GapKind)(i % 3), 1 + i % 5, i % 7)).ToArray();
        var expected = Of(needs).Select(TextOf).ToList();

        for (var i = 0; i < 20; i++)
        {
            random.Shuffle(needs);
            Assert.That(Of(needs).Select(TextOf), Is.EqualTo(expected));
        }
    }

    [Test]
    public void Of_MoreThanAnAgendaHolds_KeepsThoseOfMostPeopleThenTheOldest() =>
        Assert.That(Of([Need("D1", "0101", people: 2, day: 5), Need("D2", "0102", people: 2, day: 1), Need("D3", "0103", people: 9, day: 9)], most: 2).SelectMany(cluster => cluster.Demands), Is.EqualTo(new[] { "D3", "D2" }));

    [Test]
    public void Of_Price_IsTheHighestAmongSlotsThatCouldServe()
    {
        PricedSlot[] slots =
        [
            new(["0104"], [new AreaCode(Given.Community)], new AgendaPrice(0, 700_000)), new(["0104"], [], new AgendaPrice(0, 900_000)), new(["0104"], [new AreaCode(Given.Street + "002")], new AgendaPrice(9, 0)),
            new(["0105"], [], new AgendaPrice(8, 0)),
        ];

        Assert.That(Of([Need("D1")], slots)[0].Price, Is.EqualTo(new AgendaPrice(0, 900_000)));
        Assert.That(Of([Need("D1", "0106")], slots)[0].Price, Is.Null, "nobody offers anything like it");
        Assert.That(Of([Need("D1")], [.. slots, new PricedSlot(["0104"], [], new AgendaPrice(1, 5))])[0].Price, Is.EqualTo(new AgendaPrice(1, 5)), "a level outweighs all points");
    }

    [Test]
    public void Of_Owner_IsTheClosestUnitThatIsNoPartyAndDidNotSayNo()
    {
        PossibleOwner[] owners = [new("U3", ["0104"], [], 4), new("U2", ["0104"], [], 2), new("U1", ["0104"], [], 2), new("U0", ["0104"], [new AreaCode(Given.Street + "002")], 9), new("U9", ["0105"], [], 9)];

        Assert.That(Of([Need("D1")], owners: owners)[0].Owner, Is.EqualTo("U3"));
        Assert.That(Of([Need("D1"), Need("D2") with { Excluded = ["U3"] }], owners: owners)[0].Owner, Is.EqualTo("U1"), "of equals the first by code");
        Assert.That(Of([Need("D1", "0107")], owners: owners)[0].Owner, Is.Null);
    }

    [Test]
    public void Of_Reason_IsWhatMostOfThemSay() =>
        Assert.That(Of([Need("D1") with { Reason = "甲" }, Need("D2") with { Reason = "乙" }, Need("D3") with { Reason = "乙" }, Need("D4")])[0].Reason, Is.EqualTo("乙"));

    private static IReadOnlyList<AgendaCluster> Of(IEnumerable<UnservedNeed> needs, IReadOnlyList<PricedSlot>? slots = null, IReadOnlyList<PossibleOwner>? owners = null, int most = 100) =>
        AgendaCluster.Of(needs, AreaLevel.Estate, slots ?? [], owners ?? [], most);

    private static UnservedNeed Need(string demand, string category = "0104", string area = Estate, GapKind gap = GapKind.NoOffer, int people = 1, int day = 0) =>
        new(demand, category, new AreaCode(area), gap, people, Filed.AddDays(day));

    private static string TextOf(AgendaCluster cluster) => $"{cluster.Category} {cluster.Area} {cluster.Gap} {cluster.People}: {string.Join(' ', cluster.Demands)}";
}
