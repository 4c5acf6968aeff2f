using Matching.Core.Reports;

namespace Matching.Core.Tests.Reports;

public class PairMarkTests
{
    [Test]
    public void Among_TwoThatMeetOnlyEachOther_AreMarkedWithFishersProbability()
    {
        var marks = PairMark.Among([.. Enumerable.Repeat(("V-1", "DW-1"), 6), .. Enumerable.Repeat(("V-2", "DW-2"), 6)]);

        Assert.That(marks.Select(mark => $"{mark.First} {mark.Second} {mark.Together}/{mark.OfFirst}/{mark.OfSecond}/{mark.All}"), Is.EqualTo(new[] { "V-1 DW-1 6/6/6/12", "V-2 DW-2 6/6/6/12" }));
        Assert.That(marks[0].Chance, Is.EqualTo(1 / 924.0).Within(1e-12), "one in 12 over 6");
        Assert.That(marks[0].Expected, Is.EqualTo(3));
    }

    /// <summary>One-sided probabilities of well-known examples of Fisher's exact test: 8 of 10 against 1 of 6, and the lady who tasted tea, 3 of 4.</summary>
    [TestCase(8, 10, 9, 16, 0.0244755)]
    [TestCase(3, 4, 4, 8, 0.2428571)]
    public void Chance_OfKnownTables_IsFishers(int together, int ofFirst, int ofSecond, int all, double chance) => Assert.That(PairMark.ChanceOf(together, ofFirst, ofSecond, all), Is.EqualTo(chance).Within(1e-6));

    [Test]
    public void Among_EverybodyMeetsEverybodyAlike_MarksNobody() => Assert.That(
        PairMark.Among([.. from first in Enumerable.Range(0, 4) from second in Enumerable.Range(0, 4) from time in Enumerable.Range(0, 10) select ($"V-{first}", $"DW-{second}")]), Is.Empty);

    [Test]
    public void Among_FewerThanFiveMeetings_MarksNobody() =>
        Assert.That(PairMark.Among([.. Enumerable.Repeat(("V-1", "DW-1"), 4), .. Enumerable.Range(0, 200).Select(i => ($"V-{i % 7 + 2}", $"DW-{i % 11 + 2}"))]), Is.Empty);

    [Test]
    public void Among_NoMeetings_MarksNobody() => Assert.That(PairMark.Among([]), Is.Empty);
}
