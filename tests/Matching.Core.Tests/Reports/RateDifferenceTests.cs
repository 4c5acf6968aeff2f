using Matching.Core.Reports;

namespace Matching.Core.Tests.Reports;

public class RateDifferenceTests
{
    /// <summary>Ends as in Newcombe (1998), "Interval estimation for the difference between independent proportions", table II, method 10.</summary>
    [TestCase(56, 70, 48, 80, 0.0524, 0.3339)]
    [TestCase(9, 10, 3, 10, 0.1705, 0.8090)]
    [TestCase(6, 7, 2, 7, 0.0582, 0.8062)]
    [TestCase(5, 56, 0, 29, -0.0381, 0.1926)]
    [TestCase(0, 10, 0, 20, -0.1611, 0.2775)]
    [TestCase(0, 10, 0, 10, -0.2775, 0.2775)]
    [TestCase(10, 10, 0, 20, 0.6791, 1.0000)]
    [TestCase(10, 10, 0, 10, 0.6075, 1.0000)]
    public void Between_KnownShares_IsNewcombes(int numerator, int n, int numeratorBefore, int nBefore, double low, double high)
    {
        var difference = RateDifference.Between(new Rate(2 * numerator, n), new Rate(2 * numeratorBefore, nBefore))!;

        Assert.That(difference.Low, Is.EqualTo(low).Within(0.00005));
        Assert.That(difference.High, Is.EqualTo(high).Within(0.00005));
        Assert.That(difference.IsBeyondChance, Is.EqualTo(low > 0));
    }

    [Test]
    public void Between_TheOtherWayRound_IsTheSameWithItsSignTurned()
    {
        var (rate, other) = (new Rate(62, 40), new Rate(12, 33));

        var (there, back) = (RateDifference.Between(rate, other)!, RateDifference.Between(other, rate)!);

        Assert.That((back.Value, back.Low, back.High), Is.EqualTo((-there.Value, -there.High, -there.Low)));
        Assert.That(there.IsBeyondChance && back.IsBeyondChance);
    }

    [TestCase(0, 0, 4, 9)]
    [TestCase(4, 9, 0, 0)]
    public void Between_NothingAndSomething_IsNone(int halves, int n, int halvesBefore, int nBefore) => Assert.That(RateDifference.Between(new Rate(halves, n), new Rate(halvesBefore, nBefore)), Is.Null);
}
