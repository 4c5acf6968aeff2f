using Dapper;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Offers;
using Matching.Core.Demands;
using Matching.Core.Offers;
using Matching.Core.Orders;
using Matching.Core.Reports;

namespace Matching.Api.Reports;

/// <summary>Reads what a report is counted from, as far as the caller sees.</summary>
internal static class ReportFactsQuery
{
    /// <summary>States of an order that the unit said yes to and that still stands.</summary>
    public const string Accepted = "'Accepted', 'Scheduled', 'InService', 'Completed', 'Visited', 'Closed', 'Reopened'";

    /// <summary>Condition on <c>demand d</c>.</summary>
    public const string InScope = """
        (@Place is null or d.area like @Place escape '!') and (@Category is null or d.category like @Category escape '!')
        """;

    public const string HasAcceptedOrder = $"exists (select 1 from service_order a where a.demand = d.code and a.state in ({Accepted}))";

    private const string IsUnreasonable = "case when d.unreasonable_at is null then 0 else 1 end as is_unreasonable";

    private const string SelectDemands = $"""
        select d.code, d.area, d.category, d.state, d.filed_at, {UnmetQuery.Limit} as respond_due, case when {HasAcceptedOrder} then 1 else 0 end as has_accepted_order,
            {IsUnreasonable}
        from demand d
        where {Sight.OfDemands} and d.filed_at >= @From and d.filed_at < @Until and {InScope}
        order by d.seq
        """;

    private const string SelectOrders = $"""
        select o.code, o.demand, d.state as demand_state, d.category, f.kind, o.state, o.answer_due, o.accepted_at, o.asked_before, {IsUnreasonable},
            coalesce(o.acknowledged_at, (select min(e.at) from event e where e.subject = o.code and e.act = 'Decline')) as answered_at
        from service_order o
        join demand d on d.code = o.demand
        join offer f on f.code = o.offer
        where {Sight.OfOrders} and {InScope}
            and ((o.answer_due >= @From and o.answer_due < @Until) or (o.accepted_at >= @From and o.accepted_at < @Until))
        order by o.seq
        """;

    private const string SelectVisits = $"""
        select d.code as demand, d.state as demand_state, 0 as supporter, o.solved, o.satisfaction, {IsUnreasonable}
        from service_order o
        join demand d on d.code = o.demand
        where {Sight.OfDemands} and {InScope} and d.pooled = 0 and o.visited_at >= @From and o.visited_at < @Until
        union all
        select d.code as demand, d.state as demand_state, s.id as supporter, s.solved, s.satisfaction, {IsUnreasonable}
        from supporter s
        join demand d on d.code = s.demand
        where {Sight.OfDemands} and {InScope} and s.answered_at >= @From and s.answered_at < @Until
        """;

    private const string OfOffers = $"""
        {Sight.OfOffers} and {OfferPlace.Serves} and (@OfferCategory is null or ';' || o.categories like @OfferCategory escape '!')
        """;

    private const string SelectOffers = $"""
        select o.code, o.published_at, (select max(x.accepted_at) from service_order x where x.offer = o.code and x.accepted_at < @End) as last_used_at
        from offer o
        where {OfOffers} and o.state = 'Published' and o.published_at < @End and (o.valid_from is null or o.valid_from <= @End) and (o.valid_until is null or o.valid_until > @End)
        order by o.seq
        """;

    private const string SelectActivities = $"""
        select o.code as offer, s.start_at, (select count(distinct x.demand) from service_order x where x.slot = s.id and x.state in ({Accepted})) as demands
        from slot s
        join offer o on o.code = s.offer
        where {OfOffers} and o.kind = 'Activity' and not exists (select 1 from activity c where c.slot = s.id and c.state = 'Cancelled') and s.start_at >= @From and s.start_at < @End
            and (o.state = 'Published' or exists (select 1 from service_order x where x.slot = s.id and x.state in ({Accepted})))
        order by s.start_at, o.code
        """;

    public static ServiceFacts Load(Session session, Sight sight, ReportScope scope, DateTimeOffset now)
    {
        var values = Values(sight, scope, now);
        return new ServiceFacts(scope.Period, now,
            [.. session.Query<DemandFactRow>(SelectDemands, values).Select(row => row.ToCore())],
            [.. session.Query<OrderFactRow>(SelectOrders, values).Select(row => row.ToCore())],
            [.. session.Query<VisitRow>(SelectVisits, values).GroupBy(row => (row.Demand, row.Supporter)).OrderBy(visit => visit.Key)
                .Select(visit => new VisitFact(visit.Key.Demand, visit.First().DemandState, visit.All(row => row.Solved), visit.Max(row => row.Satisfaction)) { IsUnreasonable = visit.First().IsUnreasonable })],
            [.. session.Query<OfferFactRow>(SelectOffers, values).Select(row => new OfferFact(row.Code, row.PublishedAt, row.LastUsedAt))],
            [.. session.Query<ActivityRow>(SelectActivities, values).Select(row => new ActivityFact(row.Offer, row.StartAt, (int)row.Demands))]);
    }

    private static DynamicParameters Values(Sight sight, ReportScope scope, DateTimeOffset now)
    {
        var values = sight.With(new
        {
            scope.Period.From, scope.Period.Until, End = scope.Period.EndBy(now), Place = LikePattern.StartingWith(scope.Area), Category = LikePattern.StartingWith(scope.Category),
            OfferCategory = LikePattern.Containing(scope.Category is { } category ? $";{category}" : null),
        });
        values.AddDynamicParams(OfferPlace.Values(scope.Area));
        return values;
    }

    /// <summary>The community of an area code; a street's own matters are under the street.</summary>
    public static string CommunityOf(string area) => area.Length > 12 ? area[..12] : area;

    private sealed record DemandFactRow
    {
        public string Code { get; init; } = "";

        public string Area { get; init; } = "";

        public string Category { get; init; } = "";

        public DemandState State { get; init; }

        public DateTimeOffset FiledAt { get; init; }

        public DateTimeOffset? RespondDue { get; init; }

        public bool HasAcceptedOrder { get; init; }

        public bool IsUnreasonable { get; init; }

        public DemandFact ToCore() => new(Code, CommunityOf(Area), Category, State, FiledAt, RespondDue, HasAcceptedOrder) { IsUnreasonable = IsUnreasonable };
    }

    private sealed record OrderFactRow
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

        public int AskedBefore { get; init; }

        public bool IsUnreasonable { get; init; }

        public OrderFact ToCore() => new(Code, Demand, DemandState, Category, Kind, State, AnswerDue, AnsweredAt, AcceptedAt, AskedBefore) { IsUnreasonable = IsUnreasonable };
    }

    private sealed record VisitRow
    {
        public string Demand { get; init; } = "";

        public DemandState DemandState { get; init; }

        public long Supporter { get; init; }

        public bool Solved { get; init; }

        public Satisfaction Satisfaction { get; init; }

        public bool IsUnreasonable { get; init; }
    }

    private sealed record OfferFactRow
    {
        public string Code { get; init; } = "";

        public DateTimeOffset PublishedAt { get; init; }

        public DateTimeOffset? LastUsedAt { get; init; }
    }

    private sealed record ActivityRow
    {
        public string Offer { get; init; } = "";

        public DateTimeOffset StartAt { get; init; }

        public long Demands { get; init; }
    }
}
