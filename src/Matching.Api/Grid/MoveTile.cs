using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Core.Grid;

namespace Matching.Api.Grid;

/// <summary>Puts a community's tile somewhere else in its street's picture; whoever stood there takes the place that it left. The other tiles
/// stay where they are from then on.</summary>
public sealed record MoveTile(AreaCode Community, int Row, int Column) : ICommand<IReadOnlyList<TileView>>;

public sealed record TileView(AreaCode Community, string Name, int Row, int Column);

internal sealed class MoveTileRules : AbstractValidator<MoveTile>
{
    public const int Most = 12;

    public MoveTileRules(KnownAreas areas)
    {
        RuleFor(move => move.Community).Must(community => community.Value is not null && community.Level == AreaLevel.Community && areas.Has(community)).WithMessage(move => Words.Say("Csv.UnknownArea", move.Community));
        RuleFor(move => move.Row).InclusiveBetween(1, Most).WithMessage(_ => Words.Say("Tile.Range", Most));
        RuleFor(move => move.Column).InclusiveBetween(1, Most).WithMessage(_ => Words.Say("Tile.Range", Most));
    }
}

internal sealed class MoveTileHandler(CurrentWrite write, CallContext context, EventLog events, KnownAreas areas) : IRequestHandler<MoveTile, IReadOnlyList<TileView>>
{
    private const string Put = """
        insert into tile_place (community, tile_row, tile_column)
        values (@Community, @Row, @Column)
        on conflict (community) do update set tile_row = @Row, tile_column = @Column
        """;

    public Task<IReadOnlyList<TileView>> Handle(MoveTile request, CancellationToken stop)
    {
        if (!context.Sight.CoversArea(request.Community.Value))
            throw new NotAllowedException("outside-your-area");
        var before = KnownTiles.Of(write.Session, areas, request.Community.Street.Value);
        var moved = TileLayout.Moved(before, new TilePlace(request.Community.Value, request.Row, request.Column)).ToDictionary(place => place.Community, StringComparer.Ordinal);
        if (moved.Count > 0)
        {
            foreach (var place in before)
                write.Session.Execute(Put, moved.GetValueOrDefault(place.Community, place));
            events.Append($"tile/{request.Community}", nameof(MoveTile), null, null, $"{request.Row} {request.Column}");
        }
        return Task.FromResult(TileEndpoints.View([.. before.Select(place => moved.GetValueOrDefault(place.Community, place))], areas));
    }
}

internal static class TileEndpoints
{
    public static void MapTiles(this IEndpointRouteBuilder routes)
    {
        var tiles = routes.MapGroup("/api/tiles").WithTags("Reference lists");

        tiles.MapGet("", (Database database, KnownAreas areas) => TypedResults.Ok(View(database.Read(session => KnownTiles.Of(session, areas)), areas)))
            .For(Roles.SignedIn)
            .Describe("Tiles of communities", "Row and column of each community in its street's picture; a picture, not a map.");

        tiles.MapPost("", async (MoveTile body, IMediator mediator) => TypedResults.Ok(await mediator.Send(body)))
            .For([Role.Street])
            .Describe("Move a tile", "Onto a free place, or to change places with another community; the report and the wall follow.", """{"community":"440699001003","row":2,"column":3}""");
    }

    public static IReadOnlyList<TileView> View(IReadOnlyList<TilePlace> places, KnownAreas areas) =>
        [.. places.Select(place => new TileView(new AreaCode(place.Community), areas.PathOf(place.Community), place.Row, place.Column))];
}
