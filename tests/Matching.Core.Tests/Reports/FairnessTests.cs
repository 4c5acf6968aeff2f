using Matching.Core.Grid;
using Matching.Core.Reports;
using Matching.Core.Scoring;
using Matching.Core.Units;

namespace Matching.Core.Tests.Reports;

public class FairnessTests
{
    [TestCase(new double[0], 0)]
    [TestCase(new double[] { 0, 0 }, 0)]
    [TestCase(new double[] { 3, 3, 3 }, 0)]
    [TestCase(new double[] { 0, 1 }, 0.5)]
    [TestCase(new double[] { 0, 0, 0, 8 }, 0.75)]
    [TestCase(new double[] { 1, 2, 3 }, 2.0 / 9)]
    public void Gini_OfValues_IsMeanDifferenceOverTwiceTheMean(double[] values, double gini) =>
        Assert.That(Fairness.Gini(values), Is.EqualTo(gini).Within(1e-12));

    [Test]
    public void Of_TwoCommunities_CountsDemandsServedAndLoad()
    {
        var run = MatchRun.Execute(Given.Input(
            demands: [Given.Demand("D1", area: Given.Community + "001"), Given.Demand("D2", area: Given.Community + "002"), Given.Demand("D3", area: Given.Street + "002001", quantity: 4)],
            units: [Given.Unit(record: new UnitRecord(9, 9, 9, 9, 4, 6, 7))],
            slots: [Given.Slot(capacity: 2)], loads: [new CommunityLoad(new AreaCode(Given.Community), 5)]), Given.Policy());

        var fairness = Fairness.Of(run, CancellationToken.None);

        Assert.That(fairness.Communities.Select(row => (row.Community.Value, row.Demands, row.Served, row.Quantity, row.Given, row.OrdersBefore)),
            Is.EqualTo(new[] { (Given.Street + "002", 1, 0, 4L, 0L, 0), (Given.Community, 2, 2, 2L, 2L, 5) }));
        Assert.That((fairness.ServedGini, fairness.ServedMinToMax), Is.EqualTo((0.5, 0.0)));
        Assert.That(fairness.Units.Select(row => (row.Unit, row.Capacity, row.Orders, row.Given, row.OrdersBefore, row.Satisfaction)), Is.EqualTo(new[] { ("U1", 2L, 2, 2L, 7, (double?)0.75) }));
    }

    /// <summary>Without the weights of balance the other factors can only do better.</summary>
    [Test]
    public void Price_OfExactLists_IsNeverNegativeAndIsTheDifferenceOfFreshRuns()
    {
        var priced = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var run = MatchRun.Execute(RandomLists.Exact(seed), Tilted);

            var price = Fairness.Of(run, CancellationToken.None).Price!;

            var others = Tilted.Weights.Where(weight => weight.Key is not (ScoreFactor.LoadBalance or ScoreFactor.ServiceBalance)).ToDictionary(weight => weight.Key, weight => weight.Value);
            var without = MatchRun.Execute(RandomLists.Exact(seed), Tilted with { Weights = others });
            Assert.That(price.AreBothOptimal, Is.True, $"seed {seed}");
            Assert.That(price.Without, Is.EqualTo(without.Pairing.Objective), $"seed {seed}");
            Assert.That(price.Price, Is.GreaterThanOrEqualTo(0), $"seed {seed}");
            priced += price.Price > 0 ? 1 : 0;
        }
        Assert.That(priced, Is.GreaterThan(5));
    }

    [Test]
    public void Price_WeightsAlreadyZero_IsNone() =>
        Assert.That(Fairness.Of(MatchRun.Execute(Given.Input(), Given.Only(ScoreFactor.Closeness)), CancellationToken.None).Price, Is.Null);

    private static MatchPolicy Tilted => RandomLists.Policy with
    {
        Weights = new Dictionary<ScoreFactor, int>(RandomLists.Policy.Weights) { [ScoreFactor.LoadBalance] = 60, [ScoreFactor.ServiceBalance] = 20 },
    };
}
