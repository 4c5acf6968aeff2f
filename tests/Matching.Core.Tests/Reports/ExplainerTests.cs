using System.Globalization;
using Matching.Core.Demands;
using Matching.Core.Reports;

namespace Matching.Core.Tests.Reports;

public class ExplainerTests
{
    private static readonly CultureInfo Chinese = new("zh-CN");
    private static readonly CultureInfo English = new("en");

    [TestCase(0, "0.0")]
    [TestCase(4_999, "0.5")]
    [TestCase(1_000_000, "100.0")]
    [TestCase(834_499, "83.4")]
    [TestCase(834_500, "83.5")]
    [TestCase(12_345_678_901, "1234567.9")]
    [TestCase(-10_000, "-1.0")]
    public void Points_Millionths_AreHundredthsWithOneDecimal(long millionths, string points) =>
        Assert.That(Explainer.Points(millionths), Is.EqualTo(points));

    [Test]
    public void Points_InAnyLanguage_KeepTheirPoint()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new("de-DE");

        Assert.That(Explainer.Points(123_456), Is.EqualTo("12.3"));

        CultureInfo.CurrentCulture = before;
    }

    [Test]
    public void WindowText_OneDayOrSeveral_InChinaTime()
    {
        Assert.That(Explainer.WindowText(Given.Slot(start: Given.At(24).ToUniversalTime())), Is.EqualTo("2026-03-03 09:00–11:00"));
        Assert.That(Explainer.WindowText(Given.Slot(end: Given.At(48))), Is.EqualTo("2026-03-03 09:00 – 2026-03-04 09:00"));
    }

    [Test]
    public void Justify_GoodPair_NamesItsMerits()
    {
        var run = MatchRun.Execute(Given.Input(demands: [Given.Demand(urgency: Urgency.Urgent, vulnerable: true, filedAt: Given.At(-24 * 20))]), Given.Policy());
        var points = Explainer.Points(run.Scorer.Mean(run.Scorer.Factors(0, 0)));

        Assert.That(new Explainer(run, Chinese).Justify(0, 0, 1), Is.EqualTo(
            $"街道卫生院「义诊」2026-03-03 09:00–11:00 服务 1 人次：紧急老幼病残独居优先、类别一致（health）、内容相关（义诊体检）、同一楼栋、余量够（1/10 人次）、时间合适、已等 20 天（{points} 分）"));
        Assert.That(new Explainer(run, English).Justify(0, 0, 1), Is.EqualTo(
            $"街道卫生院 \"义诊\" 2026-03-03 09:00–11:00 serves 1 人次: urgent vulnerable first, same category (health), texts agree (义诊体检), same building, enough capacity (1/10 人次), time fits, waiting 20 days ({points} points)"));
    }

    [TestCase("楼上楼下到处飞线", "新建充电棚", "内容相关（电动车充电）")]
    [TestCase("楼上楼下到处飞线", "量血压", "", false)]
    public void Justify_ConceptThatBothTextsCall_IsNamed(string demand, string offer, string words, bool named = true)
    {
        var run = MatchRun.Execute(Given.Input(demands: [Given.Demand(title: demand)], offers: [Given.Offer(title: offer)]), Given.Policy());

        Assert.That(new Explainer(run, Chinese).Justify(0, 0, 1), named ? Does.Contain(words) : Does.Not.Contain("内容相关"));
    }

    [TestCase("健康", true, "类别相近")]
    [TestCase("repair", false, "类别待确认")]
    public void Justify_CategoryNotTheSame_SaysSo(string category, bool confirmed, string says)
    {
        var run = MatchRun.Execute(Given.Input(demands: [Given.Demand(category: category, confirmed: confirmed)]),
            Given.Policy(compatibility: [new("健康", "health", 500_000)]));

        Assert.That(new Explainer(run, Chinese).Justify(0, 0, 1), Does.Contain(says));
    }

    [Test]
    public void Sentences_RandomLists_CanBeSaidInBothLanguages()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var run = MatchRun.Execute(RandomLists.Any(seed), RandomLists.Policy);
            foreach (var language in new[] { Chinese, English })
            {
                var explainer = new Explainer(run, language);
                foreach (var order in run.Orders)
                    Assert.That(explainer.Justify(order.Demand, order.Slot, order.Quantity), Is.Not.Empty.And.Not.Contain("{"), $"seed {seed}");
                foreach (var text in MatchReport.Of(run, language, MatchReport.RefusalsOf(run)).Unserved.SelectMany(row => row.Reasons.Select(reason => reason.Text).Append(row.NearestMiss?.Text ?? "-")))
                    Assert.That(text, Is.Not.Empty.And.Not.Contain("{"), $"seed {seed}");
            }
        }
    }

    [Test]
    public void Alternatives_RandomLists_PairedFirstThenByShortfall()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var run = MatchRun.Execute(RandomLists.Any(seed), RandomLists.Policy);
            for (var d = 0; d < run.Lists.Demands.Length; d++)
            {
                var alternatives = new Explainer(run, Chinese).Alternatives(d, most: 100);

                Assert.That(alternatives.Select(a => a.Slot), Is.EquivalentTo(run.Candidates.Slot[run.Candidates.Start[d]..run.Candidates.Start[d + 1]]), $"seed {seed}");
                Assert.That(alternatives.Select(a => (a.PairedQuantity == 0, a.Shortfall)), Is.Ordered, $"seed {seed}");
                Assert.That(alternatives.Where(a => a.PairedQuantity > 0).Select(a => a.Shortfall), Is.All.Zero, $"seed {seed}");
                Assert.That(alternatives.Sum(a => a.PairedQuantity), Is.EqualTo(run.Orders.Where(order => order.Demand == d).Sum(order => order.Quantity)), $"seed {seed}");
            }
        }
    }
}
