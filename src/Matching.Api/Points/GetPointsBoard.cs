using System.Globalization;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Core;
using Matching.Core.Points;

namespace Matching.Api.Points;

/// <summary>The ranking of a community in a calendar year (积分榜).</summary>
/// <param name="Year">This year when left out.</param>
internal sealed record GetPointsBoard(string Community, int? Year, PointsHolder Kind) : IRequest<PointsBoard>;

/// <param name="Holders">How many are ranked.</param>
/// <param name="Deeds">How many deeds their points come from.</param>
public sealed record PointsBoard(string Community, string Place, int Year, PointsHolder Kind, int Holders, int Deeds, IReadOnlyList<PointsBoardLine> Lines);

public sealed record PointsBoardLine(int Place, string Holder, string Name, int Points, int Deeds, bool IsMine);

internal sealed class GetPointsBoardHandler(Database database, CallContext context, KnownAreas areas, TimeProvider clock) : IRequestHandler<GetPointsBoard, PointsBoard>
{
    private const int MostLines = 200;

    private const string Sums = """
        select e.holder, coalesce(a.display, u.name, e.holder) as name, sum(e.points) as points, sum(case when e.reverses is null then 1 else -1 end) as deeds
        from points_entry e
        left join account a on e.holder_kind = 'Account' and a.name = e.holder
        left join unit u on e.holder_kind = 'Unit' and u.code = e.holder
        where e.holder_kind = @kind and e.community = @community and e.day like @year
        group by e.holder, coalesce(a.display, u.name, e.holder)
        having sum(case when e.reverses is null then 1 else -1 end) > 0
        """;

    public Task<PointsBoard> Handle(GetPointsBoard request, CancellationToken stop)
    {
        if (!Core.Grid.AreaCode.IsValid(request.Community) || !areas.Has(new Core.Grid.AreaCode(request.Community)))
            throw new NotThereException("Area", request.Community);
        var year = request.Year ?? ChinaTime.Local(clock.GetUtcNow()).Year;
        var rows = database.Read(session => session.Query<SumRow>(Sums, new { kind = request.Kind.ToString(), community = request.Community, year = string.Create(CultureInfo.InvariantCulture, $"{year:0000}-%") }));
        var names = rows.ToDictionary(row => row.Holder, row => row.Name);
        var places = PointsRanking.Of(rows.Select(row => new PointsSum(row.Holder, (int)row.Points, (int)row.Deeds)));
        return Task.FromResult(new PointsBoard(request.Community, areas.PathOf(request.Community), year, request.Kind, places.Count, places.Sum(place => place.Sum.Deeds),
            [.. places.Take(MostLines).Select(place => new PointsBoardLine(place.Place, place.Sum.Holder, names[place.Sum.Holder], place.Sum.Points, place.Sum.Deeds, PointsRoles.IsMine(context, request.Kind, place.Sum.Holder)))]));
    }

    private sealed record SumRow
    {
        public string Holder { get; init; } = "";

        public string Name { get; init; } = "";

        public long Points { get; init; }

        public long Deeds { get; init; }
    }
}
