using Matching.Core.Clocks;
using Matching.Core.Demands;
using Matching.Core.Grid;

namespace Matching.Core.Escalation;

/// <summary>Which units may claim a demand by themselves: those paired with its community, those of the community, those of the street,
/// and in the open hall (接单大厅) any that can serve it. Each ring holds the ones before it. Persisted: append only.</summary>
public enum InvitedRing { Paired, Community, Street, OpenHall }

/// <summary>The ladder of orders: a demand is shown to one ring of units after the other, each for its hours.</summary>
public static class OrderLadder
{
    /// <summary>The nearest ring that a unit belongs to.</summary>
    public static InvitedRing RingOf(AreaCode demand, AreaCode unit, bool isPaired)
    {
        if (isPaired)
            return InvitedRing.Paired;
        if (demand.At(AreaLevel.Community) is { } community && community.Contains(unit))
            return InvitedRing.Community;
        return demand.Street.Contains(unit) ? InvitedRing.Street : InvitedRing.OpenHall;
    }

    public static bool IsInvited(InvitedRing open, InvitedRing unit) => unit <= open;

    /// <summary>The first ring that has hours at that urgency.</summary>
    public static InvitedRing First(ClockLimits limits, Urgency urgency) => Passed(InvitedRing.Paired, limits, urgency);

    /// <summary>The next ring that has hours at that urgency; the open hall is the last.</summary>
    public static InvitedRing Next(InvitedRing ring, ClockLimits limits, Urgency urgency) =>
        ring == InvitedRing.OpenHall ? ring : Passed(ring + 1, limits, urgency);

    private static InvitedRing Passed(InvitedRing ring, ClockLimits limits, Urgency urgency)
    {
        while (limits.InRing(ring) is { } hours && hours.For(urgency) == 0)
            ring++;
        return ring;
    }
}
