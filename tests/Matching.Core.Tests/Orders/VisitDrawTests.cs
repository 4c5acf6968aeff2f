using Matching.Core.Demands;
using Matching.Core.Orders;

namespace Matching.Core.Tests.Orders;

internal sealed class VisitDrawTests
{
    private static readonly VisitSampling Sampling = new() { Percent = 20, UrgentPercent = 50, PartPercent = 70, Categories = new Dictionary<string, int> { ["03"] = 40, ["0301"] = 60 } };

    [TestCase("0101", Urgency.Normal, false, false, 20)]
    [TestCase("0101", Urgency.Urgent, false, false, 50)]
    [TestCase("0101", Urgency.Emergency, false, false, 100)]
    [TestCase("0101", Urgency.Normal, true, false, 100)]
    [TestCase("0101", Urgency.Normal, false, true, 70)]
    [TestCase("0302", Urgency.Normal, false, false, 40)]
    [TestCase("0301", Urgency.Normal, false, false, 60)]
    [TestCase("0302", Urgency.Urgent, false, false, 50)]
    public void PercentFor_ADemand_IsTheHighestThatFitsAndAllOfTheVulnerable(string category, Urgency urgency, bool vulnerable, bool isPart, int percent) =>
        Assert.That(VisitDraw.PercentFor(Sampling, category, urgency, vulnerable, isPart), Is.EqualTo(percent));

    [Test]
    public void IsDrawn_TheSameSeed_DrawsTheSame_AndAnotherSeedOthers()
    {
        var first = Drawn(1, 20);

        Assert.That(Drawn(1, 20), Is.EqualTo(first));
        Assert.That(Drawn(2, 20), Is.Not.EqualTo(first));
        Assert.That(first, Is.SubsetOf(Drawn(1, 50)), "a higher share keeps whom a lower one drew");
    }

    [TestCase(0, 0)]
    [TestCase(20, 2000)]
    [TestCase(50, 5000)]
    [TestCase(100, 10000)]
    public void IsDrawn_OfTenThousand_IsAboutTheShare(int percent, int expected) => Assert.That(Drawn(7, percent), Has.Count.EqualTo(expected).Within(200));

    /// <summary>Reckoned beforehand by a second writing of the formula in another language.</summary>
    [Test]
    public void IsDrawn_AKnownOrder_StaysAsItWasDecidedOnce() =>
        Assert.That(Enumerable.Range(1, 40).Where(i => VisitDraw.IsDrawn(1, $"FW-2026-{i:000000}", $"XQ-2026-{i:000000}", 1, 20)), Is.EqualTo(Golden));

    private static readonly int[] Golden = [19, 21, 23, 26, 28, 37];

    private static List<int> Drawn(int seed, int percent) => [.. Enumerable.Range(1, 10_000).Where(i => VisitDraw.IsDrawn(seed, $"FW-2026-{i:000000}", $"XQ-2026-{i:000000}", 1, percent))];
}
