using System.Globalization;
using Matching.Api.Agreements;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Offers;
using Matching.Api.Orders;
using Matching.Api.Policies;
using Matching.Core;

namespace Matching.Api.Lists;

/// <summary>Rows of the store as the cells of a list, in the order of its columns.</summary>
internal static class ListCells
{
    /// <summary>What is seen of an order; nothing of it is filled in.</summary>
    public static readonly (string Name, string[] Chinese)[] OrderColumns =
    [
        ("code", ["编号"]), ("demand", ["需求"]), ("demandTitle", ["需求标题"]), ("offer", ["资源"]), ("offerTitle", ["资源名称"]), ("unit", ["单位"]), ("unitName", ["单位名称"]), ("start", ["时段开始"]),
        ("end", ["时段结束"]), ("quantity", ["数量"]), ("unitOfQuantity", ["数量单位"]), ("state", ["状态"]), ("score", ["得分"]), ("reason", ["理由"]), ("answerDue", ["答复期限"]), ("resolveDue", ["办结期限"]),
        ("solved", ["是否解决"]), ("satisfaction", ["满意度"]),
    ];

    public static readonly string[] OrderHeads = [.. OrderColumns.Select(column => column.Chinese[0])];

    public static readonly string[] AgreementHeads = ["编号", "单位", "单位名称", "社区", "名称", "开始", "最后一天", "状态", "起草方", "签订时间", "纸质存放", "计划（应做/已做）"];

    /// <param name="plan">A line with a category says how often it was done; another how often it is to be.</param>
    public static string[] Of(AgreementRow row, IReadOnlyList<AgreementLineRow> plan) =>
    [
        row.Code, row.Unit, row.UnitName, row.Community, row.Title, row.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), row.Until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ChoiceWords.Chinese(row.State), ChoiceWords.Chinese(row.Side), Time(row.SignedAt), row.Paper,
        string.Join('；', plan.Select(line => line.Category is null ? $"{line.What} {line.Times}" : $"{line.What} {line.Times}/{line.Done}")),
    ];

    public static string[] Of(OfferRow row, Rulings rulings) =>
    [
        row.Code, row.Unit, row.Title, row.Detail, ChoiceWords.Chinese(row.Kind), ValueText.Join(ValueText.Split(row.Categories).Select(rulings.NameOf)), row.Areas,
        row.UnitOfCapacity, Time(row.ValidFrom), Time(row.ValidUntil), Number(row.NoticeHours), row.Audience, ChoiceWords.Chinese(row.State),
    ];

    public static string[] Of(SlotRow row) => [row.Offer, Time(row.StartAt), Time(row.EndAt), Number(row.Capacity)];

    public static string[] Of(DemandRow row, Rulings rulings) =>
    [
        row.Code, row.Title, row.Detail, rulings.NameOf(row.Category), row.Area, Number(row.Quantity), row.UnitOfQuantity, Flag(row.Divisible),
        Time(row.FromAt), Time(row.UntilAt), ChoiceWords.Chinese(row.Urgency), Flag(row.Vulnerable), row.Audience, Time(row.FiledAt), ChoiceWords.Chinese(row.State),
    ];

    public static string[] Of(OrderRow row) =>
    [
        row.Code, row.Demand, row.DemandTitle, row.Offer, row.OfferTitle, row.Unit, row.UnitName, Time(row.SlotStart), Time(row.SlotEnd), Number(row.Quantity), row.UnitOfQuantity,
        ChoiceWords.Chinese(row.State), Number(row.Score), row.Reason, Time(row.AnswerDue), Time(row.ResolveDue),
        row.Solved is { } solved ? Flag(solved) : "", row.Satisfaction is { } satisfaction ? ChoiceWords.Chinese(satisfaction) : "",
    ];

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset? instant) =>
        instant is { } at ? ChinaTime.Local(at).ToString(at.Second == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "";

    private static string Flag(bool value) => value ? "是" : "否";
}
