using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core.Points;

namespace Matching.Api.Points;

/// <summary>Why an entry was made: the deed itself, the deed was undone, or somebody put the ledger right. Persisted: append only.</summary>
public enum PointsCause { Deed, Undone, Corrected }

/// <summary>An entry of the points ledger as the store holds it; never changed.</summary>
internal sealed record PointsEntryRow
{
    public const string Select = """
        select e.id, e.holder_kind, e.holder, e.community, e.deed, e.subject, e.round, e.points, e.day, e.policy, e.reverses, e.cause, e.who, e.at, r.id as reversed_by
        from points_entry e
        left join points_entry r on r.reverses = e.id
        """;

    private const string Insert = """
        insert into points_entry (holder_kind, holder, community, deed, subject, round, points, day, policy, reverses, cause, who, at)
        values (@HolderKindName, @Holder, @Community, @DeedName, @Subject, @Round, @Points, @Day, @Policy, @Reverses, @CauseName, @Who, @At)
        returning id
        """;

    public long Id { get; init; }

    public PointsHolder HolderKind { get; init; }

    /// <summary>An account's name or a unit's code.</summary>
    public string Holder { get; init; } = "";

    /// <summary>Where it was earned; the street's code for what is no community's.</summary>
    public string Community { get; init; } = "";

    public PointsDeed Deed { get; init; }

    /// <summary>The code of what was done: a demand, an order, a post.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Which month of a post, or which of its shifts; 1 for what is done once.</summary>
    public int Round { get; init; } = 1;

    /// <summary>At least 0; of a counter-entry the same, negative.</summary>
    public int Points { get; init; }

    /// <summary>The day in China that it counts for, such as 2026-11-23; a counter-entry has that of what it reverses.</summary>
    public string Day { get; init; } = "";

    /// <summary>The version of the policy it was reckoned by.</summary>
    public int Policy { get; init; }

    public long? Reverses { get; init; }

    public PointsCause Cause { get; init; }

    /// <summary>Whose act made it: never the holder's own.</summary>
    public string Who { get; init; } = "";

    public DateTimeOffset At { get; init; }

    /// <summary>The entry that sets this one off; null while it counts.</summary>
    public long? ReversedBy { get; init; }

    public string HolderKindName => HolderKind.ToString();

    public string DeedName => Deed.ToString();

    public string CauseName => Cause.ToString();

    /// <summary>What the events of a correction are about.</summary>
    public string EventSubject => $"points/{Id}";

    /// <exception cref="NotThereException">No such entry.</exception>
    public static PointsEntryRow Get(Session session, long id) => session.One<PointsEntryRow>(Select + "\nwhere e.id = @id", new { id }) ?? throw new NotThereException("PointsEntry", $"{id}");

    public long InsertInto(Session session) => session.Scalar<long>(Insert, this);
}
