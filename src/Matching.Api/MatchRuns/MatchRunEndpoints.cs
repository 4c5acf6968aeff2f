using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Machines;

namespace Matching.Api.MatchRuns;

internal static class MatchRunEndpoints
{
    public static void MapMatchRuns(this IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/api/match-runs").WithTags("Match runs");

        runs.MapPost("", async (IMediator mediator, CallContext context, StreetShards shards, CancellationToken stop) => await mediator.Send(new RunMatch(shards.NumberOf(context.Area)), stop) is var run
            ? TypedResults.Created($"/api/match-runs/{run.Id}", run) : null!)
            .For(Roles.Committee)
            .Describe("Run a match", "Pairs both lists as they stand; the certificate is verified before any order is written. Where the streets are dealt into shares, those of the caller's street are paired.");

        runs.MapGet("", async (IMediator mediator, string? cursor, int? limit) => TypedResults.Ok(await mediator.Send(new ListMatchRuns(PageWanted.From(cursor, limit)))))
            .For(Roles.Committee.And(Role.Auditor))
            .Describe("List match runs", "Newest first; go on with cursor = next.");

        runs.MapGet("/under-way", (RunWatch watch) => watch.Now is { } progress ? Results.Ok(progress) : Results.NoContent())
            .For(Roles.Committee.And(Role.Auditor))
            .Describe("The run under way", "How far it has come; 204 when there is none.");

        runs.MapPost("/under-way/call-off", (RunWatch watch) => watch.CallOff() ? Results.NoContent() : throw new NotThereException("MatchRun", ""))
            .For(Roles.Committee)
            .Describe("Call off the run under way", "It ends soon and writes nothing.");

        runs.MapGet("/{id:long}/changes", async (long id, IMediator mediator) => TypedResults.Ok(await mediator.Send(new GetRunChanges(id))))
            .For(Roles.Committee.And(Role.Auditor))
            .Describe("Changes against the run before", "Demands found, lost and come, as far as the caller sees.");

        routes.MapPost("/api/demands/{code}/assign", async (string code, AssignByHandBody body, IMediator mediator) =>
            TypedResults.Ok(await mediator.Send(new AssignByHand(code, body.Offer, body.SlotStart, body.Reason))))
            .WithTags("Match runs").For(Roles.Committee, Subject.Demand)
            .Describe("Assign by hand", "人工指派: proposes an order on a feasible slot of one's own choice; who, why and the score it cost are kept.",
                """{"offer":"ZY-2026-000002","slotStart":"2026-12-05T09:00","reason":"居民指名要这家，上次服务满意"}""");

        runs.MapGet("/{id:long}", async (long id, IMediator mediator) => TypedResults.Ok(await mediator.Send(new GetMatchRun(id))))
            .For(Roles.Committee.And(Role.Auditor))
            .Describe("One match run", "In figures.");

        runs.MapGet("/{id:long}/report", async (long id, IMediator mediator) => TypedResults.Ok(await mediator.Send(new GetMatchReport(id))))
            .For(Roles.Committee.And(Role.Auditor))
            .Describe("Match report", "Served, unserved with reasons and nearest miss, gaps, shadow prices.");
    }
}
