using System.Globalization;
using System.Text.RegularExpressions;
using Matching.Core.Candidates;
using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Offers;
using Matching.Core.Reports;
using Matching.Core.Units;

namespace Matching.Core.Tests.Reports;

/// <summary>What the sentence says would make the pair possible is read from the sentence, done, and must make it possible.</summary>
public class NearestMissTests
{
    private static readonly CultureInfo English = new("en");

    private static readonly MatchPolicy Policy = Given.Policy(requires: new() { ["power"] = "licence" });

    [Test]
    public void Change_Category_Cures() => Cures(HardRules.Category,
        Given.Input(offers: [Given.Offer(categories: ["repair"])]),
        (input, change) => With(input, (Offer offer) => offer with { Categories = [.. offer.Categories, Read(change, "the unit adds (.+) to the offer")] }));

    [Test]
    public void Change_UnitOfQuantity_Cures() => Cures(HardRules.UnitOfQuantity,
        Given.Input(offers: [Given.Offer(unitOfCapacity: "小时")]),
        (input, change) => With(input, (Demand demand) => demand with { UnitOfQuantity = Read(change, "the demand is filed in (.+)") }));

    [Test]
    public void Change_ServiceArea_Cures() => Cures(HardRules.ServiceArea,
        Given.Input(offers: [Given.Offer(areas: ["440605002"])]),
        (input, change) => With(input, (Offer offer) => offer with { Areas = [.. offer.Areas, new AreaCode(Read(change, "the service area includes (.+)"))] }));

    [Test]
    public void Change_Audience_Cures() => Cures(HardRules.Audience,
        Given.Input(demands: [Given.Demand(audience: ["老人"])], offers: [Given.Offer(audience: ["骑手"])]),
        (input, change) => With(input, (Offer offer) => offer with { Audience = [.. offer.Audience, Read(change, "the offer is opened to (.+)")] }));

    [Test]
    public void Change_AudienceOfADemandForEveryone_Cures() => Cures(HardRules.Audience,
        Given.Input(offers: [Given.Offer(audience: ["骑手"])]),
        (input, change) =>
        {
            Assert.That(change, Is.EqualTo("the offer is opened to everyone"));
            return With(input, (Offer offer) => offer with { Audience = [] });
        });

    [Test]
    public void Change_Qualification_Cures() => Cures(HardRules.Qualification,
        Given.Input(demands: [Given.Demand(category: "power")], offers: [Given.Offer(categories: ["power"])]),
        (input, change) => With(input, (PartnerUnit unit) => unit with { Qualifications = [Read(change, "the unit obtains (.+)")] }));

    [Test]
    public void Change_OfferValid_Cures() => Cures(HardRules.OfferValid,
        Given.Input(offers: [Given.Offer(validUntil: Given.At(20))]),
        (input, _) => With(input, (Offer offer) => offer with { ValidUntil = input.Slots[0].End }));

    [Test]
    public void Change_UnitSuspended_Cures() => Cures(HardRules.UnitSuspended,
        Given.Input(units: [Given.Unit(suspended: true)]), (input, _) => With(input, (PartnerUnit unit) => unit with { Suspended = false }));

    [Test]
    public void Change_BarredUnit_Cures() => Cures(HardRules.BarredUnit,
        Given.Input(demands: [Given.Demand(barredUnits: ["U1"])]), (input, _) => With(input, (Demand demand) => demand with { BarredUnits = [] }));

    [TestCase(null, 20.0)]
    [TestCase(null, 24.0)]
    [TestCase(10.0, 20.0)]
    [TestCase(26.0, null)]
    [TestCase(30.0, null)]
    [TestCase(30.0, 40.0)]
    public void Change_Time_Cures(double? from, double? until) => Cures(HardRules.Time,
        Given.Input(demands: [Given.Demand(from: Hour(from), until: Hour(until))]),
        (input, change) => With(input, (Demand demand) => demand with
        {
            From = Instant(Read(change, "widened to (.+) – ")),
            Until = Instant(Read(change, " – (.+)")),
        }));

    [TestCase(48, 30)]
    [TestCase(27, 1)]
    public void Change_Notice_Cures(int noticeHours, int minutesPastTheHour) => Cures(HardRules.Notice,
        Given.Input(offers: [Given.Offer(noticeHours: noticeHours)], slots: [Given.Slot(end: Given.At(26).AddMinutes(minutesPastTheHour))]),
        (input, change) => With(input, (Offer offer) => offer with { NoticeHours = Number(change, @"at most (\d+) hours") }));

    [TestCase(9, 8)]
    [TestCase(9, 0)]
    [TestCase(1, 0)]
    public void Change_Capacity_Cures(int quantity, int remaining) => Cures(HardRules.Capacity,
        Given.Input(demands: [Given.Demand(quantity: quantity)], slots: [Given.Slot(remaining: remaining)]),
        (input, change) => input with { Slots = [input.Slots[0] with { Remaining = remaining + Number(change, @"^(\d+) ") }] });

    [Test]
    public void Change_CapacityOfAPartlyFreeSlot_ServingInPartsCures() => Cures(HardRules.Capacity,
        Given.Input(demands: [Given.Demand(quantity: 9)], slots: [Given.Slot(remaining: 8)]),
        (input, change) =>
        {
            Assert.That(change, Does.EndWith("or serving in parts"));
            return With(input, (Demand demand) => demand with { Divisible = true });
        });

    [TestCase(0, 0)]
    [TestCase(3, 3)]
    public void Change_MonthlyCap_Cures(int cap, int used) => Cures(HardRules.MonthlyCap,
        Given.Input(units: [Given.Unit(monthlyCap: cap)], capUses: [new CapUse("U1", 202603, used)]),
        (input, change) => With(input, (PartnerUnit unit) => unit with { MonthlyCap = Number(change, @"raises its cap of the month to (\d+)") }));

    [Test]
    public void Change_TwoRulesBroken_BothCuresAreNeeded()
    {
        var input = Given.Input(demands: [Given.Demand(quantity: 9)], offers: [Given.Offer(areas: ["440605002"])], slots: [Given.Slot(capacity: 7)]);

        var changes = Changes(input);

        Assert.That(changes, Is.EqualTo(new[] { $"the service area includes {Given.Building}", "2 人次 more capacity, or serving in parts" }));
    }

    [Test]
    public void NearMissSentence_InBothLanguages()
    {
        var run = MatchRun.Execute(Given.Input(slots: [Given.Slot(capacity: 0)]), Policy);
        var miss = Refusals.Of(run, 0).Nearest!;

        Assert.That(new Explainer(run, new("zh-CN")).NearMissSentence(0, miss),
            Is.EqualTo("最接近的是街道卫生院「义诊」（2026-03-03 09:00–11:00）：需要 1人次，只剩 0人次；只要余量再加 1人次，就可以对接"));
        Assert.That(new Explainer(run, English).NearMissSentence(0, miss),
            Is.EqualTo("Nearest: 街道卫生院 \"义诊\" (2026-03-03 09:00–11:00): 1 人次 needed, 0 人次 left; it becomes possible if 1 人次 more capacity"));
    }

    private static void Cures(HardRules rule, MatchInput input, Func<MatchInput, string, MatchInput> cure)
    {
        var run = MatchRun.Execute(input, Policy);
        Assert.That(run.Candidates.Count, Is.Zero);
        Assert.That(Refusals.Of(run, 0).Nearest?.Broken, Is.EqualTo(rule));

        var cured = cure(input, Changes(input).Single());

        Assert.That(MatchRun.Execute(cured, Policy).Orders, Has.Count.EqualTo(1));
    }

    private static string[] Changes(MatchInput input)
    {
        var run = MatchRun.Execute(input, Policy);
        return [.. new Explainer(run, English).Clashes(0, Refusals.Of(run, 0).Nearest!).Select(clash => clash.Change)];
    }

    private static MatchInput With(MatchInput input, Func<Demand, Demand> change) => input with { Demands = [change(input.Demands[0])] };

    private static MatchInput With(MatchInput input, Func<Offer, Offer> change) => input with { Offers = [change(input.Offers[0])] };

    private static MatchInput With(MatchInput input, Func<PartnerUnit, PartnerUnit> change) => input with { Units = [change(input.Units[0])] };

    private static string Read(string change, string pattern)
    {
        var match = Regex.Match(change, pattern);
        Assert.That(match.Success, Is.True, $"'{change}' has no '{pattern}'");
        return match.Groups[1].Value;
    }

    private static int Number(string change, string pattern) => int.Parse(Read(change, pattern), CultureInfo.InvariantCulture);

    private static DateTimeOffset? Instant(string text)
    {
        if (text == "open")
            return null;
        Assert.That(ChinaTime.TryParse(text, false, out var instant), Is.True, text);
        return instant;
    }

    private static DateTimeOffset? Hour(double? hour) => hour is { } h ? Given.At(h) : null;
}
