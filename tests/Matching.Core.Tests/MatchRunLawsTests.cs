using Matching.Core.Candidates;
using Matching.Core.Demands;

namespace Matching.Core.Tests;

/// <summary>What must hold for every list; each law is tried on some hundred small random ones.</summary>
[Parallelizable(ParallelScope.All)]
public class MatchRunLawsTests
{
    [Test]
    public void Execute_SameInputTwice_IsTheSameToTheBit()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var first = MatchRun.Execute(RandomLists.Any(seed), RandomLists.Policy);
            var second = MatchRun.Execute(RandomLists.Any(seed), RandomLists.Policy);

            AssertSame(first, second, seed);
        }
    }

    [Test]
    public void Execute_ShuffledLists_GiveTheSameOrders()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var input = RandomLists.Any(seed);

            var straight = MatchRun.Execute(input, RandomLists.Policy);
            var shuffled = MatchRun.Execute(Shuffled(input, new Random(seed + 1)), RandomLists.Policy);

            AssertSame(straight, shuffled, seed);
        }
    }

    [Test]
    public void Execute_AnyLists_KeepsQuantitiesCapacitiesCapsAndRules()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var run = MatchRun.Execute(RandomLists.Any(seed), RandomLists.Policy);
            var (lists, rules) = (run.Lists, new RuleBook(run.Lists));

            foreach (var order in run.Orders)
            {
                var demand = lists.Demands[order.Demand];
                Assert.That(rules.OfOffer(order.Demand, lists.SlotOffer[order.Slot]) | rules.OfSlot(order.Demand, order.Slot), Is.EqualTo(HardRules.None), $"seed {seed}");
                Assert.That(order.Quantity, demand.Divisible ? Is.InRange(1, demand.Quantity) : Is.EqualTo(demand.Quantity), $"seed {seed}");
            }
            foreach (var own in run.Orders.GroupBy(order => order.Demand))
                Assert.That(own.Sum(order => order.Quantity), Is.LessThanOrEqualTo(lists.Demands[own.Key].Quantity), $"seed {seed}");
            foreach (var own in run.Orders.GroupBy(order => order.Slot))
                Assert.That(own.Sum(order => order.Quantity), Is.LessThanOrEqualTo(lists.Slots[own.Key].Remaining), $"seed {seed}");
            foreach (var own in run.Orders.GroupBy(order => (Unit: lists.OfferUnit[lists.SlotOffer[order.Slot]], lists.Slots[order.Slot].Month)))
                Assert.That(own.Count(), Is.LessThanOrEqualTo(CapLeft(run, own.Key.Unit, own.Key.Month)), $"seed {seed}");
        }
    }

    [Test]
    public void Execute_DivisibleListsWithoutCaps_IsAlwaysOptimal()
    {
        for (var seed = 0; seed < 300; seed++)
            Assert.That(MatchRun.Execute(RandomLists.Exact(seed), RandomLists.Policy).Pairing.IsOptimal, Is.True, $"seed {seed}");
    }

    [Test]
    public void Execute_MoreCapacity_NeverLowersTheTotal()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var input = RandomLists.Exact(seed);
            var roomier = input with { Slots = [.. input.Slots.Select(slot => slot with { Capacity = slot.Capacity + 1, Remaining = slot.Remaining + 1 })] };

            Assert.That(Total(roomier), Is.GreaterThanOrEqualTo(Total(input)), $"seed {seed}");
        }
    }

    [Test]
    public void Execute_OneMoreOffer_NeverLowersTheTotal()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var input = RandomLists.Exact(seed);
            var more = input with
            {
                Offers = [.. input.Offers, Given.Offer("O9", title: "健康讲座")],
                Slots = [.. input.Slots, Given.Slot("O9", capacity: 3)],
            };

            Assert.That(Total(more), Is.GreaterThanOrEqualTo(Total(input)), $"seed {seed}");
        }
    }

    [Test]
    public void Execute_MoreCapacityForWholeDemands_BoundStaysAboveTheOldTotal()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var any = RandomLists.Any(seed);
            var input = any with { Demands = [.. any.Demands.Select(demand => demand with { Urgency = Urgency.Normal, Vulnerable = false })] };
            var roomier = input with { Slots = [.. input.Slots.Select(slot => slot with { Capacity = slot.Capacity + 2, Remaining = slot.Remaining + 2 })] };

            var bound = MatchRun.Execute(roomier, RandomLists.PairwisePolicy).Pairing.Bound;

            Assert.That(bound, Is.GreaterThanOrEqualTo(Total(input)), $"seed {seed}");
        }
    }

    [Test]
    public void Execute_UnservedDemandRemoved_KeepsTheTotal()
    {
        var removed = 0;
        for (var seed = 0; seed < 300; seed++)
        {
            var input = RandomLists.Exact(seed);
            var run = MatchRun.Execute(input, RandomLists.Policy);
            var served = run.Orders.Select(order => run.Lists.Demands[order.Demand].Code).ToHashSet();

            foreach (var unserved in input.Demands.Where(demand => !served.Contains(demand.Code)))
            {
                var without = input with { Demands = [.. input.Demands.Where(demand => demand != unserved)] };

                Assert.That(MatchRun.Execute(without, RandomLists.Policy).Pairing.Objective, Is.EqualTo(run.Pairing.Objective), $"seed {seed}, {unserved.Code}");
                removed++;
            }
        }
        Assert.That(removed, Is.GreaterThan(100));
    }

    [Test]
    public void Execute_WeightsTimesAnInteger_GivesTheSameOrders()
    {
        var tripled = RandomLists.Policy with { Weights = RandomLists.Policy.Weights.ToDictionary(weight => weight.Key, weight => weight.Value * 3) };
        for (var seed = 0; seed < 100; seed++)
            AssertSame(MatchRun.Execute(RandomLists.Any(seed), RandomLists.Policy), MatchRun.Execute(RandomLists.Any(seed), tripled), seed);
    }

    private static long Total(MatchInput input) => MatchRun.Execute(input, RandomLists.PairwisePolicy).Pairing.Objective;

    private static int CapLeft(MatchRun run, int unit, int month) =>
        run.Lists.Units[unit].MonthlyCap is { } cap
            ? cap - run.Lists.Input.CapUses.Where(use => use.Unit == run.Lists.Units[unit].Code && use.Month == month).Sum(use => use.Orders)
            : int.MaxValue;

    private static void AssertSame(MatchRun expected, MatchRun actual, int seed)
    {
        Assert.That(actual.Orders, Is.EqualTo(expected.Orders), $"seed {seed}");
        Assert.That(actual.Scores.Score, Is.EqualTo(expected.Scores.Score), $"seed {seed}");
        Assert.That(actual.Pairing.Objective, Is.EqualTo(expected.Pairing.Objective), $"seed {seed}");
        Assert.That(actual.Pairing.Bound, Is.EqualTo(expected.Pairing.Bound), $"seed {seed}");
        Assert.That(actual.Pairing.Certificate.SlotPrice, Is.EqualTo(expected.Pairing.Certificate.SlotPrice), $"seed {seed}");
        Assert.That(actual.Pairing.Certificate.DemandValue, Is.EqualTo(expected.Pairing.Certificate.DemandValue), $"seed {seed}");
    }

    private static MatchInput Shuffled(MatchInput input, Random random)
    {
        return input with
        {
            Units = Mixed(input.Units),
            Pairings = Mixed(input.Pairings),
            Offers = [.. Mixed(input.Offers).Select(offer => offer with { Categories = Mixed(offer.Categories), Areas = Mixed(offer.Areas), Audience = Mixed(offer.Audience) })],
            Slots = Mixed(input.Slots),
            Demands = [.. Mixed(input.Demands).Select(demand => demand with { Audience = Mixed(demand.Audience) })],
            CapUses = Mixed(input.CapUses),
            CommunityLoads = Mixed(input.CommunityLoads),
        };

        T[] Mixed<T>(IReadOnlyList<T> rows)
        {
            var mixed = rows.ToArray();
            random.Shuffle(mixed);
            return mixed;
        }
    }
}
