using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Policies;

namespace Matching.Api.MatchRuns;

internal static class InsightEndpoints
{
    private const string Example = """
        {"weights":{"Closeness":30,"LoadBalance":0},"capacities":[{"offer":"ZY-2026-000001","start":"2026-11-23T09:00","capacity":20}],"removeOffers":["ZY-2026-000003"],
         "addDemands":[{"title":"想学急救","category":"急救培训","area":"440699001003001","quantity":20,"divisible":true}]}
        """;

    private static readonly Role[] Deciding = Roles.Committee.And(Role.Auditor);

    public static void MapInsight(this IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/api/match-runs").WithTags("Match runs");

        runs.MapGet("/{id:long}/insight", async (long id, IMediator mediator, CancellationToken stop) => TypedResults.Ok(await mediator.Send(new GetInsight(id), stop)))
            .For(Deciding)
            .Describe("What more would bring", "The gain of one more unit at full slots, and of one more slot by category, community and time: found by solving again, and how well known.");

        runs.MapGet("/{id:long}/fairness", async (long id, IMediator mediator, CancellationToken stop) => TypedResults.Ok(await mediator.Send(new GetFairness(id), stop)))
            .For(Deciding)
            .Describe("Fairness", "Service by community and load by unit, with n, and what the policy's weights for balance cost in points on the other factors.");

        routes.MapGet("/api/demands/{code}/why-not", async (string code, IMediator mediator, CancellationToken stop, string? offer, string? start, long? run) =>
            TypedResults.Ok(await mediator.Send(AskWhyNot.From(code, offer, start, run), stop)))
            .WithTags("Match runs").For(Deciding, Subject.Demand)
            .Describe("Why not this slot", "The rules that forbid it and their cure; or what putting the demand there would cost in all, and who would lose what. A slot is named by offer and start; run is the last when left out.");

        routes.MapGet("/api/weights", (Rulings rulings) => TypedResults.Ok(new WeightsView(rulings.Policy.Version, rulings.Policy.Weights)))
            .WithTags("Match runs").For(Deciding)
            .Describe("Weights of the factors", "With the policy's version; only their ratios count.");

        routes.MapPost("/api/weights", async (PublishWeights body, IMediator mediator, Rulings rulings) =>
        {
            var published = await mediator.Send(body);
            rulings.Forget();
            return TypedResults.Ok(published);
        })
            .WithTags("Match runs").For([Role.Street])
            .Describe("Publish weights", "A new version of the policy, for the runs from now on; those left out stay. Try them in what-if first.", """{"seen":1,"reason":"就近优先，少让老人走远路","weights":{"Closeness":30}}""");

        routes.MapPost("/api/what-if", async (TryWhatIf body, IMediator mediator, CancellationToken stop) => TypedResults.Ok(await mediator.Send(body, stop)))
            .WithTags("Match runs").For(Roles.Committee)
            .Describe("What if", "Other weights or lists solved beside the current ones; totals of both, and who gains, who loses, and why. Nothing is written, so a repeat solves again. "
                + "Added offers are named ZY+1, ZY+2 …, added demands XQ+1, XQ+2 …", Example);
    }
}
