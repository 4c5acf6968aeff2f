using CsvHelper;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Agreements;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Offers;
using Matching.Api.Orders;
using Matching.Api.People;
using Matching.Api.Policies;

namespace Matching.Api.Lists;

/// <summary>A list that can be taken out.</summary>
public enum ListKind { Demands, Offers, Slots, Orders, Agreements }

/// <summary>How a list is taken out: as a workbook, as CSV, or as an empty workbook to be filled in.</summary>
public enum ListFormat { Xlsx, Csv, Template }

/// <summary>Takes a list out, as much of it as the caller sees, contacts masked.</summary>
/// <returns>A file that is gone once it is closed.</returns>
internal sealed record ExportList(ListKind List, ListFormat Format, ExportFilter Filter) : IRequest<Stream>;

internal sealed class ExportListHandler(Database database, CallContext context, Rulings rulings, PersonRecords people) : IRequestHandler<ExportList, Stream>
{
    private const int RowsAtOnce = 2_000;
    private const int BufferSize = 64 * 1024;

    public Task<Stream> Handle(ExportList request, CancellationToken stop)
    {
        var file = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, BufferSize, FileOptions.DeleteOnClose);
        database.Read(session =>
        {
            if (request.Format == ListFormat.Csv)
                WriteCsv(file, request, session, stop);
            else
                WriteWorkbook(file, request, request.Format == ListFormat.Template ? null : session, stop);
            return true;
        });
        file.Position = 0;
        return Task.FromResult<Stream>(file);
    }

    private void WriteCsv(Stream file, ExportList request, Session session, CancellationToken stop)
    {
        using var csv = CsvWriter.Create(file, new CsvWriterOptions { Injection = CsvInjection.Escape, WriteByteOrderMark = true }, leaveOpen: true);
        csv.WriteHeader(request.List switch
        {
            ListKind.Demands => Heads(ListSheets.DemandColumns), ListKind.Offers => Heads(ListFiles.OfferColumns), ListKind.Slots => Heads(ListFiles.SlotColumns), ListKind.Agreements => ListCells.AgreementHeads, _ => ListCells.OrderHeads,
        });
        foreach (var row in Rows(request.List, request.Filter, session, stop))
            csv.WriteRecord(row);
    }

    /// <param name="session">Null for an empty workbook.</param>
    private void WriteWorkbook(Stream file, ExportList request, Session? session, CancellationToken stop)
    {
        using var workbook = new WorkbookWriter(file);
        switch (request.List)
        {
            case ListKind.Demands:
                workbook.AddSheet(ListSheets.Demands, ListSheets.ColumnsOf(ListSheets.DemandColumns, rulings), Rows(request.List, request.Filter, session, stop));
                ListSheets.AddHelp(workbook, (ListSheets.Demands, ListSheets.DemandColumns));
                break;
            case ListKind.Orders:
                workbook.AddSheet(ListSheets.Orders, [.. ListCells.OrderHeads.Select(head => new SheetColumn(head, []))], Rows(request.List, request.Filter, session, stop));
                ListSheets.AddHelp(workbook, (ListSheets.Orders, ListCells.OrderColumns));
                break;
            case ListKind.Agreements:
                workbook.AddSheet(ListSheets.Agreements, [.. ListCells.AgreementHeads.Select(head => new SheetColumn(head, []))], Rows(request.List, request.Filter, session, stop));
                break;
            default:
                workbook.AddSheet(ListSheets.Offers, ListSheets.ColumnsOf(ListFiles.OfferColumns, rulings), Rows(ListKind.Offers, request.Filter, session, stop));
                workbook.AddSheet(ListSheets.Slots, ListSheets.ColumnsOf(ListFiles.SlotColumns, rulings), Rows(ListKind.Slots, request.Filter, session, stop));
                ListSheets.AddHelp(workbook, (ListSheets.Offers, ListFiles.OfferColumns), (ListSheets.Slots, ListFiles.SlotColumns));
                break;
        }
    }

    private IEnumerable<string[]> Rows(ListKind list, ExportFilter filter, Session? session, CancellationToken stop) => session is null ? [] : list switch
    {
        ListKind.Demands => ByPages<DemandRow>(session, list, filter, row => row.Seq, stop).SelectMany(page => WithContacts(session, page)),
        ListKind.Offers => ByPages<OfferRow>(session, list, filter, row => row.Seq, stop).SelectMany(page => page.Select(row => ListCells.Of(row, rulings))),
        ListKind.Slots => ByPages<SlotRow>(session, list, filter, row => row.Id, stop).SelectMany(page => page.Select(ListCells.Of)),
        ListKind.Agreements => ByPages<AgreementRow>(session, list, filter, row => row.Id, stop).SelectMany(page => page.Select(row => ListCells.Of(row, AgreementLineRow.Of(session, row.Code)))),
        _ => ByPages<OrderRow>(session, list, filter, row => row.Seq, stop).SelectMany(page => page.Select(ListCells.Of)),
    };

    /// <summary>A list of any length, of which a page at a time is in memory.</summary>
    private IEnumerable<IReadOnlyList<TRow>> ByPages<TRow>(Session session, ListKind list, ExportFilter filter, Func<TRow, long> place, CancellationToken stop)
    {
        var sql = $"{ExportFilter.SelectOf(list)}\norder by {list switch { ListKind.Slots => "s.id", ListKind.Demands => "d.seq", ListKind.Agreements => "g.id", _ => "o.seq" }}\nlimit {RowsAtOnce}";
        for (var after = 0L; ;)
        {
            stop.ThrowIfCancellationRequested();
            var page = session.Query<TRow>(sql, filter.Values(context.Sight, after));
            if (page.Count > 0)
                yield return page;
            if (page.Count < RowsAtOnce)
                yield break;
            after = place(page[^1]);
        }
    }

    private IEnumerable<string[]> WithContacts(Session session, IReadOnlyList<DemandRow> page)
    {
        var persons = ShowsContacts ? PersonRow.Among(session, [.. page.Select(row => row.Person).OfType<long>()]) : new Dictionary<long, PersonRow>();
        foreach (var row in page)
        {
            var contact = row.Person is { } id && persons.TryGetValue(id, out var person) ? people.Masked(person) : null;
            yield return [.. ListCells.Of(row, rulings), contact?.Name ?? "", contact?.Phone ?? "", ""];
        }
    }

    /// <summary>A unit and an auditor see demands without whom to reach, as on the pages.</summary>
    private bool ShowsContacts => context.ActingRole is not (Role.Unit or Role.Auditor or Role.Visitor);

    private static string[] Heads((string Name, string[] Chinese)[] columns) => [.. columns.Select(column => column.Chinese[0])];
}
