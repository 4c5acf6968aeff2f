using System.Globalization;
using Dapper;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Meetings;
using Matching.Api.Policies;
using Matching.Api.Reports;
using Matching.Core.Demands;
using Matching.Core.Orders;

namespace Matching.Api.Desk;

/// <summary>What waits for staff. Part of addresses: append only.</summary>
public enum DeskQueue { ToVerify, ToMatch, AnswerLate, DueSoon, Unmet, Dissatisfied, Tasks }

/// <summary>The desk (工作台): how much waits in each queue, and one queue's rows, oldest first.</summary>
internal sealed record GetDesk(DeskQueue Queue, string? Area, string? Category, PageWanted Page) : IRequest<DeskView>;

/// <param name="Queues">Every queue with as many as it has rows.</param>
public sealed record DeskView(DateTimeOffset AsOf, IReadOnlyList<QueueView> Queues, DeskQueue Queue, IReadOnlyList<DeskItem> Items, string? Next);

public sealed record QueueView(DeskQueue Queue, string Name, int Count, string Query);

/// <param name="Order">The order's code where the row is about one.</param>
/// <param name="Since">What the queue is ordered by; <paramref name="Due"/> when its clock runs out, or ran out.</param>
public sealed record DeskItem(
    string Demand, string? Order, string Title, string Area, string AreaName, string Category, string CategoryName, Urgency Urgency, bool Vulnerable, string State, string StateName,
    string? UnitName, DateTimeOffset Since, DateTimeOffset? Due, bool Overdue)
{
    /// <summary>Where a task from a meeting is reported; null for all else.</summary>
    public string? Task { get; init; }
}

internal sealed class GetDeskHandler(Database database, CallContext context, Rulings rulings, KnownAreas areas, TimeProvider clock) : IRequestHandler<GetDesk, DeskView>
{
    /// <summary>How long before its end a demand counts as due soon.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromDays(3);

    private const string OfDemand = """
        select d.seq, d.code as demand, '' as order_code, d.title, d.area, d.category, d.urgency, d.vulnerable, d.state, '' as unit_name, d.filed_at as since
        """;

    private const string OfOrder = """
        select o.seq, d.code as demand, o.code as order_code, d.title, d.area, d.category, d.urgency, d.vulnerable, o.state, u.name as unit_name
        """;

    private const string FromDemands = $"from demand d where {Sight.OfDemands} and {ReportFactsQuery.InScope}";

    private const string FromOrders = $"""
        from service_order o
        join demand d on d.code = o.demand
        join unit u on u.code = o.unit
        where {Sight.OfOrders} and {ReportFactsQuery.InScope}
        """;

    private const string ToVerify = $"{OfDemand}, null as due {FromDemands} and d.state = 'Filed'";

    private const string ToMatch = $"{OfDemand}, d.respond_due as due {FromDemands} and d.state in ('Open', 'PartlyMatched', 'Escalated') and not {UnmetQuery.IsUnmet}";

    /// <summary>An answer that did not come, and nothing has been tried since.</summary>
    private const string AnswerLate = $"""
        {OfOrder}, o.issued_at as since, o.answer_due as due
        {FromOrders}
            and ((o.state = 'Expired' and d.state in ('Open', 'PartlyMatched', 'Escalated') and not exists (select 1 from service_order later where later.demand = o.demand and later.seq > o.seq))
                or (o.state in ('Issued', 'Acknowledged') and o.answer_due <= @Now))
        """;

    private const string DueSoon = $"""
        {OfDemand}, d.resolve_due as due
        {FromDemands} and d.state in ('Open', 'PartlyMatched', 'Matched', 'Escalated', 'OnAgenda', 'Resolved') and d.resolve_due <= @Soon
        """;

    private const string Unmet = $"{OfDemand}, d.respond_due as due {FromDemands} and {UnmetQuery.IsUnmet}";

    /// <summary>Not solved, or not content, and not put right yet.</summary>
    private const string Dissatisfied = $"""
        {OfOrder}, o.visited_at as since, null as due
        {FromOrders} and (o.state = 'Reopened' or (o.state = 'Visited' and o.satisfaction = 'Dissatisfied'))
        """;

    /// <summary>Tasks from meetings that are not done: of every meeting in sight, so that whoever has one and whoever runs the meeting finds it here.</summary>
    private const string Tasks = $"""
        select k.id as seq, '' as demand, '' as order_code, k.what as title, m.area, coalesce(i.category, '') as category, 'Normal' as urgency, 0 as vulnerable,
            case when k.overdue_at is not null then 'Overdue' when k.warned_at is not null then 'Warned' else 'Open' end as state, coalesce(u.name, '') as unit_name,
            coalesce(k.due_at, m.closed_at) as since, k.due_at as due, '/meetings/' || m.code || '/tasks/' || k.id as task
        from meeting_task k
        join resolution r on r.id = k.resolution
        join agenda_item i on i.id = r.item
        join meeting m on m.code = i.meeting
        left join unit u on u.code = k.body
        where k.done_at is null and m.state = 'Closed' and {MeetingRow.InSight} and (@Place is null or exists (select 1 from meeting_place p where p.meeting = m.code and p.area like @Place escape '!'))
            and (@Category is null or i.category like @Category escape '!')
        """;

    public Task<DeskView> Handle(GetDesk request, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var values = context.Sight.With(new { Now = now, Soon = now + Soon, Place = LikePattern.StartingWith(request.Area), Category = LikePattern.StartingWith(request.Category), request.Page.After, Most = request.Page.Limit });
        return Task.FromResult(database.Read(session =>
        {
            var queues = Enum.GetValues<DeskQueue>().Select(queue => new QueueView(queue, Words.Of(queue), Count(session, queue, values),
                QueryText.Of(("queue", queue), ("area", request.Area), ("category", request.Category)))).ToList();
            var rows = session.Query<DeskRow>($"select * from ({SqlOf(request.Queue)}) waiting order by since, seq limit @Most offset @After", values);
            var read = request.Page.After + rows.Count;
            return new DeskView(now, queues, request.Queue, [.. rows.Select(row => View(row, now))],
                read < queues[(int)request.Queue].Count ? read.ToString(CultureInfo.InvariantCulture) : null);
        }));
    }

    private static int Count(Session session, DeskQueue queue, DynamicParameters values) => (int)session.Scalar<long>($"select count(*) from ({SqlOf(queue)}) waiting", values);

    private static string SqlOf(DeskQueue queue) => queue switch
    {
        DeskQueue.ToVerify => ToVerify,
        DeskQueue.ToMatch => ToMatch,
        DeskQueue.AnswerLate => AnswerLate,
        DeskQueue.DueSoon => DueSoon,
        DeskQueue.Unmet => Unmet,
        DeskQueue.Dissatisfied => Dissatisfied,
        DeskQueue.Tasks => Tasks,
        _ => throw new ArgumentOutOfRangeException(nameof(queue), queue, "Not a queue."),
    };

    private DeskItem View(DeskRow row, DateTimeOffset now)
    {
        var order = row.OrderCode.Length == 0 ? null : row.OrderCode;
        var state = row.Task is not null ? Words.Of(Enum.Parse<TaskStanding>(row.State)) : order is null ? Words.Of(Enum.Parse<DemandState>(row.State)) : Words.Of(Enum.Parse<OrderState>(row.State));
        return new DeskItem(row.Demand, order, row.Title, row.Area, areas.PathOf(row.Area), row.Category, rulings.NameOf(row.Category), row.Urgency, row.Vulnerable, row.State, state,
            row.UnitName.Length == 0 ? null : row.UnitName, row.Since, row.Due, row.Due < now) { Task = row.Task };
    }

    private sealed record DeskRow
    {
        public string Demand { get; init; } = "";

        public string OrderCode { get; init; } = "";

        public string Title { get; init; } = "";

        public string Area { get; init; } = "";

        public string Category { get; init; } = "";

        public Urgency Urgency { get; init; }

        public bool Vulnerable { get; init; }

        public string State { get; init; } = "";

        public string UnitName { get; init; } = "";

        public string? Task { get; init; }

        public DateTimeOffset Since { get; init; }

        public DateTimeOffset? Due { get; init; }
    }
}
