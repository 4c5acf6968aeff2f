using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;

namespace Matching.Api.Visits;

/// <summary>Which visits are shown. Part of addresses: append only.</summary>
public enum VisitQueue { Mine, Open, Overdue, Done }

/// <summary>The return visits of the caller's part of the grid, the next due first; those done, newest first.</summary>
internal sealed record ListVisits(VisitQueue Queue, int Limit) : IRequest<VisitList>;

/// <param name="Counts">Of every queue, in the order of <see cref="VisitQueue"/>.</param>
public sealed record VisitList(VisitQueue Queue, IReadOnlyList<int> Counts, IReadOnlyList<VisitView> Items);

/// <summary>One return visit, with the words to say.</summary>
internal sealed record GetVisit(long Id) : IRequest<VisitView>;

internal sealed class ListVisitsHandler(Database database, CallContext context, VisitViews views, TimeProvider clock) : IRequestHandler<ListVisits, VisitList>, IRequestHandler<GetVisit, VisitView>
{
    private const string Where = $"""

        join demand d on d.code = v.demand
        where {Sight.OfDemands}
            and ((@Queue = 'Mine' and v.state = 'Open' and v.visitor = @Name) or (@Queue = 'Open' and v.state = 'Open')
                or (@Queue = 'Overdue' and v.state = 'Open' and v.due_at <= @Now) or (@Queue = 'Done' and v.state <> 'Open'))
        """;

    private const string Select = VisitRow.Select + Where + "\norder by case when @Queue = 'Done' then -v.id else 0 end, v.due_at, v.id\nlimit @Limit";

    private const string Count = "select count(*) from return_visit v" + Where;

    public Task<VisitList> Handle(ListVisits request, CancellationToken stop) => Task.FromResult(database.Read(session => new VisitList(request.Queue,
        [.. Enum.GetValues<VisitQueue>().Select(queue => (int)session.Scalar<long>(Count, Values(queue, 0)))],
        [.. session.Query<VisitRow>(Select, Values(request.Queue, request.Limit)).Select(row => views.Of(session, row))])));

    public Task<VisitView> Handle(GetVisit request, CancellationToken stop) => Task.FromResult(database.Read(session => views.Find(session, request.Id)));

    private Dapper.DynamicParameters Values(VisitQueue queue, int limit) => context.Sight.With(new { Queue = queue.ToString(), context.Name, Now = clock.GetUtcNow(), Limit = limit });
}
