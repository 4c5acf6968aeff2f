using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core.Posts;

namespace Matching.Api.Posts;

/// <summary>A post as the store holds it, with who holds it now.</summary>
internal sealed record PostRow
{
    public const string Select = """
        select p.id, p.code, p.kind, p.title, p.duties, p.area, p.starts_at, p.ends_at, p.state, p.published_by, p.published_at, p.version,
            c.id as claim, c.account, a.display, c.unit, u.name as unit_name, c.claimed_at, c.confirmed_at, c.role_grant
        from post p
        left join post_claim c on c.post = p.code and c.ended_at is null
        left join account a on a.name = c.account
        left join unit u on u.code = c.unit
        """;

    private const string Insert = """
        insert into post (code, kind, title, duties, area, starts_at, ends_at, state, published_by, published_at)
        values (@Code, @KindName, @Title, @Duties, @Area, @StartsAt, @EndsAt, @StateName, @PublishedBy, @PublishedAt)
        """;

    /// <summary>Holds the post's own row against other writers before it is read with its holder.</summary>
    private const string Hold = "select code from post where code = @code";

    /// <summary>Of several who move it from one state at once, one does.</summary>
    private const string Update = """
        update post
        set state = @to, version = version + 1
        where code = @Code and state = @StateName and version = @Version
        """;

    public long Id { get; init; }

    public string Code { get; init; } = "";

    public PostKind Kind { get; init; }

    public string Title { get; init; } = "";

    public string Duties { get; init; } = "";

    public string Area { get; init; } = "";

    public DateTimeOffset StartsAt { get; init; }

    /// <summary>The first instant after its term.</summary>
    public DateTimeOffset EndsAt { get; init; }

    public PostState State { get; init; }

    public string PublishedBy { get; init; } = "";

    public DateTimeOffset PublishedAt { get; init; }

    public int Version { get; init; } = 1;

    /// <summary>The claim that holds it; null while it is open.</summary>
    public long? Claim { get; init; }

    public string? Account { get; init; }

    public string? Display { get; init; }

    /// <summary>The unit whose staff the holder is; null for a member of the grid.</summary>
    public string? Unit { get; init; }

    public string? UnitName { get; init; }

    public DateTimeOffset? ClaimedAt { get; init; }

    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>The lead's role that came with it.</summary>
    public long? RoleGrant { get; init; }

    /// <summary>What its events and timers are about.</summary>
    public string Subject => $"post/{Code}";

    public string KindName => Kind.ToString();

    public string StateName => State.ToString();

    /// <exception cref="NotThereException">No such post.</exception>
    public static PostRow Get(Session session, string code) => session.One<PostRow>(Select + "\nwhere p.code = @code", new { code }) ?? throw new NotThereException("Post", code);

    /// <exception cref="NotThereException">No such post.</exception>
    /// <exception cref="ChangedMeanwhileException">The caller saw another version.</exception>
    public static PostRow ToChange(Session session, string code, int? seenVersion)
    {
        session.OneToChange<string>(Hold, new { code });
        var row = Get(session, code);
        return seenVersion is null || seenVersion == row.Version ? row : throw new ChangedMeanwhileException(row.Version);
    }

    public void InsertInto(Session session) => session.Execute(Insert, this);

    /// <exception cref="ChangedMeanwhileException">Somebody else moved it first.</exception>
    public void MoveTo(Session session, PostState to)
    {
        if (session.Execute(Update, new { Code, StateName, Version, to = to.ToString() }) != 1)
            throw new ChangedMeanwhileException(Version);
    }
}
