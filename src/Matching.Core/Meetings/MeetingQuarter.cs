using Matching.Core.Clocks;
using Matching.Core.Reports;

namespace Matching.Core.Meetings;

/// <summary>How a body stands with this quarter's meeting: held, called, not called, or not called while the quarter runs out. A choice of queries.</summary>
public enum QuarterStanding { Held, Called, NotCalled, RunningOut }

/// <summary>A community meets at least once a quarter.</summary>
public static class MeetingQuarter
{
    /// <param name="meetings">Start of each meeting of the body, and whether it is closed.</param>
    public static QuarterStanding Of(IEnumerable<(DateTimeOffset Start, bool IsClosed)> meetings, DateTimeOffset now, MeetingRules rules)
    {
        var quarter = ReportPeriod.QuarterOf(now);
        var own = meetings.Where(meeting => quarter.Contains(meeting.Start)).ToList();
        if (own.Exists(meeting => meeting.IsClosed))
            return QuarterStanding.Held;
        if (own.Count > 0)
            return QuarterStanding.Called;
        return quarter.Until - now <= TimeSpan.FromDays(rules.RunningOutDays) ? QuarterStanding.RunningOut : QuarterStanding.NotCalled;
    }

    /// <summary>The quarter for which meetings are to be set at <paramref name="now"/>: the one that lies <see cref="MeetingRules.PlanDays"/> ahead.</summary>
    public static ReportPeriod ToPlan(DateTimeOffset now, MeetingRules rules) => ReportPeriod.QuarterOf(now.AddDays(rules.PlanDays));

    /// <summary>When the quarter behind that one is to be planned; always after <paramref name="now"/>.</summary>
    public static DateTimeOffset NextPlanning(DateTimeOffset now, MeetingRules rules) => ToPlan(now, rules).Until.AddDays(-rules.PlanDays);

    /// <summary>The start of a meeting that nobody called: the quarter's usual day or, where the agenda could not be drafted in time, as
    /// soon as it can; on a working day.</summary>
    public static DateTimeOffset UsualStart(ReportPeriod quarter, DateTimeOffset now, WorkingCalendar calendar, MeetingRules rules)
    {
        var usual = ChinaTime.DayOf(quarter.From).AddDays(rules.UsualDay - 1);
        var soonest = ChinaTime.DayOf(now).AddDays(rules.DraftDays + 1);
        var day = usual > soonest ? usual : soonest;
        while (!calendar.IsWorkingDay(day))
            day = day.AddDays(1);
        return ChinaTime.StartOf(day).AddMinutes(rules.UsualMinute).ToUniversalTime();
    }
}
