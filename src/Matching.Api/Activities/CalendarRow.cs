using Matching.Api.Data;
using Matching.Api.Http;

namespace Matching.Api.Activities;

/// <summary>Persisted: append only.</summary>
public enum CalendarState { Draft, Published }

/// <summary>A quarter's calendar of activities for a community or street.</summary>
internal sealed record CalendarRow
{
    public const string Select = """
        select c.id, c.place, c.quarter, c.state, c.covered, c.people, c.bound, c.candidates, c.drafted_by, c.drafted_at, c.published_by, c.published_at
        from activity_calendar c
        """;

    private const string Hold = "select id from activity_calendar where id = @id";

    private const string Upsert = """
        insert into activity_calendar (place, quarter, state, covered, people, bound, candidates, drafted_by, drafted_at)
        values (@Place, @Quarter, @StateName, @Covered, @People, @Bound, @Candidates, @DraftedBy, @DraftedAt)
        on conflict (place, quarter) do update set covered = @Covered, people = @People, bound = @Bound, candidates = @Candidates, drafted_by = @DraftedBy, drafted_at = @DraftedAt
        returning id
        """;

    private const string SaveState = "update activity_calendar set state = @StateName, published_by = @PublishedBy, published_at = @PublishedAt where id = @Id";

    public long Id { get; init; }

    public string Place { get; init; } = "";

    /// <summary>Such as 2027-Q1.</summary>
    public string Quarter { get; init; } = "";

    public CalendarState State { get; init; }

    public int Covered { get; init; }

    public int People { get; init; }

    public int Bound { get; init; }

    public int Candidates { get; init; }

    public string DraftedBy { get; init; } = "";

    public DateTimeOffset DraftedAt { get; init; }

    public string? PublishedBy { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    public string StateName => State.ToString();

    public string Subject => $"calendar/{Id}";

    public static CalendarRow? Find(Session session, string place, string quarter) => session.One<CalendarRow>(Select + "\nwhere c.place = @place and c.quarter = @quarter", new { place, quarter });

    public static CalendarRow? Find(Session session, long id) => session.One<CalendarRow>(Select + "\nwhere c.id = @id", new { id });

    public static CalendarRow? ToChange(Session session, long id)
    {
        session.OneToChange<long?>(Hold, new { id });
        return Find(session, id);
    }

    public static NotThereException Missing(long id) => new("ActivityCalendar", id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <returns>The same with its number.</returns>
    public CalendarRow DraftIn(Session session) => this with { Id = session.Scalar<long>(Upsert, this) };

    public CalendarRow SaveTo(Session session)
    {
        session.Execute(SaveState, this);
        return this;
    }
}

/// <summary>One activity of a calendar.</summary>
internal sealed record CalendarEntryRow
{
    private const string Select = "select e.id, e.calendar, e.start_at, e.end_at, e.title, e.category, e.area, e.offer, e.people, e.needs, e.note from calendar_entry e";

    private const string InsertRow = """
        insert into calendar_entry (calendar, start_at, end_at, title, category, area, offer, people, needs, note)
        values (@Calendar, @StartAt, @EndAt, @Title, @Category, @Area, @Offer, @People, @Needs, @Note)
        """;

    private const string Update = "update calendar_entry set start_at = @StartAt, end_at = @EndAt, title = @Title, category = @Category, area = @Area, note = @Note where id = @Id";

    private const string DeleteOne = "delete from calendar_entry where id = @Id";

    private const string DeleteAll = "delete from calendar_entry where calendar = @calendar";

    public long Id { get; init; }

    public long Calendar { get; init; }

    public DateTimeOffset StartAt { get; init; }

    public DateTimeOffset EndAt { get; init; }

    public string Title { get; init; } = "";

    public string Category { get; init; } = "";

    public string? Area { get; init; }

    /// <summary>The offer whose window it is; null for one that somebody still has to offer.</summary>
    public string? Offer { get; init; }

    /// <summary>People it was planned for; 0 for one that somebody put in.</summary>
    public int People { get; init; }

    /// <summary>Needs that it could serve when it was planned.</summary>
    public int Needs { get; init; }

    public string Note { get; init; } = "";

    public static IReadOnlyList<CalendarEntryRow> Of(Session session, long calendar) => session.Query<CalendarEntryRow>(Select + "\nwhere e.calendar = @calendar\norder by e.start_at, e.id", new { calendar });

    public static CalendarEntryRow? Find(Session session, long calendar, long id) => session.One<CalendarEntryRow>(Select + "\nwhere e.calendar = @calendar and e.id = @id", new { calendar, id });

    public static void RemoveAll(Session session, long calendar) => session.Execute(DeleteAll, new { calendar });

    public void InsertInto(Session session) => session.Execute(InsertRow, this);

    public void SaveTo(Session session) => session.Execute(Update, this);

    public void Remove(Session session) => session.Execute(DeleteOne, this);
}
