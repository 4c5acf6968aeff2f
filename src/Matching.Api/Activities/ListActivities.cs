using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;

namespace Matching.Api.Activities;

/// <summary>Which activities are shown. Part of addresses: append only.</summary>
public enum ActivityQueue { Coming, Past }

/// <summary>Activities in sight: those to come, the next first; or those past or cancelled, the last first.</summary>
/// <param name="Page">From 1 on.</param>
internal sealed record ListActivities(ActivityQueue Queue, int Page) : IRequest<ActivityList>
{
    public const int PageSize = 50;
}

/// <param name="Counts">Of every queue, in the order of <see cref="ActivityQueue"/>.</param>
public sealed record ActivityList(ActivityQueue Queue, int Page, IReadOnlyList<int> Counts, IReadOnlyList<ActivityView> Items);

/// <summary>One activity with its sign-up list, as far as the caller sees it.</summary>
internal sealed record GetActivity(long Id) : IRequest<ActivityDetail>;

internal sealed class ListActivitiesHandler(Database database, CallContext context, ActivityViews views, TimeProvider clock) : IRequestHandler<ListActivities, ActivityList>, IRequestHandler<GetActivity, ActivityDetail>
{
    /// <summary>What was never held nor asked for is no activity.</summary>
    private const string Where = $"""
         and {Sight.OfOffers}
            and (case when s.end_at > @Now and coalesce(a.state, 'Planned') = 'Planned' then 'Coming' else 'Past' end) = @Queue
            and (o.state = 'Published' or a.state is not null or exists (select 1 from service_order x where x.slot = s.id))
        """;

    private const string Select = ActivityRow.Select + Where + "\norder by case when @Queue = 'Coming' then s.start_at end, case when @Queue = 'Past' then s.start_at end desc, s.id\nlimit @Limit offset @Skip";

    private const string Count = "select count(*) from slot s join offer o on o.code = s.offer left join activity a on a.slot = s.id where o.kind = 'Activity'" + Where;

    public Task<ActivityList> Handle(ListActivities request, CancellationToken stop) => Task.FromResult(database.Read(session => new ActivityList(request.Queue, request.Page,
        [.. Enum.GetValues<ActivityQueue>().Select(queue => (int)session.Scalar<long>(Count, Values(queue, 1)))],
        [.. session.Query<ActivityRow>(Select, Values(request.Queue, request.Page)).Select(ActivityView.Of)])));

    public Task<ActivityDetail> Handle(GetActivity request, CancellationToken stop) => Task.FromResult(database.Read(session => views.Of(session, request.Id)));

    private Dapper.DynamicParameters Values(ActivityQueue queue, int page) =>
        context.Sight.With(new { Queue = queue.ToString(), Now = clock.GetUtcNow(), Limit = ListActivities.PageSize, Skip = (page - 1) * ListActivities.PageSize });
}
