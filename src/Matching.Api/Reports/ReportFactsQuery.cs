using Dapper;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.MatchRuns;
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

    /// <summary>Condition on <c>demand d</c>: of a studio's categories; a unit was asked for it.</summary>
    public const string OfStudioAndUnit = """
        (@Studio is null or exists (select 1 from category sc where sc.code = d.category and sc.studio = @Studio))
            and (@Unit is null or exists (select 1 from service_order su where su.demand = d.code and su.unit = @Unit and su.issued_at is not null))
        """;

    public const string HasAcceptedOrder = $"exists (select 1 from service_order a where a.demand = d.code and a.state in ({Accepted}))";

    private const string IsUnreasonable = "case when d.unreasonable_at is null then 0 else 1 end as is_unreasonable";

    /// <summary>Not the count that the order was proposed with: orders proposed together, and a unit that is asked again, would be counted wrong.</summary>
    private const string IsFirstAsked = """
        case when o.unit = (
            select a.unit
            from service_order a
            where a.demand = o.demand and coalesce(a.issued_at, a.accepted_at) is not null
            order by coalesce(a.issued_at, a.accepted_at), a.seq
            limit 1) then 1 else 0 end as is_first_asked
        """;

    private const string SelectDemands = $"""
        select d.code, d.area, d.category, d.state, d.filed_at, {UnmetQuery.Limit} as respond_due, case when {HasAcceptedOrder} then 1 else 0 end as has_accepted_order,
            {IsUnreasonable}, 1 + (select count(*) from supporter p where p.demand = d.code and p.left_at is null) as people,
            case when exists (select 1 from service_order t where t.demand = d.code and t.state in ('Completed', 'Visited', 'Closed')) then 1 else 0 end as is_served
        from demand d
        where {Sight.OfDemands} and d.filed_at >= @From and d.filed_at < @Until and {InScope} and {OfStudioAndUnit}
        order by d.seq
        """;

    /// <summary>Units that were asked for the demands in scope.</summary>
    private const string SelectUnits = $"""
        select distinct o.demand, o.unit
        from service_order o
        join demand d on d.code = o.demand
        where {Sight.OfDemands} and {InScope} and o.issued_at is not null
        order by o.demand, o.unit
        """;

    /// <summary>Condition on <c>service_order o</c> joined with <c>demand d</c>: of a studio, a unit, a run.</summary>
    public const string OfOrders = """
        (@Studio is null or exists (select 1 from category sc where sc.code = d.category and sc.studio = @Studio)) and (@Unit is null or o.unit = @Unit) and (@Run is null or o.run = @Run)
        """;

    private const string SelectOrders = $"""
        select o.code, d.area, o.unit, o.demand, d.state as demand_state, d.category, f.kind, o.state, o.answer_due, o.accepted_at, {IsFirstAsked}, {IsUnreasonable},
            coalesce(o.acknowledged_at, (select min(e.at) from event e where e.subject = o.code and e.act = 'Decline')) as answered_at
        from service_order o
        join demand d on d.code = o.demand
        join offer f on f.code = o.offer
        where {Sight.OfOrders} and {InScope} and {OfOrders}
            and ((o.answer_due >= @From and o.answer_due < @Until) or (o.accepted_at >= @From and o.accepted_at < @Until))
        order by o.seq
        """;

    private const string SelectVisits = $"""
        select d.code as demand, d.state as demand_state, d.area, d.category, o.unit, 0 as supporter, o.solved, o.satisfaction, {IsUnreasonable}
        from service_order o
        join demand d on d.code = o.demand
        where {Sight.OfDemands} and {InScope} and {OfOrders} and d.pooled = 0 and o.visited_at >= @From and o.visited_at < @Until
        union all
        select d.code as demand, d.state as demand_state, d.area, d.category, o.unit, s.id as supporter, s.solved, s.satisfaction, {IsUnreasonable}
        from supporter s
        join demand d on d.code = s.demand
        left join service_order o on o.demand = d.code and o.completed_at is not null
        where {Sight.OfDemands} and {InScope} and {OfOrders} and s.answered_at >= @From and s.answered_at < @Until
        """;

    private const string OfOffers = $"""
        {Sight.OfOffers} and {OfferPlace.Serves} and (@OfferCategory is null or ';' || o.categories like @OfferCategory escape '!')
            and (@Unit is null or o.unit = @Unit)
            and (@Studio is null or exists (select 1 from category sc where sc.studio = @Studio and ';' || o.categories || ';' like '%;' || sc.code || ';%'))
        """;

    /// <summary>Every offer of the report's scope, whenever it was live.</summary>
    public const string SelectOffersOfScope = $"select o.code from offer o where {OfOffers}";

    private const string SelectOffers = $"""
        select o.code, o.unit, o.areas, o.categories, o.published_at, (select max(x.accepted_at) from service_order x where x.offer = o.code and x.accepted_at < @End) as last_used_at
        from offer o
        where {OfOffers} and @Run is null and o.state = 'Published' and o.published_at < @End and (o.valid_from is null or o.valid_from <= @End) and (o.valid_until is null or o.valid_until > @End)
        order by o.seq
        """;

    private const string SelectActivities = $"""
        select o.code as offer, o.unit, o.areas, o.categories, s.start_at, (select count(distinct x.demand) from service_order x where x.slot = s.id and x.state in ({Accepted})) as demands
        from slot s
        join offer o on o.code = s.offer
        where {OfOffers} and o.kind = 'Activity' and s.start_at >= @From and s.start_at < @End
            and not exists (select 1 from activity c where c.slot = s.id and c.state = 'Cancelled')
            and (@Run is null or exists (select 1 from service_order r where r.slot = s.id and r.run = @Run))
            and (o.state = 'Published' or exists (select 1 from service_order x where x.slot = s.id and x.state in ({Accepted})))
        order by s.start_at, o.code
        """;

    public static ServiceFacts Load(Session session, Sight sight, ReportScope scope, DateTimeOffset now)
    {
        var values = Values(sight, scope, now);
        var units = session.Query<AskedRow>(SelectUnits, values).ToLookup(row => row.Demand, StringComparer.Ordinal);
        var ofRun = scope.Period.Run is { } run ? RunDemands.Of(session, run) : null;
        return new ServiceFacts(scope.Period, now,
            [.. session.Query<DemandFactRow>(SelectDemands, values).Where(row => ofRun is null || ofRun.Contains(row.Code)).Select(row => row.ToCore(units[row.Code]))],
            [.. session.Query<OrderFactRow>(SelectOrders, values).Select(row => row.ToCore())],
            Answers(session.Query<AnswerRow>(SelectVisits, values)),
            [.. session.Query<OfferFactRow>(SelectOffers, values).Select(row => new OfferFact(row.Code, row.PublishedAt, row.LastUsedAt) { Reach = row.Reach })],
            [.. session.Query<ActivityRow>(SelectActivities, values).Select(row => new ActivityFact(row.Offer, row.StartAt, (int)row.Demands) { Reach = row.Reach })]);
    }

    /// <summary>One answer for each order of who needed it, one of each supporter whatever number of units did the work.</summary>
    private static IReadOnlyList<VisitFact> Answers(IReadOnlyList<AnswerRow> rows) =>
    [
        .. rows.Where(row => row.Supporter == 0).Select(row => row.ToCore([row.Unit])),
        .. rows.Where(row => row.Supporter > 0).GroupBy(row => row.Supporter).Select(part => part.First().ToCore([.. part.Select(row => row.Unit).Where(unit => unit.Length > 0).Distinct()])),
    ];

    public static DynamicParameters Values(Sight sight, ReportScope scope, DateTimeOffset now)
    {
        var values = sight.With(new
        {
            scope.Period.From, scope.Period.Until, End = scope.Period.EndBy(now), Place = LikePattern.StartingWith(scope.Area), Category = LikePattern.StartingWith(scope.Category),
            OfferCategory = LikePattern.Containing(scope.Category is { } category ? $";{category}" : null), scope.Studio, scope.Unit, scope.Period.Run,
        });
        values.AddDynamicParams(OfferPlace.Values(scope.Area));
        return values;
    }

    /// <summary>The community of an area code; a street's own matters are under the street.</summary>
    public static string CommunityOf(string area) => area.Length > 12 ? area[..12] : area;
}
