using Matching.Core.Clocks;
using Matching.Core.Demands;
using Matching.Core.Escalation;

namespace Matching.Core.Tests.Escalation;

/// <summary>All from Monday, 2 March 2026, 09:00; the period is the two weeks from then.</summary>
public class LimitReplayTests
{
    private static readonly DateTimeOffset Until = Given.At(14 * 24);

    [Test]
    public void Under_TodaysLimits_CountsAsItWent()
    {
        var figures = Under(new ClockLimits(), Demand("D1", Order("D1", acknowledged: 10, accepted: 40)), Demand("D2", Order("D2", ended: 48)), Demand("D3"));

        Assert.That(figures, Is.EqualTo(new ReplayFigures(OrdersDue: 2, AnsweredInTime: 1, Unknown: 0, DemandsDue: 3, DemandsMatched: 1, RespondedInTime: 1, LeftOut: 0)));
        Assert.That(figures.ResponseRate, Is.EqualTo(500_000));
        Assert.That(figures.MatchRate, Is.EqualTo(333_333));
    }

    [Test]
    public void Under_AShorterAnswerLimit_LosesWhatCameLater()
    {
        var figures = Under(new ClockLimits { AnswerHours = 12 }, Demand("D1", Order("D1", acknowledged: 20, accepted: 40)), Demand("D2", Order("D2", accepted: 12)));

        Assert.That(figures.AnsweredInTime, Is.EqualTo(1), "exactly at the limit is in time");
        Assert.That(figures.DemandsMatched, Is.EqualTo(1));
    }

    [Test]
    public void Under_ALongerAnswerLimit_SaysWhatNobodyKnows() =>
        Assert.That(Under(new ClockLimits { AnswerHours = 72 }, Demand("D1", Order("D1", ended: 48))), Has.Property("Unknown").EqualTo(1).And.Property("AnsweredInTime").Zero);

    [Test]
    public void Under_ALongerResponseLimit_LeavesLateDemandsOutOfThePeriod() =>
        Assert.That(Under(new ClockLimits { RespondHours = 11 * 24 }, Demand("D1")).DemandsDue, Is.Zero);

    [Test]
    public void Under_WithdrawnDemands_AreLeftOutWithTheirCount() =>
        Assert.That(Under(new ClockLimits(), Demand("D1") with { Ended = Given.At(5) }), Has.Property("LeftOut").EqualTo(1).And.Property("DemandsDue").Zero);

    [Test]
    public void Under_NothingDue_HasNoRates()
    {
        var figures = Under(new ClockLimits());

        Assert.That(figures.ResponseRate, Is.Null);
        Assert.That(figures.MatchRate, Is.Null);
    }

    [Test]
    public void Under_ACommunitysClosingDay_MovesWhatIsDue()
    {
        var closed = WorkingCalendar.WeekdaysOnly.ClosedOn([new(2026, 3, 3)]);
        var demand = Demand("D1", Order("D1", accepted: 70));

        Assert.That(Under(new ClockLimits(), demand).AnsweredInTime, Is.Zero);
        Assert.That(Under(new ClockLimits(), demand with { Calendar = closed }).AnsweredInTime, Is.EqualTo(1));
    }

    private static ReplayFigures Under(ClockLimits limits, params DemandTrace[] demands) => LimitReplay.Under(limits, demands, Given.Now, Until);

    private static DemandTrace Demand(string code, params OrderTrace[] orders) => new(code, Urgency.Normal, CategoryLimits.None, Given.Now, null, WorkingCalendar.WeekdaysOnly, orders);

    private static OrderTrace Order(string demand, double? acknowledged = null, double? accepted = null, double? ended = null) =>
        new(demand, Given.Now, At(acknowledged), At(accepted), At(ended));

    private static DateTimeOffset? At(double? hours) => hours is { } given ? Given.At(given) : null;
}
