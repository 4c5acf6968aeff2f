using Matching.Core.Orders;
using Matching.Core.PropertyRatings;
using Matching.Core.Reports;

namespace Matching.Core.Tests.PropertyRatings;

internal sealed class PropertyScoresTests
{
    [TestCase(9, false)]
    [TestCase(10, true)]
    public void Shown_BelowTen_IsHidden(int n, bool shown) =>
        Assert.That(PropertyScores.Shown([.. Enumerable.Repeat(Satisfaction.Satisfied, n)]) is not null, Is.EqualTo(shown));

    [Test]
    public void Shown_Mixed_CountsTheFairlySatisfiedHalf_WithItsInterval()
    {
        var rate = PropertyScores.Shown([.. Enumerable.Repeat(Satisfaction.Satisfied, 5), .. Enumerable.Repeat(Satisfaction.FairlySatisfied, 4), .. Enumerable.Repeat(Satisfaction.Dissatisfied, 3)])!;

        Assert.That((rate.N, rate.Value), Is.EqualTo((12L, 7.0 / 12)));
        Assert.That(rate.Low, Is.LessThan(7.0 / 12));
        Assert.That(rate.High, Is.GreaterThan(7.0 / 12));
    }

    [TestCase(-1, false)]
    [TestCase(0, true)]
    [TestCase(92 + 14, true)]
    [TestCase(92 + 15, false)]
    public void RefuseOutside_DaysFromTheQuartersBeginning_TakesItAndFifteenDaysMore(int days, bool taken)
    {
        ReportPeriod.TryParse("2026-Q4", out var quarter);

        Assert.That(() => PropertyScores.RefuseOutside(quarter, quarter.From.AddDays(days)), taken ? Throws.Nothing : Throws.TypeOf<RuleBrokenException>());
    }
}
