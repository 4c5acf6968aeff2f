using Matching.Core.Clocks;
using Matching.Core.Demands;
using static Matching.Core.Tests.Clocks.WorkingCalendarTests;

namespace Matching.Core.Tests.Clocks;

/// <summary>Everything is opened on Friday, 3 April 2026, at 16:00, before a long weekend.</summary>
public class DeadlinesTests
{
    private static readonly DateTimeOffset Friday = China("2026-04-03 16:00");

    private static readonly Deadlines Deadlines = new(new ClockLimits(), Calendar);

    [TestCase(Urgency.Emergency, null, "2026-04-03 18:00")]
    [TestCase(Urgency.Emergency, 8, "2026-04-03 18:00", TestName = "Respond_EmergencyInACategoryWithLimits_KeepsItsTwoHours")]
    [TestCase(Urgency.Urgent, null, "2026-04-07 16:00")]
    [TestCase(Urgency.Normal, null, "2026-04-07 16:00")]
    [TestCase(Urgency.Normal, 4, "2026-04-03 20:00")]
    [TestCase(Urgency.Normal, 9, "2026-04-07 01:00")]
    public void Respond_RoundTheClockOrInWorkingTime(Urgency urgency, int? categoryHours, string due) =>
        Assert.That(Deadlines.Respond(Friday, urgency, new CategoryLimits(categoryHours, null)), Is.EqualTo(China(due)));

    [TestCase(Urgency.Emergency, "2026-04-03 18:00")]
    [TestCase(Urgency.Urgent, "2026-04-08 16:00")]
    [TestCase(Urgency.Normal, "2026-04-08 16:00")]
    public void Answer_ByUrgency(Urgency urgency, string due) => Assert.That(Deadlines.Answer(Friday, urgency), Is.EqualTo(China(due)));

    [TestCase(Urgency.Emergency, null, "2026-04-04 16:00", TestName = "Resolve_Emergency_RunsThroughTheWeekend")]
    [TestCase(Urgency.Emergency, 3, "2026-04-04 16:00")]
    [TestCase(Urgency.Urgent, null, "2026-04-15 16:00")]
    [TestCase(Urgency.Urgent, 3, "2026-04-15 16:00")]
    [TestCase(Urgency.Normal, null, "2026-04-27 16:00")]
    [TestCase(Urgency.Normal, 3, "2026-04-09 16:00")]
    public void Resolve_ByUrgencyAndCategory(Urgency urgency, int? categoryDays, string due) =>
        Assert.That(Deadlines.Resolve(Friday, urgency, new CategoryLimits(null, categoryDays)), Is.EqualTo(China(due)));

    [Test]
    public void CloseUnvisited_FifteenCalendarDays() =>
        Assert.That(Deadlines.CloseUnvisited(Friday), Is.EqualTo(China("2026-04-18 16:00")));

    [Test]
    public void Limits_OfThePolicy_AreUsed()
    {
        var deadlines = new Deadlines(new ClockLimits { RespondHours = 1, AnswerHours = 2, ResolveHours = 3, CloseUnvisitedDays = 1 }, Calendar);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(deadlines.Respond(Friday, Urgency.Normal, CategoryLimits.None), Is.EqualTo(Friday.AddHours(1)));
            Assert.That(deadlines.Answer(Friday, Urgency.Normal), Is.EqualTo(Friday.AddHours(2)));
            Assert.That(deadlines.Resolve(Friday, Urgency.Normal, CategoryLimits.None), Is.EqualTo(Friday.AddHours(3)));
            Assert.That(deadlines.CloseUnvisited(Friday), Is.EqualTo(Friday.AddDays(1)));
        }
    }
}
