using Matching.Core.Orders;

namespace Matching.Core.Units;

/// <summary>What happens to the members of a trade group (行业). Persisted in the events of both units: append only.</summary>
public enum MemberAct { JoinGroup, LeaveGroup }

/// <summary>Why a member cannot be given an order.</summary>
public enum MemberObstacle { Suspended, Licence, Party, Barred, Cap }

/// <summary>A member of a trade group, as one who might serve an order on the group's joint offer.</summary>
/// <param name="HasLicence">It holds what the demand's category requires.</param>
/// <param name="IsParty">It has a part in the demand itself.</param>
/// <param name="IsBarred">It, or the slot, was declined for the demand before.</param>
/// <param name="CapLeft">Orders left of its cap in the slot's month; null = no cap.</param>
public sealed record GroupMember(bool IsSuspended, bool HasLicence, bool IsParty, bool IsBarred, int? CapLeft);

/// <summary>A trade group publishes a joint offer; each order on it goes to one member, who answers it like any order of its own.</summary>
public static class GroupRules
{
    /// <summary>Only trade groups have members, and no group is a member of another.</summary>
    /// <exception cref="RuleBrokenException"><c>group-not-one</c>; <c>group-in-group</c>.</exception>
    public static void RefuseMembership(UnitKind group, UnitKind member)
    {
        if (group != UnitKind.TradeGroup)
            throw new RuleBrokenException("group-not-one");
        if (member == UnitKind.TradeGroup)
            throw new RuleBrokenException("group-in-group");
    }

    /// <summary>An order is given on while nobody has said yes to it, and to a member for whom the hard rules hold.</summary>
    /// <exception cref="RuleBrokenException"><c>group-order-answered</c>; <c>group-member-cannot</c>, with the <see cref="MemberObstacle"/>.</exception>
    public static void RefuseGiving(OrderState state, GroupMember member)
    {
        if (state is not (OrderState.Issued or OrderState.Acknowledged))
            throw new RuleBrokenException("group-order-answered", state);
        MemberObstacle? obstacle = member switch
        {
            { IsSuspended: true } => MemberObstacle.Suspended,
            { HasLicence: false } => MemberObstacle.Licence,
            { IsParty: true } => MemberObstacle.Party,
            { IsBarred: true } => MemberObstacle.Barred,
            { CapLeft: <= 0 } => MemberObstacle.Cap,
            _ => null,
        };
        if (obstacle is { } found)
            throw new RuleBrokenException("group-member-cannot", found);
    }
}
