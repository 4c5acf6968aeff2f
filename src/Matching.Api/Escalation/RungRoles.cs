using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Escalation;
using Matching.Core.Grid;

namespace Matching.Api.Escalation;

/// <summary>Which roles answer at which rung: those of that rung, and every one above may step in.</summary>
internal static class RungRoles
{
    private const string HoldersAround = """
        select g.account, g.role, g.area
        from role_grant g
        join account a on a.name = g.account
        where a.state = 'Active' and g.role in ('Lead', 'Branch', 'Community', 'JointCommittee', 'Street')
            and g.area in (substr(@area, 1, 9), substr(@area, 1, 12), substr(@area, 1, 15), @area)
            and g.starts_at <= @now and (g.ends_at is null or g.ends_at > @now)
        """;

    /// <summary>How high a role stands on the ladder, or -1 for none; a studio works beside the community.</summary>
    private static int HeightOf(Role role) => role switch
    {
        Role.Lead => 0,
        Role.Branch => 1,
        Role.Community or Role.Studio => 2,
        Role.JointCommittee => 3,
        Role.Street => 4,
        _ => -1,
    };

    /// <summary>The joint meeting is the community's own.</summary>
    private static int HeightOf(Rung rung) => rung == Rung.Meeting ? Ladder.HeightOf(Rung.Community) : Ladder.HeightOf(rung);

    /// <summary>Whoever opens a demand is the first to answer for it; what the street or the program opens begins at the community.</summary>
    public static Rung BeginningAs(Role role) => role switch
    {
        Role.Lead => Rung.Lead,
        Role.Branch => Rung.Branch,
        _ => Rung.Community,
    };

    /// <summary>The rung on which a role works.</summary>
    public static Rung RungOf(Role role) => role switch
    {
        Role.Street => Rung.Street,
        Role.JointCommittee => Rung.JointCommittee,
        _ => BeginningAs(role),
    };

    /// <summary>Whether the grant is of the very rung that answers for the demand now.</summary>
    public static bool Answers(Grant grant, DemandRow demand) =>
        grant.Role.ToString() == (demand.Rung == Rung.Meeting ? nameof(Role.Community) : demand.RungName) && grant.Covers(demand.Area);

    /// <summary>Whoever took the demand, and the roles of its rung or above for its place.</summary>
    /// <exception cref="NotAllowedException"><c>not-your-rung</c>.</exception>
    public static void RefuseBelow(CallContext context, DemandRow demand, Rulings rulings)
    {
        if (!MayAct(context, demand, rulings))
            throw new NotAllowedException("not-your-rung");
    }

    /// <summary>Whether <see cref="RefuseBelow"/> lets the caller.</summary>
    public static bool MayAct(CallContext context, DemandRow demand, Rulings rulings) =>
        context.IsSelf(demand.Taker) || Highest(context, demand, rulings) >= HeightOf(demand.Rung);

    /// <summary>Whether <see cref="RefuseUnlessAbove"/> lets the caller.</summary>
    public static bool MayApprove(CallContext context, DemandRow demand, Rulings rulings) =>
        !context.IsSelf(demand.Taker) && Highest(context, demand, rulings) is var highest && (highest > HeightOf(demand.Rung) || highest >= HeightOf(Role.Street));

    /// <summary>An approver stands above the rung that asks; at the street, it is somebody else than who took the demand.</summary>
    /// <exception cref="NotAllowedException"><c>approver-not-above</c>.</exception>
    public static void RefuseUnlessAbove(CallContext context, DemandRow demand, Rulings rulings)
    {
        if (!MayApprove(context, demand, rulings))
            throw new NotAllowedException("approver-not-above");
    }

    /// <summary>The highest of the caller's roles that covers the demand, as the rung it works on; null for none.</summary>
    public static Role? Highest(IEnumerable<Grant> grants, DemandRow demand, Rulings rulings) => grants
        .Where(grant => HeightOf(grant.Role) >= 0 && grant.Covers(demand.Area) && (grant.Theme is null || grant.Theme == rulings.Find(demand.Category)?.Studio))
        .OrderByDescending(grant => HeightOf(grant.Role)).Select(grant => (Role?)grant.Role).FirstOrDefault();

    public static bool IsHighEnough(Role? role, Rung rung) => role is { } found && HeightOf(found) >= HeightOf(rung);

    /// <summary>Accounts that hold a rung for the place or a node around it.</summary>
    public static IReadOnlyList<RungHolder> Around(Session session, string area, DateTimeOffset now) =>
        [.. session.Query<HolderRow>(HoldersAround, new { area, now }).Select(row => new RungHolder(row.Account, RungOf(row.Role), new AreaCode(row.Area)))];

    private static int Highest(CallContext context, DemandRow demand, Rulings rulings) =>
        Highest(context.Caller.Grants, demand, rulings) is { } role ? HeightOf(role) : -1;

    private sealed record HolderRow
    {
        public string Account { get; init; } = "";

        public Role Role { get; init; }

        public string Area { get; init; } = "";
    }
}
