using System.Globalization;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core.Grid;
using Matching.Core.Units;

namespace Matching.Api.Units;

/// <summary>The partner units, by code; the cursor is the last code's place.</summary>
internal sealed record ListUnits(string? Area, UnitKind? Kind, string? Text, PageWanted Page) : IRequest<Page<UnitView>>;

public sealed record UnitView(string Code, string Name, UnitKind Kind, string KindName, AreaCode Area, int? MonthlyCap, IReadOnlyList<string> Qualifications, bool Suspended)
{
    internal static UnitView Of(UnitRow row) => new(row.Code, row.Name, row.Kind, Words.Of(row.Kind), new AreaCode(row.Area), row.MonthlyCap, ValueText.Split(row.Qualifications), row.Suspended);
}

internal sealed class ListUnitsHandler(Database database) : IRequestHandler<ListUnits, Page<UnitView>>
{
    private const string Where = """

        where (@Area is null or u.area like @Area escape '!')
            and (@Kind is null or u.kind = @Kind)
            and (@Text is null or lower(u.name) like @Text escape '!' or lower(u.code) like @Text escape '!')
        order by u.code
        limit @Most offset @After
        """;

    public Task<Page<UnitView>> Handle(ListUnits request, CancellationToken stop)
    {
        var (after, limit) = (request.Page.After, request.Page.Limit);
        var rows = database.Read(session => session.Query<UnitRow>(UnitRow.Select + Where, new
        {
            After = after, Area = LikePattern.StartingWith(request.Area), Kind = request.Kind?.ToString(), Text = LikePattern.Containing(request.Text), Most = limit + 1,
        }));
        return Task.FromResult(new Page<UnitView>(
            [.. rows.Take(limit).Select(UnitView.Of)],
            rows.Count > limit ? (after + limit).ToString(CultureInfo.InvariantCulture) : null));
    }
}
