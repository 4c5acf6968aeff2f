using Matching.Api.Data;
using Matching.Api.Http;

namespace Matching.Api.Access;

/// <summary>An account waits for its activation slip, is active, or was disabled. Persisted: append only.</summary>
public enum AccountState { Waiting, Active, Disabled }

/// <summary>An account as the store holds it.</summary>
internal sealed record AccountRow
{
    public const string Select = "select a.id, a.name, a.display, a.state, a.password_hash, a.stamp, a.totp_secret, a.totp_step, a.demo, a.created_at from account a";

    private const string Insert = """
        insert into account (name, display, state, password_hash, stamp, demo, created_at)
        values (@Name, @Display, @StateName, @PasswordHash, @Stamp, @Demo, @CreatedAt)
        """;

    private const string Update = """
        update account
        set state = @StateName, password_hash = @PasswordHash, stamp = @Stamp, totp_secret = @TotpSecret, totp_step = @TotpStep
        where name = @Name
        """;

    public long Id { get; init; }

    public string Name { get; init; } = "";

    public string Display { get; init; } = "";

    public AccountState State { get; init; }

    public string? PasswordHash { get; init; }

    /// <summary>Changes with the password and by disabling; sessions and tokens of another stamp are dead.</summary>
    public string Stamp { get; init; } = "";

    public string? TotpSecret { get; init; }

    /// <summary>The last time step whose code was used: no code counts twice.</summary>
    public long TotpStep { get; init; }

    public bool Demo { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public string StateName => State.ToString();

    public string TotpPlace => $"account/totp_secret/{Name}";

    /// <summary>By name, upper and lower case alike.</summary>
    public static AccountRow? Find(Session session, string name) => session.One<AccountRow>(Select + "\nwhere lower(a.name) = lower(@name)", new { name });

    /// <exception cref="NotThereException">No such account.</exception>
    public static AccountRow ToChange(Session session, string name) =>
        session.OneToChange<AccountRow>(Select + "\nwhere lower(a.name) = lower(@name)", new { name }) ?? throw new NotThereException("Account", name);

    public void InsertInto(Session session) => session.Execute(Insert, this);

    public void SaveTo(Session session) => session.Execute(Update, this);
}
