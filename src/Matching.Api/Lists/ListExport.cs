using System.Globalization;
using CsvHelper;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Offers;
using Matching.Api.Orders;
using Matching.Api.Policies;
using Matching.Api.Units;
using Matching.Core;
using Matching.Core.Grid;
using Matching.Core.Units;

namespace Matching.Api.Lists;

/// <summary>Writes the store's lists as CSV files that <see cref="ListFiles"/> reads back, with Chinese headers, and the service
/// list beside them. Cells that a spreadsheet would run as a formula are escaped.</summary>
internal sealed class ListExport(Session session, Rulings rulings, string folder)
{
    private const string SelectAreas = "select code, name, level from area order by code";

    private const string SelectPairings = "select unit, community, ring, agreement_until from unit_pairing order by unit, community";

    private static readonly string[] OrderColumns =
        ["编号", "需求", "需求标题", "资源", "资源名称", "单位", "单位名称", "时段开始", "时段结束", "数量", "数量单位", "状态", "得分", "理由", "答复期限", "办结期限", "是否解决", "满意度"];

    public void Write()
    {
        Table("grid.csv", ListFiles.GridColumns, session.Query<AreaRow>(SelectAreas).Select(row => new[] { row.Code, row.Name, ChoiceWords.Chinese(row.Level) }));
        Table("units.csv", ListFiles.UnitColumns, session.Query<UnitRow>(UnitRow.Select + "\norder by u.code").Select(row =>
            new[] { row.Code, row.Name, ChoiceWords.Chinese(row.Kind), row.Area, row.MonthlyCap?.ToString(CultureInfo.InvariantCulture) ?? "", row.Qualifications }));
        Table("pairings.csv", ListFiles.PairingColumns, session.Query<PairingRow>(SelectPairings).Select(row =>
            new[] { row.Unit, row.Community, ChoiceWords.Chinese(row.Ring), Time(row.AgreementUntil) }));
        Table("offers.csv", ListFiles.OfferColumns, session.Query<OfferRow>(OfferRow.Select + "\norder by o.seq").Select(Offer));
        Table("slots.csv", ListFiles.SlotColumns, session.Query<SlotRow>(SlotRow.Select + "\norder by offer, start_at").Select(row =>
            new[] { row.Offer, Time(row.StartAt), Time(row.EndAt), Number(row.Capacity) }));
        Table("demands.csv", ListFiles.DemandColumns, session.Query<DemandRow>(DemandRow.Select + "\norder by d.seq").Select(Demand));
        Table("orders.csv", OrderColumns, session.Query<OrderRow>(OrderRow.Select + "\norder by o.seq").Select(Order));
    }

    private string[] Offer(OfferRow row) =>
    [
        row.Code, row.Unit, row.Title, row.Detail, ChoiceWords.Chinese(row.Kind), ValueText.Join(ValueText.Split(row.Categories).Select(rulings.NameOf)), row.Areas,
        row.UnitOfCapacity, Time(row.ValidFrom), Time(row.ValidUntil), Number(row.NoticeHours), row.Audience,
    ];

    private string[] Demand(DemandRow row) =>
    [
        row.Code, row.Title, row.Detail, rulings.NameOf(row.Category), row.Area, Number(row.Quantity), row.UnitOfQuantity, row.Divisible ? "是" : "否",
        Time(row.FromAt), Time(row.UntilAt), ChoiceWords.Chinese(row.Urgency), row.Vulnerable ? "是" : "否", row.Audience, Time(row.FiledAt),
    ];

    private static string[] Order(OrderRow row) =>
    [
        row.Code, row.Demand, row.DemandTitle, row.Offer, row.OfferTitle, row.Unit, row.UnitName, Time(row.SlotStart), Time(row.SlotEnd), Number(row.Quantity), row.UnitOfQuantity,
        ChoiceWords.Chinese(row.State), Number(row.Score), row.Reason, Time(row.AnswerDue), Time(row.ResolveDue),
        row.Solved switch { true => "是", false => "否", null => "" }, row.Satisfaction is { } satisfaction ? ChoiceWords.Chinese(satisfaction) : "",
    ];

    private void Table(string file, (string Name, string[] Chinese)[] columns, IEnumerable<string[]> rows) =>
        Table(file, [.. columns.Select(column => column.Chinese[0])], rows);

    private void Table(string file, string[] heads, IEnumerable<string[]> rows)
    {
        using var csv = CsvWriter.ToFile(Path.Combine(folder, file), new CsvWriterOptions { Injection = CsvInjection.Escape, WriteByteOrderMark = true });
        csv.WriteHeader(heads);
        foreach (var row in rows)
            csv.WriteRecord(row);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset? instant) =>
        instant is { } at ? ChinaTime.Local(at).ToString(at.Second == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "";

    private sealed record AreaRow
    {
        public string Code { get; init; } = "";

        public string Name { get; init; } = "";

        public AreaLevel Level { get; init; }
    }

    private sealed record PairingRow
    {
        public string Unit { get; init; } = "";

        public string Community { get; init; } = "";

        public Ring Ring { get; init; }

        public DateTimeOffset? AgreementUntil { get; init; }
    }
}
