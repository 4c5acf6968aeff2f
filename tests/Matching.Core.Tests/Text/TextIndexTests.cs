using Matching.Core.Text;

namespace Matching.Core.Tests.Text;

public class TextIndexTests
{
    private const string Characters = "水管维修老人健康义诊暑期托管电车充桩法律会议";

    [Test]
    public void AtLeast_RandomTexts_AreThoseThatAScanFinds()
    {
        var random = new Random(3);
        for (var n = 0; n < 200; n++)
        {
            var relevance = new Relevance([.. Enumerable.Range(0, 20).Select(_ => (OfferText)Text(random))], null);
            var query = relevance.Query(Text(random));
            var scan = Enumerable.Range(0, 20).Select(o => new TextHit(o, relevance.Of(query, o))).Where(hit => hit.Relevance >= 200_000);

            Assert.That(new TextIndex(relevance).AtLeast(query, 200_000), Is.EqualTo(scan), $"round {n}");
        }
    }

    [Test]
    public void Top_RandomTexts_BestFirstAndTiesByPosition()
    {
        var random = new Random(5);
        for (var n = 0; n < 200; n++)
        {
            string[] texts = [.. Enumerable.Range(0, 20).Select(_ => Text(random))];
            var (relevance, slow) = (new Relevance([.. texts.Select(text => (OfferText)text)], null), new SlowBm25(texts, 1.2, 0.5, 8));
            var query = Text(random);

            var top = new TextIndex(relevance).Top(relevance.Query(query), 5);

            var scores = Enumerable.Range(0, 20).Select(o => slow.Score(query, o)).OrderDescending().Where(score => score > 0).Take(5);
            Assert.That(top.Select(hit => slow.Score(query, hit.Position)), Is.EqualTo(scores).Within(0.03), $"round {n}: {query}");
        }
    }

    [Test]
    public void Top_SameTexts_ByPosition()
    {
        var relevance = new Relevance(["水管", "水管", "水管"], null);

        Assert.That(new TextIndex(relevance).Top(relevance.Query("水管"), 2).Select(hit => hit.Position), Is.EqualTo(new[] { 0, 1 }));
    }

    [Test]
    public void Top_NothingShared_IsEmpty()
    {
        var relevance = new Relevance(["水管"], null);

        Assert.That(new TextIndex(relevance).Top(relevance.Query("法律"), 2), Is.Empty);
    }

    [Test]
    public void TopOfEach_OneTextAnswersEverything_TheOneThatAnswersThisComesFirst()
    {
        var relevance = new Relevance(["水管水管电车电车法律法律", "水管老人健康义诊会议", "电车老人健康义诊会议", "法律老人健康义诊会议"], null);
        var index = new TextIndex(relevance);
        TextVector[] queries = [relevance.Query("水管"), relevance.Query("电车"), relevance.Query("法律")];

        Assert.That(queries.Select(query => index.Top(query, 1)[0].Position), Is.EqualTo(new[] { 0, 0, 0 }));
        Assert.That(index.TopOfEach(queries, 1).Select(hits => hits[0].Position), Is.EqualTo(new[] { 1, 2, 3 }));
    }

    [TestCase(10, TestName = "TopOfEach_OneShortQuery_AsByItself")]
    [TestCase(50, TestName = "TopOfEach_OneLongQuery_AsByItself")]
    public void TopOfEach_OneQuery_AsByItself(int units)
    {
        var random = new Random(7);
        for (var n = 0; n < 50; n++)
        {
            var relevance = new Relevance([.. Enumerable.Range(0, 20).Select(_ => (OfferText)Text(random))], null);
            var query = relevance.Query(string.Concat(Enumerable.Range(0, units).Select(_ => Characters[random.Next(Characters.Length)])));

            Assert.That(new TextIndex(relevance).TopOfEach([query], 5).Single(), Is.EqualTo(new TextIndex(relevance).Top(query, 5)), $"round {n}");
        }
    }

    private static string Text(Random random) => new([.. Enumerable.Range(0, random.Next(1, 15)).Select(_ => Characters[random.Next(Characters.Length)])]);
}
