using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core.Meetings;
using Matching.Core.Reports;

namespace Matching.Api.Meetings;

/// <summary>An item of an agenda as the store holds it.</summary>
internal sealed record AgendaItemRow
{
    private const string Select = """
        select i.id, i.meeting, i.place, i.kind, i.title, i.detail, i.minutes, i.category, i.area, i.gap, i.people, i.price_level, i.price_points, i.owner, i.proposed_by,
            i.about, i.carried_from, i.outcome, i.outcome_why, i.carried_to
        from agenda_item i
        """;

    private const string Insert = """
        insert into agenda_item (meeting, place, kind, title, detail, minutes, category, area, gap, people, price_level, price_points, owner, proposed_by, about, carried_from)
        values (@Meeting, @Place, @KindName, @Title, @Detail, @Minutes, @Category, @Area, @GapName, @People, @PriceLevel, @PricePoints, @Owner, @ProposedBy, @About, @CarriedFrom)
        returning id
        """;

    private const string Update = """
        update agenda_item
        set place = @Place, title = @Title, detail = @Detail, minutes = @Minutes, people = @People, owner = @Owner, outcome = @OutcomeName, outcome_why = @OutcomeWhy,
            carried_to = @CarriedTo
        where id = @Id
        """;

    private const string Delete = "delete from agenda_demand where item = @Id; delete from agenda_item where id = @Id";

    private const string InsertDemand = "insert into agenda_demand (item, demand) values (@Id, @demand) on conflict (item, demand) do nothing";

    private const string SelectDemands = "select demand from agenda_demand where item = @Id order by demand";

    private const string LastPlace = "select coalesce(max(place), 0) from agenda_item where meeting = @meeting";

    public long Id { get; init; }

    public string Meeting { get; init; } = "";

    /// <summary>Its place on the agenda, from 1; after a removal there may be a gap.</summary>
    public int Place { get; init; }

    public ItemKind Kind { get; init; }

    public string Title { get; init; } = "";

    public string Detail { get; init; } = "";

    public int Minutes { get; init; }

    public string? Category { get; init; }

    public string? Area { get; init; }

    public GapKind? Gap { get; init; }

    /// <summary>How many people its demands touch.</summary>
    public int People { get; init; }

    public long? PriceLevel { get; init; }

    public long? PricePoints { get; init; }

    /// <summary>The unit, or the grid node, that is proposed to lead.</summary>
    public string? Owner { get; init; }

    public string ProposedBy { get; init; } = "";

    /// <summary>The meeting whose resolutions a report is about.</summary>
    public string? About { get; init; }

    public long? CarriedFrom { get; init; }

    public ItemOutcome? Outcome { get; init; }

    public string OutcomeWhy { get; init; } = "";

    /// <summary>The meeting that it went to.</summary>
    public string? CarriedTo { get; init; }

    public string KindName => Kind.ToString();

    public string? GapName => Gap?.ToString();

    public string? OutcomeName => Outcome?.ToString();

    public AgendaPrice? Price => PricePoints is { } points ? new AgendaPrice(PriceLevel ?? 0, points) : null;

    public static IReadOnlyList<AgendaItemRow> Of(Session session, string meeting) =>
        session.Query<AgendaItemRow>(Select + "\nwhere i.meeting = @meeting\norder by i.place, i.id", new { meeting });

    /// <exception cref="NotThereException">The meeting has no such item.</exception>
    public static AgendaItemRow Get(Session session, string meeting, long id) =>
        session.One<AgendaItemRow>(Select + "\nwhere i.meeting = @meeting and i.id = @id", new { meeting, id })
        ?? throw new NotThereException("AgendaItem", id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static AgendaItemRow Get(Session session, long id) => session.One<AgendaItemRow>(Select + "\nwhere i.id = @id", new { id })!;

    public static int NextPlace(Session session, string meeting) => session.Scalar<int>(LastPlace, new { meeting }) + 1;

    /// <summary>At the agenda's end unless it has a place.</summary>
    public AgendaItemRow InsertInto(Session session, IEnumerable<string> demands)
    {
        var placed = Place > 0 ? this : this with { Place = NextPlace(session, Meeting) };
        var inserted = placed with { Id = session.Scalar<long>(Insert, placed) };
        inserted.Add(session, demands);
        return inserted;
    }

    public void Add(Session session, IEnumerable<string> demands)
    {
        foreach (var demand in demands)
            session.Execute(InsertDemand, new { Id, demand });
    }

    public AgendaItemRow SaveTo(Session session)
    {
        session.Execute(Update, this);
        return this;
    }

    public void DeleteFrom(Session session) => session.Execute(Delete, this);

    public IReadOnlyList<string> DemandsOf(Session session) => session.Query<string>(SelectDemands, this);
}

/// <summary>A unit's word to take an item on (认领).</summary>
internal sealed record ClaimRow
{
    private const string SelectOf = """
        select c.item, c.unit, u.name as unit_name, c.note, c.at
        from item_claim c
        join unit u on u.code = c.unit
        join agenda_item i on i.id = c.item
        where i.meeting = @meeting
        order by c.at, c.unit
        """;

    private const string Insert = """
        insert into item_claim (item, unit, note, who, at)
        values (@item, @unit, @note, @who, @now)
        on conflict (item, unit) do update set note = @note, who = @who, at = @now
        """;

    public long Item { get; init; }

    public string Unit { get; init; } = "";

    public string UnitName { get; init; } = "";

    public string Note { get; init; } = "";

    public DateTimeOffset At { get; init; }

    public static IReadOnlyList<ClaimRow> Of(Session session, string meeting) => session.Query<ClaimRow>(SelectOf, new { meeting });

    public static void Save(Session session, long item, string unit, string note, string who, DateTimeOffset now) => session.Execute(Insert, new { item, unit, note, who, now });
}
