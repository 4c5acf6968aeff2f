using Matching.Api.Access;
using Matching.Api.Http;

namespace Matching.Api.LiveMatching;

internal static class LiveEndpoints
{
    public static void MapLiveMatching(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/demands/{code}/forecast", async (string code, ShowForecast forecasts) => TypedResults.Ok(await forecasts.Of(code)))
            .WithTags("Demands").For(Roles.Grid.And(Role.Auditor), Subject.Demand)
            .Describe("Forecast of a demand", "What it is to get if nothing changes until the next run, with reasons; null when nothing of it is to be paired.");

        routes.MapGet("/api/live-match", async (LiveBoards boards, CallContext context, bool? verify, CancellationToken stop) => TypedResults.Ok(await boards.At(context.Area).State(verify ?? false, stop)))
            .WithTags("Match runs").For(Roles.Committee.And(Role.Auditor))
            .Describe("The live pairing", "How many demands it holds and up to which event; with verify=true its certificate is checked and a fresh solve must come to the same total.");
    }
}
