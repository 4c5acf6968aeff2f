using Matching.Api.Data;
using Matching.Api.Escalation;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Demands;
using Matching.Core.Escalation;

namespace Matching.Api.Demands;

/// <summary>Where a demand came from. Persisted: append only.</summary>
public enum DemandSource { Lead, Staff, Resident, Survey, Import }

/// <summary>A demand as the store holds it.</summary>
internal sealed record DemandRow
{
    public const string Select = """
        select d.seq, d.code, d.title, d.detail, d.category, d.category_confirmed, d.area, d.quantity, d.unit_of_quantity, d.divisible,
            d.from_at, d.until_at, d.urgency, d.vulnerable, d.audience, d.party_units, d.source, d.filed_by, d.filed_at, d.opened_at,
            d.respond_due, d.resolve_due, d.state, d.held, d.merged_into, d.look_up_hash, d.version,
            d.person, d.rung, d.first_rung, d.taker, d.taken_at, d.ring, d.ring_until, d.calm_ring, d.calm_ring_until, d.waiting_since, d.question, d.erased_at,
            d.pooled, d.unreasonable_at, d.unreasonable_by, d.unreasonable_why
        from demand d
        """;

    private const string Insert = """
        insert into demand (code, title, detail, category, category_confirmed, area, quantity, unit_of_quantity, divisible, from_at, until_at,
            urgency, vulnerable, audience, party_units, source, filed_by, filed_at, opened_at, respond_due, resolve_due, state, look_up_hash, person,
            rung, first_rung, ring, ring_until, calm_ring, calm_ring_until, pooled)
        values (@Code, @Title, @Detail, @Category, @CategoryConfirmed, @Area, @Quantity, @UnitOfQuantity, @Divisible, @FromAt, @UntilAt,
            @UrgencyName, @Vulnerable, @Audience, @PartyUnits, @SourceName, @FiledBy, @FiledAt, @OpenedAt, @RespondDue, @ResolveDue, @StateName, @LookUpHash, @Person,
            @RungName, @FirstRungName, @RingName, @RingUntil, @CalmRingName, @CalmRingUntil, @Pooled)
        """;

    private const string Update = """
        update demand
        set state = @StateName, quantity = @Quantity, held = @Held, category = @Category, category_confirmed = @CategoryConfirmed, opened_at = @OpenedAt,
            respond_due = @RespondDue, resolve_due = @ResolveDue, merged_into = @MergedInto, rung = @RungName, first_rung = @FirstRungName,
            taker = @Taker, taken_at = @TakenAt, ring = @RingName, ring_until = @RingUntil, calm_ring = @CalmRingName, calm_ring_until = @CalmRingUntil,
            waiting_since = @WaitingSince, question = @Question,
            unreasonable_at = @UnreasonableAt, unreasonable_by = @UnreasonableBy, unreasonable_why = @UnreasonableWhy, version = version + 1
        where code = @Code and version = @Version
        """;

    public long Seq { get; init; }

    public string Code { get; init; } = "";

    public string Title { get; init; } = "";

    public string Detail { get; init; } = "";

    public string Category { get; init; } = "";

    public bool CategoryConfirmed { get; init; }

    public string Area { get; init; } = "";

    public int Quantity { get; init; }

    public string UnitOfQuantity { get; init; } = "";

    public bool Divisible { get; init; }

    public DateTimeOffset? FromAt { get; init; }

    public DateTimeOffset? UntilAt { get; init; }

    public Urgency Urgency { get; init; }

    public bool Vulnerable { get; init; }

    public string Audience { get; init; } = "";

    public string PartyUnits { get; init; } = "";

    public DemandSource Source { get; init; }

    public string FiledBy { get; init; } = "";

    public DateTimeOffset FiledAt { get; init; }

    public DateTimeOffset? OpenedAt { get; init; }

    public DateTimeOffset? RespondDue { get; init; }

    public DateTimeOffset? ResolveDue { get; init; }

    public DemandState State { get; init; }

    public int Held { get; init; }

    public string? MergedInto { get; init; }

    public string? LookUpHash { get; init; }

    public int Version { get; init; }

    /// <summary>Whose contact is kept, sealed, in the table person; null for none.</summary>
    public long? Person { get; init; }

    /// <summary>The rung of the ladder that answers for it now.</summary>
    public Rung Rung { get; init; } = Rung.Community;

    /// <summary>The rung that it began on.</summary>
    public Rung FirstRung { get; init; } = Rung.Community;

    /// <summary>The account that took it first and is responsible until it hands it over (首接负责); null for nobody yet.</summary>
    public string? Taker { get; init; }

    public DateTimeOffset? TakenAt { get; init; }

    /// <summary>Which units may claim it now, and until when; null = until it is served.</summary>
    public InvitedRing Ring { get; init; }

    public DateTimeOffset? RingUntil { get; init; }

    /// <summary>The ring that a surge opened the hall over; null outside of one.</summary>
    public InvitedRing? CalmRing { get; init; }

    public DateTimeOffset? CalmRingUntil { get; init; }

    /// <summary>Since when its clocks wait for the resident's answer to <see cref="Question"/>.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    public string? Question { get; init; }

    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>A common demand that was made of several: its quantity is the sum of its parts, and it has no person of its own.</summary>
    public bool Pooled { get; init; }

    /// <summary>Since when it is marked unreasonable (不合理), by whom and why; it is left out of every rate.</summary>
    public DateTimeOffset? UnreasonableAt { get; init; }

    public string? UnreasonableBy { get; init; }

    public string? UnreasonableWhy { get; init; }

    public bool IsRaised => Ladder.IsAbove(Rung, FirstRung);

    public string StateName => State.ToString();

    public string RungName => Rung.ToString();

    public string FirstRungName => FirstRung.ToString();

    public string RingName => Ring.ToString();

    public string? CalmRingName => CalmRing?.ToString();

    public string UrgencyName => Urgency.ToString();

    public string SourceName => Source.ToString();

    /// <exception cref="NotThereException">No such demand.</exception>
    public static DemandRow Get(Session session, string code) =>
        session.One<DemandRow>(Select + "\nwhere d.code = @code", new { code }) ?? throw new NotThereException("Demand", code);

    /// <summary>The row, held against other writers.</summary>
    /// <exception cref="NotThereException">No such demand.</exception>
    /// <exception cref="ChangedMeanwhileException">The caller saw another version.</exception>
    public static DemandRow ToChange(Session session, string code, int? seenVersion)
    {
        var row = session.OneToChange<DemandRow>(Select + "\nwhere d.code = @code", new { code }) ?? throw new NotThereException("Demand", code);
        return seenVersion is null || seenVersion == row.Version ? row : throw new ChangedMeanwhileException(row.Version);
    }

    /// <summary>Inserts it with the clocks that it begins with.</summary>
    public void InsertInto(Session session, DateTimeOffset now, Rulings rulings)
    {
        session.Execute(Insert, this);
        if (DemandLife.IsUnserved(State))
            FirstClocks.Start(session, this, now, rulings);
    }

    /// <summary>Writes the changed row over the version it was read at.</summary>
    /// <exception cref="ChangedMeanwhileException">Somebody else wrote it first.</exception>
    public DemandRow SaveTo(Session session) =>
        session.Execute(Update, this) == 1 ? this with { Version = Version + 1 } : throw new ChangedMeanwhileException(Version);
}
