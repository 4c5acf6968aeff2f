using Matching.Core.Demands;
using Matching.Core.Offers;
using Matching.Core.Orders;
using Matching.Core.Reports;

namespace Matching.Core.Tests.Reports;

public class ServiceRatesTests
{
    private static readonly ReportPeriod Period = PeriodOf("2026-11");
    private static readonly DateTimeOffset AsOf = At(20);

    [Test]
    public void Match_DemandsPastTheLimit_CountsThoseAUnitSaidYesTo()
    {
        var rate = Of(RateName.Match, demands: [Demand("A", due: 3, accepted: true), Demand("B", due: 19), Demand("not past", due: 21), Demand("not open", due: null),
            Demand("twice", due: 3, state: DemandState.Merged), Demand("back", due: 3, state: DemandState.Withdrawn), Demand("no", due: 3, state: DemandState.Rejected)]);

        Assert.That(rate, Is.EqualTo("A+ B-"));
    }

    [Test]
    public void Response_OrdersDue_CountsAnyAnswerInTime()
    {
        var rate = Of(RateName.Response, orders: [Order("in time", due: 5, answered: 5), Order("late", due: 5, answered: 6), Order("never", due: 5), Order("before", due: -2, answered: -3),
            Order("not due", due: 25), Order("taken back", due: 5, state: OrderState.Cancelled), Order("of a duplicate", due: 5, demand: DemandState.Merged)]);

        Assert.That(rate, Is.EqualTo("in time+ late- never-"));
    }

    [Test]
    public void FirstMatch_OrdersAccepted_CountsTheFirstUnitAsked()
    {
        var rate = Of(RateName.FirstMatch, orders: [Order("first", accepted: 2), Order("third", accepted: 3, first: false), Order("of October", accepted: -1), Order("no answer")]);

        Assert.That(rate, Is.EqualTo("first+ third-"));
    }

    [Test]
    public void Visits_ByTheirWord_CountSolvedAndHalfSatisfied()
    {
        VisitFact[] visits = [new("A", DemandState.Confirmed, true, Satisfaction.FairlySatisfied), new("B", DemandState.Open, false, Satisfaction.Dissatisfied), new("C", DemandState.Merged, true, Satisfaction.Satisfied)];

        Assert.That(Of(RateName.Resolution, visits: visits), Is.EqualTo("A+ B-"));
        Assert.That(Of(RateName.Satisfaction, visits: visits), Is.EqualTo("A½ B-"));
    }

    [Test]
    public void Visits_SeveralAnswersOfOnePerson_CountOnceByTheLeast()
    {
        VisitFact[] visits = [new("A", DemandState.Confirmed, true, Satisfaction.Satisfied), new("A", DemandState.Confirmed, false, Satisfaction.Dissatisfied), new("A", DemandState.Confirmed, true, Satisfaction.FairlySatisfied) { Supporter = 7 }];

        Assert.That(Of(RateName.Resolution, visits: visits), Is.EqualTo("A- A+"));
        Assert.That(Of(RateName.Satisfaction, visits: visits), Is.EqualTo("A- A½"));
    }

    [Test]
    public void AnyRate_OfADemandMarkedUnreasonable_LeavesItOutAndSaysWhy()
    {
        var marked = Demand("marked", due: 3) with { IsUnreasonable = true };

        Assert.That(Of(RateName.Match, demands: [Demand("A", due: 3), marked]), Is.EqualTo("A-"));
        Assert.That(Of(RateName.Response, orders: [Order("A", due: 5), Order("marked", due: 5) with { IsUnreasonable = true }]), Is.EqualTo("A-"));
        Assert.That(Of(RateName.Resolution, visits: [new("A", DemandState.Open, false, Satisfaction.Dissatisfied), new("marked", DemandState.Open, false, Satisfaction.Dissatisfied) { IsUnreasonable = true }]), Is.EqualTo("A-"));
        Assert.That(marked.LeftOut, Is.EqualTo(LeftOut.Unreasonable));
    }

    [Test]
    public void Idle_LiveOffers_CountsThoseUnusedForSoLong()
    {
        var rate = Of(RateName.Idle, offers: [new("used", At(-200), At(1)), new("long ago", At(-200), At(-71)), new("never", At(-70), null), new("new", At(-69), null)]);

        Assert.That(rate, Is.EqualTo("used- long ago+ never+ new-"));
    }

    [Test]
    public void DemandDriven_Activities_CountsThoseSomebodyNeeded() =>
        Assert.That(Of(RateName.DemandDriven, activities: [new("A", At(1), 2), new("B", At(2), 0)]), Is.EqualTo("A+ B-"));

    [TestCase("Capacity", GapKind.Capacity)]
    [TestCase("Outbid", GapKind.Capacity)]
    [TestCase("Notice", GapKind.Time)]
    [TestCase("Category", GapKind.NoOffer)]
    [TestCase("NoOffer", GapKind.NoOffer)]
    [TestCase("BarredUnit", GapKind.Declined)]
    public void OfRun_MainReason_IsItsKind(string reason, GapKind kind) => Assert.That(GapKinds.OfRun(reason), Is.EqualTo(kind));

    [TestCase(DeclineReason.NoCapacity, GapKind.Capacity)]
    [TestCase(DeclineReason.TimeConflict, GapKind.Time)]
    [TestCase(DeclineReason.CouldNotContact, GapKind.Information)]
    [TestCase(DeclineReason.Other, GapKind.Declined)]
    public void OfDecline_Reason_IsItsKind(DeclineReason reason, GapKind kind) => Assert.That(GapKinds.OfDecline(reason), Is.EqualTo(kind));

    private static string Of(RateName rate, DemandFact[]? demands = null, OrderFact[]? orders = null, VisitFact[]? visits = null, OfferFact[]? offers = null, ActivityFact[]? activities = null) =>
        string.Join(' ', ServiceRates.Samples(rate, new ServiceFacts(Period, AsOf, demands ?? [], orders ?? [], visits ?? [], offers ?? [], activities ?? []), 90)
            .Select(sample => sample.Subject + (sample.Halves switch { 2 => "+", 1 => "½", _ => "-" })));

    private static DemandFact Demand(string code, int? due, bool accepted = false, DemandState state = DemandState.Open) =>
        new(code, Given.Community, "0201", state, At(1), due is { } day ? At(day) : null, accepted);

    private static OrderFact Order(string code, int? due = null, int? answered = null, int? accepted = null, bool first = true, OrderState state = OrderState.Issued, DemandState demand = DemandState.Matched) =>
        new(code, "D", demand, "0201", OfferKind.Skill, state, DayOrNull(due), DayOrNull(answered), DayOrNull(accepted), first);

    private static DateTimeOffset? DayOrNull(int? day) => day is { } number ? At(number) : null;

    /// <summary>Days from the first of November 2026.</summary>
    private static DateTimeOffset At(int day) => Period.From.AddDays(day);

    private static ReportPeriod PeriodOf(string text) => ReportPeriod.TryParse(text, out var period) ? period : throw new ArgumentException(text);
}
