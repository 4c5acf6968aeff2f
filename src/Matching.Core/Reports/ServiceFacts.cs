using Matching.Core.Demands;
using Matching.Core.Offers;
using Matching.Core.Orders;

namespace Matching.Core.Reports;

/// <summary>What the rates are counted from. States are those of <paramref name="AsOf"/>, also in the report of a period gone by.</summary>
/// <param name="AsOf">When the lists were read.</param>
/// <param name="Demands">Those filed in the period, with those left out.</param>
/// <param name="Orders">Those due, or accepted, in the period.</param>
/// <param name="Visits">Answers given in the period.</param>
/// <param name="Offers">Those live at <see cref="End"/>, with their use before it.</param>
/// <param name="Activities">Event slots begun in the period.</param>
public sealed record ServiceFacts(
    ReportPeriod Period, DateTimeOffset AsOf, IReadOnlyList<DemandFact> Demands, IReadOnlyList<OrderFact> Orders, IReadOnlyList<VisitFact> Visits,
    IReadOnlyList<OfferFact> Offers, IReadOnlyList<ActivityFact> Activities)
{
    /// <summary>The end of the period, or <see cref="AsOf"/> where it is not over.</summary>
    public DateTimeOffset End => Period.EndBy(AsOf);
}

/// <summary>How a demand stands in the report: an accepted order stands; none yet; none, and the response limit is past.</summary>
public enum DemandStanding { Met, Pending, Unmet }

/// <summary>Why a demand is left out of every rate.</summary>
public enum LeftOut { Duplicate, Withdrawn, Unreasonable }

/// <param name="Community">Code of its community; of its street where it was filed for the street as a whole.</param>
/// <param name="RespondDue">When its time for an answer is over: its limit, or when staff found that nothing fits. Null while nobody has opened it.</param>
/// <param name="HasAcceptedOrder">An accepted order stands: live, and past the unit's yes.</param>
public sealed record DemandFact(string Code, string Community, string Category, DemandState State, DateTimeOffset FiledAt, DateTimeOffset? RespondDue, bool HasAcceptedOrder)
{
    /// <summary>Somebody marked it unreasonable, with a reason that can be read.</summary>
    public bool IsUnreasonable { get; init; }

    /// <summary>Code of the grid node that it was filed for.</summary>
    public string Area { get; init; } = "";

    /// <summary>Who filed it and who supports it.</summary>
    public int People { get; init; } = 1;

    /// <summary>A unit has done what it took on.</summary>
    public bool IsServed { get; init; }

    /// <summary>Units that were asked for it, whatever they answered.</summary>
    public IReadOnlyList<string> Units { get; init; } = [];

    public LeftOut? LeftOut => IsUnreasonable ? Reports.LeftOut.Unreasonable : LeftOutFor(State);

    /// <summary>Why a demand in this state is left out, or null.</summary>
    public static LeftOut? LeftOutFor(DemandState state) => state switch
    {
        DemandState.Merged => Reports.LeftOut.Duplicate,
        DemandState.Withdrawn => Reports.LeftOut.Withdrawn,
        DemandState.Rejected => Reports.LeftOut.Unreasonable,
        _ => null,
    };

    public bool IsPastLimit(DateTimeOffset asOf) => RespondDue < asOf;

    public DemandStanding Standing(DateTimeOffset asOf) => HasAcceptedOrder ? DemandStanding.Met : IsPastLimit(asOf) ? DemandStanding.Unmet : DemandStanding.Pending;
}

/// <param name="AnsweredAt">When the unit first acknowledged, accepted or declined; null = not yet.</param>
/// <param name="IsFirstAsked">Its unit is the one that was asked for the demand before all others, or took it before anybody was asked.</param>
/// <param name="DemandState">The state of its demand: orders of demands left out are left out too.</param>
public sealed record OrderFact(
    string Code, string Demand, DemandState DemandState, string Category, OfferKind Kind, OrderState State, DateTimeOffset? AnswerDue, DateTimeOffset? AnsweredAt,
    DateTimeOffset? AcceptedAt, bool IsFirstAsked)
{
    /// <summary>Its demand was marked unreasonable.</summary>
    public bool IsUnreasonable { get; init; }

    public string Area { get; init; } = "";

    public string Unit { get; init; } = "";
}

/// <summary>What a resident answered, asked on a return visit or by look-up code: one answer for each order, or one for a supporter's part.</summary>
public sealed record VisitFact(string Demand, DemandState DemandState, bool Solved, Satisfaction Satisfaction)
{
    /// <summary>Which supporter; 0 = the one who needed it.</summary>
    public long Supporter { get; init; }

    public string Area { get; init; } = "";

    public string Category { get; init; } = "";

    /// <summary>Whose work the answer is about.</summary>
    public IReadOnlyList<string> Units { get; init; } = [];

    /// <summary>The demand was marked unreasonable.</summary>
    public bool IsUnreasonable { get; init; }
}

/// <param name="LastUsedAt">When an order on it was last accepted; null = never.</param>
public sealed record OfferFact(string Code, DateTimeOffset PublishedAt, DateTimeOffset? LastUsedAt)
{
    public OfferReach Reach { get; init; } = OfferReach.Unknown;
}

/// <summary>One slot of an event offer (服务活动).</summary>
/// <param name="Demands">Recorded demands with an accepted order on it.</param>
public sealed record ActivityFact(string Offer, DateTimeOffset Start, int Demands)
{
    public OfferReach Reach { get; init; } = OfferReach.Unknown;
}

/// <summary>Whose an offer is, where it serves and what.</summary>
/// <param name="Areas">Codes of grid nodes; empty = everywhere.</param>
/// <param name="Categories">Codes.</param>
public sealed record OfferReach(string Unit, IReadOnlyList<string> Areas, IReadOnlyList<string> Categories)
{
    public static readonly OfferReach Unknown = new("", [], []);
}
