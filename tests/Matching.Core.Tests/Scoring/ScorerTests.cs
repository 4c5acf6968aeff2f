using Matching.Core.Candidates;
using Matching.Core.Grid;
using Matching.Core.Scoring;
using Matching.Core.Units;
using Matching.Core.Tests.Candidates;

namespace Matching.Core.Tests.Scoring;

public class ScorerTests
{
    [Test]
    public void Factors_RandomPairs_LieBetweenZeroAndAMillion()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var lists = new MatchLists(RandomLists.Any(seed), RandomLists.Policy);
            var scorer = new Scorer(lists);
            for (var d = 0; d < lists.Demands.Length; d++)
            {
                for (var s = 0; s < lists.Slots.Length; s++)
                    Assert.That(scorer.Factors(d, s), Is.All.InRange(0, 1_000_000), $"seed {seed}, demand {d}, slot {s}");
            }
        }
    }

    [Test]
    public void Score_RandomCandidates_IsTheMeanOfTheirFactors()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var lists = new MatchLists(RandomLists.Any(seed), RandomLists.Policy);
            var scorer = new Scorer(lists);

            var candidates = CandidateFinder.Find(lists, new CandidateIndex(lists, scorer), Pair.All);

            for (var d = 0; d < lists.Demands.Length; d++)
            {
                for (var e = candidates.Start[d]; e < candidates.Start[d + 1]; e++)
                    Assert.That(candidates.Soft[e], Is.EqualTo(scorer.Mean(scorer.Factors(d, candidates.Slot[e]))), $"seed {seed}, edge {e}");
            }
        }
    }

    [TestCase(2)]
    [TestCase(1_000)]
    [TestCase(40_000_000)]
    public void Score_AllWeightsTimesAnInteger_StaysTheSame(int times)
    {
        var scaled = RandomLists.Policy with
        {
            Weights = RandomLists.Policy.Weights.ToDictionary(weight => weight.Key, weight => weight.Value * times),
        };
        for (var seed = 0; seed < 100; seed++)
        {
            var input = RandomLists.Any(seed);

            Assert.That(Scores(input, scaled), Is.EqualTo(Scores(input, RandomLists.Policy)), $"seed {seed}");
        }
    }

    [Test]
    public void Mean_TwoWeights_CountsByWeightAndRoundsDown()
    {
        var scorer = new Scorer(new MatchLists(Given.Input(),
            Given.Policy(weights: new() { [ScoreFactor.CategoryFit] = 2, [ScoreFactor.Closeness] = 1 })));
        var factors = new int[Scorer.FactorCount];
        factors[(int)ScoreFactor.CategoryFit] = 500_000;
        factors[(int)ScoreFactor.Closeness] = 1;

        Assert.That(scorer.Mean(factors), Is.EqualTo(333_333));
    }

    [Test]
    public void Mean_EverythingZero_IsStillOnePoint() =>
        Assert.That(new Scorer(new MatchLists(Given.Input(), Given.Policy())).Mean(new int[Scorer.FactorCount]), Is.EqualTo(1));

    [Test]
    public void Scorer_NegativeWeight_Throws() =>
        Assert.That(() => new Scorer(new MatchLists(Given.Input(), Given.Policy(weights: new() { [ScoreFactor.TimeFit] = -1 }))), Throws.ArgumentException);

    [Test]
    public void Scorer_AllWeightsZero_Throws() =>
        Assert.That(() => new Scorer(new MatchLists(Given.Input(), Given.Policy(weights: new() { [ScoreFactor.TimeFit] = 0 }))), Throws.ArgumentException);

    [Test]
    public void FactorCount_IsThatOfTheEnumeration() =>
        Assert.That(Enum.GetValues<ScoreFactor>(), Has.Length.EqualTo(Scorer.FactorCount));

    [TestCase("health", 1_000_000)]
    [TestCase("health.eyes", 350_000)]
    [TestCase("repair", 0)]
    public void CategoryFit_SameCompatibleOrOther(string category, int fit)
    {
        var policy = Given.Policy(compatibility: [new("health.eyes", "health", 350_000)]);

        Assert.That(Factor(ScoreFactor.CategoryFit, Given.Input(demands: [Given.Demand(category: category, confirmed: false)]), policy), Is.EqualTo(fit));
    }

    [Test]
    public void CategoryFit_OfferOfSeveralCategories_BestCounts()
    {
        var policy = Given.Policy(compatibility: [new("health", "study", 200_000), new("health", "repair", 700_000)]);

        Assert.That(Factor(ScoreFactor.CategoryFit, Given.Input(offers: [Given.Offer(categories: ["study", "repair"])]), policy), Is.EqualTo(700_000));
    }

    [TestCase(Given.Building, Given.Building, false, 1_000_000)]
    [TestCase(Given.Building, Given.Estate + "002", false, 800_000)]
    [TestCase(Given.Building, Given.Estate, false, 800_000)]
    [TestCase(Given.Estate, Given.Building, false, 800_000)]
    [TestCase(Given.Building, Given.Estate + "010", false, 800_000, TestName = "Closeness_BuildingsWithACommonDigit_AreNotTheSameBuilding")]
    [TestCase(Given.Building, Given.Community + "002001", false, 600_000)]
    [TestCase(Given.Building, Given.Community, true, 600_000)]
    [TestCase(Given.Building, Given.Street + "002", true, 400_000)]
    [TestCase(Given.Building, "440605002001", true, 400_000)]
    [TestCase(Given.Building, Given.Street + "002", false, 200_000)]
    [TestCase(Given.Building, Given.Street, false, 200_000)]
    [TestCase(Given.Building, "440605002001", false, 0)]
    public void Closeness_FiveSteps(string demand, string unit, bool paired, int closeness)
    {
        var input = Given.Input(demands: [Given.Demand(area: demand)], units: [Given.Unit(area: unit)], pairings: paired ? [Given.Pairing()] : []);

        Assert.That(Factor(ScoreFactor.Closeness, input), Is.EqualTo(closeness));
    }

    [TestCase(Ring.Core, null, 1_000_000)]
    [TestCase(Ring.SubCore, null, 750_000)]
    [TestCase(Ring.PanCore, null, 500_000)]
    [TestCase(Ring.Core, 1.0, 1_000_000)]
    [TestCase(Ring.Core, 0.0, 0, TestName = "Ring_AgreementEndsNow_CountsNoMore")]
    public void Ring_WhileTheAgreementRuns(Ring ring, double? untilHour, int factor)
    {
        var pairing = Given.Pairing(ring: ring, until: untilHour is { } hour ? Given.At(hour) : null);

        Assert.That(Factor(ScoreFactor.RingAndAgreement, Given.Input(pairings: [pairing])), Is.EqualTo(factor));
    }

    [Test]
    public void Ring_PairedWithAnotherCommunity_DoesNotCount() =>
        Assert.That(Factor(ScoreFactor.RingAndAgreement, Given.Input(pairings: [Given.Pairing(community: Given.Street + "002")])), Is.Zero);

    [TestCase(0, 0, 666_666, TestName = "UnitRecord_NothingKnown_IsTwoThirds")]
    [TestCase(1, 1, 750_000)]
    [TestCase(1, 0, 500_000)]
    [TestCase(97, 97, 990_000)]
    [TestCase(97, 0, 20_000)]
    public void UnitRecord_GoodAnswersOfAll_AreSmoothed(int all, int good, int record)
    {
        var unit = Given.Unit(record: new UnitRecord(all, good, all, good, all, 2 * good, 0));

        Assert.That(Factor(ScoreFactor.UnitRecord, Given.Input(units: [unit])), Is.EqualTo(record));
    }

    [Test]
    public void UnitRecord_FairlySatisfied_CountsHalf()
    {
        var unit = Given.Unit(record: new UnitRecord(0, 0, 0, 0, Visited: 3, SatisfiedHalves: 3, 0));

        Assert.That(Factor(ScoreFactor.UnitRecord, Given.Input(units: [unit])), Is.EqualTo((666_666 + 666_666 + 583_333) / 3));
    }

    [TestCase(null, null, 0)]
    [TestCase(0, null, 0)]
    [TestCase(45, null, 500_000)]
    [TestCase(90, null, 1_000_000)]
    [TestCase(900, null, 1_000_000)]
    [TestCase(null, 45, 500_000, TestName = "WakingDormant_NeverUsed_CountsFromPublishing")]
    [TestCase(9, 90, 100_000, TestName = "WakingDormant_Used_CountsFromItsUse")]
    public void WakingDormant_DaysUnused_OfNinety(int? usedDaysAgo, int? publishedDaysAgo, int factor)
    {
        var offer = Given.Offer(
            lastUsedAt: usedDaysAgo is { } used ? Given.At(-24 * used) : null,
            publishedAt: publishedDaysAgo is { } published ? Given.At(-24 * published) : null);

        Assert.That(Factor(ScoreFactor.WakingDormant, Given.Input(offers: [offer])), Is.EqualTo(factor));
    }

    [TestCase(0, 0)]
    [TestCase(15 * 24, 500_000)]
    [TestCase(15 * 24 + 23, 500_000)]
    [TestCase(30 * 24, 1_000_000)]
    [TestCase(300 * 24, 1_000_000)]
    public void WaitingTime_HoursSinceFiling_OfThirtyWholeDays(int hours, int factor) =>
        Assert.That(Factor(ScoreFactor.WaitingTime, Given.Input(demands: [Given.Demand(filedAt: Given.At(-hours))])), Is.EqualTo(factor));

    [TestCase(0, 1_000_000)]
    [TestCase(10, 800_000)]
    [TestCase(50, 0)]
    [TestCase(51, 0)]
    public void LoadBalance_AndServiceBalance_OrdersOfFifty(int orders, int factor)
    {
        var input = Given.Input(
            units: [Given.Unit(record: UnitRecord.None with { Last90Days = orders })],
            loads: [new CommunityLoad(new AreaCode(Given.Community), orders)]);

        Assert.That(Factor(ScoreFactor.LoadBalance, input), Is.EqualTo(factor));
        Assert.That(Factor(ScoreFactor.ServiceBalance, input), Is.EqualTo(factor));
    }

    [TestCase(5, 10, false, 500_000)]
    [TestCase(10, 10, false, 1_000_000)]
    [TestCase(1, 3, false, 333_333)]
    [TestCase(1, 10, true, 1_000_000)]
    public void SizeFit_QuantityOfWhatRemains(int quantity, int remaining, bool divisible, int factor) =>
        Assert.That(Factor(ScoreFactor.SizeFit, Given.Input(
            demands: [Given.Demand(quantity: quantity, divisible: divisible)], slots: [Given.Slot(remaining: remaining)])), Is.EqualTo(factor));

    [TestCase(0, null, 1_000_000, TestName = "TimeFit_AllOfASlotThatStartsNow_IsWhole")]
    [TestCase(0, 1, 750_000, TestName = "TimeFit_HalfOfASlotThatStartsNow_LosesAQuarter")]
    [TestCase(30, null, 750_000, TestName = "TimeFit_InThirtyOfSixtyDays_LosesAQuarter")]
    [TestCase(90, null, 500_000)]
    public void TimeFit_ShareOfTheSlotAndHowSoon(int days, int? untilHour, int factor)
    {
        var input = Given.Input(
            demands: [Given.Demand(until: untilHour is { } hour ? Given.At(hour) : null)],
            slots: [Given.Slot(start: Given.At(24 * days))]);

        Assert.That(Factor(ScoreFactor.TimeFit, input), Is.EqualTo(factor));
    }

    [Test]
    public void TextRelevance_SameWords_IsAboveOtherWords()
    {
        var input = Given.Input(
            demands: [Given.Demand(title: "水管漏水")],
            offers: [Given.Offer("O1", title: "水管维修"), Given.Offer("O2", title: "书法讲座")],
            slots: [Given.Slot("O1"), Given.Slot("O2")]);
        var scorer = new Scorer(new MatchLists(input, Given.Policy()));

        Assert.That(scorer.Factors(0, 0)[(int)ScoreFactor.TextRelevance], Is.GreaterThan(250_000));
        Assert.That(scorer.Factors(0, 1)[(int)ScoreFactor.TextRelevance], Is.LessThan(100_000));
    }

    private static int Factor(ScoreFactor factor, MatchInput input, MatchPolicy? policy = null) =>
        new Scorer(new MatchLists(input, policy ?? Given.Policy())).Factors(0, 0)[(int)factor];

    private static int[] Scores(MatchInput input, MatchPolicy policy)
    {
        var lists = new MatchLists(input, policy);
        return Pair.Candidates(lists).Soft;
    }
}
