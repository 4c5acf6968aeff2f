using Matching.Api.Offers;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Offers;
using Matching.Core.Units;

namespace Matching.Api.Lists;

/// <summary>Reads grid, units, pairings, offers, slots and demands line by line; what stands in one line may be referred to in a later one.
/// What is wrong is reported by the line.</summary>
/// <param name="codesMayStand">A line may carry a code that the store holds already, and a demand none: it is then compared, or given
/// a code.</param>
internal sealed class ListLines(KnownCodes known, bool codesMayStand = false)
{
    private const int MostDigits = 8;

    private readonly HashSet<string> areas = [.. known.Areas];
    private readonly HashSet<string> units = [.. known.Units];
    private readonly HashSet<string> offers = [.. known.Offers];
    private readonly HashSet<string> pairings = [.. known.Pairings];
    private readonly HashSet<string> seenOffers = codesMayStand ? [] : [.. known.Offers];
    private readonly HashSet<string> seenDemands = codesMayStand ? [] : [.. known.Demands];
    private readonly Dictionary<SlotName, string> slotTexts = [];
    private readonly Dictionary<string, DemandState> states = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OfferState> offerStates = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<SlotName, string> SlotTexts => slotTexts;

    public IReadOnlyDictionary<string, DemandState> States => states;

    public IReadOnlyDictionary<string, OfferState> OfferStates => offerStates;

    public Area? Area(CsvLine line)
    {
        var name = line.Text("name", 100);
        var level = line.Choice<AreaLevel>("level");
        if (line.Area("code") is not { } code)
            return null;
        if (level != default && code.Level != level)
            line.Fail("level", "Csv.LevelLength", level.ToString().ToLowerInvariant(), (int)level);
        Once(line, "code", code.Value, areas);
        return new Area(code, name);
    }

    public PartnerUnit? Unit(CsvLine line)
    {
        var unit = (Code: line.Text("code", 40), Name: line.Text("name", 100), Kind: line.Choice<UnitKind>("kind"), Area: KnownArea(line, "area"));
        var cap = line.WholeOrNull("monthlyCap", 0, 1_000_000);
        Once(line, "code", unit.Code, units);
        return unit.Area is { } area ? new PartnerUnit(unit.Code, unit.Name, unit.Kind, area, cap, line.List("qualifications")) : null;
    }

    public UnitPairing? Pairing(CsvLine line)
    {
        var unit = Known(line, "unit", units, "Csv.UnknownUnit");
        var ring = line.Choice<Ring>("ring");
        var until = line.Instant("agreementUntil", endOfWindow: true);
        if (KnownArea(line, "community") is not { } community)
            return null;
        if (community.Level != AreaLevel.Community)
            line.Fail("community", "Csv.NotCommunity", community.Value);
        Once(line, "unit", $"{unit} + {community}", pairings);
        return new UnitPairing(unit, community, ring, until);
    }

    public Offer Offer(CsvLine line)
    {
        var offer = new Offer(line.Text("code", 40), Known(line, "unit", units, "Csv.UnknownUnit"), line.Text("title", 200),
            line.Text("detail", CsvLine.MostText, required: false), line.Choice<OfferKind>("kind"), line.List("categories"), line.Areas("areas"),
            line.Text("unitOfCapacity", 10), line.Instant("validFrom", false), line.Instant("validUntil", true),
            line.WholeOrNull("noticeHours", 0, 8760) ?? 0, line.List("audience"));
        Once(line, "code", offer.Code, seenOffers);
        CodeForm(line, offer.Code);
        foreach (var category in offer.Categories)
            KnownCategory(line, "categories", category);
        if (offer.Categories.Count == 0)
            line.Fail("categories", "Csv.Required");
        foreach (var area in offer.Areas.Where(area => !areas.Contains(area.Value)))
            line.Fail("areas", "Csv.UnknownArea", area.Value);
        Window(line, "validUntil", offer.ValidFrom, offer.ValidUntil);
        offers.Add(offer.Code);
        if (line.Raw("state").Length > 0)
            offerStates[offer.Code] = line.Choice<OfferState>("state");
        return offer with { Withdrawn = offerStates.GetValueOrDefault(offer.Code) != OfferState.Published };
    }

    public Slot? Slot(CsvLine line)
    {
        var offer = Known(line, "offer", offers, "Csv.UnknownOffer");
        var start = line.Instant("start", false);
        var end = line.Instant("end", true);
        var capacity = line.Whole("capacity", 0, ListFiles.MostQuantity);
        if (start is null && line.Raw("start").Length == 0)
            line.Fail("start", "Csv.Required");
        if (end is null && line.Raw("end").Length == 0)
            line.Fail("end", "Csv.Required");
        Window(line, "end", start, end);
        if (start is not { } from || end is not { } until)
            return null;
        var stands = !codesMayStand && known.Slots.Contains(new SlotName(offer, from));
        if (stands || !slotTexts.TryAdd(new SlotName(offer, from), line.Raw("start")))
            line.Fail("start", "Csv.Twice", $"{offer} {line.Raw("start")}");
        return new Slot(offer, from, until, capacity, capacity);
    }

    public Demand? Demand(CsvLine line, DateTimeOffset now)
    {
        var area = KnownArea(line, "area");
        var demand = new Demand(line.Text("code", 40, required: !codesMayStand), line.Text("title", 200), line.Text("detail", CsvLine.MostText, required: false),
            line.Text("category", 40), true, area ?? default, line.Whole("quantity", 1, ListFiles.MostQuantity), line.Text("unitOfQuantity", 10), line.Flag("divisible"),
            line.Instant("from", false), line.Instant("until", true), line.Choice<Urgency>("urgency", Urgency.Normal), line.Flag("vulnerable"),
            line.List("audience"), line.Instant("filedAt", false) ?? now);
        Once(line, "code", demand.Code, seenDemands);
        CodeForm(line, demand.Code);
        KnownCategory(line, "category", demand.Category);
        Window(line, "until", demand.From, demand.Until);
        var state = line.Choice<DemandState>("state", DemandState.Filed);
        if (state != DemandState.Filed)
            states[demand.Code] = state;
        return area is null ? null : demand;
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

    private AreaCode? KnownArea(CsvLine line, string column)
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
