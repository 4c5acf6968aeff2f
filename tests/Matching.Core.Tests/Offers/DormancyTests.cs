using Matching.Core.Offers;

namespace Matching.Core.Tests.Offers;

public class DormancyTests
{
    [TestCase(null, -91, true)]
    [TestCase(null, -90, true)]
    [TestCase(null, -89, false)]
    [TestCase(-10, -200, false)]
    [TestCase(-90, -200, true)]
    public void IsDormant_CountsFromTheLastUseOrFromPublishing(int? lastUsed, int published, bool expected) =>
        Assert.That(Dormancy.IsDormant(lastUsed is { } days ? Given.Now.AddDays(days) : null, Given.Now.AddDays(published), Given.Now, 90), Is.EqualTo(expected));

    [TestCase("2026-11-23T09:00", "2026-12-01T09:00")]
    [TestCase("2026-12-01T08:59", "2026-12-01T09:00")]
    [TestCase("2026-12-01T09:00", "2027-01-01T09:00")]
    public void NextDigest_IsTheFirstOfAMonthAtNine(string now, string expected)
    {
        Assert.That(ChinaTime.TryParse(now, endOfWindow: false, out var at));

        Assert.That(ChinaTime.Text(Dormancy.NextDigest(at)), Does.StartWith(expected));
    }
}
