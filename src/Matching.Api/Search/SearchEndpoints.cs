using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;

namespace Matching.Api.Search;

internal static class SearchEndpoints
{
    public static void MapSearch(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/search", async (IMediator mediator, string? q, int? limit) =>
            TypedResults.Ok(await mediator.Send(new SearchLists(q ?? "", PageWanted.From(null, limit).Limit))))
            .WithTags("Search").For(Roles.Grid.And(Role.Unit, Role.Auditor))
            .Describe("Search all lists", "Words in any order, everyday words for the same thing, or pinyin initials such as dtc; best first in each of the three lists.");
}
