using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;

namespace Matching.Api.Demands;

internal static class SuggestionEndpoints
{
    public static void MapSuggestions(this IEndpointRouteBuilder routes)
    {
        var demands = routes.MapGroup("/api/demands").WithTags("Demands");

        demands.MapPost("/suggestions", async (SuggestForDemand body, IMediator mediator) => TypedResults.Ok(await mediator.Send(body)))
            .For(Roles.Grid.And(Role.Resident), pace: Pace.Filing)
            .Describe("Suggest while filing", "Likely categories with their certainty, the kinds of offer asked for, and live demands of neighbours about the same matter. Writes nothing.",
                """{"title":"三栋电梯又坏了","detail":"老人下不了楼","area":"440699001003001"}""");

        demands.MapGet("/pools", async (IMediator mediator, string? area, int? limit) =>
            TypedResults.Ok(await mediator.Send(new ProposePools(area, PageWanted.From(null, limit).Limit))))
            .For(Roles.Grid)
            .Describe("Propose pools", "Groups of demands of one category and community about the same matter, largest first; merge each member into the first.");
    }
}
