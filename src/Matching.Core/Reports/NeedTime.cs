namespace Matching.Core.Reports;

/// <summary>When something is wanted: a time of the week, or any. Part of addresses: append only.</summary>
public enum NeedTime { Any, WeekdayMorning, WeekdayAfternoon, WeekdayEvening, WeekendMorning, WeekendAfternoon, WeekendEvening }

public static class NeedTimes
{
    /// <param name="band">Null = any time.</param>
    public static NeedTime Of(TimeBand? band) => band is { } time ? (NeedTime)(1 + 3 * (int)time.Day + (int)time.Part) : NeedTime.Any;
}
