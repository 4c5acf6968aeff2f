using Matching.Api.Data;
using Matching.Api.History;
using Matching.Api.Orders;
using Matching.Api.Orders.Evidence;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core.Demands;
using Matching.Core.Grid;

namespace Matching.Api.Demands;

/// <summary>A demand as lists and pages show it.</summary>
public sealed record DemandView(
    string Code, string Title, string Detail, string Category, string CategoryName, bool CategoryConfirmed, AreaCode Area,
    int Quantity, int Held, string UnitOfQuantity, bool Divisible, DateTimeOffset? From, DateTimeOffset? Until,
    Urgency Urgency, bool Vulnerable, IReadOnlyList<string> Audience, IReadOnlyList<string> PartyUnits, DemandSource Source, DateTimeOffset FiledAt, DateTimeOffset? OpenedAt,
    DateTimeOffset? RespondDue, DateTimeOffset? ResolveDue, DemandState State, string StateName, string? MergedInto, int Version)
{
    /// <summary>It was marked unreasonable, by whom and why: it is in no rate.</summary>
    public UnreasonableView? Unreasonable { get; init; }

    internal static DemandView Of(DemandRow row, Rulings rulings) => new(
        row.Code, row.Title, row.Detail, row.Category, rulings.NameOf(row.Category), row.CategoryConfirmed, new AreaCode(row.Area),
        row.Quantity, row.Held, row.UnitOfQuantity, row.Divisible, row.FromAt, row.UntilAt,
        row.Urgency, row.Vulnerable, ValueText.Split(row.Audience), ValueText.Split(row.PartyUnits), row.Source, row.FiledAt, row.OpenedAt,
        row.RespondDue, row.ResolveDue, row.State, Words.Of(row.State), row.MergedInto, row.Version)
    {
        Unreasonable = row.UnreasonableAt is { } at ? new UnreasonableView(at, row.UnreasonableBy ?? "", row.UnreasonableWhy ?? "") : null,
    };
}

public sealed record UnreasonableView(DateTimeOffset At, string Who, string Why);

/// <summary>One step of a history.</summary>
public sealed record EventView(string Act, string? From, string? To, DateTimeOffset At, string Who, string Why)
{
    internal static EventView Of(EventRow row) => new(row.Act, row.FromState, row.ToState, row.At, row.Who, row.Why);
}

/// <summary>A demand with its orders, supporters and history.</summary>
public sealed record DemandDetail(DemandView Demand, ContactView? Contact, int Supporters, IReadOnlyList<OrderView> Orders, IReadOnlyList<EventView> History,
    IReadOnlyList<PhotoView> Photos);
