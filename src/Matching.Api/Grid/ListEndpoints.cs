using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Api.Units;
using Matching.Core.Grid;
using Matching.Core.Units;

namespace Matching.Api.Grid;

/// <summary>The lists that the others refer to: areas, categories, units.</summary>
internal static class ListEndpoints
{
    public static void MapReferenceLists(this IEndpointRouteBuilder routes)
    {
        var lists = routes.MapGroup("/api").WithTags("Reference lists");

        lists.MapGet("/areas", (KnownAreas areas, string? under, AreaLevel? level) => TypedResults.Ok(areas.All()
            .Where(area => (under is null || area.Code.Value.StartsWith(under, StringComparison.Ordinal)) && (level is null || area.Code.Level == level))
            .Select(area => new AreaView(area.Code, area.Name, area.Code.Level, area.Code.Parent))))
            .ForAnybody().Describe("The grid", "Street, communities, estates, buildings; narrow it by a code prefix and a level.");

        lists.MapGet("/categories", (Rulings rulings) => TypedResults.Ok(rulings.Categories.Select(CategoryView.Of)))
            .ForAnybody().Describe("The catalogue of categories", "Eight at the top, about fifty below.");

        lists.MapGet("/units", async (IMediator mediator, string? area, UnitKind? kind, string? q, string? cursor, int? limit) =>
            TypedResults.Ok(await mediator.Send(new ListUnits(area, kind, q, PageWanted.From(cursor, limit)))))
            .For(Roles.SignedIn).Describe("List partner units", "By code; filter by area prefix, kind and text; go on with cursor = next.");
    }
}

public sealed record AreaView(AreaCode Code, string Name, AreaLevel Level, AreaCode? Parent);

public sealed record CategoryView(string Code, string? Parent, string Name, IReadOnlyList<string> Examples, IReadOnlyList<string> OfferKinds, string Studio, string UnitOfQuantity, int? RespondHours, int? ResolveDays, string? Requires)
{
    internal static CategoryView Of(CategoryRow row) => new(row.Code, row.Parent, row.Name, row.Examples.Split(';'), row.OfferKinds.Split(';'), row.Studio, row.UnitOfQuantity, row.RespondHours, row.ResolveDays, row.Requires);
}
