using Matching.Api.Offers;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Offers;
using Matching.Core.Units;

namespace Matching.Api.Lists;

/// <summary>The lists as files hold them, every reference checked.</summary>
/// <param name="SlotTexts">Per slot, its start as the file wrote it.</param>
internal sealed record ListSet(
    IReadOnlyList<Area> Areas,
    IReadOnlyList<PartnerUnit> Units,
    IReadOnlyList<UnitPairing> Pairings,
    IReadOnlyList<Offer> Offers,
    IReadOnlyList<Slot> Slots,
    IReadOnlyList<Demand> Demands,
    IReadOnlyDictionary<SlotName, string> SlotTexts)
{
    /// <summary>Per demand, the state that its file tells of; a demand is newly filed where it tells of none.</summary>
    public IReadOnlyDictionary<string, DemandState> States { get; init; } = new Dictionary<string, DemandState>();

    /// <summary>Per offer, the state that its file tells of; an offer is published where it tells of none.</summary>
    public IReadOnlyDictionary<string, OfferState> OfferStates { get; init; } = new Dictionary<string, OfferState>();
}

/// <summary>What is already in the store: references may lead there, codes may not stand there.</summary>
/// <param name="Pairings">As unit + community.</param>
/// <param name="Categories">Names and codes of the catalogue; null = any name will do.</param>
internal sealed record KnownCodes(
    IReadOnlySet<string> Areas, IReadOnlySet<string> Units, IReadOnlySet<string> Offers, IReadOnlySet<string> Demands,
    IReadOnlySet<string> Pairings, IReadOnlySet<SlotName> Slots, IReadOnlySet<string>? Categories)
{
    public static KnownCodes None { get; } = new(new HashSet<string>(), new HashSet<string>(), new HashSet<string>(), new HashSet<string>(), new HashSet<string>(), new HashSet<SlotName>(), null);
}

/// <summary>Paths of list files; null = not given.</summary>
internal sealed record ListPaths(string? Grid, string? Units, string? Pairings, string? Offers, string? Slots, string? Demands);

/// <summary>Reads grid, units, pairings, offers, slots and demands from CSV. All errors are gathered, then thrown together.</summary>
internal sealed class ListFiles
{
    public const int MostQuantity = 100_000_000;
    private const int MostErrors = 100;

    public static readonly (string Name, string[] Chinese)[] GridColumns = [("code", ["编码", "区划代码"]), ("name", ["名称"]), ("level", ["层级"])];

    public static readonly (string Name, string[] Chinese)[] UnitColumns =
        [("code", ["编码"]), ("name", ["名称"]), ("kind", ["类型", "单位类型"]), ("area", ["区域", "所在区域"]), ("monthlyCap?", ["每月上限"]), ("qualifications?", ["资质"])];

    public static readonly (string Name, string[] Chinese)[] PairingColumns =
        [("unit", ["单位"]), ("community", ["社区"]), ("ring", ["圈层"]), ("agreementUntil?", ["协议到期", "共建责任书到期"])];

    public static readonly (string Name, string[] Chinese)[] OfferColumns =
        [("code", ["编码"]), ("unit", ["单位"]), ("title", ["标题", "名称"]), ("detail?", ["说明"]), ("kind", ["类型", "资源类型"]), ("categories", ["类别"]), ("areas?", ["服务范围"]),
         ("unitOfCapacity", ["容量单位", "计量单位"]), ("validFrom?", ["有效期起"]), ("validUntil?", ["有效期止"]), ("noticeHours?", ["提前小时"]), ("audience?", ["服务对象", "受众标签"]), ("state?", ["状态"])];

    public static readonly (string Name, string[] Chinese)[] SlotColumns = [("offer", ["资源", "资源编码"]), ("start", ["开始", "开始时间"]), ("end", ["结束", "结束时间"]), ("capacity", ["容量"])];

    public static readonly (string Name, string[] Chinese)[] DemandColumns =
        [("code", ["编码"]), ("title", ["标题"]), ("detail?", ["说明"]), ("category", ["类别"]), ("area", ["区域", "所在区域"]), ("quantity", ["数量"]), ("unitOfQuantity", ["数量单位", "计量单位"]),
         ("divisible?", ["可拆分"]), ("from?", ["开始", "最早时间"]), ("until?", ["结束", "最晚时间"]), ("urgency?", ["紧急程度"]), ("vulnerable?", ["老幼病残独居"]), ("audience?", ["服务对象", "受众标签"]), ("filedAt?", ["登记时间"]), ("state?", ["状态"])];

    private readonly List<ListError> errors = [];
    private readonly Action<string> warn;
    private readonly ListLines lines;

    private ListFiles(KnownCodes known, Action<string> warn) => (this.warn, lines) = (warn, new ListLines(known));

    /// <param name="now">When a demand without a filing time counts as filed.</param>
    /// <exception cref="ListException">With every error found, up to a hundred.</exception>
    public static ListSet Read(ListPaths paths, DateTimeOffset now, KnownCodes known, Action<string> warn)
    {
        var files = new ListFiles(known, warn);
        var areas = files.Rows(paths.Grid, GridColumns, files.lines.Area);
        var units = files.Rows(paths.Units, UnitColumns, files.lines.Unit);
        var pairings = files.Rows(paths.Pairings, PairingColumns, files.lines.Pairing);
        var offers = files.Rows(paths.Offers, OfferColumns, files.lines.Offer);
        var slots = files.Rows(paths.Slots, SlotColumns, files.lines.Slot);
        var demands = files.Rows(paths.Demands, DemandColumns, line => files.lines.Demand(line, now));
        return files.errors.Count == 0
            ? new ListSet(areas, units, pairings, offers, slots, demands, files.lines.SlotTexts) { States = files.lines.States, OfferStates = files.lines.OfferStates }
            : throw new ListException([.. files.errors.Take(MostErrors)]);
    }

    private List<T> Rows<T>(string? path, (string, string[])[] columns, Func<CsvLine, T?> read) where T : class => [.. Lines(path, columns).Select(read).OfType<T>()];

    private List<CsvLine> Lines(string? path, (string, string[])[] columns)
    {
        if (path is null)
            return [];
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            errors.Add(new ListError(path, 0, "", Words.Say("Csv.CannotRead", missing.Message)));
            return [];
        }
        return CsvTable.Read(path, bytes, columns, errors, warn).Lines;
    }
}
