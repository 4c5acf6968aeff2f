using System.Globalization;
using Matching.Core.Demands;
using Matching.Core.Reports;
using Matching.Core.Scoring;

namespace Matching.Core.Tests.Reports;

[Parallelizable(ParallelScope.All)]
public class WhatIfTests
{
    private static readonly CultureInfo Chinese = new("zh-CN");
    private static readonly CultureInfo English = new("en");

    [Test]
    public void Solve_SameLists_ShowsNoDifference()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var input = RandomLists.Any(seed);
            var doubled = RandomLists.Policy with { Weights = RandomLists.Policy.Weights.ToDictionary(weight => weight.Key, weight => 2 * weight.Value) };

            var whatIf = Solve(input, input, doubled);

            if (whatIf.Now.Pairing.IsOptimal)
                Assert.That(whatIf.Differences, Is.Empty, $"seed {seed}");
            Assert.That(RunTotals.Of(whatIf.Then), Is.EqualTo(RunTotals.Of(whatIf.Now)).Using<RunTotals>((a, b) => a.Soft == b.Soft && a.Served == b.Served), $"seed {seed}");
        }
    }

    /// <summary>A mere proposal stays on equal points: it may keep a pairing that is worth at most one millionth less a unit.</summary>
    [Test]
    public void Solve_SlotsRemoved_IsWorthWhatAFreshRunOverTheChangedListsIs()
    {
        var differences = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var input = RandomLists.Exact(seed);
            var changed = input with { Slots = [.. input.Slots.Where((_, i) => i % 3 != seed % 3)] };

            var whatIf = Solve(input, changed);

            var fresh = MatchRun.Execute(changed, RandomLists.Policy);
            var units = whatIf.Then.Orders.Sum(order => order.Quantity);
            Assert.That(fresh.Pairing.Objective - RunTotals.Of(whatIf.Then).Soft, Is.InRange(0, units), $"seed {seed}");
            AssertComplete(whatIf, seed);
            differences += whatIf.Differences.Count;
        }
        Assert.That(differences, Is.GreaterThan(60));
    }

    [Test]
    public void Solve_SlotTakenAway_SaysThatItIsGone()
    {
        var input = Given.Input();

        var difference = Solve(input, input with { Slots = [] }).Differences.Single();

        Assert.That((difference.Demand, difference.Kind, difference.Cause), Is.EqualTo(("D1", DifferenceKind.Loses, DifferenceCause.SlotGone)));
        Assert.That(Consequences.CauseOf(difference, Chinese), Is.EqualTo("资源 O1 在 2026-03-03 09:00 的时段没有了"));
    }

    [Test]
    public void Solve_UrgentDemandAdded_TakesThePlaceByItsLevel()
    {
        var input = Given.Input(slots: [Given.Slot(capacity: 1)]);
        var then = input with { Demands = [.. input.Demands, Given.Demand("D2", urgency: Urgency.Urgent)] };

        var differences = Solve(input, then).Differences;

        Assert.That(differences.Select(row => (row.Demand, row.Kind, row.Cause)),
            Is.EqualTo(new[] { ("D1", DifferenceKind.Loses, DifferenceCause.Level), ("D2", DifferenceKind.Gains, DifferenceCause.DemandAdded) }));
        Assert.That(differences[0].Others, Is.EqualTo(new[] { "D2" }));
        Assert.That(Consequences.CauseOf(differences[0], English), Does.Contain("more urgent demand first: D2"));
    }

    [Test]
    public void Solve_DemandThatWaitedLongerAdded_TakesThePlaceByThatFactor()
    {
        var input = Given.Input(slots: [Given.Slot(capacity: 1)]);
        var then = input with { Demands = [.. input.Demands, Given.Demand("D2", filedAt: Given.At(-24 * 25))] };

        var lost = Solve(input, then).Differences[0];

        Assert.That((lost.Demand, lost.Cause, lost.Factor), Is.EqualTo(("D1", DifferenceCause.Factor, (ScoreFactor?)ScoreFactor.WaitingTime)));
    }

    [Test]
    public void Solve_MoreCapacity_SaysSo()
    {
        var input = Given.Input(demands: [Given.Demand("D1", filedAt: Given.At(-24 * 9)), Given.Demand("D2")], slots: [Given.Slot(capacity: 1)]);

        var gained = Solve(input, input with { Slots = [Given.Slot(capacity: 2)] }).Differences.Single();

        Assert.That((gained.Demand, gained.Kind, gained.Cause), Is.EqualTo(("D2", DifferenceKind.Gains, DifferenceCause.MoreCapacity)));
    }

    [Test]
    public void Solve_DemandWithdrawn_FreesItsPlace()
    {
        var input = Given.Input(demands: [Given.Demand("D1", filedAt: Given.At(-24 * 9)), Given.Demand("D2")], slots: [Given.Slot(capacity: 1)]);

        var differences = Solve(input, input with { Demands = [input.Demands[1]] }).Differences;

        Assert.That(differences.Select(row => (row.Demand, row.Cause)), Is.EqualTo(new[] { ("D1", DifferenceCause.DemandRemoved), ("D2", DifferenceCause.Freed) }));
    }

    [Test]
    public void Solve_OtherWeights_NamesTheFactorThatMovedIt()
    {
        var input = Given.Input(
            units: [Given.Unit("U1"), Given.Unit("U2", area: Given.Street + "002")],
            offers: [Given.Offer("O1", "U1"), Given.Offer("O2", "U2")],
            slots: [Given.Slot("O1", Given.At(24 * 40)), Given.Slot("O2", Given.At(24))]);
        var near = Given.Policy(new() { [ScoreFactor.Closeness] = 10, [ScoreFactor.TimeFit] = 1 });
        var soon = Given.Policy(new() { [ScoreFactor.Closeness] = 1, [ScoreFactor.TimeFit] = 10 });

        var moved = WhatIf.Solve(input, near, input, soon, CancellationToken.None).Differences.Single();

        Assert.That((moved.Kind, moved.Cause, moved.Factor), Is.EqualTo((DifferenceKind.Moves, DifferenceCause.Weights, (ScoreFactor?)ScoreFactor.Closeness)), "it counts less");
        Assert.That((moved.Before.Single().Slot.Offer, moved.After.Single().Slot.Offer), Is.EqualTo(("O1", "O2")));
    }

    [Test]
    public void Solve_IssuedOrder_KeepsItsStayBonusOnBothSides()
    {
        var input = Given.Input(offers: [Given.Offer("O1"), Given.Offer("O2")], slots: [Given.Slot("O1"), Given.Slot("O2")],
            standing: [new StandingOrder("A", "D1", new SlotName("O2", Given.At(24)), 1, Issued: true)]);

        Assert.That(Solve(input, input with { Demands = [.. input.Demands, Given.Demand("D2")] }).Differences.Select(row => row.Demand), Is.EqualTo(new[] { "D2" }));
    }

    [Test]
    public void Solve_Stopped_Throws() =>
        Assert.That(() => WhatIf.Solve(Given.Input(), Given.Policy(), Given.Input(), Given.Policy(), new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());

    private static WhatIf Solve(MatchInput now, MatchInput then, MatchPolicy? thenPolicy = null) =>
        WhatIf.Solve(now, RandomLists.Policy, then, thenPolicy ?? RandomLists.Policy, CancellationToken.None);

    /// <summary>Applied to the current pairs, the differences give the changed ones; each has its cause in both languages.</summary>
    private static void AssertComplete(WhatIf whatIf, int seed)
    {
        var pairs = Pairs(whatIf.Now);
        foreach (var row in whatIf.Differences)
        {
            pairs[row.Demand] = string.Join(' ', row.After.Select(pair => $"{pair.Slot}x{pair.Units}"));
            foreach (var language in new[] { Chinese, English })
                Assert.That(Consequences.CauseOf(row, language), Is.Not.Empty.And.Not.Contain("{"), $"seed {seed}");
        }
        Assert.That(pairs.Where(row => row.Value.Length > 0), Is.EquivalentTo(Pairs(whatIf.Then)), $"seed {seed}");
    }

    private static Dictionary<string, string> Pairs(MatchRun run) => run.Orders.GroupBy(order => run.Lists.Demands[order.Demand].Code).ToDictionary(own => own.Key,
        own => string.Join(' ', own.OrderBy(order => order.Slot).Select(order => $"{new SlotName(run.Lists.Slots[order.Slot].Offer, run.Lists.Slots[order.Slot].Start)}x{order.Quantity}")));
}
