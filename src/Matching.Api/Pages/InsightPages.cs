using MediatR;
using Matching.Api.Access;
using Microsoft.AspNetCore.Http.HttpResults;
using Matching.Api.MatchRuns;

namespace Matching.Api.Pages;

/// <summary>The match report's second page: what is missing, what more would bring, and how fair it is.</summary>
internal static class InsightPages
{
    public static readonly Role[] Seeing = Roles.Committee.And(Role.Auditor);

    private static readonly string[] GetOrHead = ["GET", "HEAD"];

    public static void MapInsightPages(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/match-runs/{id:long}", GetOrHead, async (long id, IMediator mediator, CancellationToken stop) =>
        {
            var run = await mediator.Send(new GetMatchRun(id), stop);
            var insight = await mediator.Send(new GetInsight(id), stop);
            var fairness = await mediator.Send(new GetFairness(id), stop);
            return new RazorComponentResult<InsightPage>(new { Run = run, Insight = insight, Fairness = fairness }) { PreventStreamingRendering = true };
        }).ExcludeFromDescription().For(Seeing);
}
