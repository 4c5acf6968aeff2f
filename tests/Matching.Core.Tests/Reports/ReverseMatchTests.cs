using Matching.Core.Demands;
using Matching.Core.Reports;

namespace Matching.Core.Tests.Reports;

public class ReverseMatchTests
{
    [Test]
    public void Of_EachOfferOfRandomLists_NamesTheDemandsOfTheFullRun()
    {
        var named = 0;
        for (var seed = 0; seed < 300; seed++)
        {
            var input = RandomLists.Any(seed);
            var run = MatchRun.Execute(input, RandomLists.PairwisePolicy);
            for (var o = 0; o < run.Lists.Offers.Length; o++)
            {
                var offer = run.Lists.Offers[o];
                var slots = input.Slots.Where(slot => slot.Offer == offer.Code).ToArray();

                var servable = ReverseMatch.Of(input, RandomLists.PairwisePolicy, offer, slots);

                Assert.That(servable.Select(row => (row.Demand, row.Score)), Is.EquivalentTo(BestOf(run, o)), $"seed {seed}, {offer.Code}");
                Assert.That(servable, Is.Ordered.By("Score").Descending.Then.By("Demand"), $"seed {seed}, {offer.Code}");
                named += servable.Count;
            }
        }
        Assert.That(named, Is.GreaterThan(300));
    }

    [Test]
    public void Of_OfferNotYetSaved_IsMatchedBesideTheLists()
    {
        var input = Given.Input(demands: [Given.Demand("D1"), Given.Demand("D2", category: "repair")], offers: [], slots: []);

        var servable = ReverseMatch.Of(input, Given.Policy(), Given.Offer("new"), [Given.Slot("new"), Given.Slot("new", Given.At(72))]);

        Assert.That(servable.Select(row => (row.Demand, row.Title, row.SlotStart)), Is.EqualTo(new[] { ("D1", "量血压", Given.At(24)) }));
    }

    [Test]
    public void Of_StandingOrdersInTheLists_ChangeNothing()
    {
        var input = Given.Input(standing: [new StandingOrder("A1", "D1", new SlotName("O1", Given.At(24)), 1, true)]);

        Assert.That(ReverseMatch.Of(input, Given.Policy(), Given.Offer(), [Given.Slot()]),
            Is.EqualTo(ReverseMatch.Of(input with { Standing = [] }, Given.Policy(), Given.Offer(), [Given.Slot()])));
    }

    private static IEnumerable<(string Demand, int Score)> BestOf(MatchRun run, int offer) =>
        from d in Enumerable.Range(0, run.Lists.Demands.Length)
        let slots = run.Candidates.Slot[run.Candidates.Start[d]..run.Candidates.Start[d + 1]].Where(s => run.Lists.SlotOffer[s] == offer).ToArray()
        where slots.Length > 0
        select (run.Lists.Demands[d].Code, slots.Max(s => run.Scorer.Mean(run.Scorer.Factors(d, s))));
}
