using Matching.Core;

namespace Matching.Api.Meetings;

/// <summary>A task's day is the last on which it may be done.</summary>
internal static class TaskDays
{
    /// <summary>The first instant after the day.</summary>
    public static DateTimeOffset? EndOf(DateOnly? day) => day is { } last ? ChinaTime.StartOf(last.AddDays(1)).ToUniversalTime() : null;

    public static DateOnly? Of(DateTimeOffset? due) => due is { } end ? ChinaTime.DayOf(end.AddMilliseconds(-1)) : null;
}
