using Matching.Core.Activities;

namespace Matching.Core.Tests.Activities;

internal sealed class MaximumCoverageTests
{
    /// <summary>The slow way: every choice, and for each person in turn a place found or made by handing others on.</summary>
    private static int Best(int[] people, CoverSet[] candidates, int most) => Enumerable.Range(0, 1 << candidates.Length).Where(choice => int.PopCount(choice) <= most)
        .Max(choice => Served(people, [.. candidates.Where((_, at) => (choice >> at & 1) == 1)]));

    private static int Served(int[] people, CoverSet[] chosen)
    {
        int[] needs = [.. people.SelectMany((count, need) => Enumerable.Repeat(need, count))];
        int[] places = [.. chosen.SelectMany((set, at) => Enumerable.Repeat(at, set.Capacity))];
        var holder = Enumerable.Repeat(-1, places.Length).ToArray();
        bool Seat(int person, HashSet<int> tried) => Enumerable.Range(0, places.Length).Any(place =>
        {
            if (!chosen[places[place]].Needs.Contains(needs[person]) || !tried.Add(place) || (holder[place] >= 0 && !Seat(holder[place], tried)))
                return false;
            holder[place] = person;
            return true;
        });
        return Enumerable.Range(0, needs.Length).Count(person => Seat(person, []));
    }

    [Test]
    public void Solve_SmallRandomInstances_EqualsTheSlowSearch()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 200; i++)
        {
            int[] people = [.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => random.Next(1, 4))];
            CoverSet[] candidates = [.. Enumerable.Range(0, random.Next(0, 8)).Select(_ => new CoverSet(random.Next(0, 6), [.. Enumerable.Range(0, people.Length).Where(_ => random.Next(3) == 0)]))];
            var most = random.Next(0, 5);

            var plan = MaximumCoverage.Solve(people, candidates, most);

            var about = $"seed {seed}, instance {i}";
            Assert.That((plan.Covered, plan.Bound, plan.IsOptimal), Is.EqualTo((Best(people, candidates, most), Best(people, candidates, most), true)), about);
            Assert.That(plan.Picks.Sum(pick => pick.People), Is.EqualTo(plan.Covered), about);
            Assert.That(plan.Picks, Has.Count.LessThanOrEqualTo(most), about);
            Assert.That(Served(people, [.. plan.Picks.Select(pick => candidates[pick.Candidate])]), Is.EqualTo(plan.Covered), about);
        }
    }

    [Test]
    public void Solve_GreedyIsNotBest_TheSearchFindsIt()
    {
        int[] people = [3, 3, 2, 2];
        CoverSet[] candidates = [new(6, [0, 1]), new(5, [0, 2]), new(5, [1, 3])];

        var plan = MaximumCoverage.Solve(people, candidates, most: 2);

        Assert.That((plan.Covered, plan.IsOptimal), Is.EqualTo((10, true)));
        Assert.That(plan.Picks.Select(pick => pick.Candidate), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public void Solve_LargeInstance_KeepsTheBoundAndTheGreedyGuarantee()
    {
        var random = new Random(7);
        int[] people = [.. Enumerable.Range(0, 300).Select(_ => random.Next(1, 9))];
        CoverSet[] candidates = [.. Enumerable.Range(0, 40).Select(_ => new CoverSet(random.Next(10, 60), [.. Enumerable.Range(0, 300).Where(_ => random.Next(20) == 0)]))];

        var plan = MaximumCoverage.Solve(people, candidates, most: 10);

        Assert.That(plan.Covered, Is.LessThanOrEqualTo(plan.Bound));
        Assert.That(plan.Covered, Is.GreaterThanOrEqualTo((1 - 1 / Math.E) * plan.Bound));
        Assert.That(plan.Covered, Is.LessThanOrEqualTo(plan.Picks.Sum(pick => candidates[pick.Candidate].Capacity)));
        Assert.That(MaximumCoverage.Solve(people, candidates, most: 10).Picks, Is.EqualTo(plan.Picks), "the same choice each time");
    }

    [TestCase(0, 0)]
    [TestCase(1, 4)]
    [TestCase(9, 5)]
    public void Solve_FewOrMany_ServesNobodyTwice(int most, int covered) =>
        Assert.That(MaximumCoverage.Solve([4, 1], [new(4, [0]), new(4, [0]), new(1, [1])], most).Covered, Is.EqualTo(covered));

    [Test]
    public void Solve_ImpossibleNumbers_AreRefused()
    {
        Assert.That(() => MaximumCoverage.Solve([0], [], 1), Throws.ArgumentException);
        Assert.That(() => MaximumCoverage.Solve([1], [new CoverSet(1, [1])], 1), Throws.ArgumentException);
        Assert.That(() => MaximumCoverage.Solve([1], [new CoverSet(-1, [0])], 1), Throws.ArgumentException);
    }
}
