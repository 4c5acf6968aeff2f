using System.Globalization;
using Matching.Core.Demands;
using Matching.Core.Reports;

namespace Matching.Core.Tests.Reports;

public class MatchReportTests
{
    private static readonly CultureInfo Chinese = new("zh-CN");

    [Test]
    public void Of_RandomLists_EveryDemandIsServedOrHasItsReason()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var run = MatchRun.Execute(RandomLists.Any(seed), RandomLists.Policy);

            var report = Report(run);

            Assert.That(report.Demands, Is.EqualTo(run.Lists.Demands.Length), $"seed {seed}");
            Assert.That(report.Served + report.Unserved.Count, Is.EqualTo(report.Demands), $"seed {seed}");
            Assert.That(report.Unserved.Select(row => row.Demand),
                Is.EqualTo(run.Lists.Demands.Select(demand => demand.Code).Where((_, d) => run.Orders.All(order => order.Demand != d))), $"seed {seed}");
            Assert.That(report.Unserved.Select(row => row.Reasons.Count), Is.All.Positive, $"seed {seed}");
            Assert.That(report.Gaps.Sum(gap => gap.Quantity),
                Is.EqualTo(run.Lists.Demands.Sum(demand => demand.Quantity) - run.Orders.Sum(order => order.Quantity)), $"seed {seed}");
            Assert.That(report.SoftGap, Is.InRange(0, 1), $"seed {seed}");
            Assert.That(report.Status, Is.EqualTo(report.Objective == report.DualBound ? "optimal" : "feasible"), $"seed {seed}");
        }
    }

    [Test]
    public void Of_NoOfferAtAll_SaysNoOffer()
    {
        var row = Report(Given.Input(offers: [], slots: [])).Unserved.Single();

        Assert.That(row.MainReason, Is.EqualTo("NoOffer"));
        Assert.That(row.NearestMiss, Is.Null);
    }

    [Test]
    public void Of_OneBrokenRule_NamesItAndTheNearestMiss()
    {
        var row = Report(Given.Input(slots: [Given.Slot(capacity: 0)])).Unserved.Single();

        Assert.That(row.MainReason, Is.EqualTo("Capacity"));
        Assert.That(row.Reasons.Select(reason => (reason.Rule, reason.Offers, reason.Slots, reason.Text)),
            Is.EqualTo(new[] { ("Capacity", 1, 1, "余量不足：1 项资源、1 个时段") }));
        Assert.That((row.NearestMiss?.Offer, row.NearestMiss?.SlotStart), Is.EqualTo(("O1", "2026-03-03T09:00+08:00")));
        Assert.That(row.NearestMiss?.Broken, Is.EqualTo(new[] { "Capacity" }));
    }

    [Test]
    public void Of_PlaceWentToAnother_SaysOutbidAndWhere()
    {
        var row = Report(Given.Input(
            demands: [Given.Demand("D1", filedAt: Given.At(-24 * 30)), Given.Demand("D2")], slots: [Given.Slot(capacity: 1)])).Unserved.Single();

        Assert.That((row.Demand, row.MainReason), Is.EqualTo(("D2", "Outbid")));
        Assert.That(row.NearestMiss?.Text, Does.StartWith("最接近的是街道卫生院「义诊」2026-03-03 09:00–11:00，"));
    }

    [Test]
    public void Of_DivisibleDemandLargerThanTheSlot_IsPartlyServedAndAGap()
    {
        var report = Report(Given.Input(demands: [Given.Demand(quantity: 7, divisible: true)], slots: [Given.Slot(capacity: 5)]));

        Assert.That(report.PartlyServed, Is.EqualTo(new[] { new PartlyServed("D1", 5, 7) }));
        Assert.That(report.Gaps, Is.EqualTo(new[] { new NeedGap("health", Given.Community, 1, 2, "人次") }));
        Assert.That((report.Served, report.Unserved.Count), Is.EqualTo((1, 0)));
    }

    [Test]
    public void Of_FullSlot_HasAShadowPriceInLevelsAndPoints()
    {
        var input = Given.Input(
            demands: [Given.Demand("D1", vulnerable: true), Given.Demand("D2", vulnerable: true), Given.Demand("D3")], slots: [Given.Slot(capacity: 1)]);

        var price = Report(input).ShadowPrices.Single();

        Assert.That((price.Offer, price.SlotStart, price.Level), Is.EqualTo(("O1", "2026-03-03T09:00+08:00", 1)));
        Assert.That(price.Points, Is.InRange(1, 1_000_000));
    }

    [Test]
    public void Of_SlotWithRoomLeft_HasNoShadowPrice() => Assert.That(Report(Given.Input()).ShadowPrices, Is.Empty);

    private static MatchReport Report(MatchInput input) => Report(MatchRun.Execute(input, Given.Policy()));

    private static MatchReport Report(MatchRun run) => MatchReport.Of(run, Chinese, MatchReport.RefusalsOf(run));
}
