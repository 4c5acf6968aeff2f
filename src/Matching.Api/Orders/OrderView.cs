using System.Globalization;
using Matching.Api.LiveMatching;
using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Orders;

namespace Matching.Api.Orders;

/// <summary>A service order as lists and pages show it; <paramref name="Score"/> is the soft score in millionths.</summary>
public sealed record OrderView(
    string Code, string Demand, string DemandTitle, AreaCode Area, string Offer, string OfferTitle, string Unit, string UnitName,
    DateTimeOffset SlotStart, DateTimeOffset SlotEnd, int Quantity, string UnitOfQuantity, Urgency Urgency, bool Vulnerable,
    OrderState State, string StateName, long Score, string Reason, long? MatchRun,
    DateTimeOffset ProposedAt, DateTimeOffset? IssuedAt, DateTimeOffset? AnswerDue, DateTimeOffset? AcceptedAt, DateTimeOffset? ResolveDue,
    DateTimeOffset? ScheduledFrom, DateTimeOffset? ScheduledUntil, DateTimeOffset? CompletedAt, DateTimeOffset? VisitedAt,
    bool? Solved, Satisfaction? Satisfaction, bool DualRole, int Version)
{
    /// <summary>After a decline, who is likely to serve the demand instead; not for the eyes of units.</summary>
    public ForecastView? Instead { get; init; }

    /// <summary>A mediation (调解): it is completed with its outcome.</summary>
    public bool Mediates { get; init; }

    public MediationOutcome? Mediation { get; init; }

    /// <summary>The outcome in words.</summary>
    public string? MediationName { get; init; }

    /// <summary>The trade group on whose joint offer it is, where a member serves it.</summary>
    public string? GivenBy { get; init; }

    internal static OrderView Of(OrderRow row) => new(
        row.Code, row.Demand, row.DemandTitle, new AreaCode(row.Area), row.Offer, row.OfferTitle, row.Unit, row.UnitName,
        row.SlotStart, row.SlotEnd, row.Quantity, row.UnitOfQuantity, row.Urgency, row.Vulnerable,
        row.State, Words.Of(row.State), row.Score, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? row.ReasonEn : row.Reason, row.Run,
        row.ProposedAt, row.IssuedAt, row.AnswerDue, row.AcceptedAt, row.ResolveDue,
        row.ScheduledFrom, row.ScheduledUntil, row.CompletedAt, row.VisitedAt, row.Solved, row.Satisfaction, row.IsDualRole, row.Version)
    {
        GivenBy = row.GivenBy, Mediates = row.Mediates, Mediation = row.Mediation, MediationName = row.Mediation is { } outcome ? Words.Of(outcome) : null,
    };
}
