using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Grid;
using Matching.Core.Offers;

namespace Matching.Api.Offers;

/// <summary>Persisted: append only.</summary>
public enum OfferState { Published, Withdrawn, Paused }

/// <summary>An offer as the store holds it.</summary>
internal sealed record OfferRow
{
    public const string Select = """
        select o.seq, o.code, o.unit, o.title, o.detail, o.kind, o.categories, o.areas, o.unit_of_capacity, o.valid_from, o.valid_until,
            o.notice_hours, o.audience, o.state, o.published_at, o.weekly, o.version, u.name as unit_name,
            (select max(x.accepted_at) from service_order x where x.offer = o.code) as last_used_at,
            (select max(x.end_at) from slot x where x.offer = o.code) as last_end_at
        from offer o
        join unit u on u.code = o.unit
        """;

    private const string Insert = """
        insert into offer (code, unit, title, detail, kind, categories, areas, unit_of_capacity, valid_from, valid_until, notice_hours, audience, state, published_at, weekly)
        values (@Code, @Unit, @Title, @Detail, @KindName, @Categories, @Areas, @UnitOfCapacity, @ValidFrom, @ValidUntil, @NoticeHours, @Audience, @StateName, @PublishedAt, @Weekly)
        """;

    private const string Hold = "select code from offer where code = @code";

    private const string Update = "update offer set state = @StateName, valid_until = @ValidUntil, version = version + 1 where code = @Code and version = @Version";

    public long Seq { get; init; }

    public string Code { get; init; } = "";

    public string Unit { get; init; } = "";

    public string Title { get; init; } = "";

    public string Detail { get; init; } = "";

    public OfferKind Kind { get; init; }

    /// <summary>Category codes.</summary>
    public string Categories { get; init; } = "";

    public string Areas { get; init; } = "";

    public string UnitOfCapacity { get; init; } = "";

    public DateTimeOffset? ValidFrom { get; init; }

    public DateTimeOffset? ValidUntil { get; init; }

    public int NoticeHours { get; init; }

    public string Audience { get; init; } = "";

    public OfferState State { get; init; }

    public DateTimeOffset PublishedAt { get; init; }

    /// <summary>The pattern by the week that its slots came from, as <see cref="WeeklyDraft"/>; empty for none.</summary>
    public string Weekly { get; init; } = "";

    public int Version { get; init; }

    public string UnitName { get; init; } = "";

    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>When its last window ends.</summary>
    public DateTimeOffset? LastEndAt { get; init; }

    public string KindName => Kind.ToString();

    public string StateName => State.ToString();

    /// <exception cref="NotThereException">No such offer.</exception>
    public static OfferRow Get(Session session, string code) =>
        session.One<OfferRow>(Select + "\nwhere o.code = @code", new { code }) ?? throw new NotThereException("Offer", code);

    /// <summary>The row, held against other writers.</summary>
    /// <exception cref="NotThereException">No such offer.</exception>
    /// <exception cref="ChangedMeanwhileException">The caller saw another version.</exception>
    public static OfferRow ToChange(Session session, string code, int? seenVersion)
    {
        session.OneToChange<string>(Hold, new { code });
        var row = Get(session, code);
        return seenVersion is null || seenVersion == row.Version ? row : throw new ChangedMeanwhileException(row.Version);
    }

    public void InsertInto(Session session) => session.Execute(Insert, this);

    /// <exception cref="ChangedMeanwhileException">Somebody else wrote it first.</exception>
    public OfferRow SaveTo(Session session) =>
        session.Execute(Update, this) == 1 ? this with { Version = Version + 1 } : throw new ChangedMeanwhileException(Version);

    /// <summary>Its validity or its last window is over: it serves nobody any more (已过期).</summary>
    public bool IsOver(DateTimeOffset now) => ValidUntil <= now || LastEndAt <= now;

    /// <summary>As the engine sees it: categories by name.</summary>
    public Offer ToCore(Rulings rulings) => new(Code, Unit, Title, Detail, Kind, [.. ValueText.Split(Categories).Select(rulings.NameOf)],
        [.. ValueText.Split(Areas).Select(area => new AreaCode(area))], UnitOfCapacity, ValidFrom, ValidUntil, NoticeHours, ValueText.Split(Audience))
    {
        LastUsedAt = LastUsedAt,
        PublishedAt = PublishedAt,
        Withdrawn = State != OfferState.Published,
    };
}

/// <summary>A slot as the store holds it.</summary>
internal sealed record SlotRow
{
    public const string Select = "select id, offer, start_at, end_at, capacity, remaining from slot";

    private const string Insert = """
        insert into slot (offer, start_at, end_at, capacity, remaining)
        values (@Offer, @StartAt, @EndAt, @Capacity, @Capacity)
        """;

    private const string SetCapacity = """
        update slot
        set capacity = @capacity, remaining = remaining + @capacity - capacity
        where id = @Id and remaining + @capacity - capacity >= 0
        """;

    public long Id { get; init; }

    public string Offer { get; init; } = "";

    public DateTimeOffset StartAt { get; init; }

    public DateTimeOffset EndAt { get; init; }

    public int Capacity { get; init; }

    public int Remaining { get; init; }

    /// <summary>As the engine sees it, with what orders that may still move give back.</summary>
    public Slot ToCore(int freed) => new(Offer, StartAt, EndAt, Capacity, Remaining + freed);

    public static IReadOnlyList<SlotRow> OfOffer(Session session, string offer) =>
        session.Query<SlotRow>(Select + "\nwhere offer = @offer\norder by start_at", new { offer });

    public void InsertInto(Session session) => session.Execute(Insert, this);

    /// <summary>False, and nothing changed, when its live orders promise more.</summary>
    public bool TryToHold(Session session, int capacity) => session.Execute(SetCapacity, new { capacity, Id }) == 1;
}
