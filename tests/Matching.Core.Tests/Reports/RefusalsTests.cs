using Matching.Core.Candidates;
using Matching.Core.Demands;
using Matching.Core.Reports;

namespace Matching.Core.Tests.Reports;

public class RefusalsTests
{
    [Test]
    public void Groups_RandomLists_CountEverySlotExactlyOnce()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var run = MatchRun.Execute(RandomLists.Any(seed), RandomLists.Policy);
            for (var d = 0; d < run.Lists.Demands.Length; d++)
            {
                var groups = Refusals.Of(run, d).Groups;
                var feasible = run.Candidates.Start[d + 1] - run.Candidates.Start[d];

                Assert.That(groups.Sum(group => group.Slots) + feasible, Is.EqualTo(run.Lists.Slots.Length), $"seed {seed}, demand {d}");
                Assert.That(groups.Sum(group => group.Offers), Is.LessThanOrEqualTo(run.Lists.Offers.Length), $"seed {seed}, demand {d}");
            }
        }
    }

    [Test]
    public void Of_RandomLists_EqualsLookingAtEverySlot()
    {
        for (var seed = 0; seed < 600; seed++)
        {
            var run = MatchRun.Execute(RandomLists.Any(seed), RandomLists.Policy);
            for (var d = 0; d < run.Lists.Demands.Length; d++)
            {
                var refusals = Refusals.Of(run, d);

                Assert.That(refusals.Groups, Is.EqualTo(SlowRefusals.Groups(run, d)), $"seed {seed}, demand {d}");
                Assert.That(refusals.Feasible, Is.EqualTo(run.Index.Every(run.Index.Ask(d)).Count), $"seed {seed}, demand {d}");
                Assert.That(refusals.Nearest is { } miss ? (miss.Slot, miss.Broken) : ((int, HardRules)?)null, Is.EqualTo(SlowRefusals.Nearest(run, d)), $"seed {seed}, demand {d}");
            }
        }
    }

    [Test]
    public void Groups_SixOffersEachWithItsFault_AreNamedByTheirFirstRule()
    {
        var run = Run(
            offers:
            [
                Given.Offer("O1", categories: ["repair"]), Given.Offer("O2", unitOfCapacity: "小时"), Given.Offer("O3", areas: ["440605002"]),
                Given.Offer("O4", categories: ["repair"], audience: ["骑手"]), Given.Offer("O5"), Given.Offer("O6"),
            ],
            slots:
            [
                Given.Slot("O1"), Given.Slot("O1", Given.At(48)), Given.Slot("O2"), Given.Slot("O3"), Given.Slot("O4"),
                Given.Slot("O5", capacity: 0), Given.Slot("O5", Given.At(48)),
            ]);

        Assert.That(Refusals.Of(run, 0).Groups, Is.EqualTo(new[]
        {
            new RefusalGroup(HardRules.Category, Offers: 2, Slots: 3),
            new RefusalGroup(HardRules.UnitOfQuantity, Offers: 1, Slots: 1),
            new RefusalGroup(HardRules.ServiceArea, Offers: 1, Slots: 1),
            new RefusalGroup(HardRules.Capacity, Offers: 1, Slots: 1),
        }));
    }

    [Test]
    public void Groups_NothingRefused_AreEmpty()
    {
        var refusals = Refusals.Of(Run(), 0);

        Assert.That(refusals.Groups, Is.Empty);
        Assert.That(refusals.Nearest, Is.Null);
    }

    [Test]
    public void Nearest_RandomLists_NoSlotBreaksOnlySomeOfItsRules()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var run = MatchRun.Execute(RandomLists.Any(seed), RandomLists.Policy);
            var rules = new RuleBook(run.Lists);
            for (var d = 0; d < run.Lists.Demands.Length; d++)
            {
                if (run.Candidates.Start[d + 1] > run.Candidates.Start[d])
                    continue;
                var every = Enumerable.Range(0, run.Lists.Slots.Length).Select(s => rules.OfOffer(d, run.Lists.SlotOffer[s]) | rules.OfSlot(d, s)).ToArray();

                var nearest = Refusals.Of(run, d).Nearest;

                Assert.That(nearest is null, Is.EqualTo(every.Length == 0), $"seed {seed}, demand {d}");
                if (nearest is null)
                    continue;
                Assert.That(nearest.Broken, Is.EqualTo(every[nearest.Slot]), $"seed {seed}, demand {d}");
                Assert.That(every.Where(broken => broken != nearest.Broken && nearest.Broken.HasFlag(broken)), Is.Empty, $"seed {seed}, demand {d}");
            }
        }
    }

    [Test]
    public void Nearest_NoSlotAtAll_IsNone() => Assert.That(Refusals.Of(Run(slots: []), 0).Nearest, Is.Null);

    [Test]
    public void Nearest_EasierCureWins()
    {
        var run = Run(
            offers: [Given.Offer("O1", categories: ["repair"]), Given.Offer("O2", noticeHours: 48), Given.Offer("O3", audience: ["骑手"])],
            slots: [Given.Slot("O1"), Given.Slot("O2"), Given.Slot("O3")]);

        Assert.That(Refusals.Of(run, 0).Nearest, Is.EqualTo(NearMissOf(run, slot: 1, HardRules.Notice)));
    }

    [Test]
    public void Nearest_TwoWindowsMissed_ShorterWayWins()
    {
        var run = Run(
            demand: Given.Demand(from: Given.At(40), until: Given.At(44)),
            slots: [Given.Slot(start: Given.At(30)), Given.Slot(start: Given.At(36)), Given.Slot(start: Given.At(47))]);

        Assert.That(Refusals.Of(run, 0).Nearest, Is.EqualTo(NearMissOf(run, slot: 1, HardRules.Time)));
    }

    [Test]
    public void Nearest_TwoSlotsTooSmall_LessMissingWins()
    {
        var run = Run(
            demand: Given.Demand(quantity: 9),
            slots: [Given.Slot(start: Given.At(24), capacity: 3), Given.Slot(start: Given.At(48), capacity: 8), Given.Slot(start: Given.At(72), capacity: 7)]);

        Assert.That(Refusals.Of(run, 0).Nearest, Is.EqualTo(NearMissOf(run, slot: 1, HardRules.Capacity)));
    }

    [Test]
    public void Nearest_SeveralRulesBroken_NamesThemAll()
    {
        var run = Run(demand: Given.Demand(quantity: 9), offers: [Given.Offer(audience: ["骑手"])], slots: [Given.Slot(capacity: 8)]);

        Assert.That(Refusals.Of(run, 0).Nearest?.Broken, Is.EqualTo(HardRules.Audience | HardRules.Capacity));
    }

    private static NearMiss NearMissOf(MatchRun run, int slot, HardRules broken) => new(slot, broken, run.Scorer.Mean(run.Scorer.Factors(0, slot)));

    private static MatchRun Run(Demand? demand = null, Core.Offers.Offer[]? offers = null, Core.Offers.Slot[]? slots = null) =>
        MatchRun.Execute(Given.Input(demands: [demand ?? Given.Demand()], offers: offers, slots: slots), Given.Policy());
}
