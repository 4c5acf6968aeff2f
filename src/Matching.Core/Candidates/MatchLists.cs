using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Offers;
using Matching.Core.Units;

namespace Matching.Core.Candidates;

/// <summary>
/// The lists made ready for the engine: sorted by code (slots by offer and start), references resolved to positions, tags and
/// categories to small numbers. Everything hot works on these positions.
/// </summary>
public sealed class MatchLists
{
    private readonly Dictionary<string, int> unitPositions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> offerPositions = new(StringComparer.Ordinal);
    private readonly Dictionary<AreaCode, int> communityLoads;

    /// <exception cref="ArgumentException">A code stands twice, or a reference leads nowhere.</exception>
    public MatchLists(MatchInput input, MatchPolicy policy)
    {
        (Input, Policy) = (input, policy);
        RefuseImpossible(input);
        if (policy.Candidates is < 1 or > 1_000)
            throw new ArgumentException($"{policy.Candidates} candidates are asked for; 1 to 1,000 are possible.");
        Units = Sorted(input.Units, unit => unit.Code, StringComparer.Ordinal);
        Offers = Sorted(input.Offers, offer => offer.Code, StringComparer.Ordinal);
        Demands = Sorted(input.Demands, demand => demand.Code, StringComparer.Ordinal);
        Slots = Sorted(input.Slots, slot => new SlotName(slot.Offer, slot.Start), Comparer<SlotName>.Default);
        for (var u = 0; u < Units.Length; u++)
            unitPositions.Add(Units[u].Code, u);
        for (var o = 0; o < Offers.Length; o++)
            offerPositions.Add(Offers[o].Code, o);

        OfferUnit = Array.ConvertAll(Offers, offer => UnitPosition(offer.Unit));
        (OfferSlots, SlotOffer) = SlotRanges();
        (SlotCap, CapLimits, CapUsed) = Caps();
        communityLoads = input.CommunityLoads.ToDictionary(load => load.Community, load => load.Orders);
        Catalogue = new Catalogue(input, policy);
        UnitFacts = ReadUnits();
        Facts = [.. Enumerable.Range(0, Offers.Length).Select(ReadOffer)];
        Needs = Array.ConvertAll(Demands, demand => ReadDemand(demand, Catalogue, SlotPosition));
    }

    public MatchInput Input { get; }

    public MatchPolicy Policy { get; }

    public PartnerUnit[] Units { get; }

    public Offer[] Offers { get; }

    public Slot[] Slots { get; }

    public Demand[] Demands { get; }

    /// <summary>Per offer, the position of its unit.</summary>
    public int[] OfferUnit { get; }

    /// <summary>Slots of offer o are [OfferSlots[o], OfferSlots[o + 1]).</summary>
    public int[] OfferSlots { get; }

    public int[] SlotOffer { get; }

    /// <summary>Per slot, the monthly cap that counts it, or -1.</summary>
    public int[] SlotCap { get; }

    /// <summary>Per cap, orders it still allows.</summary>
    public int[] CapLimits { get; }

    /// <summary>Per cap, pinned orders that count against it.</summary>
    public int[] CapUsed { get; }

    /// <summary>The run's instant, in ticks of UTC.</summary>
    public long Now => Input.Now.UtcTicks;

    public Catalogue Catalogue { get; }

    /// <summary>The demands in integers, by position.</summary>
    public Need[] Needs { get; }

    /// <summary>The offers in integers, by position.</summary>
    public OfferFacts[] Facts { get; }

    /// <summary>The units in integers, by position.</summary>
    public UnitFacts[] UnitFacts { get; }

    public int CommunityLoad(AreaCode area) =>
        area.At(AreaLevel.Community) is { } community ? communityLoads.GetValueOrDefault(community) : 0;

    /// <summary>Where a slot stands, or -1.</summary>
    public int SlotPosition(SlotName name)
    {
        if (!offerPositions.TryGetValue(name.Offer, out var o))
            return -1;
        var i = Array.FindIndex(Facts[o].Slots, slot => slot.Start == name.Start.UtcTicks);
        return i < 0 ? -1 : Facts[o].Slots[i].Position;
    }

    /// <summary>Where an offer stands, or -1.</summary>
    public int OfferPosition(string code) => offerPositions.GetValueOrDefault(code, -1);

    /// <summary>Where a unit stands.</summary>
    /// <exception cref="ArgumentException">It is not in the list.</exception>
    public int UnitPosition(string code) =>
        unitPositions.TryGetValue(code, out var unit) ? unit : throw new ArgumentException($"Unit '{code}' is not in the list.");

    /// <summary>A demand in integers, in the lists or not; bars of units and slots that are not there are left out.</summary>
    public Need ReadDemand(Demand demand, Catalogue catalogue, Func<SlotName, int> slotPosition) =>
        new(catalogue, demand, code => unitPositions.GetValueOrDefault(code, -1), slotPosition);

    private UnitFacts[] ReadUnits()
    {
        var rings = new List<(AreaRange Community, Ring Ring)>[Units.Length];
        foreach (var pairing in Input.Pairings.OrderBy(pairing => pairing.Ring))
        {
            if (!unitPositions.TryGetValue(pairing.Unit, out var unit) || pairing.AgreementUntil <= Input.Now)
                continue;
            var community = AreaRange.Of(pairing.Community);
            if (!(rings[unit] ??= []).Exists(ring => ring.Community == community))
                rings[unit].Add((community, pairing.Ring));
        }
        return [.. Units.Select((unit, u) => new UnitFacts(u, AreaRange.Of(unit.Area), unit.Suspended, Catalogue.Licences.Find(unit.Qualifications), rings[u] ?? []))];
    }

    private OfferFacts ReadOffer(int o)
    {
        var slots = new SlotFacts[OfferSlots[o + 1] - OfferSlots[o]];
        for (var i = 0; i < slots.Length; i++)
        {
            var s = OfferSlots[o] + i;
            slots[i] = new SlotFacts(s, Slots[s].Start.UtcTicks, Slots[s].End.UtcTicks, Slots[s].Remaining, SlotCap[s] >= 0 && CapLimits[SlotCap[s]] == 0);
        }
        return new OfferFacts(Catalogue, o, Offers[o], UnitFacts[OfferUnit[o]], Now, slots);
    }

    private (int[] Ranges, int[] Offers) SlotRanges()
    {
        var ranges = new int[Offers.Length + 1];
        var offers = new int[Slots.Length];
        var s = 0;
        for (var o = 0; o < Offers.Length; o++)
        {
            ranges[o] = s;
            for (; s < Slots.Length && Slots[s].Offer == Offers[o].Code; s++)
                offers[s] = o;
        }
        ranges[Offers.Length] = s;
        return s == Slots.Length ? (ranges, offers) : throw new ArgumentException($"Offer '{Slots[s].Offer}' of a slot is not in the list.");
    }

    private (int[] SlotCap, int[] Limits, int[] Used) Caps()
    {
        var used = Input.CapUses.ToDictionary(use => (use.Unit, use.Month), use => use.Orders);
        var numbers = new Dictionary<(int, int), int>();
        var (limits, uses) = (new List<int>(), new List<int>());
        var slotCap = new int[Slots.Length];
        for (var s = 0; s < Slots.Length; s++)
        {
            var unit = OfferUnit[SlotOffer[s]];
            slotCap[s] = -1;
            if (Units[unit].MonthlyCap is not { } cap)
                continue;
            var name = (unit, Slots[s].Month);
            if (!numbers.TryGetValue(name, out slotCap[s]))
            {
                numbers.Add(name, slotCap[s] = limits.Count);
                uses.Add(used.GetValueOrDefault((Units[unit].Code, Slots[s].Month)));
                limits.Add(Math.Max(0, cap - uses[^1]));
            }
        }
        return (slotCap, [.. limits], [.. uses]);
    }

    private static void RefuseImpossible(MatchInput input)
    {
        if (input.Demands.FirstOrDefault(demand => demand.Quantity < 1 || demand.From >= demand.Until) is { } demand)
            throw new ArgumentException($"Demand '{demand.Code}' has no quantity or a reversed window.");
        if (input.Slots.FirstOrDefault(slot => slot.Start >= slot.End || slot.Capacity < 0) is { } slot)
            throw new ArgumentException($"A slot of '{slot.Offer}' has a reversed window or a negative capacity.");
    }

    private static T[] Sorted<T, TKey>(IReadOnlyList<T> rows, Func<T, TKey> key, IComparer<TKey> comparer)
    {
        var sorted = rows.ToArray();
        var keys = rows.Select(key).ToArray();
        Array.Sort(keys, sorted, comparer);
        for (var i = 1; i < keys.Length; i++)
        {
            if (comparer.Compare(keys[i - 1], keys[i]) == 0)
                throw new ArgumentException($"'{keys[i]}' stands twice in a list.");
        }
        return sorted;
    }
}
