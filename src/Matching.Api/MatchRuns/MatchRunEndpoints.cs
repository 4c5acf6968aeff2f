using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;

namespace Matching.Api.MatchRuns;

internal static class MatchRunEndpoints
{
    public static void MapMatchRuns(this IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/api/match-runs").WithTags("Match runs");

        runs.MapPost("", async (IMediator mediator) => await mediator.Send(new RunMatch()) is var run
            ? TypedResults.Created($"/api/match-runs/{run.Id}", run) : null!)
            .For(Roles.Committee)
            .Describe("Run a match", "Pairs both lists as they stand; the certificate is verified before any order is written.");

        runs.MapGet("/{id:long}", async (long id, IMediator mediator) => TypedResults.Ok(await mediator.Send(new GetMatchRun(id))))
            .For(Roles.Committee.And(Role.Auditor))
            .Describe("One match run", "In figures.");

        runs.MapGet("/{id:long}/report", async (long id, IMediator mediator) => TypedResults.Ok(await mediator.Send(new GetMatchReport(id))))
            .For(Roles.Committee.And(Role.Auditor))
            .Describe("Match report", "Served, unserved with reasons and nearest miss, gaps, shadow prices.");
    }
}
