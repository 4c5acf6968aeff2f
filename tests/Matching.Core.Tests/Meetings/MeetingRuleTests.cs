using Matching.Core.Clocks;
using Matching.Core.Meetings;
using Matching.Core.Reports;
using static Matching.Core.Meetings.MeetingAct;
using static Matching.Core.Meetings.MeetingState;

namespace Matching.Core.Tests.Meetings;

public class MeetingRuleTests
{
    private static readonly MeetingRules Rules = new();

    private static readonly (MeetingState From, MeetingAct Act, MeetingState To)[] Allowed =
    [
        (Planned, Move, Planned), (Planned, Invite, Planned), (Planned, Draft, Planned), (Planned, Propose, Planned), (Planned, Edit, Planned), (Planned, Freeze, Frozen),
        (Frozen, Move, Frozen), (Frozen, Invite, Frozen), (Frozen, Begin, InSession),
        (InSession, Invite, InSession), (InSession, Attend, InSession), (InSession, Claim, InSession), (InSession, Decide, InSession), (InSession, MeetingAct.Close, Closed),
        (Planned, Lapse, Lapsed), (Frozen, Lapse, Lapsed), (InSession, Lapse, InSession),
    ];

    [Test]
    public void After_EveryActInEveryState_IsAsTheTableSays()
    {
        foreach (var state in Enum.GetValues<MeetingState>())
        {
            foreach (var act in Enum.GetValues<MeetingAct>())
            {
                var row = Allowed.Where(row => row.From == state && row.Act == act).ToList();
                if (row.Count == 1)
                    Assert.That(MeetingLife.After(state, act), Is.EqualTo(row[0].To), $"{act} {state}");
                else
                    Assert.That(() => MeetingLife.After(state, act), Throws.TypeOf<RuleBrokenException>().With.Property("Rule").EqualTo("meeting-act-not-allowed"), $"{act} {state}");
            }
        }
    }

    [Test]
    public void AgendaTimes_OfItems_FollowOneAnother()
    {
        var start = At("2026-12-01T09:30");

        var times = AgendaTimes.Of(start, [10, 15, 1]);

        Assert.That(times, Is.EqualTo(new[] { new ItemTime(start, At("2026-12-01T09:40")), new ItemTime(At("2026-12-01T09:40"), At("2026-12-01T09:55")), new ItemTime(At("2026-12-01T09:55"), At("2026-12-01T09:56")) }));
        Assert.That(() => AgendaTimes.Of(start, [0]), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [TestCase("2026-10-01T08:00", null, false, QuarterStanding.NotCalled)]
    [TestCase("2026-12-01T23:59", null, false, QuarterStanding.NotCalled)]
    [TestCase("2026-12-02T00:00", null, false, QuarterStanding.RunningOut)]
    [TestCase("2026-12-02T00:00", "2026-12-30T09:30", false, QuarterStanding.Called)]
    [TestCase("2026-12-02T00:00", "2026-10-30T09:30", true, QuarterStanding.Held)]
    [TestCase("2026-12-02T00:00", "2026-09-30T09:30", true, QuarterStanding.RunningOut, TestName = "Quarter_LastQuartersMeeting_IsNotThisOnes")]
    [TestCase("2026-12-02T00:00", "2027-01-01T00:00", false, QuarterStanding.RunningOut, TestName = "Quarter_NextQuartersMeeting_IsNotThisOnes")]
    public void Quarter_OfABody_Stands(string now, string? meeting, bool isClosed, QuarterStanding expected) =>
        Assert.That(MeetingQuarter.Of(meeting is null ? [] : [(At(meeting), isClosed)], At(now), Rules), Is.EqualTo(expected));

    [TestCase("2026-12-17T23:59", "2026-Q4", "2026-12-18T00:00")]
    [TestCase("2026-12-18T00:00", "2027-Q1", "2027-03-18T00:00")]
    [TestCase("2027-02-10T00:00", "2027-Q1", "2027-03-18T00:00")]
    public void Planning_TwoWeeksBeforeAQuarter_IsForThatQuarter(string now, string quarter, string next)
    {
        Assert.That(MeetingQuarter.ToPlan(At(now), Rules).Code, Is.EqualTo(quarter));
        Assert.That(MeetingQuarter.NextPlanning(At(now), Rules), Is.EqualTo(At(next)));
    }

    [TestCase("2027-Q1", "2026-12-18T00:00", "2027-02-15T09:30", TestName = "UsualStart_UsualDayOnASunday_IsTheMonday")]
    [TestCase("2027-Q1", "2027-03-01T00:00", "2027-03-09T09:30", TestName = "UsualStart_PastTheUsualDay_LeavesTheAgendaItsWeek")]
    public void UsualStart_OfAQuarter_IsAWorkingDay(string quarter, string now, string expected)
    {
        ReportPeriod.TryParse(quarter, out var period);
        Assert.That(MeetingQuarter.UsualStart(period, At(now), WorkingCalendar.WeekdaysOnly, Rules with { UsualDay = 45 }), Is.EqualTo(At(expected)));
    }

    [Test]
    public void UsualStart_OnAHoliday_IsTheNextWorkingDay()
    {
        ReportPeriod.TryParse("2027-Q1", out var period);
        var calendar = new WorkingCalendar([new DateOnly(2027, 2, 15), new DateOnly(2027, 2, 16)], []);

        Assert.That(MeetingQuarter.UsualStart(period, At("2026-12-18T00:00"), calendar, Rules), Is.EqualTo(At("2027-02-17T09:30")));
    }

    [TestCase(null, 1, 0, "", "meeting-item-undecided")]
    [TestCase(ItemOutcome.Resolved, 1, 0, "", "meeting-item-without-resolution")]
    [TestCase(ItemOutcome.Noted, 1, 0, "", "meeting-item-only-noted")]
    [TestCase(ItemOutcome.Resolved, 1, 1, "", "resolution-one-lead", TestName = "Closing_WithoutALead_IsRefused")]
    [TestCase(ItemOutcome.Resolved, 1, 1, "L+ L+", "resolution-one-lead", TestName = "Closing_WithTwoLeads_IsRefused")]
    [TestCase(ItemOutcome.Resolved, 1, 1, "L+ Ho", "resolution-without-owner")]
    [TestCase(ItemOutcome.Resolved, 1, 1, "Ld H+", "resolution-without-day")]
    [TestCase(ItemOutcome.Resolved, 1, 1, "L+ H+ H+", null)]
    [TestCase(ItemOutcome.Next, 3, 0, "", null)]
    [TestCase(ItemOutcome.Street, 3, 0, "", null)]
    [TestCase(ItemOutcome.Noted, 0, 0, "", null)]
    public void Closing_AnItem_IsRefusedForWhatIsMissing(ItemOutcome? outcome, int demands, int resolutions, string tasks, string? rule)
    {
        var item = new ItemFacts(4, ItemKind.Cluster, outcome, demands, [.. Enumerable.Range(0, resolutions).Select(_ => Tasks(tasks))]);

        if (rule is null)
            Assert.That(() => ClosingRules.Refuse([item]), Throws.Nothing);
        else
            Assert.That(() => ClosingRules.Refuse([item]), Throws.TypeOf<RuleBrokenException>().With.Property("Rule").EqualTo(rule).And.Property("Arguments").Contains(4));
    }

    [Test]
    public void Closing_TheLastMeetingsReport_NeedsNoOutcome() => Assert.That(() => ClosingRules.Refuse([new ItemFacts(1, ItemKind.Report, null, 0, [])]), Throws.Nothing);

    /// <summary>L or H for lead or helper; + with owner and day, o without owner, d without day.</summary>
    private static IReadOnlyList<TaskFacts> Tasks(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(task => new TaskFacts(task[0] == 'L' ? TaskPart.Lead : TaskPart.Helper, task[1] != 'o', task[1] != 'd'))];

    private static DateTimeOffset At(string text) => ChinaTime.TryParse(text, endOfWindow: false, out var instant) ? instant : throw new FormatException(text);
}
