using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core.Leads;

namespace Matching.Api.Leads;

/// <summary>A nomination as the store holds it; whom it is about lies sealed in the table person.</summary>
internal sealed record NominationRow
{
    public const string Select = """
        select n.id, n.code, n.area, n.kind, n.person, n.why, n.state, n.look_up_hash, n.filed_by, n.filed_at, n.decided_by, n.decided_at, n.reason, n.account, n.role_grant,
            n.starts_at, n.ends_at, n.erased_at, n.version
        from lead_nomination n
        """;

    private const string Insert = """
        insert into lead_nomination (code, area, kind, person, why, state, look_up_hash, filed_by, filed_at)
        values (@Code, @Area, @KindName, @Person, @Why, @StateName, @LookUpHash, @FiledBy, @FiledAt)
        """;

    private const string Update = """
        update lead_nomination
        set state = @StateName, decided_by = @DecidedBy, decided_at = @DecidedAt, reason = @Reason, account = @Account, role_grant = @RoleGrant, starts_at = @StartsAt, ends_at = @EndsAt, version = version + 1
        where code = @Code and version = @Version
        """;

    public long Id { get; init; }

    public string Code { get; init; } = "";

    /// <summary>The building or estate whose lead is sought.</summary>
    public string Area { get; init; } = "";

    public NominationKind Kind { get; init; }

    public long Person { get; init; }

    public string Why { get; init; } = "";

    public NominationState State { get; init; }

    public string LookUpHash { get; init; } = "";

    public string FiledBy { get; init; } = "";

    public DateTimeOffset FiledAt { get; init; }

    public string? DecidedBy { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>What the committee said of its decision; the nominee reads it too.</summary>
    public string Reason { get; init; } = "";

    public string? Account { get; init; }

    public long? RoleGrant { get; init; }

    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>The first instant after the term.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    public DateTimeOffset? ErasedAt { get; init; }

    public int Version { get; init; } = 1;

    /// <summary>What its events and timers are about.</summary>
    public string Subject => $"nomination/{Code}";

    public string KindName => Kind.ToString();

    public string StateName => State.ToString();

    /// <exception cref="NotThereException">No such nomination.</exception>
    public static NominationRow Get(Session session, string code) =>
        session.One<NominationRow>(Select + "\nwhere n.code = @code", new { code }) ?? throw new NotThereException("Nomination", code);

    /// <exception cref="NotThereException">No such nomination.</exception>
    public static NominationRow ToChange(Session session, string code) =>
        session.OneToChange<NominationRow>(Select + "\nwhere n.code = @code", new { code }) ?? throw new NotThereException("Nomination", code);

    public void InsertInto(Session session) => session.Execute(Insert, this);

    /// <exception cref="ChangedMeanwhileException">Somebody else wrote it first.</exception>
    public NominationRow SaveTo(Session session) =>
        session.Execute(Update, this) == 1 ? this with { Version = Version + 1 } : throw new ChangedMeanwhileException(Version);
}
