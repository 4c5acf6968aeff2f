using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Points;

namespace Matching.Api.Points;

internal static class PointsEndpoints
{
    public static void MapPoints(this IEndpointRouteBuilder routes)
    {
        var points = routes.MapGroup("/api/points").WithTags("Points");

        points.MapGet("/board", async (IMediator mediator, string community, int? year, string? kind) =>
            TypedResults.Ok(await mediator.Send(new GetPointsBoard(community, year, Choice.Of<PointsHolder>(kind) ?? PointsHolder.Account))))
            .For(Roles.SignedIn)
            .Describe("The ranking", "Of a community in a calendar year, with how many holders and deeds it is made of; ties have the same place.");

        points.MapGet("/sheets/{kind}/{holder}", async (string kind, string holder, IMediator mediator, int? year) =>
            TypedResults.Ok(await mediator.Send(new GetPointsSheet(Choice.Of<PointsHolder>(kind) ?? PointsHolder.Account, holder, year))))
            .For(Roles.SignedIn)
            .Describe("A holder's entries", "Of a calendar year, each with what it is for: one's own, one's unit's, or for a committee those earned in its places.");

        points.MapPost("/entries/{entry:long}/reverse", async (long entry, ReversePointsBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new ReversePoints(entry, body.Reason))))
            .For(Roles.Committee)
            .Describe("Set an entry off", "By a counter-entry of the same day, with a reason; never one's own.", """{"reason":"同一件事登记了两次"}""");

        points.MapGet("/rules", (Rulings rulings) => TypedResults.Ok(new PointsRulesView(rulings.Policy.Version, rulings.Policy.Points.Deeds)))
            .For(Roles.SignedIn)
            .Describe("The rules", "Points for each deed, with their caps for a day, a month and a calendar year, and the policy's version.");

        points.MapPost("/rules", async (PublishPointsRules body, IMediator mediator, Rulings rulings) =>
        {
            var published = await mediator.Send(body);
            rulings.Forget();
            return TypedResults.Ok(published);
        })
            .For([Role.Street])
            .Describe("Publish rules", "A new version of the policy; what was entered stays as it is.",
                """{"seen":1,"deeds":[{"deed":"FilingConfirmed","points":3,"perDay":9}],"reason":"年度调整"}""");
    }
}
