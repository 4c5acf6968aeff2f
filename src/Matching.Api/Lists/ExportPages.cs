using MediatR;
using Matching.Api.Access;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Imports;
using Matching.Api.Offers;
using Matching.Api.Pages;
using Matching.Api.Policies;
using Matching.Api.Reports;
using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Orders;
using Matching.Core.Units;

namespace Matching.Api.Lists;

/// <param name="Count">How many rows each download has.</param>
/// <param name="Query">The filter as the downloads' addresses carry it.</param>
public sealed record ExportsModel(FormState Form, PageAddress Address, ListKind List, int Count, string Query, IReadOnlyList<Option> Areas, IReadOnlyList<Option> Categories, IReadOnlyList<Option> States)
{
    public bool HasHotline { get; init; }

    public bool CanImport { get; init; }
}

/// <summary>Takes lists out by a page: which of them, how much of it, and how many rows that is, before anything is downloaded.</summary>
internal static class ExportPages
{
    private static readonly string[] Names = ["area", "category", "state", "from", "until"];

    private static readonly FormFields Fields = new(("area", "Field.Area"), ("category", "Field.Category"), ("state", "Field.State"), ("from", "Export.From"), ("until", "Export.Until"));

    public static void MapExportPages(this IEndpointRouteBuilder routes) => routes.MapPage("/exports", Show).For(ExportEndpoints.Taking);

    private static async Task<IResult> Show(HttpContext http, IMediator mediator, CallContext context, KnownAreas areas, Rulings rulings, string? list, string? area, string? category, string? state, string? from, string? until)
    {
        var kind = Choice.Of<ListKind>(list) ?? ListKind.Demands;
        var form = FormState.Blank(Fields, ("area", area), ("category", category), ("state", state), ("from", from), ("until", until));
        var isOfUnit = context.ActingRole == Role.Unit;
        return PageEndpoints.Page<ExportsPage>(new
        {
            Model = new ExportsModel(form, PageAddress.Of(http.Request), kind,
                await mediator.Send(new CountExport(kind, ExportFilter.Of(kind, areas, rulings, area, category, state, from, until))),
                QueryText.Of([.. Names.Select(name => (name, (object?)form.Given(name)))]),
                [.. areas.All().Where(node => node.Code.Level == AreaLevel.Community && (isOfUnit || context.Sight.CoversArea(node.Code.Value))).Select(node => new Option(node.Code.Value, node.Name))],
                [.. rulings.Categories.Where(known => known.Parent is null).Select(known => new Option(known.Code, known.Name))], StatesOf(kind))
            {
                HasHotline = context.Caller.As(ImportEndpoints.Staff).Count > 0, CanImport = context.Caller.As(ImportEndpoints.All).Count > 0,
            },
        });
    }

    private static IReadOnlyList<Option> StatesOf(ListKind list) => list switch { ListKind.Demands => Option.Of<DemandState>(), ListKind.Orders => Option.Of<OrderState>(), ListKind.Agreements => Option.Of<AgreementState>(), _ => Option.Of<OfferState>() };
}
