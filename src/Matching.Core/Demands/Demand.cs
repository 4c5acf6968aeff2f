using Matching.Core.Grid;

namespace Matching.Core.Demands;

/// <summary>紧急程度. Persisted: append only.</summary>
public enum Urgency { Normal, Urgent, Emergency }

/// <summary>What a resident, building or estate needs (需求), as the engine sees it: no personal data.</summary>
/// <param name="Category">Category of the catalogue; hard only when <paramref name="CategoryConfirmed"/>.</param>
/// <param name="Quantity">How much is still to be served, in <paramref name="UnitOfQuantity"/>; at least 1.</param>
/// <param name="Divisible">May be served in parts by several slots.</param>
/// <param name="From">First instant it may be served; null = at once.</param>
/// <param name="Until">First instant it may be served no more; null = open-ended.</param>
public sealed record Demand(
    string Code,
    string Title,
    string Detail,
    string Category,
    bool CategoryConfirmed,
    AreaCode Area,
    int Quantity,
    string UnitOfQuantity,
    bool Divisible,
    DateTimeOffset? From,
    DateTimeOffset? Until,
    Urgency Urgency,
    bool Vulnerable,
    IReadOnlyList<string> Audience,
    DateTimeOffset FiledAt)
{
    /// <summary>Units that are a party in the matter (a property manager complained of): they can't serve it.</summary>
    public IReadOnlyList<string> PartyUnits { get; init; } = [];

    /// <summary>Units barred by an earlier decline (NotOurDuty, NotEligible, OutOfArea, Unreasonable).</summary>
    public IReadOnlyList<string> BarredUnits { get; init; } = [];

    /// <summary>Slots barred by an earlier decline, as offer and start.</summary>
    public IReadOnlyList<SlotName> BarredSlots { get; init; } = [];
}

/// <summary>A slot named by its offer and its start.</summary>
public readonly record struct SlotName(string Offer, DateTimeOffset Start) : IComparable<SlotName>
{
    public int CompareTo(SlotName other)
    {
        var byOffer = string.CompareOrdinal(Offer, other.Offer);
        return byOffer != 0 ? byOffer : Start.CompareTo(other.Start);
    }
}
