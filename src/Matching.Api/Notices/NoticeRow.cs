using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Pages;
using Matching.Api.Policies;
using Matching.Core.Grid;

namespace Matching.Api.Notices;

/// <summary>What somebody is told (通知). Each has its sentence in Words as <c>NoticeKind.X</c>, with number, category, place, instant and
/// detail as its arguments. Persisted by name: append only.</summary>
public enum NoticeKind
{
    OrderIssued, AnswerDueSoon, OrderExpired, OrderCancelled, OrderReopened, ClaimReleased, OrderScheduled, OtherTimeRefused, VisitAssigned,
    DemandOpened, DemandReturned, DemandRejected, DemandMerged, DemandWithdrawn, DemandAccepted, DemandDeclined, DemandUnanswered, DemandFailed, DemandReopened,
    DemandServed, DemandConfirmed, DemandClosed, DemandEscalated, DemandSentDown, DemandHandedOver, OtherTimeAsked,
    ClockWarned, ClockRanOut, ClockExtended, ExtensionAsked, ResidentAsked, ResidentAnswered, EmergencyFiled, SurgeBegun, SurgeEnded,
    PostClaimed, PostConfirmed, PostHandedBack, PostReleased, MailReceived,
    ActivityCancelled, SignUpCancelled, FollowUpGiven, FollowUpDueSoon, FollowUpOverdue,
    TaskDueSoon, TaskOverdue,
    AgreementDrafted, AgreementSigned, AgreementEnded, OfferDormant,
    UnitSuspended, UnitResumed,
    ShiftCancelled,
}

/// <summary>What is told: a number, a category, a place, an instant, and never a word that somebody wrote.</summary>
/// <param name="Cause">What it comes from, such as <c>event/123</c>: for one cause and kind everybody is told once.</param>
/// <param name="Subject">The number that people know the record by.</param>
/// <param name="Path">Where the record is read.</param>
internal sealed record NoticeDraft(NoticeKind Kind, string Cause, string Subject, string Path, DateTimeOffset At)
{
    public string Category { get; init; } = "";

    public string Area { get; init; } = "";

    /// <summary>A key of Words, such as <c>Rung.Street</c>, behind bars what fills its places, such as <c>Dormant.Reach|7|20:00|3</c>; or empty.</summary>
    public string Detail { get; init; } = "";

    /// <summary>By when something is to be done.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Told at any hour.</summary>
    public bool IsEmergency { get; init; }
}

/// <summary>A notice as the store holds it, in an inbox or on its way out.</summary>
internal sealed record NoticeRow
{
    public const string Select = "select n.id, n.kind, n.subject, n.path, n.category, n.area, n.detail, n.due_at, n.emergency, n.at, n.read_at from notice n";

    public long Id { get; init; }

    public NoticeKind Kind { get; init; }

    public string Subject { get; init; } = "";

    public string Path { get; init; } = "";

    public string Category { get; init; } = "";

    public string Area { get; init; } = "";

    public string Detail { get; init; } = "";

    public DateTimeOffset? DueAt { get; init; }

    public bool Emergency { get; init; }

    public DateTimeOffset At { get; init; }

    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>The sentence in the reader's language.</summary>
    /// <param name="level">The nearest place that is named.</param>
    public string Sentence(KnownAreas areas, Rulings rulings, AreaLevel level)
    {
        var place = Area.Length == 0 ? "" : areas.PathOf((new AreaCode(Area).At(level) ?? new AreaCode(Area)).Value);
        var due = DueAt is { } at ? PageText.Time(at) : "";
        return Words.Say($"NoticeKind.{Kind}", Subject, Category.Length == 0 ? "" : rulings.NameOf(Category), place, due, Said(Detail));
    }

    private static string Said(string detail) => detail.Split('|') is [{ Length: > 0 } key, .. var filled] ? Words.Say(key, [.. filled]) : "";
}
