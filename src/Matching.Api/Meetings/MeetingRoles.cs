using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Core.Grid;
using Matching.Core.Meetings;

namespace Matching.Api.Meetings;

/// <summary>Who runs which meeting and who answers for which body: a community committee its own and its estates', a joint committee its
/// own, the street all below it.</summary>
internal static class MeetingRoles
{
    public static readonly Role[] Seeing = Roles.Grid.And(Role.Unit, Role.Auditor);

    /// <summary>Leads, units and firms may propose what is to be talked about.</summary>
    public static readonly Role[] Proposing = Roles.Grid.And(Role.Unit);

    public static bool MayRun(CallContext context, MeetingKind kind, IReadOnlyList<string> places) => context.ActingRole == Role.System || context.Caller.Grants.Any(grant => grant.Role switch
    {
        Role.Street => places.All(grant.Covers),
        Role.Community => kind != MeetingKind.Joint && places.All(grant.Covers),
        Role.JointCommittee => kind == MeetingKind.Joint && places.Any(grant.Covers),
        _ => false,
    });

    public static bool MayRun(CallContext context, Session session, MeetingRow meeting) => MayRun(context, meeting.Kind, meeting.PlacesOf(session));

    /// <exception cref="NotAllowedException"><c>not-your-meeting</c>.</exception>
    public static void RefuseOthers(CallContext context, Session session, MeetingRow meeting)
    {
        if (!MayRun(context, session, meeting))
            throw new NotAllowedException("not-your-meeting");
    }

    /// <summary>Whether the caller is of the body that has a task: the unit's own, the node's committee, or the account that it names.</summary>
    public static bool IsOf(CallContext context, TaskRow task) => context.IsSelf(task.Owner) || context.Caller.Grants.Any(grant => task.IsOfUnit
        ? grant.Role == Role.Unit && grant.Unit == task.Body
        : Roles.Committee.And(Role.Branch).Contains(grant.Role) && grant.Area == task.Body);

    /// <summary>A body's name: a unit's own, or that of the rung which answers for a grid node.</summary>
    public static string NameOf(string body, string unitName, KnownAreas areas) => unitName.Length > 0 || !AreaCode.IsValid(body) ? unitName : $"{areas.PathOf(body)} {Words.Of(RungOf(body))}";

    private static Core.Escalation.Rung RungOf(string area) => new AreaCode(area).Level switch
    {
        AreaLevel.Street => Core.Escalation.Rung.Street,
        AreaLevel.Community => Core.Escalation.Rung.Community,
        _ => Core.Escalation.Rung.Branch,
    };
}
