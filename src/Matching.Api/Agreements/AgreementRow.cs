using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Units;
using Matching.Core;
using Matching.Core.Units;

namespace Matching.Api.Agreements;

/// <summary>An agreement (共建责任书) as the store holds it.</summary>
internal sealed record AgreementRow
{
    public const string Select = """
        select g.id, g.code, g.unit, u.name as unit_name, g.community, g.title, g.starts_at, g.ends_at, g.state, g.side, g.drafted_by, g.drafted_at, g.signed_by, g.signed_at, g.paper,
            g.ended_by, g.ended_at, g.version
        from agreement g
        join unit u on u.code = g.unit
        """;

    private const string Insert = """
        insert into agreement (code, unit, community, title, starts_at, ends_at, state, side, drafted_by, drafted_at)
        values (@Code, @Unit, @Community, @Title, @StartsAt, @EndsAt, @StateName, @SideName, @DraftedBy, @DraftedAt)
        """;

    private const string Hold = "select code from agreement where code = @code";

    private const string Update = """
        update agreement
        set state = @StateName, signed_by = @SignedBy, signed_at = @SignedAt, paper = @Paper, ended_by = @EndedBy, ended_at = @EndedAt, version = version + 1
        where code = @Code and version = @Version
        """;

    public long Id { get; init; }

    public string Code { get; init; } = "";

    public string Unit { get; init; } = "";

    public string UnitName { get; init; } = "";

    public string Community { get; init; } = "";

    public string Title { get; init; } = "";

    public DateTimeOffset StartsAt { get; init; }

    /// <summary>The first instant after its term.</summary>
    public DateTimeOffset EndsAt { get; init; }

    public AgreementState State { get; init; }

    /// <summary>Who drafted it.</summary>
    public AgreementSide Side { get; init; }

    public string DraftedBy { get; init; } = "";

    public DateTimeOffset DraftedAt { get; init; }

    public string? SignedBy { get; init; }

    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>Where the paper with both signatures is kept; empty where it was signed here.</summary>
    public string Paper { get; init; } = "";

    public string? EndedBy { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public int Version { get; init; } = 1;

    /// <summary>What its events and timers are about.</summary>
    public string Subject => $"agreement/{Code}";

    public string StateName => State.ToString();

    public string SideName => Side.ToString();

    public DateOnly From => ChinaTime.DayOf(StartsAt);

    /// <summary>The last day of its term.</summary>
    public DateOnly Until => ChinaTime.DayOf(EndsAt.AddTicks(-1));

    /// <exception cref="NotThereException">No such agreement.</exception>
    public static AgreementRow Get(Session session, string code) => session.One<AgreementRow>(Select + "\nwhere g.code = @code", new { code }) ?? throw new NotThereException("Agreement", code);

    /// <exception cref="NotThereException">No such agreement.</exception>
    /// <exception cref="ChangedMeanwhileException">The caller saw another version.</exception>
    public static AgreementRow ToChange(Session session, string code, int? seenVersion)
    {
        session.OneToChange<string>(Hold, new { code });
        var row = Get(session, code);
        return seenVersion is null || seenVersion == row.Version ? row : throw new ChangedMeanwhileException(row.Version);
    }

    public static IReadOnlyList<AgreementRow> OfUnit(Session session, string unit) => session.Query<AgreementRow>(Select + "\nwhere g.unit = @unit\norder by g.id desc", new { unit });

    public void InsertInto(Session session) => session.Execute(Insert, this);

    /// <exception cref="ChangedMeanwhileException">Somebody else wrote it first.</exception>
    public AgreementRow SaveTo(Session session) => session.Execute(Update, this) == 1 ? this with { Version = Version + 1 } : throw new ChangedMeanwhileException(Version);

    public AgreementBrief ToBrief(KnownAreas areas) => new(Code, Community, areas.PathOf(Community), Title, State, Words.Of(State), From, Until);
}

/// <summary>One line of an agreement's plan: what is done, how often, by which day.</summary>
internal sealed record AgreementLineRow
{
    /// <summary>What counts as done: the unit's completed orders in the community, of the line's category, in the term.
    /// A line without a category counts none.</summary>
    private const string Select = """
        select l.agreement, l.place, l.what, l.category, l.times, l.due_on,
            (select count(*)
             from service_order o
             join demand d on d.code = o.demand
             where o.unit = g.unit and d.area like g.community || '%' and d.category like l.category || '%'
                 and o.completed_at >= g.starts_at and o.completed_at < g.ends_at and o.state in ('Completed', 'Visited', 'Closed')) as done
        from agreement_line l
        join agreement g on g.code = l.agreement
        where l.agreement = @code
        order by l.place
        """;

    private const string Insert = """
        insert into agreement_line (agreement, place, what, category, times, due_on)
        values (@Agreement, @Place, @What, @Category, @Times, @DueOn)
        """;

    public string Agreement { get; init; } = "";

    public int Place { get; init; }

    public string What { get; init; } = "";

    /// <summary>Null for work that no order records.</summary>
    public string? Category { get; init; }

    public int Times { get; init; }

    /// <summary>yyyy-MM-dd.</summary>
    public string DueOn { get; init; } = "";

    public long Done { get; init; }

    public static IReadOnlyList<AgreementLineRow> Of(Session session, string code) => session.Query<AgreementLineRow>(Select, new { code });

    public void InsertInto(Session session) => session.Execute(Insert, this);
}
