namespace Matching.Core.Candidates;

/// <summary>The hard rules (硬性条件) as a set: what keeps a demand and a slot apart. In the order in which a refusal is named.
/// Persisted in reports by name: append only.</summary>
[Flags]
public enum HardRules
{
    None = 0,
    /// <summary>A person confirmed the demand's category and the offer serves none compatible with it.</summary>
    Category = 1 << 0,
    UnitOfQuantity = 1 << 1,
    ServiceArea = 1 << 2,
    Audience = 1 << 3,
    /// <summary>The unit lacks the qualification that the category requires.</summary>
    Qualification = 1 << 4,
    /// <summary>The offer is withdrawn, expired or not valid in the slot's window.</summary>
    OfferValid = 1 << 5,
    UnitSuspended = 1 << 6,
    /// <summary>The unit is itself a party in the matter.</summary>
    ConflictOfInterest = 1 << 7,
    BarredUnit = 1 << 8,
    BarredSlot = 1 << 9,
    /// <summary>The windows do not overlap from now on.</summary>
    Time = 1 << 10,
    /// <summary>They overlap only within the unit's notice period.</summary>
    Notice = 1 << 11,
    /// <summary>Less capacity left than an indivisible demand needs, or none at all.</summary>
    Capacity = 1 << 12,
    /// <summary>The unit's orders of that calendar month have reached its cap.</summary>
    MonthlyCap = 1 << 13,
}
