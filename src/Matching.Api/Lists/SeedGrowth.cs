using System.Globalization;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Offers;
using Matching.Core.Units;

namespace Matching.Api.Lists;

/// <summary>Sizes to be real at: the street of the articles, the same with capture fixed, a Beijing-grade street, a district.</summary>
internal enum SeedProfile { S, M, L, XL }

/// <summary>
/// Grows the hand-written seed lists to a profile. The seed stays at the head; every further block of rows is the seed again,
/// moved to other communities of one street and varied. The same seed gives the same lists on any machine.
/// </summary>
internal static class SeedGrowth
{
    public static ListSet Grow(ListSet seed, SeedProfile profile) => Grow(seed, profile switch
    {
        SeedProfile.S => new GrownSizes(1, 12, 50, 800, 1_000, 300),
        SeedProfile.M => new GrownSizes(1, 12, 100, 800, 2_000, 2_400),
        SeedProfile.L => new GrownSizes(1, 20, 200, 1_500, 5_000, 13_000),
        SeedProfile.XL => new GrownSizes(13, 260, 3_000, 15_000, 50_000, 150_000),
        _ => throw new ArgumentOutOfRangeException(nameof(profile), profile, null),
    });

    public static ListSet Grow(ListSet seed, GrownSizes sizes) => new GrownRows(seed, sizes).Lists();
}

internal sealed record GrownSizes(int Streets, int Communities, int Estates, int Units, int Offers, int Demands);

internal sealed class GrownRows
{
    private const int DistrictWidePercent = 2;
    private const int MostShiftDays = 6;
    private const int LargeAmount = 1000;

    /// <summary>Coprime to 12 and 20 communities, so that the blocks of a street come to all of them.</summary>
    private const int ShiftPerRound = 7;

    private static readonly string[] OfferTails =
        ["", "名额以登记先后为准。", "可由楼长代为登记。", "当天现场也可补报。", "雨天顺延一次。", "外小区街坊同样欢迎。", "改期提前一天打招呼就行。", "材料由我方自备。", "一户限报一次。", "做完请填张回执。"];

    private static readonly string[] DemandTails =
        ["", "白天家里有人。", "来之前打个电话就行。", "最好赶在周末。", "楼长可以带路。", "晚上七点以后都在家。", "门口好停车。", "不急这一两天，但别忘了我们。", "邻居们都等着回话。", "找我或楼长都行。", "物业那边说过了，没下文。", "群里又有人问起。"];

    private readonly ListSet seed;
    private readonly GrownSizes sizes;
    private readonly GrownGrid grid;
    private readonly HashSet<string> texts = new(StringComparer.Ordinal);
    private readonly (DateTimeOffset? From, DateTimeOffset? Until, DateTimeOffset Filed) demandSpan;

    public GrownRows(ListSet seed, GrownSizes sizes)
    {
        (this.seed, this.sizes) = (seed, sizes);
        grid = new GrownGrid(seed.Areas, sizes.Streets, sizes.Communities, sizes.Estates);
        demandSpan = (seed.Demands.Min(demand => demand.From), seed.Demands.Max(demand => demand.Until), seed.Demands.Max(demand => demand.FiledAt));
        texts.UnionWith(seed.Units.Select(unit => unit.Name));
        texts.UnionWith(seed.Offers.Select(offer => offer.Title + offer.Detail));
        texts.UnionWith(seed.Demands.Select(demand => demand.Title + demand.Detail));
    }

    public ListSet Lists()
    {
        List<PartnerUnit> units = [.. seed.Units, .. Copies(seed.Units.Count, sizes.Units, shuffled: false, salt: 1).Select(UnitOf)];
        var offers = seed.Offers.ToList();
        var slots = seed.Slots.ToList();
        var slotTexts = new Dictionary<SlotName, string>(seed.SlotTexts);
        var slotsOf = seed.Slots.ToLookup(slot => slot.Offer);
        var span = (From: seed.Slots.Min(slot => slot.Start), Until: seed.Slots.Max(slot => slot.End));
        foreach (var copy in Copies(seed.Offers.Count, sizes.Offers, shuffled: true, salt: 2))
        {
            var pattern = slotsOf[seed.Offers[copy.Source].Code].ToList();
            var days = pattern.Count == 0 ? 0 : copy.Dice.Days(span.From - pattern.Min(slot => slot.Start), span.Until - pattern.Max(slot => slot.End));
            var offer = OfferOf(copy, days);
            offers.Add(offer);
            foreach (var slot in pattern)
            {
                var capacity = Varied(slot.Capacity, copy.Dice);
                var grown = new Slot(offer.Code, slot.Start.AddDays(days), slot.End.AddDays(days), capacity, capacity);
                slots.Add(grown);
                slotTexts.Add(new SlotName(grown.Offer, grown.Start), ChinaTime.Local(grown.Start).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture));
            }
        }
        List<Demand> demands = [.. seed.Demands, .. Copies(seed.Demands.Count, sizes.Demands, shuffled: true, salt: 3).Select(DemandOf)];
        return new ListSet(grid.Areas, units, Pairings(units), offers, slots, demands, slotTexts);
    }

    /// <summary>The rows after the seed, in blocks of the seed's size that come to the streets in turn.</summary>
    private IEnumerable<Copy> Copies(int seedRows, int rows, bool shuffled, ulong salt)
    {
        var order = Enumerable.Range(0, seedRows).ToArray();
        for (var n = seedRows; n < rows; n++)
        {
            var block = n / seedRows;
            if (shuffled && n % seedRows == 0)
                new Dice(salt, (ulong)block).Shuffle(order);
            yield return new Copy(n, order[n % seedRows], block % sizes.Streets, block / sizes.Streets, new Dice(salt + 3, (ulong)n));
        }
    }

    private Move MoveOf(Copy copy, int round) =>
        new(copy.Street, round * ShiftPerRound % grid.CommunitiesPerStreet, copy.Dice.Below(3600));

    private PartnerUnit UnitOf(Copy copy)
    {
        var unit = seed.Units[copy.Source];
        // Units of the whole street are named after one of its communities, since the street has one such unit only.
        var move = MoveOf(copy, copy.Round);
        var name = grid.NamesPlace(unit.Name) ? grid.Retold(unit.Name, unit.Area, move) : grid.Place(unit.Area, move) + unit.Name;
        if (!texts.Add(name))
            texts.Add(name += $"{copy.Round + 1}部");
        return unit with { Code = Code("DW-", copy.Number, "0000"), Name = name, Area = grid.Moved(unit.Area, move) };
    }

    /// <summary>The offer moves as the copy of its unit does that publishes it.</summary>
    private Offer OfferOf(Copy copy, int days)
    {
        var offer = seed.Offers[copy.Source];
        var (unit, round) = PublisherOf(copy);
        var move = MoveOf(copy, round);
        var area = seed.Units.First(row => row.Code == offer.Unit).Area;
        var (title, detail) = Texts(offer.Title, offer.Detail, area, move, OfferTails, copy.Dice);
        var districtWide = sizes.Streets > 1 && copy.Dice.Below(100) < DistrictWidePercent;
        return offer with
        {
            Code = Code("ZY-2026-", copy.Number, "000000"), Unit = unit, Title = title, Detail = detail,
            Areas = districtWide ? [] : [.. offer.Areas.Select(served => grid.Moved(served, move)).Order()],
            ValidFrom = offer.ValidFrom?.AddDays(days), ValidUntil = offer.ValidUntil?.AddDays(days),
        };
    }

    private (string Unit, int Round) PublisherOf(Copy copy)
    {
        var source = seed.Units.Select((unit, i) => (unit.Code, i)).First(row => row.Code == seed.Offers[copy.Source].Unit).i;
        var perRound = seed.Units.Count * sizes.Streets;
        var first = copy.Street * seed.Units.Count + source;
        var round = copy.Round % Math.Max(1, (sizes.Units - first + perRound - 1) / perRound);
        var number = first + round * perRound;
        return (number < seed.Units.Count ? seed.Units[number].Code : Code("DW-", number, "0000"), round);
    }

    private Demand DemandOf(Copy copy)
    {
        var demand = seed.Demands[copy.Source];
        var move = MoveOf(copy, copy.Round);
        var (title, detail) = Texts(demand.Title, demand.Detail, demand.Area, move, DemandTails, copy.Dice);
        var days = demand.Urgency == Urgency.Normal && demandSpan.From - demand.From is { } earliest && demandSpan.Until - demand.Until is { } latest
            ? copy.Dice.Days(earliest, latest)
            : 0;
        var filed = demand.FiledAt.AddMinutes(copy.Dice.Below(7200) - 3600);
        return demand with
        {
            Code = Code("XQ-2026-", copy.Number, "000000"), Title = title, Detail = detail, Area = grid.Moved(demand.Area, move),
            Quantity = demand.Quantity == 1 ? 1 : Varied(demand.Quantity, copy.Dice),
            From = demand.From?.AddDays(days), Until = demand.Until?.AddDays(days),
            FiledAt = filed < demandSpan.Filed ? filed : demandSpan.Filed,
        };
    }

    /// <summary>Title and detail told of the new place, which the title names; another tail where a text like it is there already.</summary>
    private (string Title, string Detail) Texts(string title, string detail, AreaCode area, Move move, string[] tails, Dice dice)
    {
        var newTitle = grid.NamesPlace(title) ? grid.Retold(title, area, move) : grid.Place(area, move) + title;
        var newDetail = grid.Retold(detail, area, move);
        var first = dice.Below(tails.Length);
        for (var i = 0; i < tails.Length; i++)
        {
            var told = newDetail + tails[(first + i) % tails.Length];
            if (texts.Add(newTitle + told))
                return (newTitle, told);
        }
        return (newTitle, newDetail + tails[first]);
    }

    /// <summary>The seed's pairings, filled up to 10 to 20 units of the same street per community.</summary>
    private List<UnitPairing> Pairings(List<PartnerUnit> units)
    {
        var pairings = seed.Pairings.ToList();
        var unitsOf = units.ToLookup(unit => unit.Area.Street);
        foreach (var community in grid.CommunityCodes)
        {
            var dice = new Dice(9, ulong.Parse(community.Value, CultureInfo.InvariantCulture));
            var near = unitsOf[community.Street].ToList();
            var paired = seed.Pairings.Where(pairing => pairing.Community == community).Select(pairing => pairing.Unit).ToHashSet();
            for (var wanted = 10 + dice.Below(11); paired.Count < Math.Min(wanted, near.Count);)
            {
                var unit = near[dice.Below(near.Count)].Code;
                if (paired.Add(unit))
                    pairings.Add(seed.Pairings[dice.Below(seed.Pairings.Count)] with { Unit = unit, Community = community });
            }
        }
        return pairings;
    }

    /// <summary>Three to five quarters of it; large amounts in fifties.</summary>
    private static int Varied(int quantity, Dice dice)
    {
        var varied = (int)(((long)quantity * (75 + dice.Below(51)) + 50) / 100);
        return quantity < LargeAmount ? varied : varied / 50 * 50;
    }

    private static string Code(string prefix, int position, string digits) => prefix + (position + 1).ToString(digits, CultureInfo.InvariantCulture);

    /// <summary>Row <paramref name="Number"/> of the grown list, made of row <paramref name="Source"/> of the seed.</summary>
    private sealed record Copy(int Number, int Source, int Street, int Round, Dice Dice);

    /// <summary>SplitMix64 (Steele, Lea and Flood 2014): the same numbers on every runtime.</summary>
    private sealed class Dice(ulong salt, ulong row)
    {
        private ulong state = unchecked(salt * 0xD1342543DE82EF95 + row * 0xAF251AF3B0F025B5);

        public int Below(int limit) => (int)(Next() % (ulong)limit);

        /// <summary>Whole days in [earliest, latest], at most six either way.</summary>
        public int Days(TimeSpan earliest, TimeSpan latest)
        {
            var least = Math.Max(-MostShiftDays, (int)Math.Ceiling(Math.Min(0, earliest.TotalDays)));
            var most = Math.Min(MostShiftDays, (int)Math.Floor(Math.Max(0, latest.TotalDays)));
            return least + Below(most - least + 1);
        }

        public void Shuffle(int[] order)
        {
            for (var i = order.Length - 1; i > 0; i--)
            {
                var j = Below(i + 1);
                (order[i], order[j]) = (order[j], order[i]);
            }
        }

        private ulong Next()
        {
            unchecked
            {
                var z = state += 0x9E3779B97F4A7C15;
                z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
                z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
                return z ^ (z >> 31);
            }
        }
    }
}
