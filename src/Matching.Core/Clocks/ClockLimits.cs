using Matching.Core.Demands;

namespace Matching.Core.Clocks;

/// <summary>Limits of the clocks, in hours: policy data. Emergency clocks run round the clock, the others in working time.</summary>
public sealed record ClockLimits
{
    public int RespondEmergencyHours { get; init; } = 2;

    public int RespondHours { get; init; } = 24;

    public int AnswerHours { get; init; } = 48;

    public int ResolveEmergencyHours { get; init; } = 24;

    public int ResolveUrgentHours { get; init; } = 7 * 24;

    public int ResolveHours { get; init; } = 15 * 24;

    /// <summary>Days after which a completed, unanswered order closes by itself (未回访); calendar days.</summary>
    public int CloseUnvisitedDays { get; init; } = 15;
}

/// <summary>A category's own limits where they differ from the policy's.</summary>
public sealed record CategoryLimits(int? RespondHours, int? ResolveDays)
{
    public static CategoryLimits None { get; } = new(null, null);
}

/// <summary>When a demand must be responded to and resolved, and when a unit must answer.</summary>
public sealed class Deadlines(ClockLimits limits, WorkingCalendar calendar)
{
    public DateTimeOffset Respond(DateTimeOffset opened, Urgency urgency, CategoryLimits category) =>
        After(opened, urgency, urgency == Urgency.Emergency
            ? limits.RespondEmergencyHours
            : category.RespondHours ?? limits.RespondHours);

    public DateTimeOffset Answer(DateTimeOffset issued, Urgency urgency) =>
        After(issued, urgency, urgency == Urgency.Emergency ? limits.RespondEmergencyHours : limits.AnswerHours);

    public DateTimeOffset Resolve(DateTimeOffset opened, Urgency urgency, CategoryLimits category) =>
        After(opened, urgency, urgency switch
        {
            Urgency.Emergency => limits.ResolveEmergencyHours,
            Urgency.Urgent => limits.ResolveUrgentHours,
            _ => category.ResolveDays * 24 ?? limits.ResolveHours,
        });

    public DateTimeOffset CloseUnvisited(DateTimeOffset completed) => completed.AddDays(limits.CloseUnvisitedDays);

    private DateTimeOffset After(DateTimeOffset from, Urgency urgency, int hours) =>
        urgency == Urgency.Emergency ? from.AddHours(hours) : calendar.Add(from, TimeSpan.FromHours(hours));
}
