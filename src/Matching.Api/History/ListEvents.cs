using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;

namespace Matching.Api.History;

/// <summary>The history as an auditor reads it, oldest first.</summary>
internal sealed record ListEvents(string? Subject, PageWanted Page) : IRequest<Page<ChainedEventView>>;

internal sealed record GetHistoryHead : IRequest<HistoryHeadView>;

public sealed record ChainedEventView(long Seq, string Subject, string Act, string? From, string? To, string At, string Who, string Why, string? Hash);

public sealed record HistoryHeadView(long Seq, string Hash, DateTimeOffset At);

internal sealed class ListEventsHandler(Database database, CallContext context, TimeProvider clock) : IRequestHandler<ListEvents, Page<ChainedEventView>>, IRequestHandler<GetHistoryHead, HistoryHeadView>
{
    private const string Where = """

        where seq > @After and (@Subject is null or subject = @Subject)
        order by seq
        limit @Most
        """;

    /// <exception cref="NotAllowedException">An auditor of a part of the grid reads its demands' and orders' histories, not everybody's.</exception>
    public Task<Page<ChainedEventView>> Handle(ListEvents request, CancellationToken stop)
    {
        if (!context.Sight.IsEverything)
            throw new NotAllowedException("outside-your-area");
        var rows = database.Read(session => session.Query<ChainedEvent>(ChainedEvent.Select + Where, new { request.Page.After, request.Subject, Most = request.Page.Limit + 1 }));
        return Task.FromResult(Page<ChainedEventView>.Of(rows, request.Page.Limit,
            row => new ChainedEventView(row.Seq, row.Subject, row.Act, row.FromState, row.ToState, row.At, row.Who, row.Why, row.Hash), row => row.Seq));
    }

    public Task<HistoryHeadView> Handle(GetHistoryHead request, CancellationToken stop) => Task.FromResult(database.Read(HistoryChain.Head) is { } head
        ? new HistoryHeadView(head.Seq, head.Hash, clock.GetUtcNow()) : throw new NotThereException("Event", "0"));
}
