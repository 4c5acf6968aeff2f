using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core.Posts;

namespace Matching.Api.Posts;

/// <summary>A shift of a team's post as the store holds it.</summary>
internal sealed record ShiftRow
{
    private const string Select = "select s.id, s.post, s.start_at, s.end_at, s.places, s.taken, s.state, s.added_by, s.added_at from shift s";

    private const string Insert = """
        insert into shift (post, start_at, end_at, places, state, added_by, added_at)
        values (@Post, @StartAt, @EndAt, @Places, @StateName, @AddedBy, @AddedAt)
        """;

    /// <summary>Holds the shift's own row against other writers before it is read.</summary>
    private const string Hold = "select id from shift where id = @id and post = @post";

    private const string TakePlace = "update shift set taken = taken + 1 where id = @Id and state = 'Open' and taken < places";

    private const string GivePlace = "update shift set taken = taken - 1 where id = @Id and taken > 0";

    private const string CancelIt = "update shift set state = 'Cancelled', taken = 0 where id = @Id";

    public long Id { get; init; }

    public string Post { get; init; } = "";

    public DateTimeOffset StartAt { get; init; }

    /// <summary>The first instant after it.</summary>
    public DateTimeOffset EndAt { get; init; }

    public int Places { get; init; }

    public int Taken { get; init; }

    public ShiftState State { get; init; }

    public string AddedBy { get; init; } = "";

    public DateTimeOffset AddedAt { get; init; }

    public string StateName => State.ToString();

    public ShiftFacts Facts => new(StartAt, EndAt, Places, Taken, State);

    public static IReadOnlyList<ShiftRow> OfPost(Session session, string post, DateTimeOffset since) =>
        session.Query<ShiftRow>(Select + "\nwhere s.post = @post and s.end_at > @since\norder by s.start_at", new { post, since });

    /// <exception cref="NotThereException">The post has no such shift.</exception>
    public static ShiftRow Get(Session session, string post, long id) =>
        session.One<ShiftRow>(Select + "\nwhere s.id = @id and s.post = @post", new { id, post }) ?? throw new NotThereException("Shift", $"{id}");

    /// <exception cref="NotThereException">The post has no such shift.</exception>
    public static ShiftRow ToChange(Session session, string post, long id)
    {
        session.OneToChange<long?>(Hold, new { id, post });
        return Get(session, post, id);
    }

    /// <summary>The coming shifts that the account has a place in, of whatever post.</summary>
    public static IReadOnlyList<ShiftRow> ComingOf(Session session, string account, DateTimeOffset now) => session.Query<ShiftRow>(
        Select + "\njoin shift_place m on m.shift = s.id\nwhere m.account = @account and m.left_at is null and s.end_at > @now\norder by s.start_at", new { account, now });

    public void InsertInto(Session session) => session.Execute(Insert, this);

    /// <returns>False when no place is left.</returns>
    public bool Take(Session session) => session.Execute(TakePlace, this) == 1;

    public void GiveBack(Session session) => session.Execute(GivePlace, this);

    public void Cancel(Session session) => session.Execute(CancelIt, this);
}

/// <summary>A member's place in a shift.</summary>
internal sealed record ShiftPlaceRow
{
    private const string Select = """
        select m.id, m.shift, m.account, a.display, m.taken_at, m.presence, m.marked_by, m.marked_at
        from shift_place m
        join account a on a.name = m.account
        where m.left_at is null
        """;

    private const string Insert = "insert into shift_place (shift, account, taken_at) values (@Shift, @Account, @TakenAt)";

    private const string Leave = "update shift_place set left_at = @now where id = @Id";

    private const string SetPresence = "update shift_place set presence = @presence, marked_by = @who, marked_at = @now where id = @Id";

    public long Id { get; init; }

    public long Shift { get; init; }

    public string Account { get; init; } = "";

    public string Display { get; init; } = "";

    public DateTimeOffset TakenAt { get; init; }

    /// <summary>Null until somebody marks it.</summary>
    public Presence? Presence { get; init; }

    public string? MarkedBy { get; init; }

    public DateTimeOffset? MarkedAt { get; init; }

    public static IReadOnlyList<ShiftPlaceRow> OfShift(Session session, long shift) => session.Query<ShiftPlaceRow>(Select + " and m.shift = @shift\norder by m.id", new { shift });

    /// <summary>Of all shifts of a post since an instant, by shift.</summary>
    public static ILookup<long, ShiftPlaceRow> OfPost(Session session, string post, DateTimeOffset since) =>
        session.Query<ShiftPlaceRow>(Select + " and m.shift in (select s.id from shift s where s.post = @post and s.end_at > @since)\norder by m.id", new { post, since }).ToLookup(row => row.Shift);

    public void InsertInto(Session session) => session.Execute(Insert, this);

    public void GiveUp(Session session, DateTimeOffset now) => session.Execute(Leave, new { Id, now });

    public void Mark(Session session, Presence presence, string who, DateTimeOffset now) => session.Execute(SetPresence, new { Id, presence = presence.ToString(), who, now });
}
