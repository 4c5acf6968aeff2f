using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Demands;
using Matching.Core.Escalation;
using Matching.Core.Grid;

namespace Matching.Api.Escalation;

/// <summary>How a demand's next clock stands. A choice of queries.</summary>
public enum ClockStanding { Running, Warned, Overdue, Paused }

/// <summary>What there is to do (待办): demands not served, by rung, by how their next clock stands, and by studio, the next due first.</summary>
internal sealed record GetWorklist(Rung? Rung, ClockStanding? Clock, string? Studio, bool Mine, int Limit) : IRequest<Worklist>;

/// <param name="Total">All that fit; the items are the first of them.</param>
public sealed record Worklist(long Total, IReadOnlyList<WorkItem> Items);

/// <param name="Responsible">Who took it, else the estate's named committee member once it came to the community.</param>
/// <param name="DaysLeft">Days until the next clock runs out, rounded down; negative when it has; null when none runs.</param>
public sealed record WorkItem(string Code, string Title, AreaCode Area, string Place, string Category, string CategoryName, string Studio, Urgency Urgency, bool Vulnerable,
    DemandState State, string StateName, Rung Rung, string RungName, string? Responsible, InvitedRing Ring, ClockKind? Clock, DateTimeOffset? DueAt, ClockStanding? Standing, int? DaysLeft, int Nudges);

internal sealed class GetWorklistHandler(Database database, CallContext context, Rulings rulings, KnownAreas areas, TimeProvider clock) : IRequestHandler<GetWorklist, Worklist>
{
    private const string From = $"""

        from demand d
        join category g on g.code = d.category
        left join estate_contact e on e.estate = substr(d.area, 1, 15) and d.rung in ('Community', 'Meeting')
        left join clock k on k.id = (
            select x.id from clock x where x.demand = d.code and x.subject = d.code and x.ended_at is null order by x.due_at, x.id limit 1)
        where {Sight.OfDemands} and d.state in ('Filed', 'Open', 'PartlyMatched', 'Matched', 'Escalated', 'OnAgenda', 'Resolved')
            and (@Rung is null or d.rung = @Rung)
            and (@Studio is null or g.studio = @Studio)
            and (@Mine = 0 or coalesce(d.taker, e.account) = @Name)
            and (@Standing is null or (@Standing = 'Paused' and k.paused_at is not null)
                or (k.paused_at is null and ((@Standing = 'Overdue' and k.due_at <= @Now)
                    or (@Standing = 'Warned' and k.warned_at is not null and k.due_at > @Now) or (@Standing = 'Running' and k.warned_at is null and k.due_at > @Now))))
        """;

    private const string Count = "select count(*)" + From;

    private const string Select = """
        select d.code, d.title, d.area, d.category, g.name as category_name, g.studio, d.urgency, d.vulnerable, d.state, d.rung, d.ring,
            coalesce(d.taker, e.account) as responsible, k.kind, k.due_at, k.warned_at, k.paused_at,
            (select count(*) from event n where n.subject = d.code and n.act = 'Nudge') as nudges
        """ + From + """

        order by case when k.due_at is null then 1 else 0 end, k.due_at, d.seq
        limit @Limit
        """;

    public Task<Worklist> Handle(GetWorklist request, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var values = context.Sight.With(new
        {
            Rung = request.Rung?.ToString(), request.Studio, Mine = request.Mine ? 1 : 0, context.Name, Standing = request.Clock?.ToString(), Now = now, request.Limit,
        });
        return Task.FromResult(database.Read(session => new Worklist(session.Scalar<long>(Count, values), [.. session.Query<WorkRow>(Select, values).Select(row => Of(row, now))])));
    }

    private WorkItem Of(WorkRow row, DateTimeOffset now) => new(row.Code, row.Title, new AreaCode(row.Area), areas.PathOf(row.Area), row.Category, rulings.NameOf(row.Category), row.Studio,
        row.Urgency, row.Vulnerable, row.State, Words.Of(row.State), row.Rung, Words.Of(row.Rung), row.Responsible, row.Ring, row.Kind, row.DueAt,
        row.DueAt is null ? null : row.PausedAt is not null ? ClockStanding.Paused : row.DueAt <= now ? ClockStanding.Overdue : row.WarnedAt is not null ? ClockStanding.Warned : ClockStanding.Running,
        row.DueAt is { } due ? (int)Math.Floor((due - now).TotalDays) : null, row.Nudges);

    private sealed record WorkRow
    {
        public string Code { get; init; } = "";

        public string Title { get; init; } = "";

        public string Area { get; init; } = "";

        public string Category { get; init; } = "";

        public string Studio { get; init; } = "";

        public Urgency Urgency { get; init; }

        public bool Vulnerable { get; init; }

        public DemandState State { get; init; }

        public Rung Rung { get; init; }

        public InvitedRing Ring { get; init; }

        public string? Responsible { get; init; }

        public ClockKind? Kind { get; init; }

        public DateTimeOffset? DueAt { get; init; }

        public DateTimeOffset? WarnedAt { get; init; }

        public DateTimeOffset? PausedAt { get; init; }

        public int Nudges { get; init; }
    }
}
