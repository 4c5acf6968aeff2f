using Matching.Core.Grid;

namespace Matching.Core.Offers;

/// <summary>What kind of resource an offer is (资源类型). Persisted: append only.</summary>
public enum OfferKind { People, Venue, Funds, Information, Goods, Skill, Activity }

/// <summary>What a partner unit can give (资源).</summary>
/// <param name="Areas">Service area: grid nodes served with all that lies below them; empty = everywhere in the lists.</param>
/// <param name="ValidFrom">First instant it may serve; null = at once.</param>
/// <param name="ValidUntil">First instant it may serve no more; null = open-ended.</param>
/// <param name="NoticeHours">Hours the unit needs between being asked and serving.</param>
/// <param name="Audience">Whom it serves (受众标签); empty = everyone.</param>
public sealed record Offer(
    string Code,
    string Unit,
    string Title,
    string Detail,
    OfferKind Kind,
    IReadOnlyList<string> Categories,
    IReadOnlyList<AreaCode> Areas,
    string UnitOfCapacity,
    DateTimeOffset? ValidFrom,
    DateTimeOffset? ValidUntil,
    int NoticeHours,
    IReadOnlyList<string> Audience)
{
    /// <summary>When it last served somebody; null = never (沉睡资源 is measured from publishing then).</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    public bool Withdrawn { get; init; }
}

/// <summary>One bookable window of an offer (时段): [Start, End) with an integer capacity in the offer's unit.
/// An offer and a start name a slot.</summary>
/// <param name="Remaining">Capacity not held by live orders.</param>
public sealed record Slot(string Offer, DateTimeOffset Start, DateTimeOffset End, int Capacity, int Remaining)
{
    /// <summary>The calendar month that a unit's monthly cap counts the slot in, as yyyyMM in China Standard Time.</summary>
    public int Month => ChinaTime.MonthOf(Start);
}
