using Matching.Core.Offers;
using Matching.Core.Text;

namespace Matching.Core.Tests.Text;

public class RelevanceTests
{
    private static readonly OfferText[] Offers =
    [
        "水管维修，上门服务", "老人健康义诊，量血压", "暑期托管班", "会议室出借，周末可用", "电动车充电桩安装", "法律咨询", "量血压 量血压 量血压",
    ];

    [Test]
    public void Of_IdenticalText_IsAMillion([Values] bool model)
    {
        var relevance = new Relevance(Offers, model ? TextModel.Shipped : null);

        Assert.That(Offers.Select((text, o) => relevance.Of(relevance.Query(text.Fields[0].Text), o)), Is.All.InRange(model ? 940_000 : 999_999, 1_000_000));
    }

    [TestCase("书画")]
    [TestCase("")]
    [TestCase("，。")]
    [TestCase("plumber")]
    public void Of_NothingShared_IsZero(string text)
    {
        var relevance = new Relevance(Offers, null);

        Assert.That(Offers.Select((_, o) => relevance.Of(relevance.Query(text), o)), Is.All.Zero);
    }

    [TestCase("家里水管漏水", 0)]
    [TestCase("想量血压", 6)]
    [TestCase("暑假没人带孩子，想托管", 2)]
    [TestCase("楼下要装充电桩", 4)]
    public void Of_ResidentsSentence_OfferAboutItRanksFirst(string text, int first) =>
        Assert.That(Best(new Relevance(Offers, null), text), Is.EqualTo(first));

    [TestCase("孩子四点半放学我们六点才下班", 2)]
    [TestCase("楼上楼下到处飞线，看着就怕", 4)]
    [TestCase("老板拖着工钱不给", 5)]
    [TestCase("人老了头晕，想找大夫看看", 1)]
    public void Of_NoWordShared_TheModelBridges(string text, int first) =>
        Assert.That(Best(new Relevance([.. Offers.Take(6)], TextModel.Shipped), text), Is.EqualTo(first));

    [TestCase("电动车没处充电", 0)]
    [TestCase("送外卖手机没电了想充电", 1)]
    [TestCase("新能源汽车想找充电的地方", 2)]
    public void Of_WordsSharedByAccident_DoNotWin(string text, int first) =>
        Assert.That(Best(new Relevance(["小区电动自行车集中充电棚", "驿站里有微波炉、空调和手机充电插座", "公共停车场快充桩，轿车可用"], TextModel.Shipped), text), Is.EqualTo(first));

    [Test]
    public void Of_KindThatTheDemandAsksFor_IsWorthMore()
    {
        var relevance = new Relevance([new OfferText(["邻里节"], OfferKind.Venue), new OfferText(["邻里节"], OfferKind.Funds)], TextModel.Shipped);
        var query = relevance.Query("办邻里节还差点钱");

        Assert.That(relevance.Of(query, 1), Is.GreaterThan(relevance.Of(query, 0)));
    }

    [Test]
    public void Of_RandomTexts_IsWhatTheSlowOneSays()
    {
        const string Characters = "水管维修老人健康义诊暑期托管电车充桩";
        var random = new Random(11);
        for (var n = 0; n < 500; n++)
        {
            string[] texts = [Text(), Text(), Text()];
            var query = Text();
            var relevance = new Relevance([.. texts.Select(text => (OfferText)text)], null);
            var slow = new SlowBm25(texts, 1.2, 0.5, 8);
            for (var o = 0; o < texts.Length; o++)
            {
                var right = slow.Score(query, o) * Bm25.Scale * Bm25.Scale / (relevance.Query(query).RootOfSelf * relevance.Offer(o).RootOfSelf) * 1_000_000;
                Assert.That(relevance.Of(relevance.Query(query), o), Is.EqualTo(Math.Min(right, 1_000_000)).Within(2_000), $"{query} | {texts[o]}");
            }
        }

        string Text() => new([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Characters[random.Next(Characters.Length)])]);
    }

    [Test]
    public void Of_RandomTexts_StaysInRangeBothWays()
    {
        const string Characters = "水管维修老人健康义诊暑期托管电车充桩 ，ab1";
        var random = new Random(7);
        for (var n = 0; n < 2_000; n++)
        {
            var (a, b, other) = (Text(), Text(), Text());
            var relevance = new Relevance([a, b, other], null);

            Assert.That(relevance.Of(relevance.Query(a), 1), Is.InRange(0, 1_000_000), $"{a} | {b}");
            Assert.That(relevance.Of(relevance.Query(b), 0), Is.InRange(0, 1_000_000), $"{a} | {b}");
            Assert.That(relevance.Of(relevance.Query(a), 1) == 0, Is.EqualTo(!Features.Of(a).Intersect(Features.Of(b)).Any()), $"{a} | {b}");
        }

        string Text() => new([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Characters[random.Next(Characters.Length)])]);
    }

    [Test]
    public void Of_OneOfThreeEqualTerms_IsTheSumOverTheMeanSelfScore()
    {
        var relevance = new Relevance(["水管", "电灯"], null);

        var selfOfQuery = 2.2 / (1.2 * (0.5 + 0.5 / 3) + 1);
        Assert.That(relevance.Of(relevance.Query("水"), 0), Is.EqualTo(1_000_000 / Math.Sqrt(selfOfQuery * 3)).Within(1_000));
    }

    [Test]
    public void Of_NoOffers_QueryIsStillAllowed() => Assert.That(() => new Relevance([], null).Query("水管"), Throws.Nothing);

    private static int Best(Relevance relevance, string text)
    {
        var query = relevance.Query(text);
        return Enumerable.Range(0, relevance.Count).MaxBy(o => relevance.Of(query, o));
    }
}
