using Matching.Api.Data;
using Matching.Core.Demands;
using Matching.Core.Offers;
using Matching.Core.Orders;
using Matching.Core.Reports;

namespace Matching.Api.Reports;

internal sealed record DemandFactRow
{
    public string Code { get; init; } = "";

    public string Area { get; init; } = "";

    public string Category { get; init; } = "";

    public DemandState State { get; init; }

    public DateTimeOffset FiledAt { get; init; }

    public DateTimeOffset? RespondDue { get; init; }

    public bool HasAcceptedOrder { get; init; }

    public bool IsUnreasonable { get; init; }

    public long People { get; init; }

    public bool IsServed { get; init; }

    public DemandFact ToCore(IEnumerable<AskedRow> asked) => new(Code, ReportFactsQuery.CommunityOf(Area), Category, State, FiledAt, RespondDue, HasAcceptedOrder)
    {
        IsUnreasonable = IsUnreasonable, Area = Area, People = (int)People, IsServed = IsServed, Units = [.. asked.Select(row => row.Unit)],
    };
}

internal sealed record AskedRow
{
    public string Demand { get; init; } = "";

    public string Unit { get; init; } = "";
}

internal sealed record OrderFactRow
{
    public string Code { get; init; } = "";

    public string Demand { get; init; } = "";

    public DemandState DemandState { get; init; }

    public string Category { get; init; } = "";

    public OfferKind Kind { get; init; }

    public OrderState State { get; init; }

    public DateTimeOffset? AnswerDue { get; init; }

    public DateTimeOffset? AnsweredAt { get; init; }

    public DateTimeOffset? AcceptedAt { get; init; }

    public bool IsFirstAsked { get; init; }

    public bool IsUnreasonable { get; init; }

    public string Area { get; init; } = "";

    public string Unit { get; init; } = "";

    public OrderFact ToCore() => new(Code, Demand, DemandState, Category, Kind, State, AnswerDue, AnsweredAt, AcceptedAt, IsFirstAsked) { IsUnreasonable = IsUnreasonable, Area = Area, Unit = Unit };
}

internal sealed record AnswerRow
{
    public string Demand { get; init; } = "";

    public DemandState DemandState { get; init; }

    public long Supporter { get; init; }

    public bool Solved { get; init; }

    public Satisfaction Satisfaction { get; init; }

    public bool IsUnreasonable { get; init; }

    public string Area { get; init; } = "";

    public string Category { get; init; } = "";

    public string Unit { get; init; } = "";

    public VisitFact ToCore(IReadOnlyList<string> units) => new(Demand, DemandState, Solved, Satisfaction) { IsUnreasonable = IsUnreasonable, Supporter = Supporter, Area = Area, Category = Category, Units = units };
}

internal record ReachRow
{
    public string Unit { get; init; } = "";

    public string Areas { get; init; } = "";

    public string Categories { get; init; } = "";

    public OfferReach Reach => new(Unit, ValueText.Split(Areas), ValueText.Split(Categories));
}

internal sealed record OfferFactRow : ReachRow
{
    public string Code { get; init; } = "";

    public DateTimeOffset PublishedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }
}

internal sealed record ActivityRow : ReachRow
{
    public string Offer { get; init; } = "";

    public DateTimeOffset StartAt { get; init; }

    public long Demands { get; init; }
}
