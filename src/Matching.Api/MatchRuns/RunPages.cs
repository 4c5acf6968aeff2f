using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Pages;

namespace Matching.Api.MatchRuns;

/// <summary>The match desk (匹配台): runs, the one under way, and what one run meant.</summary>
internal static class RunPages
{
    private static readonly Role[] Seeing = Roles.Committee.And(Role.Auditor);

    public static void MapRunPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/match-runs", async (IMediator mediator, RunWatch watch, CallContext context, string? cursor) => PageEndpoints.Page<RunsPage>(new
        {
            Runs = await mediator.Send(new ListMatchRuns(PageWanted.From(cursor, 20))), UnderWay = watch.Now, watch.Failure, MayRun = context.Caller.Grants.Any(grant => Roles.Committee.Contains(grant.Role)),
        })).For(Seeing);

        routes.MapFormPost("/match-runs/start", FormFields.None, post =>
        {
            var context = post.Http.RequestServices.GetRequiredService<CallContext>();
            post.Http.RequestServices.GetRequiredService<StartRun>().Begin(context.Caller, context.Sight);
            return Task.FromResult<IResult>(new SeeOther("/match-runs"));
        }, null).For(Roles.Committee);

        routes.MapFormPost("/match-runs/call-off", FormFields.None, post =>
        {
            post.Http.RequestServices.GetRequiredService<RunWatch>().CallOff();
            return Task.FromResult<IResult>(new SeeOther("/match-runs"));
        }, null).For(Roles.Committee);

        routes.MapPage("/match-runs/{id:long}", async (long id, IMediator mediator, CancellationToken stop) => PageEndpoints.Page<InsightPage>(new
        {
            Run = await mediator.Send(new GetMatchRun(id), stop), Insight = await mediator.Send(new GetInsight(id), stop), Fairness = await mediator.Send(new GetFairness(id), stop),
            Changes = await mediator.Send(new GetRunChanges(id), stop),
        })).For(Seeing);
    }
}
