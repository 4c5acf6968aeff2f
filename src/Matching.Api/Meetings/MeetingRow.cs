using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core.Meetings;

namespace Matching.Api.Meetings;

/// <summary>A joint meeting as the store holds it.</summary>
internal sealed record MeetingRow
{
    public const string Select = """
        select m.seq, m.code, m.kind, m.area, m.committee, m.title, m.place, m.starts_at, m.state, m.called_by, m.called_at, m.drafted_at, m.frozen_at, m.began_at,
            m.closed_at, m.minutes, m.version, coalesce((select c.name from joint_committee c where c.id = m.committee), '') as committee_name
        from meeting m
        """;

    /// <summary>Condition on <c>meeting m</c>: it is about a part of the caller's grid, or about what a part of theirs lies in, or a unit of
    /// theirs was invited.</summary>
    public const string InSight = """
        (@SeesAll = 1
            or exists (
                select 1
                from meeting_place p
                where p.meeting = m.code and (@Areas like '%;' || p.area || '%' or @Areas like '%;' || substr(p.area, 1, 12) || ';%' or @Areas like '%;' || substr(p.area, 1, 9) || ';%'))
            or (@Units <> '' and exists (select 1 from meeting_guest g where g.meeting = m.code and @Units like '%;' || g.unit || ';%')))
        """;

    private const string Insert = """
        insert into meeting (code, kind, area, committee, title, place, starts_at, state, called_by, called_at)
        values (@Code, @KindName, @Area, @Committee, @Title, @Place, @StartsAt, @StateName, @CalledBy, @CalledAt)
        """;

    private const string Update = """
        update meeting
        set place = @Place, starts_at = @StartsAt, state = @StateName, drafted_at = @DraftedAt, frozen_at = @FrozenAt, began_at = @BeganAt, closed_at = @ClosedAt,
            minutes = @Minutes, version = version + 1
        where code = @Code and version = @Version
        """;

    private const string InsertPlace = "insert into meeting_place (meeting, area) values (@Code, @area)";

    private const string SelectPlaces = "select area from meeting_place where meeting = @Code order by area";

    public long Seq { get; init; }

    public string Code { get; init; } = "";

    public MeetingKind Kind { get; init; }

    /// <summary>The community or estate; of a joint committee its street.</summary>
    public string Area { get; init; } = "";

    public long? Committee { get; init; }

    public string CommitteeName { get; init; } = "";

    public string Title { get; init; } = "";

    public string Place { get; init; } = "";

    public DateTimeOffset StartsAt { get; init; }

    public MeetingState State { get; init; }

    public string CalledBy { get; init; } = "";

    public DateTimeOffset CalledAt { get; init; }

    public DateTimeOffset? DraftedAt { get; init; }

    public DateTimeOffset? FrozenAt { get; init; }

    public DateTimeOffset? BeganAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public string Minutes { get; init; } = "";

    public int Version { get; init; }

    public string KindName => Kind.ToString();

    public string StateName => State.ToString();

    /// <summary>The subject of its events.</summary>
    public string Subject => $"meeting/{Code}";

    /// <summary>The row, held against other writers.</summary>
    /// <exception cref="NotThereException">No such meeting in sight.</exception>
    /// <exception cref="ChangedMeanwhileException">The caller saw another version.</exception>
    public static MeetingRow ToChange(Session session, string code, CallContext context)
    {
        session.OneToChange<string>("select m.code from meeting m where m.code = @code", new { code });
        var row = Get(session, code, context.Sight);
        return context.SeenVersion is null || context.SeenVersion == row.Version ? row : throw new ChangedMeanwhileException(row.Version);
    }

    /// <exception cref="NotThereException">No such meeting in sight.</exception>
    public static MeetingRow Get(Session session, string code, Sight sight) =>
        session.One<MeetingRow>($"{Select}\nwhere m.code = @code and {InSight}", sight.With(new { code })) ?? throw new NotThereException("Meeting", code);

    public void InsertInto(Session session, IEnumerable<string> places)
    {
        session.Execute(Insert, this);
        foreach (var area in places)
            session.Execute(InsertPlace, new { Code, area });
    }

    /// <exception cref="ChangedMeanwhileException">Somebody else wrote it first.</exception>
    public MeetingRow SaveTo(Session session) =>
        session.Execute(Update, this) == 1 ? this with { Version = Version + 1 } : throw new ChangedMeanwhileException(Version);

    /// <summary>The community, the estate, or the committee's communities.</summary>
    public IReadOnlyList<string> PlacesOf(Session session) => session.Query<string>(SelectPlaces, this);
}

/// <summary>Who is asked to a meeting: a unit, or a body that is none (业主委员会).</summary>
internal sealed record GuestRow
{
    private const string SelectAll = "select id, meeting, unit, name, present from meeting_guest where meeting = @meeting order by id";

    private const string Insert = "insert into meeting_guest (meeting, unit, name) values (@meeting, @unit, @name) on conflict (meeting, name) do nothing";

    public long Id { get; init; }

    public string? Unit { get; init; }

    public string Name { get; init; } = "";

    /// <summary>Null until attendance is taken.</summary>
    public bool? Present { get; init; }

    public static IReadOnlyList<GuestRow> Of(Session session, string meeting) => session.Query<GuestRow>(SelectAll, new { meeting });

    /// <summary>Asks it once.</summary>
    public static void Invite(Session session, string meeting, string? unit, string name) => session.Execute(Insert, new { meeting, unit, name });
}
