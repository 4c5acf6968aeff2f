using Matching.Api.Access;
using Matching.Api.Http;

namespace Matching.Api.Reports;

/// <summary>Who sees the parts of a report that not every reader does.</summary>
internal static class ReportRoles
{
    /// <summary>Those who answer for more than one building, and the auditor.</summary>
    public static readonly Role[] Reading = Roles.Committee.And(Role.Branch, Role.Studio, Role.Auditor);

    /// <summary>What more capacity would bring is for those who decide on orders.</summary>
    public static readonly Role[] Deciding = Roles.Committee.And(Role.Auditor);

    /// <summary>Who confirms whom concerns accounts by name.</summary>
    public static readonly Role[] Overseeing = [Role.Street, Role.Auditor];

    public static bool MayDecide(CallContext context) => IsOneOf(context, Deciding);

    public static bool MayOversee(CallContext context) => IsOneOf(context, Overseeing);

    private static bool IsOneOf(CallContext context, Role[] roles) => context.Caller.Grants.Any(grant => roles.Contains(grant.Role));
}
