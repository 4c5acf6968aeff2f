using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Lists;
using Matching.Api.Orders;
using Matching.Api.People;
using Matching.Core.Demands;
using Matching.Core.Orders;

namespace Matching.Api.Hotline;

/// <summary>The work orders of another system as its sheet has them, with the stage each is in (GB/T 30428.8) and who serves it.</summary>
/// <returns>A file that is gone once it is closed.</returns>
internal sealed record ExportCases(string Mapping) : IRequest<Stream>;

internal sealed class ExportCasesHandler(Database database, CallContext context, PersonRecords people) : IRequestHandler<ExportCases, Stream>
{
    private const int BufferSize = 64 * 1024;
    private const int RowsAtOnce = 2_000;

    private const string Cases = $"""
        select f.source, f.number, f.demand, f.called_at, f.due_at, f.kind, f.unit, f.imported_at,
            d.seq, d.title, d.detail, d.state, d.person, a.name as area_name
        from foreign_order f
        join demand d on d.code = f.demand
        join area a on a.code = d.area
        where f.source = @source and d.seq > @after and {Sight.OfDemands}
        order by d.seq
        limit 2000
        """;

    private const string OrdersBetween = "\nwhere d.seq > @after and d.seq <= @last and o.state not in ('Declined', 'Expired', 'Failed', 'Cancelled')\norder by o.seq";

    public Task<Stream> Handle(ExportCases request, CancellationToken stop)
    {
        var file = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, BufferSize, FileOptions.DeleteOnClose);
        database.Read(session =>
        {
            var mapping = SheetMappings.Get(session, request.Mapping);
            using var workbook = new WorkbookWriter(file);
            workbook.AddSheet(mapping.Name, [.. mapping.Columns.Select(column => new SheetColumn(column.Heads[0], []))], Rows(session, mapping, stop));
            return true;
        });
        file.Position = 0;
        return Task.FromResult<Stream>(file);
    }

    private IEnumerable<string[]> Rows(Session session, SheetMapping mapping, CancellationToken stop)
    {
        for (var after = 0L; ;)
        {
            stop.ThrowIfCancellationRequested();
            var page = session.Query<CaseRow>(Cases, context.Sight.With(new { source = mapping.Name, after }));
            if (page.Count == 0)
                yield break;
            var orders = session.Query<OrderRow>(OrderRow.Select + OrdersBetween, new { after, last = page[^1].Seq }).ToLookup(order => order.Demand);
            var persons = PersonRow.Among(session, [.. page.Select(row => row.Person).OfType<long>()]);
            foreach (var row in page)
                yield return Cells(row, mapping, [.. orders[row.Demand]], row.Person is { } id && persons.TryGetValue(id, out var person) ? people.Masked(person) : null);
            if (page.Count < RowsAtOnce)
                yield break;
            after = page[^1].Seq;
        }
    }

    private static string[] Cells(CaseRow row, SheetMapping mapping, IReadOnlyList<OrderRow> orders, ContactView? contact) => [.. mapping.Columns.Select(column => column.Field switch
    {
        CaseField.Number => row.Number,
        CaseField.CalledAt => ListCells.Time(row.CalledAt),
        CaseField.Title => row.Title,
        CaseField.Detail => row.Detail,
        CaseField.Kind => row.Kind,
        CaseField.Area => row.AreaName,
        CaseField.Address => contact?.Address ?? "",
        CaseField.ContactName => contact?.Name ?? "",
        CaseField.ContactPhone => contact?.Phone ?? "",
        CaseField.DueAt => ListCells.Time(row.DueAt),
        CaseField.Unit => orders.Any(order => order.State != OrderState.Proposed) ? string.Join("；", orders.Where(order => order.State != OrderState.Proposed).Select(order => order.UnitName).Distinct()) : row.Unit,
        CaseField.Stage => ChoiceWords.Chinese(CaseStages.Of(row.State, [.. orders.Select(order => order.State)])),
        CaseField.Code => row.Demand,
        _ => throw new ArgumentOutOfRangeException(nameof(mapping), column.Field, "Not a field of a work order."),
    })];

    private sealed record CaseRow
    {
        public string Number { get; init; } = "";

        public string Demand { get; init; } = "";

        public DateTimeOffset? CalledAt { get; init; }

        public DateTimeOffset? DueAt { get; init; }

        public string Kind { get; init; } = "";

        public string Unit { get; init; } = "";

        public long Seq { get; init; }

        public string Title { get; init; } = "";

        public string Detail { get; init; } = "";

        public DemandState State { get; init; }

        public long? Person { get; init; }

        public string AreaName { get; init; } = "";
    }
}
