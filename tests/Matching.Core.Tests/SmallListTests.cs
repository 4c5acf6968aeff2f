using System.Globalization;
using Matching.Core.Candidates;
using Matching.Core.Clocks;
using Matching.Core.Demands;
using Matching.Core.Offers;
using Matching.Core.Reports;
using Matching.Core.Scoring;
using Matching.Core.Units;

namespace Matching.Core.Tests;

/// <summary>Small lists that once gave a wrong run or a wrong sentence.</summary>
public class SmallListTests
{
    private static readonly CultureInfo English = new("en");

    [Test]
    public void Execute_PairingsTwice_OrderDoesNotMatter()
    {
        UnitPairing[] pairings = [Given.Pairing(ring: Ring.Core), Given.Pairing(ring: Ring.PanCore)];
        static long Score(UnitPairing[] pairings) => MatchRun.Execute(Given.Input(pairings: pairings), Given.Policy()).Scores.Score[0];

        Assert.That(Score(pairings), Is.EqualTo(Score([pairings[1], pairings[0]])));
    }

    [Test]
    public void Execute_GainEqualsTheChurnThreshold_IssuedOrderStays()
    {
        var input = Given.Input(
            units: [Given.Unit("U1", area: Given.Estate), Given.Unit("U2", area: Given.Community)],
            offers: [Given.Offer("O1", unit: "U1"), Given.Offer("O2", unit: "U2")],
            slots: [Given.Slot("O1"), Given.Slot("O2")], standing: [new StandingOrder("A", "D1", new SlotName("O2", Given.At(24)), 1, true)]);
        var run = MatchRun.Execute(input, Given.Only(ScoreFactor.Closeness, 200_000));

        Assert.That(run.Lists.Slots[run.Orders.Single().Slot].Offer, Is.EqualTo("O2"));
    }

    [Test]
    public void Groups_OfOneOffer_DoNotDependOnOthers()
    {
        RefusalGroup[] Groups(bool withFirst)
        {
            var run = MatchRun.Execute(Given.Input(
                units: [Given.Unit("U1"), Given.Unit("U2", suspended: true)],
                offers: [Given.Offer("O1", noticeHours: 48), Given.Offer("O2", unit: "U2", validUntil: Given.At(10))],
                slots: withFirst ? [Given.Slot("O1"), Given.Slot("O2")] : [Given.Slot("O2")]), Given.Policy());
            return [.. Refusals.Of(run, 0).Groups.Where(g => g.Rule != HardRules.Notice)];
        }
        Assert.That(Groups(true), Is.EqualTo(Groups(false)));
    }

    [Test]
    public void Justify_PartOfADivisibleDemand_NamesThePart()
    {
        var run = MatchRun.Execute(Given.Input(demands: [Given.Demand(quantity: 7, divisible: true)], slots: [Given.Slot(capacity: 5)]), Given.Policy());

        Assert.That(new Explainer(run, English).Justify(0, 0, 5), Does.Contain("(5/5"));
    }

    [Test]
    public void Of_TermsThatNoOfferHas_LowerTheRelevance()
    {
        var relevance = new Matching.Core.Text.Relevance(["法律咨询", "水管维修", "义诊"], Matching.Core.Text.TextModel.Plain);

        Assert.That(relevance.Of(relevance.Query("书法班的老师什么时候来上课"), 0), Is.LessThan(250_000));
    }

    [Test]
    public void Add_ADayFromFridayMidnight_EndsWithFriday()
    {
        var cal = WorkingCalendar.WeekdaysOnly;
        var friday = new DateTimeOffset(2026, 3, 6, 0, 0, 0, ChinaTime.Offset);

        Assert.That(cal.Add(friday, TimeSpan.FromHours(24)), Is.EqualTo(friday.AddHours(24)));
    }

    [Test]
    public void Execute_QuantityNegative_IsRefused()
    {
        Assert.That(() => MatchRun.Execute(Given.Input(demands: [Given.Demand(quantity: -1)]), Given.Policy()), Throws.ArgumentException);
    }

    [Test]
    public void Report_OutbidByAnUrgentDemand_SaysSo()
    {
        var run = MatchRun.Execute(Given.Input(demands: [Given.Demand("D1", urgency: Urgency.Urgent), Given.Demand("D2")], slots: [Given.Slot(capacity: 1)]), Given.Policy());

        var unserved = MatchReport.Of(run, English, MatchReport.RefusalsOf(run)).Unserved.Single();

        Assert.That(unserved.NearestMiss!.Text, Does.Contain("more urgent"));
    }
}
