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
    IReadOnlyDictionary<SlotName, string> SlotTexts);

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
    private const int MostDigits = 8;

    public static readonly (string Name, string[] Chinese)[] GridColumns = [("code", ["编码", "区划代码"]), ("name", ["名称"]), ("level", ["层级"])];

    public static readonly (string Name, string[] Chinese)[] UnitColumns =
        [("code", ["编码"]), ("name", ["名称"]), ("kind", ["类型", "单位类型"]), ("area", ["区域", "所在区域"]), ("monthlyCap?", ["每月上限"]), ("qualifications?", ["资质"])];

    public static readonly (string Name, string[] Chinese)[] PairingColumns =
        [("unit", ["单位"]), ("community", ["社区"]), ("ring", ["圈层"]), ("agreementUntil?", ["协议到期", "共建责任书到期"])];

    public static readonly (string Name, string[] Chinese)[] OfferColumns =
        [("code", ["编码"]), ("unit", ["单位"]), ("title", ["标题", "名称"]), ("detail?", ["说明"]), ("kind", ["类型", "资源类型"]), ("categories", ["类别"]), ("areas?", ["服务范围"]),
         ("unitOfCapacity", ["容量单位", "计量单位"]), ("validFrom?", ["有效期起"]), ("validUntil?", ["有效期止"]), ("noticeHours?", ["提前小时"]), ("audience?", ["服务对象", "受众标签"])];

    public static readonly (string Name, string[] Chinese)[] SlotColumns = [("offer", ["资源", "资源编码"]), ("start", ["开始", "开始时间"]), ("end", ["结束", "结束时间"]), ("capacity", ["容量"])];

    public static readonly (string Name, string[] Chinese)[] DemandColumns =
        [("code", ["编码"]), ("title", ["标题"]), ("detail?", ["说明"]), ("category", ["类别"]), ("area", ["区域", "所在区域"]), ("quantity", ["数量"]), ("unitOfQuantity", ["数量单位", "计量单位"]),
         ("divisible?", ["可拆分"]), ("from?", ["开始", "最早时间"]), ("until?", ["结束", "最晚时间"]), ("urgency?", ["紧急程度"]), ("vulnerable?", ["老幼病残独居"]), ("audience?", ["服务对象", "受众标签"]), ("filedAt?", ["登记时间"])];

    private readonly List<ListError> errors = [];
    private readonly Action<string> warn;
    private readonly KnownCodes known;
    private readonly Dictionary<SlotName, string> slotTexts = [];

    private ListFiles(KnownCodes known, Action<string> warn)
    {
        this.known = known;
        this.warn = warn;
    }

    /// <param name="now">When a demand without a filing time counts as filed.</param>
    /// <exception cref="ListException">With every error found, up to a hundred.</exception>
    public static ListSet Read(ListPaths paths, DateTimeOffset now, KnownCodes known, Action<string> warn)
    {
        var files = new ListFiles(known, warn);
        var areas = files.Areas(paths.Grid);
        var areaCodes = areas.Select(area => area.Code.Value).Concat(known.Areas).ToHashSet();
        var units = files.Units(paths.Units, areaCodes);
        var unitCodes = units.Select(unit => unit.Code).Concat(known.Units).ToHashSet();
        var pairings = files.Pairings(paths.Pairings, areaCodes, unitCodes);
        var offers = files.Offers(paths.Offers, areaCodes, unitCodes);
        var slots = files.Slots(paths.Slots, offers);
        var demands = files.Demands(paths.Demands, areaCodes, now);
        return files.errors.Count == 0
            ? new ListSet(areas, units, pairings, offers, slots, demands, files.slotTexts)
            : throw new ListException(files.errors);
    }

    private List<Area> Areas(string? path)
    {
        var areas = new List<Area>();
        var codes = new HashSet<string>(known.Areas);
        foreach (var line in Lines(path, GridColumns))
        {
            var name = line.Text("name", 100);
            var level = line.Choice<AreaLevel>("level");
            if (line.Area("code") is not { } code)
                continue;
            if (level != default && code.Level != level)
                line.Fail("level", "Csv.LevelLength", level.ToString().ToLowerInvariant(), (int)level);
            Once(line, "code", code.Value, codes);
            areas.Add(new Area(code, name));
        }
        return areas;
    }

    private List<PartnerUnit> Units(string? path, HashSet<string> areas)
    {
        var units = new List<PartnerUnit>();
        var codes = new HashSet<string>(known.Units);
        foreach (var line in Lines(path, UnitColumns))
        {
            var unit = (Code: line.Text("code", 40), Name: line.Text("name", 100), Kind: line.Choice<UnitKind>("kind"), Area: KnownArea(line, "area", areas));
            var cap = line.WholeOrNull("monthlyCap", 0, 1_000_000);
            Once(line, "code", unit.Code, codes);
            if (unit.Area is { } area)
                units.Add(new PartnerUnit(unit.Code, unit.Name, unit.Kind, area, cap, line.List("qualifications")));
        }
        return units;
    }

    private List<UnitPairing> Pairings(string? path, HashSet<string> areas, HashSet<string> units)
    {
        var pairings = new List<UnitPairing>();
        var once = new HashSet<string>(known.Pairings);
        foreach (var line in Lines(path, PairingColumns))
        {
            var unit = Known(line, "unit", units, "Csv.UnknownUnit");
            var ring = line.Choice<Ring>("ring");
            var until = line.Instant("agreementUntil", endOfWindow: true);
            if (KnownArea(line, "community", areas) is not { } community)
                continue;
            if (community.Level != AreaLevel.Community)
                line.Fail("community", "Csv.NotCommunity", community.Value);
            Once(line, "unit", $"{unit} + {community}", once);
            pairings.Add(new UnitPairing(unit, community, ring, until));
        }
        return pairings;
    }

    private List<Offer> Offers(string? path, HashSet<string> areas, HashSet<string> units)
    {
        var offers = new List<Offer>();
        var codes = new HashSet<string>(known.Offers);
        foreach (var line in Lines(path, OfferColumns))
        {
            var offer = new Offer(line.Text("code", 40), Known(line, "unit", units, "Csv.UnknownUnit"), line.Text("title", 200),
                line.Text("detail", CsvLine.MostText, required: false), line.Choice<OfferKind>("kind"), line.List("categories"), line.Areas("areas"),
                line.Text("unitOfCapacity", 10), line.Instant("validFrom", false), line.Instant("validUntil", true),
                line.WholeOrNull("noticeHours", 0, 8760) ?? 0, line.List("audience"));
            Once(line, "code", offer.Code, codes);
            CodeForm(line, offer.Code);
            foreach (var category in offer.Categories)
                KnownCategory(line, "categories", category);
            if (offer.Categories.Count == 0)
                line.Fail("categories", "Csv.Required");
            foreach (var area in offer.Areas.Where(area => !areas.Contains(area.Value)))
                line.Fail("areas", "Csv.UnknownArea", area.Value);
            Window(line, "validUntil", offer.ValidFrom, offer.ValidUntil);
            offers.Add(offer);
        }
        return offers;
    }

    private List<Slot> Slots(string? path, List<Offer> offers)
    {
        var slots = new List<Slot>();
        var codes = offers.Select(offer => offer.Code).Concat(known.Offers).ToHashSet();
        foreach (var line in Lines(path, SlotColumns))
        {
            var offer = Known(line, "offer", codes, "Csv.UnknownOffer");
            var start = line.Instant("start", false);
            var end = line.Instant("end", true);
            var capacity = line.Whole("capacity", 0, MostQuantity);
            if (start is null && line.Raw("start").Length == 0)
                line.Fail("start", "Csv.Required");
            if (end is null && line.Raw("end").Length == 0)
                line.Fail("end", "Csv.Required");
            Window(line, "end", start, end);
            if (start is not { } from || end is not { } until)
                continue;
            if (known.Slots.Contains(new SlotName(offer, from)) || !slotTexts.TryAdd(new SlotName(offer, from), line.Raw("start")))
                line.Fail("start", "Csv.Twice", $"{offer} {line.Raw("start")}");
            slots.Add(new Slot(offer, from, until, capacity, capacity));
        }
        return slots;
    }

    private List<Demand> Demands(string? path, HashSet<string> areas, DateTimeOffset now)
    {
        var demands = new List<Demand>();
        var codes = new HashSet<string>(known.Demands);
        foreach (var line in Lines(path, DemandColumns))
        {
            var area = KnownArea(line, "area", areas);
            var demand = new Demand(line.Text("code", 40), line.Text("title", 200), line.Text("detail", CsvLine.MostText, required: false),
                line.Text("category", 40), true, area ?? default, line.Whole("quantity", 1, MostQuantity), line.Text("unitOfQuantity", 10), line.Flag("divisible"),
                line.Instant("from", false), line.Instant("until", true), line.Choice<Urgency>("urgency", Urgency.Normal), line.Flag("vulnerable"),
                line.List("audience"), line.Instant("filedAt", false) ?? now);
            Once(line, "code", demand.Code, codes);
            CodeForm(line, demand.Code);
            KnownCategory(line, "category", demand.Category);
            Window(line, "until", demand.From, demand.Until);
            if (area is not null)
                demands.Add(demand);
        }
        return demands;
    }

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

    private static void Once(CsvLine line, string column, string code, HashSet<string> seen)
    {
        if (code.Length > 0 && !seen.Add(code))
            line.Fail(column, "Csv.Twice", code);
    }

    private static string Known(CsvLine line, string column, HashSet<string> codes, string key)
    {
        var code = line.Text(column, 40);
        if (code.Length > 0 && !codes.Contains(code))
            line.Fail(column, key, code);
        return code;
    }

    private static AreaCode? KnownArea(CsvLine line, string column, HashSet<string> areas)
    {
        var code = line.Area(column);
        if (code is { } area && !areas.Contains(area.Value))
            line.Fail(column, "Csv.UnknownArea", area.Value);
        return code;
    }

    private void KnownCategory(CsvLine line, string column, string category)
    {
        if (category.Length > 0 && known.Categories?.Contains(category) == false)
            line.Fail(column, "Csv.UnknownCategory", category);
    }

    /// <summary>A spreadsheet would not run the code, and the number at its end leaves room for those that the product gives after it.</summary>
    private static void CodeForm(CsvLine line, string code)
    {
        if (code.Length > 0 && "=+-@".Contains(code[0]))
            line.Fail("code", "Csv.CodeStart", code);
        var digits = code.Length - code.AsSpan().TrimEnd("0123456789").Length;
        if (digits > MostDigits)
            line.Fail("code", "Csv.CodeNumber", code, MostDigits);
    }

    private static void Window(CsvLine line, string column, DateTimeOffset? from, DateTimeOffset? until)
    {
        if (from >= until)
            line.Fail(column, "Csv.Reversed", ChinaTime.Text(from.Value), ChinaTime.Text(until.Value));
    }
}
