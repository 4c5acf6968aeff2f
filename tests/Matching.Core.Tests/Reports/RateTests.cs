using Matching.Core.Reports;

namespace Matching.Core.Tests.Reports;

public class RateTests
{
    /// <summary>Ends as in Newcombe (1998), table I, method 3 (Wilson score without continuity correction).</summary>
    [TestCase(81, 263, 0.2553, 0.3662)]
    [TestCase(15, 148, 0.0624, 0.1605)]
    [TestCase(0, 20, 0.0000, 0.1611)]
    [TestCase(1, 29, 0.0061, 0.1718)]
    [TestCase(29, 29, 0.8830, 1.0000)]
    public void Interval_OfKnownShares_IsWilsons(int numerator, int n, double low, double high)
    {
        var rate = new Rate(2 * numerator, n);

        Assert.That(rate.Low, Is.EqualTo(low).Within(0.00005));
        Assert.That(rate.High, Is.EqualTo(high).Within(0.00005));
    }

    [Test]
    public void Value_OfNothing_IsNone()
    {
        var rate = new Rate(0, 0);

        Assert.That((rate.Value, rate.Low, rate.High), Is.EqualTo(((double?)null, (double?)null, (double?)null)));
    }

    [Test]
    public void Value_OfHalves_CountsThemHalf() => Assert.That(Rate.Of([new("a", 2), new("b", 1), new("c", 0)]), Is.EqualTo(new Rate(3, 3)).And.Property(nameof(Rate.Value)).EqualTo(0.5));

    /// <summary>Added up over every outcome of n answers: at least as many as of yes and no alone hold the true mean.</summary>
    [TestCase(0.1, 0.3, 20)]
    [TestCase(0.4, 0.2, 20)]
    [TestCase(0.8, 0.15, 20)]
    [TestCase(0.5, 0.4, 40)]
    public void Interval_OfMeansOfHalves_HoldsTheTrueMeanAtLeastAsOftenAsItSays(double whole, double half, int n)
    {
        const double Promised = 0.95;
        var covered = 0.0;
        for (var wholes = 0; wholes <= n; wholes++)
        {
            for (var halves = 0; halves <= n - wholes; halves++)
            {
                var rate = new Rate(2 * wholes + halves, n);
                if (rate.Low <= whole + half / 2 && whole + half / 2 <= rate.High)
                    covered += Choose(n, wholes) * Choose(n - wholes, halves) * Math.Pow(whole, wholes) * Math.Pow(half, halves) * Math.Pow(1 - whole - half, n - wholes - halves);
            }
        }

        Assert.That(covered, Is.InRange(Promised, 1));

        static double Choose(int n, int k) => Enumerable.Range(1, k).Aggregate(1.0, (product, i) => product * (n - k + i) / i);
    }
}
