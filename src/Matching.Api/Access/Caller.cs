using Matching.Api.Data;

namespace Matching.Api.Access;

/// <summary>One role of an account: on a grid node and all below it, on a theme (a studio's name) within it, or for a unit, for a term.</summary>
internal sealed record Grant
{
    public const string Select = "select g.id, g.account, g.role, g.area, g.theme, g.unit, g.starts_at, g.ends_at, g.granted_by, g.granted_at from role_grant g";

    public long Id { get; init; }

    public string Account { get; init; } = "";

    public Role Role { get; init; }

    public string? Area { get; init; }

    public string? Theme { get; init; }

    public string? Unit { get; init; }

    public DateTimeOffset StartsAt { get; init; }

    public DateTimeOffset? EndsAt { get; init; }

    public string GrantedBy { get; init; } = "";

    public DateTimeOffset GrantedAt { get; init; }

    /// <summary>Whether the node is the grant's or lies below it.</summary>
    public bool Covers(string area) => Area is not null && area.StartsWith(Area, StringComparison.Ordinal);

    public static IReadOnlyList<Grant> Of(Session session, string account) => session.Query<Grant>(Select + "\nwhere g.account = @account\norder by g.id", new { account });

    /// <summary>Those in force at <paramref name="now"/>.</summary>
    public static IReadOnlyList<Grant> InForce(Session session, string account, DateTimeOffset now) =>
        [.. Of(session, account).Where(grant => grant.StartsAt <= now && !(grant.EndsAt <= now))];
}

/// <summary>What a token may be used for. Persisted by name: append only.</summary>
public enum TokenScope { Read, Write, Accounts }

/// <summary>How a caller proved who they are.</summary>
internal enum Proof { None, Cookie, Token, Bearer, Inside }

/// <summary>Who asks: an account with its grants in force, or nobody.</summary>
internal sealed record Caller(string Name, IReadOnlyList<Grant> Grants, Proof Proof)
{
    private static readonly Grant ResidentGrant = new() { Role = Role.Resident };

    public static Caller Nobody { get; } = new("", [], Proof.None);

    public static Caller Program { get; } = new("", [new Grant { Role = Role.System }], Proof.Inside);

    /// <summary>What the token is limited to; null for none.</summary>
    public IReadOnlyList<TokenScope>? Scopes { get; init; }

    /// <summary>Notices not read yet, counted to a hundred.</summary>
    public long Unread { get; init; }

    /// <summary>The hash of the session's or token's secret, to end it by.</summary>
    public string? SecretHash { get; init; }

    public bool IsSignedIn => Name.Length > 0;

    /// <summary>The grants that count for these roles; everybody is also a resident.</summary>
    public IReadOnlyList<Grant> As(IReadOnlyList<Role> roles) =>
        [.. Grants.Where(grant => roles.Contains(grant.Role)), .. roles.Contains(Role.Resident) ? new[] { ResidentGrant } : []];
}
