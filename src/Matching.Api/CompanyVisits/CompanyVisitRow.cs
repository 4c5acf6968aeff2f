using Matching.Api.Data;
using Matching.Api.Http;

namespace Matching.Api.CompanyVisits;

/// <summary>Whether somebody went there, or a team that is stationed there took it down. Persisted: append only.</summary>
public enum CompanyVisitKind { Visit, Stationed }

/// <summary>How a follow-up stands.</summary>
public enum FollowUpStanding { Open, Warned, Overdue, Done }

/// <summary>A visit to a firm (走访), partner unit or not.</summary>
internal sealed record CompanyVisitRow
{
    public const string Select = "select v.id, v.code, v.kind, v.unit, v.firm, v.area, v.visited_on, v.person, v.said, v.who, v.at from company_visit v";

    private const string InsertRow = """
        insert into company_visit (code, kind, unit, firm, area, visited_on, person, said, who, at)
        values (@Code, @KindName, @Unit, @Firm, @Area, @VisitedOn, @Person, @Said, @Who, @At)
        returning id
        """;

    private const string DayForm = "yyyy-MM-dd";

    private const string InsertDemand = "insert into company_visit_demand (visit, demand) values (@visit, @demand)";

    private const string SelectDemands = "select demand from company_visit_demand where visit = @Id order by demand";

    public long Id { get; init; }

    public string Code { get; init; } = "";

    public CompanyVisitKind Kind { get; init; }

    /// <summary>Null for a firm that is no partner unit yet.</summary>
    public string? Unit { get; init; }

    public string Firm { get; init; } = "";

    public string Area { get; init; } = "";

    /// <summary>Such as 2026-11-20.</summary>
    public string VisitedOn { get; init; } = "";

    /// <summary>Who was spoken with.</summary>
    public long? Person { get; init; }

    public string Said { get; init; } = "";

    public string Who { get; init; } = "";

    public DateTimeOffset At { get; init; }

    public string KindName => Kind.ToString();

    public DateOnly Day => DayOf(VisitedOn);

    public static DateOnly DayOf(string text) => DateOnly.ParseExact(text, DayForm, System.Globalization.CultureInfo.InvariantCulture);

    public static string TextOf(DateOnly day) => day.ToString(DayForm, System.Globalization.CultureInfo.InvariantCulture);

    public static CompanyVisitRow? Find(Session session, string code) => session.One<CompanyVisitRow>(Select + "\nwhere v.code = @code", new { code });

    /// <returns>Its number.</returns>
    public long InsertInto(Session session) => session.Scalar<long>(InsertRow, this);

    public static void Brought(Session session, long visit, string demand) => session.Execute(InsertDemand, new { visit, demand });

    public IReadOnlyList<string> DemandsOf(Session session) => session.Query<string>(SelectDemands, this);
}

/// <summary>What a visit left to be done, by whom and until when.</summary>
internal sealed record FollowUpRow
{
    public const string Select = """
        select f.id, f.visit, f.what, f.owner, f.due_at, f.warned_at, f.overdue_at, f.done_at, f.done_by, f.result, v.code as visit_code, v.firm, v.area
        from follow_up f
        join company_visit v on v.id = f.visit
        """;

    private const string InsertRow = "insert into follow_up (visit, what, owner, due_at) values (@Visit, @What, @Owner, @DueAt) returning id";

    private const string Update = "update follow_up set warned_at = @WarnedAt, overdue_at = @OverdueAt, done_at = @DoneAt, done_by = @DoneBy, result = @Result where id = @Id";

    public long Id { get; init; }

    public long Visit { get; init; }

    public string What { get; init; } = "";

    /// <summary>The account that answers for it.</summary>
    public string Owner { get; init; } = "";

    public DateTimeOffset DueAt { get; init; }

    public DateTimeOffset? WarnedAt { get; init; }

    public DateTimeOffset? OverdueAt { get; init; }

    public DateTimeOffset? DoneAt { get; init; }

    public string? DoneBy { get; init; }

    public string Result { get; init; } = "";

    public string VisitCode { get; init; } = "";

    public string Firm { get; init; } = "";

    public string Area { get; init; } = "";

    public string Subject => $"follow-up/{Id}";

    public FollowUpStanding Standing => DoneAt is not null ? FollowUpStanding.Done : OverdueAt is not null ? FollowUpStanding.Overdue : WarnedAt is not null ? FollowUpStanding.Warned : FollowUpStanding.Open;

    public static IReadOnlyList<FollowUpRow> Of(Session session, long visit) => session.Query<FollowUpRow>(Select + "\nwhere f.visit = @visit\norder by f.id", new { visit });

    /// <exception cref="NotThereException">No such follow-up.</exception>
    public static FollowUpRow Get(Session session, long id) => session.One<FollowUpRow>(Select + "\nwhere f.id = @id", new { id })
        ?? throw new NotThereException("FollowUp", id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <returns>The same with its number.</returns>
    public FollowUpRow InsertInto(Session session) => this with { Id = session.Scalar<long>(InsertRow, this) };

    public void SaveTo(Session session) => session.Execute(Update, this);
}
