using Matching.Core.Demands;
using Matching.Core.Escalation;

namespace Matching.Core.Clocks;

/// <summary>When a demand must be responded to and resolved, when a unit must answer, and how long a rung or ring has.</summary>
public sealed class Deadlines(ClockLimits limits, WorkingCalendar calendar)
{
    public ClockLimits Limits => limits;

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

    /// <summary>When a demand that came to a rung leaves it for the next.</summary>
    public DateTimeOffset LeaveRung(DateTimeOffset arrived, Rung rung, Urgency urgency) =>
        After(arrived, urgency, limits.OnRung(rung).For(urgency));

    /// <summary>When a ring of units gives way to the next; null for the open hall.</summary>
    public DateTimeOffset? LeaveRing(DateTimeOffset opened, InvitedRing ring, Urgency urgency) =>
        limits.InRing(ring) is { } hours ? After(opened, urgency, hours.For(urgency)) : null;

    public DateTimeOffset BeginClaim(DateTimeOffset claimed, Urgency urgency) =>
        After(claimed, urgency, limits.BeginClaim.For(urgency));

    /// <summary>When a clock that waits for the resident goes on by itself.</summary>
    public DateTimeOffset EndWait(DateTimeOffset asked) => calendar.Add(asked, TimeSpan.FromHours(limits.WaitHours));

    /// <summary>The clock's arithmetic for that urgency.</summary>
    public ClockArithmetic Of(Urgency urgency) => new(urgency == Urgency.Emergency ? null : calendar);

    private DateTimeOffset After(DateTimeOffset from, Urgency urgency, int hours) => Of(urgency).Add(from, TimeSpan.FromHours(hours));
}
