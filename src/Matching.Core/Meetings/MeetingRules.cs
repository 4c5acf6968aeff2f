namespace Matching.Core.Meetings;

/// <summary>How often joint meetings (联席会议) are held and how they are prepared: policy data. Days are calendar days.</summary>
public sealed record MeetingRules
{
    /// <summary>How long before a meeting its agenda drafts itself.</summary>
    public int DraftDays { get; init; } = 7;

    /// <summary>How long before a quarter begins every community that has no meeting in it is given one.</summary>
    public int PlanDays { get; init; } = 14;

    /// <summary>The day of the quarter, from 1, of a meeting that nobody called; the next working day where it is none.</summary>
    public int UsualDay { get; init; } = 45;

    /// <summary>The minute of the day, in China, of a meeting that nobody called.</summary>
    public int UsualMinute { get; init; } = 9 * 60 + 30;

    /// <summary>How long before its quarter's end a community without a meeting is shown as running out.</summary>
    public int RunningOutDays { get; init; } = 30;

    /// <summary>Minutes of an item that the agenda drafts by itself.</summary>
    public int ItemMinutes { get; init; } = 15;

    /// <summary>Minutes for the last meeting's resolutions.</summary>
    public int ReportMinutes { get; init; } = 10;

    /// <summary>Most clusters that one agenda drafts by itself, those of most people first.</summary>
    public int MostClusters { get; init; } = 12;

    /// <summary>How long after its time a meeting waits to be held, or one that was begun to be closed; then what it has not decided goes to the next one.</summary>
    public int HoldDays { get; init; } = 7;

    /// <summary>How long before its day a task warns.</summary>
    public int TaskWarnDays { get; init; } = 3;
}
