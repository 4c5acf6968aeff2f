using Matching.Core.Candidates;
using Matching.Core.Demands;
using Matching.Core.Offers;
using Matching.Core.Scoring;

namespace Matching.Core.Tests.Candidates;

/// <summary>What the index finds is what trying every slot finds, whatever was changed before.</summary>
public class CandidateIndexTests
{
    [TestCase(1)]
    [TestCase(3)]
    [TestCase(Pair.All)]
    public void Best_RandomLists_EqualsTheFullScan(int most)
    {
        var found = 0;
        for (var seed = 0; seed < 1_000; seed++)
        {
            var (lists, scorer, index) = Built(RandomLists.Any(seed));
            for (var d = 0; d < lists.Demands.Length; d++)
            {
                var best = Best(index, index.Ask(d), most);

                Assert.That(best, Is.EqualTo(Scan(lists, scorer, d).Take(most)), $"seed {seed}, demand {d}");
                found += best.Length;
            }
        }
        Assert.That(found, Is.GreaterThan(1_000));
    }

    [Test]
    public void Every_RandomLists_IsEveryFeasibleSlotByPosition()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var (lists, scorer, index) = Built(RandomLists.Any(seed));
            for (var d = 0; d < lists.Demands.Length; d++)
                Assert.That(index.Every(index.Ask(d)), Is.EqualTo(Scan(lists, scorer, d).OrderBy(slot => slot.Slot)), $"seed {seed}, demand {d}");
        }
    }

    [Test]
    public void Ask_DemandThatIsNotInTheLists_IsAskedAsIfItWere()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var input = RandomLists.Any(seed);
            var (_, _, index) = Built(input);
            var without = Built(input with { Demands = [] }).Index;
            foreach (var (demand, d) in input.Demands.OrderBy(demand => demand.Code).Select((demand, d) => (demand, d)))
                Assert.That(Best(without, without.Ask(demand), 5), Is.EqualTo(Best(index, index.Ask(d), 5)), $"seed {seed}, {demand.Code}");
        }
    }

    [Test]
    public void BestBeyond_RandomPrices_EqualsTheFullScan()
    {
        var found = 0;
        for (var seed = 0; seed < 1_000; seed++)
        {
            var random = new Random(seed);
            var (lists, scorer, index) = Built(RandomLists.Any(seed));
            var prices = new SlotPrices(Any(lists.Slots.Length), lists.SlotCap, Any(lists.CapLimits.Length));
            for (var d = 0; d < lists.Demands.Length; d++)
            {
                var (level, surplus, quantity) = (random.Next(3) * 1_000_000L, random.NextInt64(1_000_000), lists.Demands[d].Quantity);
                var listed = Best(index, index.Ask(d), random.Next(3)).Select(slot => slot.Slot).ToArray();
                long Worth(RankedSlot slot) => quantity * (level + slot.Score - prices.OfSlot[slot.Slot]) - (lists.SlotCap[slot.Slot] < 0 ? 0 : prices.OfCap[lists.SlotCap[slot.Slot]]);
                RankedSlot? expected = Scan(lists, scorer, d).Where(slot => !listed.Contains(slot.Slot) && Worth(slot) > surplus)
                    .OrderByDescending(Worth).ThenBy(slot => slot.Slot).Cast<RankedSlot?>().FirstOrDefault();

                Assert.That(index.BestBeyond(index.Ask(d), level, prices, surplus, listed), Is.EqualTo(expected), $"seed {seed}, demand {d}");
                found += expected is null ? 0 : 1;
            }

            long[] Any(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(2) == 0 ? 0 : random.NextInt64(900_000))];
        }
        Assert.That(found, Is.GreaterThan(400));
    }

    [Test]
    public void Changes_RandomSequences_EqualTheFullScanOfTheChangedLists()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var input = RandomLists.Any(seed);
            var before = Built(input);
            var index = before.Index;
            for (var change = 0; change < 6; change++)
                (input, index) = Changed(random, input, index);
            var (lists, scorer, _) = Built(input);
            for (var d = 0; d < lists.Demands.Length; d++)
            {
                var expected = Scan(lists, scorer, d).Select(slot => (slot.Score, index.SlotPosition(RandomLists.NameOf(lists.Slots[slot.Slot])))).OrderByDescending(slot => slot.Score).ThenBy(slot => slot.Item2);

                Assert.That(Best(index, index.Ask(lists.Demands[d]), Pair.All).Select(slot => (slot.Score, slot.Slot)), Is.EqualTo(expected), $"seed {seed}, demand {d}");
                Assert.That(Best(before.Index, before.Index.Ask(d), Pair.All), Is.EqualTo(Scan(before.Lists, before.Scorer, d)), $"seed {seed}: the index as it was has changed");
            }
        }
    }

    [Test]
    public void With_OfferOfAUnitThatIsNotThere_Throws() =>
        Assert.That(() => Built(Given.Input()).Index.With(Given.Offer(unit: "U9"), [], _ => false), Throws.ArgumentException.With.Message.Contains("U9"));

    [Test]
    public void WithRemaining_SlotThatIsNotThere_Throws() =>
        Assert.That(() => Built(Given.Input()).Index.WithRemaining(new SlotName("O9", Given.At(24)), 3), Throws.ArgumentException.With.Message.Contains("O9"));

    [Test]
    public void ScoreAt_SlotThatBreaksARule_IsNone()
    {
        var (_, _, index) = Built(Given.Input(slots: [Given.Slot(), Given.Slot(start: Given.At(48), capacity: 0)]));

        Assert.That(index.ScoreAt(index.Ask(0), new SlotName("O1", Given.At(24))), Is.EqualTo(Best(index, index.Ask(0), 1)[0].Score));
        Assert.That(index.ScoreAt(index.Ask(0), new SlotName("O1", Given.At(48))), Is.Null);
        Assert.That(index.ScoreAt(index.Ask(0), new SlotName("O9", Given.At(24))), Is.Null);
    }

    [Test]
    public void Find_OrderStandsBeyondTheBest_IsKeptToo()
    {
        var input = Given.Input(
            slots: [Given.Slot(start: Given.At(24)), Given.Slot(start: Given.At(240)), Given.Slot(start: Given.At(480))],
            standing: [new StandingOrder("A1", "D1", new SlotName("O1", Given.At(480)), 1, true), new StandingOrder("A2", "D1", new SlotName("O1", Given.At(24)), 1, true)]);
        var (lists, _, index) = Built(input);

        Assert.That(CandidateFinder.Find(lists, index, 1).Slot, Is.EqualTo(new[] { 0, 2 }));
    }

    [TestCase(0)]
    [TestCase(1_001)]
    public void MatchLists_CandidatesOutOfRange_AreRefused(int candidates) =>
        Assert.That(() => new MatchLists(Given.Input(), Given.Policy() with { Candidates = candidates }), Throws.ArgumentException);

    /// <summary>An offer altered, taken out or put back, with other slots; a slot's rest; a cap.</summary>
    private static (MatchInput Input, CandidateIndex Index) Changed(Random random, MatchInput input, CandidateIndex index)
    {
        var offer = input.Offers[random.Next(input.Offers.Count)];
        var own = input.Slots.Where(slot => slot.Offer == offer.Code).ToList();
        var others = input.Slots.Where(slot => slot.Offer != offer.Code).ToList();
        if (random.Next(3) == 0 && own.Count > 0)
        {
            var slot = own[0] with { Remaining = random.Next(5) };
            return (input with { Slots = [.. others, .. own.Skip(1), slot] }, index.WithRemaining(RandomLists.NameOf(slot), slot.Remaining));
        }
        if (random.Next(4) == 0)
            return (input with { Slots = others }, index.Without(offer.Code));
        var donor = RandomLists.Any(random.Next(1_000));
        var model = donor.Offers[0];
        var altered = model with { Code = random.Next(3) == 0 ? "O9" : offer.Code, Unit = offer.Unit, Categories = random.Next(3) == 0 ? ["garden"] : model.Categories };
        Slot[] slots = [.. donor.Slots.Where(slot => slot.Offer == model.Code).Select(slot => slot with { Offer = altered.Code })];
        var reached = new MatchLists(input, Policy);
        bool IsReached(int month) => reached.Units[reached.UnitPosition(altered.Unit)].MonthlyCap is { } cap
            && cap <= input.CapUses.Where(use => use.Unit == altered.Unit && use.Month == month).Sum(use => use.Orders);
        return (input with
        {
            Offers = [.. input.Offers.Where(row => row.Code != altered.Code), altered],
            Slots = [.. input.Slots.Where(slot => slot.Offer != altered.Code), .. slots],
        }, index.With(altered, slots, IsReached));
    }

    /// <summary>Without the text's weight: how rare a word is depends on all offers, which an index weighs once, when it is built.</summary>
    private static MatchPolicy Policy { get; } = RandomLists.Policy with
    {
        Weights = RandomLists.Policy.Weights.Where(weight => weight.Key != ScoreFactor.TextRelevance).ToDictionary(weight => weight.Key, weight => weight.Value),
    };

    private static (MatchLists Lists, Scorer Scorer, CandidateIndex Index) Built(MatchInput input)
    {
        var lists = new MatchLists(input, Policy);
        var scorer = new Scorer(lists);
        return (lists, scorer, new CandidateIndex(lists, scorer));
    }

    private static RankedSlot[] Best(CandidateIndex index, PreparedDemand demand, int most)
    {
        var into = new RankedSlot[Math.Min(most, index.Slots)];
        return into[..index.Best(demand, into)];
    }

    /// <summary>Every slot through the rule book, the feasible ones scored, best first.</summary>
    private static IEnumerable<RankedSlot> Scan(MatchLists lists, Scorer scorer, int d)
    {
        var rules = new RuleBook(lists);
        return Enumerable.Range(0, lists.Slots.Length).Where(s => (rules.OfOffer(d, lists.SlotOffer[s]) | rules.OfSlot(d, s)) == HardRules.None)
            .Select(s => new RankedSlot(scorer.Mean(scorer.Factors(d, s)), s)).OrderByDescending(slot => slot.Score).ThenBy(slot => slot.Slot);
    }
}
