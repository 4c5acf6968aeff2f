using Matching.Core.Demands;
using Matching.Core.Offers;
using Matching.Core.Orders;
using Matching.Core.Reports;

namespace Matching.Core.Tests.Reports;

public class FactGroupsTests
{
    private const string Community = "440605001001";
    private const string Estate = Community + "001";
    private const string Other = "440605001002";

    private static readonly DateTimeOffset At = new(2026, 11, 2, 1, 0, 0, TimeSpan.Zero);

    [Test]
    public void Of_Communities_HoldWhatLiesInThemAndWhatServesThem() => Assert.That(Groups(ReportDimension.Community, [Community, Other]),
        Is.EqualTo(new[] { $"{Community}: demand order visit everywhere here", $"{Other}: everywhere there activity" }));

    [Test]
    public void Of_Estates_LeaveOutWhatWasFiledAboveThem() => Assert.That(Groups(ReportDimension.Estate, [Estate, Other + "001"], area: Community),
        Is.EqualTo(new[] { $"{Estate}: everywhere here", $"{Other}001: everywhere there activity" }));

    [Test]
    public void Of_Units_HoldWhatTheyWereAskedAndWhatIsTheirs() => Assert.That(Groups(ReportDimension.Unit, []), Is.EqualTo(new[] { "DW-1: demand order visit everywhere", "DW-2: demand visit here there activity" }));

    [Test]
    public void Of_Categories_HoldAnOfferOnceForEachItServes() => Assert.That(Groups(ReportDimension.Category, []), Is.EqualTo(new[] { "01: everywhere there activity", "02: demand order visit everywhere here" }));

    private static IEnumerable<string> Groups(ReportDimension by, string[] nodes, string area = Estate)
    {
        ReportPeriod.TryParse("2026-11", out var period);
        var facts = new ServiceFacts(period, At,
            [new DemandFact("demand", Community, "0201", DemandState.Open, At, At, false) { Area = area, Units = ["DW-1", "DW-2"] }],
            [new OrderFact("order", "demand", DemandState.Open, "0201", OfferKind.Skill, OrderState.Issued, At, null, null, true) { Area = area, Unit = "DW-1" }],
            [new VisitFact("visit", DemandState.Confirmed, true, Satisfaction.Satisfied) { Area = area, Category = "0202", Units = ["DW-1", "DW-2"] }],
            [
                new OfferFact("everywhere", At, null) { Reach = new OfferReach("DW-1", [], ["0101", "0102", "0201"]) },
                new OfferFact("here", At, null) { Reach = new OfferReach("DW-2", [Estate + "007"], ["0201"]) },
                new OfferFact("there", At, null) { Reach = new OfferReach("DW-2", [Other], ["0101"]) },
            ],
            [new ActivityFact("activity", At, 0) { Reach = new OfferReach("DW-2", [Other], ["0101"]) }]);
        return new FactGroups(by, nodes, category => category[..2]).Of(facts).Select(group => $"{group.Key}: " + string.Join(' ', group.Value.Demands.Select(demand => demand.Code)
            .Concat(group.Value.Orders.Select(order => order.Code)).Concat(group.Value.Visits.Select(visit => visit.Demand)).Concat(group.Value.Offers.Select(offer => offer.Code))
            .Concat(group.Value.Activities.Select(activity => activity.Offer))));
    }
}
