using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Offers;
using Matching.Core.Units;

namespace Matching.Core;

/// <summary>
/// Everything a run reads: the lists as they stand at <see cref="Now"/>. No clock, no store, no personal data; the same input
/// and policy give the same run.
/// </summary>
/// <remarks>Orders not yet accepted take part again: their quantity is back in the demand, their capacity back in the slot,
/// and they stand in <see cref="Standing"/>. Accepted orders are pinned: what they hold is missing from both lists.</remarks>
public sealed record MatchInput(
    DateTimeOffset Now,
    IReadOnlyList<PartnerUnit> Units,
    IReadOnlyList<UnitPairing> Pairings,
    IReadOnlyList<Offer> Offers,
    IReadOnlyList<Slot> Slots,
    IReadOnlyList<Demand> Demands)
{
    /// <summary>Pinned orders that count against a unit's monthly cap.</summary>
    public IReadOnlyList<CapUse> CapUses { get; init; } = [];

    /// <summary>Orders served to each community in the last 90 days, fixed when the run starts.</summary>
    public IReadOnlyList<CommunityLoad> CommunityLoads { get; init; } = [];

    public IReadOnlyList<StandingOrder> Standing { get; init; } = [];
}

/// <summary>Orders of a unit in a calendar month (yyyyMM).</summary>
public sealed record CapUse(string Unit, int Month, int Orders);

public sealed record CommunityLoad(AreaCode Community, int Orders);

/// <summary>An order of an earlier run that may still move; once issued only for more than the churn threshold.</summary>
public sealed record StandingOrder(string Order, string Demand, SlotName Slot, int Quantity, bool Issued);
