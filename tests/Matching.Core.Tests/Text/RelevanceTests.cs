using Matching.Core.Text;

namespace Matching.Core.Tests.Text;

public class RelevanceTests
{
    private static readonly string[] Offers =
    [
        "水管维修，上门服务", "老人健康义诊，量血压", "暑期托管班", "会议室出借，周末可用", "电动车充电桩安装", "法律咨询", "量血压 量血压 量血压",
    ];

    [Test]
    public void Of_IdenticalText_IsAMillion()
    {
        var relevance = new Relevance(Offers);

        Assert.That(Offers.Select((text, o) => relevance.Of(relevance.Query(text), o)), Is.All.InRange(999_999, 1_000_000));
    }

    [TestCase("书画")]
    [TestCase("")]
    [TestCase("，。")]
    [TestCase("plumber")]
    public void Of_NothingShared_IsZero(string text)
    {
        var relevance = new Relevance(Offers);

        Assert.That(Offers.Select((_, o) => relevance.Of(relevance.Query(text), o)), Is.All.Zero);
    }

    [TestCase("家里水管漏水", 0)]
    [TestCase("想量血压", 6)]
    [TestCase("暑假没人带孩子，想托管", 2)]
    [TestCase("楼下要装充电桩", 4)]
    public void Of_ResidentsSentence_OfferAboutItRanksFirst(string text, int first)
    {
        var relevance = new Relevance(Offers);
        var query = relevance.Query(text);

        Assert.That(Enumerable.Range(0, Offers.Length).MaxBy(o => relevance.Of(query, o)), Is.EqualTo(first));
    }

    [Test]
    public void Of_RandomTexts_StaysInRangeBothWays()
    {
        const string Characters = "水管维修老人健康义诊暑期托管电车充桩 ，ab1";
        var random = new Random(7);
        for (var n = 0; n < 2_000; n++)
        {
            var (a, b, other) = (Text(), Text(), Text());
            var relevance = new Relevance([a, b, other]);

            Assert.That(relevance.Of(relevance.Query(a), 1), Is.InRange(0, 1_000_000), $"{a} | {b}");
            Assert.That(relevance.Of(relevance.Query(b), 0), Is.InRange(0, 1_000_000), $"{a} | {b}");
            Assert.That(relevance.Of(relevance.Query(a), 1) == 0, Is.EqualTo(relevance.Of(relevance.Query(b), 0) == 0), $"{a} | {b}");
            Assert.That(relevance.Of(relevance.Query(a), 1) == 0, Is.EqualTo(!Terms.Of(a).Intersect(Terms.Of(b)).Any()), $"{a} | {b}");
        }

        string Text() => new([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Characters[random.Next(Characters.Length)])]);
    }

    [Test]
    public void Of_OneOfThreeEqualTerms_IsTheSumOverTheMeanSelfScore()
    {
        var relevance = new Relevance(["水管", "电灯"]);

        var selfOfQuery = 2.2 / (1.2 * (0.5 + 0.5 / 3) + 1);
        Assert.That(relevance.Of(relevance.Query("水"), 0), Is.EqualTo(1_000_000 / Math.Sqrt(selfOfQuery * 3)).Within(1));
    }

    [Test]
    public void Of_NoOffers_QueryIsStillAllowed() => Assert.That(() => new Relevance([]).Query("水管"), Throws.Nothing);
}
