using Matching.Core.Points;

namespace Matching.Core.Tests.Points;

[TestFixture]
internal sealed class PointsTests
{
    private static readonly PointsRule Rule = new(PointsDeed.FilingConfirmed, 5) { PerDay = 12, PerMonth = 30, PerYear = 100 };

    [TestCase(0, 0, 0, ExpectedResult = 5)]
    [TestCase(7, 7, 7, ExpectedResult = 5)]
    [TestCase(8, 8, 8, ExpectedResult = 4, Description = "the day's cap leaves four")]
    [TestCase(12, 12, 12, ExpectedResult = 0)]
    [TestCase(15, 15, 15, ExpectedResult = 0, Description = "a cap that was lowered takes nothing back")]
    [TestCase(0, 28, 28, ExpectedResult = 2)]
    [TestCase(0, 0, 99, ExpectedResult = 1)]
    public int Earned_IsWhatTheCapsLeave(int day, int month, int year) => PointsReckoning.Earned(Rule, new PointsSoFar(day, month, year));

    [Test]
    public void Earned_WithoutCaps_IsTheRules() =>
        Assert.That(PointsReckoning.Earned(new PointsRule(PointsDeed.PostMonth, 3), new PointsSoFar(1000, 1000, 1000)), Is.EqualTo(3));

    [Test]
    public void For_ADeedOfNoPoints_IsNothing()
    {
        var rules = new PointsRules { Deeds = [new PointsRule(PointsDeed.PostMonth, 0)] };

        Assert.That(rules.For(PointsDeed.PostMonth), Is.Null);
        Assert.That(rules.For(PointsDeed.OrderConfirmed), Is.Null);
    }

    [Test]
    public void Ranking_OfTies_GivesThemOnePlaceAndLeavesTheNextOut()
    {
        var places = PointsRanking.Of([new("D", 1, 1), new("C", 5, 2), new("A", 9, 3), new("B", 5, 1)]);

        Assert.That(places.Select(place => $"{place.Place}{place.Sum.Holder}"), Is.EqualTo(new[] { "1A", "2B", "2C", "4D" }));
    }

    [Test]
    public void Earned_OverAnyRow_NeverExceedsACap()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var rule = new PointsRule(PointsDeed.OrderConfirmed, random.Next(1, 20)) { PerDay = random.Next(1, 40), PerYear = random.Next(1, 100) };
            var (day, year) = (0, 0);
            for (var deed = 0; deed < 30; deed++)
            {
                if (random.Next(4) == 0)
                    day = 0;
                var earned = PointsReckoning.Earned(rule, new PointsSoFar(day, year, year));
                (day, year) = (day + earned, year + earned);
                Assert.That(day <= rule.PerDay && year <= rule.PerYear && earned >= 0, $"round {round} deed {deed}");
            }
        }
    }
}
