using Matching.Core.Text;

namespace Matching.Core.Tests.Text;

public class ArowTests
{
    private static readonly Example[] Examples =
    [
        new(Features.Of("水管漏水"), "水电"), new(Features.Of("电灯不亮"), "水电"), new(Features.Of("水龙头坏"), "水电"),
        new(Features.Of("没处停车"), "停车"), new(Features.Of("车位太少"), "停车"), new(Features.Of("停车费贵"), "停车"),
    ];

    [Test]
    public void Learn_TwoSteps_AreThoseWorkedOutByHand()
    {
        var (weights, variance) = (new float[2], new[] { 1f, 1f });

        Arow.Learn(weights, variance, 1, new Arow.Row(([0, 1], [0.6f, 0.8f]), 0));

        // m = 0, v = 1, β = 1/2, α = 1/2: w = αx, Σ = 1 − βx².
        Assert.That(weights, Is.EqualTo(new[] { 0.3f, 0.4f }).Within(1e-6f));
        Assert.That(variance, Is.EqualTo(new[] { 0.82f, 0.68f }).Within(1e-6f));

        Arow.Learn(weights, variance, 1, new Arow.Row(([0], [1f]), 1));

        // Another class: y = −1, m = 0.3, v = 0.82, β = 1/1.82, α = 1.3/1.82: w₀ = 0.3 − α·0.82, Σ₀ = 0.82 − β·0.82².
        Assert.That(weights, Is.EqualTo(new[] { 0.3f - 1.3f / 1.82f * 0.82f, 0.4f }).Within(1e-6f));
        Assert.That(variance, Is.EqualTo(new[] { 0.82f - 0.82f * 0.82f / 1.82f, 0.68f }).Within(1e-6f));
    }

    [Test]
    public void Learn_MarginAboveOne_ChangesNothing()
    {
        var (weights, variance) = (new[] { 2f }, new[] { 0.5f });

        Arow.Learn(weights, variance, 1, new Arow.Row(([0], [1f]), 0));

        Assert.That((weights[0], variance[0]), Is.EqualTo((2f, 0.5f)));
    }

    [TestCase("水管坏了", "水电")]
    [TestCase("哪里可以停车", "停车")]
    public void Train_NewText_GetsTheNearestLabel(string text, string label)
    {
        var model = Arow.Train(Examples, 1);
        var shares = model.Classify(Features.Of(text));

        Assert.That(model.Labels[Array.IndexOf(shares, shares.Max())], Is.EqualTo(label));
        Assert.That(shares.Sum(), Is.EqualTo(1).Within(1e-5));
    }

    [Test]
    public void Train_Twice_IsTheSameToTheBit()
    {
        var (once, again) = (Arow.Train(Examples, 1), Arow.Train(Examples, 1));

        Assert.That(again.Weights, Is.EqualTo(once.Weights));
    }

    [Test]
    public void Classify_UnknownText_GivesEqualShares() =>
        Assert.That(Arow.Train(Examples, 1).Classify(Features.Of("plumber")), Is.All.EqualTo(0.5f));

    [Test]
    public void Train_LeastHoldersTwo_LeavesOutWhatStandsOnce() =>
        Assert.That(Arow.Train(Examples, 2).Vocabulary.Keys, Does.Contain((ulong)'水').And.Not.Contain((ulong)'龙'));

    [Test]
    public void Train_OneLabel_IsCertain() => Assert.That(Arow.Train([Examples[0]], 1).Classify(Examples[1].Features), Is.EqualTo(new[] { 1f }));

    [Test]
    public void Train_Nothing_IsRefused() => Assert.That(() => Arow.Train([], 1), Throws.ArgumentException);
}
