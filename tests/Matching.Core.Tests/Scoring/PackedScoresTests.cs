using Matching.Core.Candidates;
using Matching.Core.Demands;
using Matching.Core.Scoring;
using Matching.Core.Tests.Candidates;

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
        var packed = Packed(Given.Input(demands: [Given.Demand(quantity: quantity, divisible: true, vulnerable: true)]), soft: [soft]);

        Assert.That(packed.LevelUnit, Is.EqualTo(unit));
        Assert.That(packed.Score, Is.EqualTo(new[] { unit + soft }));
    }

    [Test]
    public void Pack_RandomLists_OneLevelIsWorthMoreThanAllSoftPointsOfAGroup()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var lists = new MatchLists(RandomLists.Any(seed), RandomLists.Policy);
            var index = new CandidateIndex(lists, new Scorer(lists));
            var candidates = CandidateFinder.Find(lists, index, Pair.All);

            var packed = PackedScores.Pack(candidates, index);

            for (var d = 0; d < lists.Demands.Length; d++)
            {
                for (var e = candidates.Start[d]; e < candidates.Start[d + 1]; e++)
                    Assert.That(packed.Score[e], Is.EqualTo(MatchPolicy.LevelOf(lists.Demands[d]) * packed.LevelUnit + candidates.Soft[e]), $"seed {seed}");
            }
            foreach (var group in GroupsOf(candidates).Where(group => group.Any(d => MatchPolicy.LevelOf(lists.Demands[d]) > 0)))
                Assert.That(packed.LevelUnit * LeastStep(group), Is.GreaterThan(group.Sum(d => candidates.Soft[candidates.Start[d]] * (long)lists.Demands[d].Quantity)), $"seed {seed}");

            long LeastStep(List<int> group) => group.Where(d => MatchPolicy.LevelOf(lists.Demands[d]) > 0)
                .Select(d => MatchPolicy.LevelOf(lists.Demands[d]) * (lists.Demands[d].Divisible ? 1L : lists.Demands[d].Quantity))
                .Aggregate((a, b) => (long)System.Numerics.BigInteger.GreatestCommonDivisor(a, b));
        }
    }

    [Test]
    public void Pack_TwoGroupsThatShareNothing_AreNotAddedUp()
    {
        var packed = Packed(Given.Input(
            demands: [Given.Demand("D1", vulnerable: true), Given.Demand("D2", unitOfQuantity: "小时", quantity: 5_000)],
            offers: [Given.Offer("O1"), Given.Offer("O2", unitOfCapacity: "小时")],
            slots: [Given.Slot("O1"), Given.Slot("O2", capacity: 5_000)]), soft: [700_000, 700_000]);

        Assert.That(packed.LevelUnit, Is.EqualTo(1_000_000));
    }

    [Test]
    public void Pack_GroupsJoinedByACap_AreAddedUp()
    {
        var packed = Packed(Given.Input(
            demands: [Given.Demand("D1", vulnerable: true), Given.Demand("D2", unitOfQuantity: "小时", quantity: 5_000)],
            offers: [Given.Offer("O1"), Given.Offer("O2", unitOfCapacity: "小时")], units: [Given.Unit(monthlyCap: 3)],
            slots: [Given.Slot("O1"), Given.Slot("O2", capacity: 5_000)]), soft: [700_000, 700_000]);

        Assert.That(packed.LevelUnit, Is.EqualTo(10_000_000_000));
    }

    [TestCase(true, 100_000_000)]
    [TestCase(false, 10_000_000, TestName = "Pack_WholeAmountsInFifties_OneStepOfFiftyOutweighsThem")]
    public void Pack_LeveledAmounts(bool divisible, long unit)
    {
        var packed = Packed(Given.Input(
            demands: [Given.Demand("D1", quantity: 50, divisible: divisible, vulnerable: true), Given.Demand("D2", quantity: 77)],
            slots: [Given.Slot(capacity: 200)]), soft: [700_000, 700_000]);

        Assert.That(packed.LevelUnit, Is.EqualTo(unit));
    }

    [Test]
    public void Pack_ListsThatAreFull_CountThePairsBeyondThem()
    {
        var policy = Given.Policy() with { Candidates = 1 };
        var lists = new MatchLists(Given.Input(
            demands: [Given.Demand("D1", divisible: true, vulnerable: true), Given.Demand("D2", quantity: 9)],
            slots: [Given.Slot("O1", capacity: 20), Given.Slot("O1", Given.At(48), capacity: 9)]), policy);
        var index = new CandidateIndex(lists, new Scorer(lists));
        var candidates = CandidateFinder.Find(lists, index, 1);
        Assert.That(candidates.SlotsOf(0)[0], Is.Not.EqualTo(candidates.SlotsOf(1)[0]), "the two lists must share no slot");

        Assert.That(PackedScores.Pack(candidates, index).LevelUnit, Is.EqualTo(10_000_000));
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

    /// <summary>Demands joined by slots or caps, found the slow way.</summary>
    private static List<List<int>> GroupsOf(CandidateSet candidates)
    {
        var lists = candidates.Lists;
        var groups = Enumerable.Range(0, lists.Demands.Length).Where(d => candidates.SlotsOf(d).Length > 0).Select(d => new List<int> { d }).ToList();
        int[] Places(List<int> group) => [.. group.SelectMany(d => candidates.SlotsOf(d).ToArray()).SelectMany(s => lists.SlotCap[s] < 0 ? new[] { s } : [s, -1 - lists.SlotCap[s]])];
        for (var joined = true; joined;)
        {
            joined = false;
            for (var a = 0; a < groups.Count; a++)
            {
                for (var b = groups.Count - 1; b > a; b--)
                {
                    if (!Places(groups[a]).Intersect(Places(groups[b])).Any())
                        continue;
                    groups[a].AddRange(groups[b]);
                    groups.RemoveAt(b);
                    joined = true;
                }
            }
        }
        return groups;
    }

    private static PackedScores Packed(MatchInput input, int[] soft)
    {
        var lists = new MatchLists(input, Given.Policy());
        var index = new CandidateIndex(lists, new Scorer(lists));
        return PackedScores.Pack(CandidateFinder.Find(lists, index, Pair.All) with { Soft = soft }, index);
    }
}
