using System.Text.Json;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Offers;

namespace Matching.Api.Offers;

public sealed record SlotView(DateTimeOffset Start, DateTimeOffset End, int Capacity, int Remaining)
{
    internal static SlotView Of(SlotRow row) => new(row.StartAt, row.EndAt, row.Capacity, row.Remaining);
}

/// <summary>An offer as lists and pages show it.</summary>
public sealed record OfferView(
    string Code, string Unit, string UnitName, string Title, string Detail, OfferKind Kind, IReadOnlyList<string> Categories, IReadOnlyList<string> CategoryNames,
    IReadOnlyList<string> Areas, string UnitOfCapacity, DateTimeOffset? ValidFrom, DateTimeOffset? ValidUntil, int NoticeHours, IReadOnlyList<string> Audience,
    OfferState State, DateTimeOffset PublishedAt, DateTimeOffset? LastUsedAt, int Version)
{
    /// <summary>Its validity or last window is over.</summary>
    public bool Expired { get; init; }

    public string StateName { get; init; } = "";

    public WeeklyDraft? Weekly { get; init; }

    internal static OfferView Of(OfferRow row, Rulings rulings, DateTimeOffset now) => new(
        row.Code, row.Unit, row.UnitName, row.Title, row.Detail, row.Kind, ValueText.Split(row.Categories), [.. ValueText.Split(row.Categories).Select(rulings.NameOf)],
        ValueText.Split(row.Areas), row.UnitOfCapacity, row.ValidFrom, row.ValidUntil, row.NoticeHours, ValueText.Split(row.Audience),
        row.State, row.PublishedAt, row.LastUsedAt, row.Version)
    {
        Expired = row.IsOver(now),
        StateName = row.IsOver(now) && row.State != OfferState.Withdrawn ? Words.Say("OfferState.Expired") : Words.Of(row.State),
        Weekly = row.Weekly.Length == 0 ? null : JsonSerializer.Deserialize<WeeklyDraft>(row.Weekly, Json.Options),
    };
}

public sealed record OfferDetail(OfferView Offer, IReadOnlyList<SlotView> Slots);

/// <summary>A demand that an offer could serve, at the best of its slots; <paramref name="Score"/> in millionths.</summary>
public sealed record ServableView(string Demand, string Title, DateTimeOffset SlotStart, int Score);
