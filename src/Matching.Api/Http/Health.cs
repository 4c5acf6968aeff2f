using Matching.Api.Access;
using Matching.Api.Data;

namespace Matching.Api.Http;

internal static class Health
{
    private const string AnyRow = "select count(*) from schema_version";

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").WithTags("Health");
        health.MapGet("/live", () => TypedResults.Ok(new HealthView("live"))).ForAnybody(Pace.Free).Describe("Live", "The process answers.");
        health.MapGet("/ready", async (Database database, GroupCommit writer) =>
        {
            database.Read(session => session.Scalar<long>(AnyRow));
            await writer.Write(session => session.Scalar<long>(AnyRow));
            return TypedResults.Ok(new HealthView("ready"));
        }).ForAnybody(Pace.Free).Describe("Ready", "The store can be read and written.");
    }
}

public sealed record HealthView(string Status);
