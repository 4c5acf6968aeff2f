using Matching.Core.Candidates;
using Matching.Core.Demands;
using Matching.Core.Scoring;

namespace Matching.Core.Tests.Scoring;

public class PackedScoresTests
{
    [TestCase(Urgency.Normal, false, 0)]
    [TestCase(Urgency.Normal, true, 1)]
    [TestCase(Urgency.Urgent, false, 2)]
    [TestCase(Urgency.Urgent, true, 3)]
    [TestCase(Urgency.Emergency, false, 4)]
    [TestCase(Urgency.Emergency, true, 5)]
    public void LevelOf_UrgencyAndVulnerability(Urgency urgency, bool vulnerable, int level) =>
        Assert.That(MatchPolicy.LevelOf(Given.Demand(urgency: urgency, vulnerable: vulnerable)), Is.EqualTo(level));

    [Test]
    public void Pack_OneLevelOnly_LeavesScoresAsTheyAre()
    {
        var packed = Packed(Given.Input(), soft: [700_000]);

        Assert.That(packed.LevelUnit, Is.Zero);
        Assert.That(packed.Score, Is.EqualTo(new[] { 700_000L }));
    }

    [TestCase(999_999, 1, 1_000_000)]
    [TestCase(1_000_000, 1, 10_000_000)]
    [TestCase(999_999, 10, 10_000_000)]
    [TestCase(1_000_000, 10, 100_000_000)]
    public void Pack_LevelUnit_IsThePowerOfTenAboveAllSoftPoints(int soft, int quantity, long unit)
    {
        var packed = Packed(Given.Input(demands: [Given.Demand(quantity: quantity, vulnerable: true)]), soft: [soft]);

        Assert.That(packed.LevelUnit, Is.EqualTo(unit));
        Assert.That(packed.Score, Is.EqualTo(new[] { unit + soft }));
    }

    [Test]
    public void Pack_RandomLists_AllSoftPointsTogetherStayBelowOneLevel()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var lists = new MatchLists(RandomLists.Any(seed), RandomLists.Policy);
            var candidates = CandidateFinder.Find(lists);
            var soft = new Scorer(lists).Score(candidates);

            var packed = PackedScores.Pack(candidates, soft);

            long most = 0;
            for (var d = 0; d < lists.Demands.Length; d++)
            {
                most += soft[candidates.Start[d]..candidates.Start[d + 1]].DefaultIfEmpty().Max() * (long)lists.Demands[d].Quantity;
                for (var e = candidates.Start[d]; e < candidates.Start[d + 1]; e++)
                    Assert.That(packed.Score[e], Is.EqualTo(MatchPolicy.LevelOf(lists.Demands[d]) * packed.LevelUnit + soft[e]), $"seed {seed}");
            }
            if (lists.Demands.Any(demand => MatchPolicy.LevelOf(demand) > 0))
                Assert.That(packed.LevelUnit, Is.GreaterThan(most), $"seed {seed}");
        }
    }

    [Test]
    public void Execute_OneVulnerableUnitAgainstManyGoodOnes_VulnerableIsServed()
    {
        var input = Given.Input(
            demands:
            [
                Given.Demand("D1", title: "义诊", quantity: 50, filedAt: Given.At(-24 * 90)),
                Given.Demand("D2", title: "其他", category: "repair", confirmed: false, vulnerable: true),
            ],
            slots: [Given.Slot(capacity: 50)]);

        var run = MatchRun.Execute(input, Given.Policy());

        Assert.That(run.Orders.Select(order => run.Lists.Demands[order.Demand].Code), Is.EqualTo(new[] { "D2" }));
    }

    [TestCase(Urgency.Emergency, Urgency.Urgent)]
    [TestCase(Urgency.Urgent, Urgency.Normal)]
    public void Execute_TwoWantOnePlace_MoreUrgentIsServedHoweverPoorItsScore(Urgency higher, Urgency lower)
    {
        var input = Given.Input(
            demands:
            [
                Given.Demand("D1", title: "义诊", urgency: lower, filedAt: Given.At(-24 * 90)),
                Given.Demand("D2", title: "其他", category: "repair", confirmed: false, area: "440605002", urgency: higher),
            ],
            slots: [Given.Slot(capacity: 1)]);

        var run = MatchRun.Execute(input, Given.Policy());

        Assert.That(run.Orders.Select(order => run.Lists.Demands[order.Demand].Code), Is.EqualTo(new[] { "D2" }));
    }

    [Test]
    public void Execute_QuantitiesBeyondTheRange_IsRefused()
    {
        var input = Given.Input(
            demands: [.. Enumerable.Range(1, 200).Select(d => Given.Demand($"D{d}", quantity: int.MaxValue, divisible: true, vulnerable: true))]);

        Assert.That(() => MatchRun.Execute(input, Given.Policy()),
            Throws.TypeOf<RuleBrokenException>().With.Property("Rule").EqualTo("score-range"));
    }

    private static PackedScores Packed(MatchInput input, int[] soft)
    {
        var candidates = CandidateFinder.Find(new MatchLists(input, Given.Policy()));
        return PackedScores.Pack(candidates, soft);
    }
}
