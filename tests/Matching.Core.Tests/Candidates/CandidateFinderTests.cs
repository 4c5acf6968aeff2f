using Matching.Core.Candidates;

namespace Matching.Core.Tests.Candidates;

public class CandidateFinderTests
{
    [Test]
    public void Find_RandomLists_EqualsTryingEveryPair()
    {
        var found = 0;
        for (var seed = 0; seed < 1_500; seed++)
        {
            var lists = new MatchLists(RandomLists.Any(seed), RandomLists.Policy);

            var candidates = Pair.Candidates(lists);

            for (var d = 0; d < lists.Demands.Length; d++)
                Assert.That(SlotsOf(candidates, d), Is.EqualTo(EveryPossibleSlot(lists, d)), $"seed {seed}, demand {d}");
            found += candidates.Count;
        }
        Assert.That(found, Is.GreaterThan(1_500), "the random lists must have pairs to find");
    }

    [Test]
    public void Find_RandomLists_EveryRuleRefusesSomething()
    {
        var seen = HardRules.None;
        for (var seed = 0; seed < 200; seed++)
        {
            var lists = new MatchLists(RandomLists.Any(seed), RandomLists.Policy);
            var rules = new RuleBook(lists);
            for (var d = 0; d < lists.Demands.Length; d++)
            {
                for (var s = 0; s < lists.Slots.Length; s++)
                    seen |= rules.OfOffer(d, lists.SlotOffer[s]) | rules.OfSlot(d, s);
            }
        }
        Assert.That(Enum.GetValues<HardRules>().Where(rule => !seen.HasFlag(rule)), Is.Empty);
    }

    [Test]
    public void Find_EmptyLists_FindsNothing()
    {
        var lists = new MatchLists(Given.Input(demands: [], offers: [], slots: [], units: []), Given.Policy());

        Assert.That(Pair.Candidates(lists).Count, Is.Zero);
    }

    [Test]
    public void Find_UnconfirmedCategory_LooksBeyondItsCategory()
    {
        var input = Given.Input(
            demands: [Given.Demand("D1", category: "repair", confirmed: false), Given.Demand("D2", category: "repair", confirmed: true)]);

        var candidates = Pair.Candidates(new MatchLists(input, Given.Policy()));

        Assert.That(SlotsOf(candidates, 0), Is.EqualTo(new[] { 0 }));
        Assert.That(SlotsOf(candidates, 1), Is.Empty);
    }

    private static int[] SlotsOf(CandidateSet candidates, int d) => [.. candidates.SlotsOf(d).ToArray().Order()];

    private static int[] EveryPossibleSlot(MatchLists lists, int d)
    {
        var rules = new RuleBook(lists);
        return [.. Enumerable.Range(0, lists.Slots.Length)
            .Where(s => (rules.OfOffer(d, lists.SlotOffer[s]) | rules.OfSlot(d, s)) == HardRules.None)];
    }
}
