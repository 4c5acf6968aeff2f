using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Pages;

namespace Matching.Api.Wall;

internal static class WallEndpoints
{
    public static void MapWall(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/wall", async (WallBroadcast wall, CancellationToken stop) => TypedResults.Ok(await wall.Now(stop)))
            .WithTags("Wall").For(Roles.SignedIn)
            .Describe("The wall", "This quarter's figures, tiles and latest events, without anybody in them.");

        routes.MapPage("/wall", async (WallBroadcast wall, CancellationToken stop) => PageEndpoints.Page<WallPage>(new { Wall = await wall.Now(stop) })).For(Roles.SignedIn);

        routes.MapGet("/wall/events", (WallBroadcast wall, CancellationToken stop) => TypedResults.ServerSentEvents(wall.Follow(stop)))
            .WithTags("Wall").For(Roles.SignedIn)
            .Describe("The wall as it changes", "Server-sent events: snapshot first, then change (what is other) and alive (nothing is); ids are the history's.");
    }
}
