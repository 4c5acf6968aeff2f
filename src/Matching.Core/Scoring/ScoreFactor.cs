namespace Matching.Core.Scoring;

/// <summary>The soft factors (软性因素), each an integer in [0, 1,000,000]. Persisted: append only.</summary>
public enum ScoreFactor
{
    /// <summary>Fit of the categories, from the compatibility table.</summary>
    CategoryFit,
    /// <summary>Relevance of the texts.</summary>
    TextRelevance,
    /// <summary>Same building, estate, community, paired community, street, in five equal steps.</summary>
    Closeness,
    /// <summary>Share of the slot's window that lies in the demand's, and how soon.</summary>
    TimeFit,
    /// <summary>How little of the slot an indivisible demand would waste.</summary>
    SizeFit,
    /// <summary>Ring of the unit's pairing with the community, while its agreement runs.</summary>
    RingAndAgreement,
    /// <summary>Acceptance, completion and satisfaction, smoothed.</summary>
    UnitRecord,
    /// <summary>Days an offer has lain unused.</summary>
    WakingDormant,
    /// <summary>Days the demand has waited.</summary>
    WaitingTime,
    /// <summary>Few orders of the unit in the last 90 days.</summary>
    LoadBalance,
    /// <summary>Few orders served to the community in the last 90 days.</summary>
    ServiceBalance,
}
