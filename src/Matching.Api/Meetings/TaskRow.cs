using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core.Meetings;

namespace Matching.Api.Meetings;

/// <summary>A resolution (决议) of an item.</summary>
internal sealed record ResolutionRow
{
    private const string SelectOf = """
        select r.id, r.item, r.words
        from resolution r
        join agenda_item i on i.id = r.item
        where i.meeting = @meeting
        order by i.place, r.id
        """;

    private const string Insert = "insert into resolution (item, words) values (@item, @words) returning id";

    private const string Delete = "delete from meeting_task where resolution = @id; delete from resolution where id = @id";

    public long Id { get; init; }

    public long Item { get; init; }

    public string Words { get; init; } = "";

    public static IReadOnlyList<ResolutionRow> Of(Session session, string meeting) => session.Query<ResolutionRow>(SelectOf, new { meeting });

    public static long InsertInto(Session session, long item, string words) => session.Scalar<long>(Insert, new { item, words });

    public static void DeleteFrom(Session session, long id) => session.Execute(Delete, new { id });
}

/// <summary>What one body is to do for a resolution, and whether it did (销号).</summary>
internal sealed record TaskRow
{
    private const string Select = """
        select k.id, k.resolution, k.part, k.body, k.what, k.owner, k.due_at, k.service_order, k.warned_at, k.overdue_at, k.done_at, k.done_by, k.result, k.version,
            r.item, r.words, i.meeting, i.title as item_title, coalesce(u.name, '') as unit_name
        from meeting_task k
        join resolution r on r.id = k.resolution
        join agenda_item i on i.id = r.item
        join meeting m on m.code = i.meeting
        left join unit u on u.code = k.body
        """;

    private const string Insert = """
        insert into meeting_task (resolution, part, body, what, owner, due_at, service_order)
        values (@Resolution, @PartName, @Body, @What, @Owner, @DueAt, @ServiceOrder)
        returning id
        """;

    private const string Update = """
        update meeting_task
        set owner = @Owner, due_at = @DueAt, warned_at = @WarnedAt, overdue_at = @OverdueAt, done_at = @DoneAt, done_by = @DoneBy, result = @Result, version = version + 1
        where id = @Id and version = @Version
        """;

    public long Id { get; init; }

    public long Resolution { get; init; }

    public TaskPart Part { get; init; }

    /// <summary>A unit's code, or a grid node's.</summary>
    public string Body { get; init; } = "";

    public string UnitName { get; init; } = "";

    public string What { get; init; } = "";

    /// <summary>Who in the body answers for it: an account or a post; empty until it is named.</summary>
    public string Owner { get; init; } = "";

    /// <summary>The first instant after its day; null until it is set.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The service order that does it, or null.</summary>
    public string? ServiceOrder { get; init; }

    public DateTimeOffset? WarnedAt { get; init; }

    public DateTimeOffset? OverdueAt { get; init; }

    public DateTimeOffset? DoneAt { get; init; }

    public string? DoneBy { get; init; }

    public string Result { get; init; } = "";

    public int Version { get; init; }

    public long Item { get; init; }

    public string Words { get; init; } = "";

    public string Meeting { get; init; } = "";

    public string ItemTitle { get; init; } = "";

    public string PartName => Part.ToString();

    public string Subject => $"task/{Id}";

    public bool IsOfUnit => UnitName.Length > 0;

    public static IReadOnlyList<TaskRow> OfMeeting(Session session, string meeting) => session.Query<TaskRow>(Select + "\nwhere i.meeting = @meeting\norder by k.id", new { meeting });

    public static IReadOnlyList<TaskRow> OfItem(Session session, long item) => session.Query<TaskRow>(Select + "\nwhere r.item = @item\norder by k.id", new { item });

    public static TaskRow? Find(Session session, long id) => session.One<TaskRow>(Select + "\nwhere k.id = @id", new { id });

    /// <summary>Tasks that are not done, the next due first.</summary>
    public static IReadOnlyList<TaskRow> Open(Session session, string where, object values) =>
        session.Query<TaskRow>($"{Select}\nwhere k.done_at is null and m.state = 'Closed' and {where}\norder by case when k.due_at is null then 1 else 0 end, k.due_at, k.id", values);

    /// <summary>The row, held against other writers.</summary>
    /// <exception cref="NotThereException">No such task.</exception>
    public static TaskRow ToChange(Session session, long id)
    {
        session.OneToChange<long?>("select id from meeting_task where id = @id", new { id });
        return Find(session, id) ?? throw new NotThereException("MeetingTask", id.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    public TaskRow InsertInto(Session session) => this with { Id = session.Scalar<long>(Insert, this) };

    /// <exception cref="ChangedMeanwhileException">Somebody else wrote it first.</exception>
    public TaskRow SaveTo(Session session) => session.Execute(Update, this) == 1 ? this with { Version = Version + 1 } : throw new ChangedMeanwhileException(Version);
}
