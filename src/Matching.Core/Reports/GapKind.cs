using Matching.Core.Candidates;
using Matching.Core.Orders;

namespace Matching.Core.Reports;

/// <summary>What is missing where a demand is unmet (缺口类型), from the newest refusal, decline or answer that did not come. Part of
/// addresses: append only.</summary>
public enum GapKind
{
    /// <summary>Nobody offers what is needed.</summary>
    NoOffer,
    /// <summary>There is such an offer, but not enough of it.</summary>
    Capacity,
    Time,
    Area,
    /// <summary>Whom the offer serves, or what its unit may do.</summary>
    Eligibility,
    /// <summary>The offer has ended or its unit pauses.</summary>
    OfferEnded,
    Declined,
    Unanswered,
    /// <summary>Too little is known, or nobody could be reached.</summary>
    Information,
    /// <summary>A unit is being asked.</summary>
    AwaitingAnswer,
    /// <summary>No run has looked at it yet.</summary>
    NotYetMatched,
}

public static class GapKinds
{
    /// <param name="mainReason">Of an unserved demand in a run's report: a hard rule's name, <c>Outbid</c> or <c>NoOffer</c>.</param>
    public static GapKind OfRun(string mainReason) => mainReason switch
    {
        nameof(HardRules.Capacity) or nameof(HardRules.MonthlyCap) or "Outbid" => GapKind.Capacity,
        nameof(HardRules.Time) or nameof(HardRules.Notice) => GapKind.Time,
        nameof(HardRules.ServiceArea) => GapKind.Area,
        nameof(HardRules.Audience) or nameof(HardRules.Qualification) or nameof(HardRules.ConflictOfInterest) => GapKind.Eligibility,
        nameof(HardRules.OfferValid) or nameof(HardRules.UnitSuspended) => GapKind.OfferEnded,
        nameof(HardRules.BarredUnit) or nameof(HardRules.BarredSlot) => GapKind.Declined,
        _ => GapKind.NoOffer,
    };

    public static GapKind OfDecline(DeclineReason reason) => reason switch
    {
        DeclineReason.NoCapacity => GapKind.Capacity,
        DeclineReason.TimeConflict => GapKind.Time,
        DeclineReason.OutOfArea => GapKind.Area,
        DeclineReason.NotEligible => GapKind.Eligibility,
        DeclineReason.MissingInformation or DeclineReason.CouldNotContact => GapKind.Information,
        _ => GapKind.Declined,
    };
}
