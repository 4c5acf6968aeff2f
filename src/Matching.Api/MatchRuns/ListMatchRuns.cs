using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;

namespace Matching.Api.MatchRuns;

/// <summary>The runs, newest first.</summary>
internal sealed record ListMatchRuns(PageWanted Page) : IRequest<Page<MatchRunView>>;

/// <summary>What became of the demands between a run and the one before it, as far as the caller sees.</summary>
internal sealed record GetRunChanges(long Id) : IRequest<RunChanges>;

/// <param name="Before">Null for the first run.</param>
/// <param name="Found">Unserved in the run before, and given an order by this one; <paramref name="Lost"/> was served then and is not now;
/// <paramref name="Came"/> is unserved and was not there then.</param>
public sealed record RunChanges(long Run, long? Before, IReadOnlyList<ChangedDemand> Found, IReadOnlyList<ChangedDemand> Lost, IReadOnlyList<ChangedDemand> Came, int StillUnserved);

/// <param name="Why">In a sentence, or empty.</param>
public sealed record ChangedDemand(string Demand, string Title, string Why);

internal sealed class ListMatchRunsHandler(Database database, CallContext context) : IRequestHandler<ListMatchRuns, Page<MatchRunView>>, IRequestHandler<GetRunChanges, RunChanges>
{
    private const string SelectBefore = "select max(r.id) from match_run r join match_run now on now.id = @id where r.id < @id and r.shard = now.shard";

    private const string SelectGiven = $"""
        select distinct d.code, d.title
        from service_order o
        join demand d on d.code = o.demand
        where o.run = @id and {Sight.OfOrders}
        order by d.code
        """;

    private const string SelectFiledBefore = $"select d.code, d.title from demand d where d.opened_at < @at and {Sight.OfDemands}";

    public Task<Page<MatchRunView>> Handle(ListMatchRuns request, CancellationToken stop)
    {
        var rows = database.Read(session => MatchRunRow.Newest(session, request.Page));
        return Task.FromResult(Page<MatchRunView>.Of(rows, request.Page.Limit, row => row.View(), row => row.Id));
    }

    public Task<RunChanges> Handle(GetRunChanges request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var now = MatchRunRow.Report(session, request.Id, context.Sight).Unserved;
        if (session.Scalar<long?>(SelectBefore, new { id = request.Id }) is not { } before)
            return new RunChanges(request.Id, null, [], [], [], now.Count);
        var then = MatchRunRow.Report(session, before, context.Sight).Unserved.Select(demand => demand.Demand).ToHashSet(StringComparer.Ordinal);
        var filed = session.Query<NamedRow>(SelectFiledBefore, context.Sight.With(new { at = MatchRunRow.Get(session, before).StartedAt })).Select(row => row.Code).ToHashSet(StringComparer.Ordinal);
        var news = now.Where(demand => !then.Contains(demand.Demand)).Select(demand => new ChangedDemand(demand.Demand, demand.Title, demand.NearestMiss?.Text ?? "")).ToList();
        return new RunChanges(request.Id, before,
            [.. session.Query<NamedRow>(SelectGiven, context.Sight.With(new { id = request.Id })).Where(row => then.Contains(row.Code)).Select(row => new ChangedDemand(row.Code, row.Title, ""))],
            [.. news.Where(demand => filed.Contains(demand.Demand))], [.. news.Where(demand => !filed.Contains(demand.Demand))], now.Count - news.Count);
    }));

    private sealed record NamedRow
    {
        public string Code { get; init; } = "";

        public string Title { get; init; } = "";
    }
}
