namespace Matching.Api.Access;

/// <summary>What an account may be. Persisted by name: append only.</summary>
public enum Role
{
    /// <summary>Anybody without an account.</summary>
    Resident,
    Lead, Branch, Community, JointCommittee, Studio, Street, Unit, Visitor, Auditor, Administrator,
    /// <summary>The program itself; never granted.</summary>
    System,
    /// <summary>A serving member or volunteer who has reported in to a community (报到): claims posts there, and sees no demand by it.</summary>
    Member,
}

/// <summary>Sets of roles that endpoints name.</summary>
internal static class Roles
{
    public static readonly Role[] Anybody = Enum.GetValues<Role>();

    public static readonly Role[] SignedIn = [.. Anybody.Where(role => role != Role.Resident)];

    /// <summary>Those who answer for a part of the grid.</summary>
    public static readonly Role[] Grid = [Role.Lead, Role.Branch, Role.Community, Role.JointCommittee, Role.Studio, Role.Street];

    /// <summary>Those who decide on orders for a part of the grid.</summary>
    public static readonly Role[] Committee = [Role.Community, Role.JointCommittee, Role.Street];

    /// <summary>May do what can't be undone or see the most: these need a second factor.</summary>
    public static readonly Role[] Privileged = [Role.Street, Role.Auditor, Role.Administrator];

    public static Role[] And(this Role[] roles, params Role[] more) => [.. roles, .. more];

    /// <summary>How events name it, such as <c>lead</c>.</summary>
    public static string Word(this Role role) => role.ToString().ToLowerInvariant();

    /// <summary>Whether a grant of this role is tied to grid nodes.</summary>
    public static bool NeedsArea(this Role role) => Grid.Contains(role) || role is Role.Visitor or Role.Member;
}
