using System.Globalization;
using CsvHelper;
using Matching.Api.Agreements;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Offers;
using Matching.Api.Orders;
using Matching.Api.Policies;
using Matching.Api.Units;
using Matching.Core.Grid;

namespace Matching.Api.Lists;

/// <summary>Writes the store's lists as CSV files that <see cref="ListFiles"/> reads back, with Chinese headers, and the service
/// list and the agreements beside them. Cells that a spreadsheet would run as a formula are escaped.</summary>
internal sealed class ListExport(Session session, Rulings rulings, string folder)
{
    private const string SelectAreas = "select code, name, level from area order by code";

    public void Write()
    {
        Table("grid.csv", ListFiles.GridColumns, session.Query<AreaRow>(SelectAreas).Select(row => new[] { row.Code, row.Name, ChoiceWords.Chinese(row.Level) }));
        Table("units.csv", ListFiles.UnitColumns, session.Query<UnitRow>(UnitRow.Select + "\norder by u.code").Select(row =>
            new[] { row.Code, row.Name, ChoiceWords.Chinese(row.Kind), row.Area, row.MonthlyCap?.ToString(CultureInfo.InvariantCulture) ?? "", row.Qualifications }));
        Table("pairings.csv", ListFiles.PairingColumns, PairingRow.All(session).Select(row =>
            new[] { row.Unit, row.Community, ChoiceWords.Chinese(row.Ring), ListCells.Time(row.AgreementUntil) }));
        Table("offers.csv", ListFiles.OfferColumns, session.Query<OfferRow>(OfferRow.Select + "\norder by o.seq").Select(row => ListCells.Of(row, rulings)));
        Table("slots.csv", ListFiles.SlotColumns, session.Query<SlotRow>(SlotRow.Select + "\norder by offer, start_at").Select(ListCells.Of));
        Table("demands.csv", ListFiles.DemandColumns, session.Query<DemandRow>(DemandRow.Select + "\norder by d.seq").Select(row => ListCells.Of(row, rulings)));
        Table("orders.csv", ListCells.OrderHeads, session.Query<OrderRow>(OrderRow.Select + "\norder by o.seq").Select(ListCells.Of));
        Table("agreements.csv", ListCells.AgreementHeads, session.Query<AgreementRow>(AgreementRow.Select + "\norder by g.id").Select(row => ListCells.Of(row, AgreementLineRow.Of(session, row.Code))));
    }

    private void Table(string file, (string Name, string[] Chinese)[] columns, IEnumerable<string[]> rows) =>
        Table(file, [.. columns.Select(column => column.Chinese[0])], rows);

    private void Table(string file, string[] heads, IEnumerable<string[]> rows)
    {
        using var csv = CsvWriter.ToFile(Path.Combine(folder, file), new CsvWriterOptions { Injection = CsvInjection.Escape, WriteByteOrderMark = true });
        csv.WriteHeader(heads);
        foreach (var row in rows)
            csv.WriteRecord(row);
    }

    private sealed record AreaRow
    {
        public string Code { get; init; } = "";

        public string Name { get; init; } = "";

        public AreaLevel Level { get; init; }
    }
}
