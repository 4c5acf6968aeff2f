using MediatR;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Core.Grid;

namespace Matching.Api.Activities;

/// <summary>What a poster's code opens, as anybody may read it.</summary>
internal sealed record LookAtPoster(string JoinCode) : IRequest<PosterView>;

/// <param name="Areas">Estates whose residents it is for.</param>
public sealed record PosterView(string JoinCode, string Title, string Detail, string UnitName, DateTimeOffset Start, DateTimeOffset End, int Capacity, int Remaining, string UnitOfCapacity, IReadOnlyList<Option> Areas);

internal sealed class LookAtPosterHandler(Database database, KnownAreas areas) : IRequestHandler<LookAtPoster, PosterView>
{
    public Task<PosterView> Handle(LookAtPoster request, CancellationToken stop)
    {
        var row = database.Read(session => ActivityRow.ByCode(session, request.JoinCode)) ?? throw new NotThereException("Activity", request.JoinCode);
        return Task.FromResult(new PosterView(request.JoinCode, row.Title, row.Detail, row.UnitName, row.StartAt, row.EndAt, row.Capacity, row.Remaining, row.UnitOfCapacity, AreasOf(row)));
    }

    private IReadOnlyList<Option> AreasOf(ActivityRow row) => Choices(areas, row.Serves);

    /// <summary>Estates to choose from; a street without estates has its communities.</summary>
    public static IReadOnlyList<Option> Choices(KnownAreas areas, Func<string, bool> isServed)
    {
        var served = areas.All().Where(area => area.Code.Level != AreaLevel.Street && isServed(area.Code.Value)).ToList();
        var estates = served.Where(area => area.Code.Level == AreaLevel.Estate).ToList();
        return [.. (estates.Count > 0 ? estates : served.Where(area => area.Code.Level == AreaLevel.Community)).Select(area => new Option(area.Code.Value, areas.PathOf(area.Code.Value)))];
    }
}
