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
    private readonly Dictionary<string, int> categoryNumbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> unitPositions = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Unit, AreaCode Community), UnitPairing> pairings = [];
    private readonly Dictionary<SlotName, int> slotPositions = [];
    private readonly Dictionary<AreaCode, int> communityLoads;
    private readonly int[] fits;

    /// <exception cref="ArgumentException">A code stands twice, or a reference leads nowhere.</exception>
    public MatchLists(MatchInput input, MatchPolicy policy)
    {
        (Input, Policy) = (input, policy);
        RefuseImpossible(input);
        Units = Sorted(input.Units, unit => unit.Code, StringComparer.Ordinal);
        Offers = Sorted(input.Offers, offer => offer.Code, StringComparer.Ordinal);
        Demands = Sorted(input.Demands, demand => demand.Code, StringComparer.Ordinal);
        Slots = Sorted(input.Slots, slot => new SlotName(slot.Offer, slot.Start), Comparer<SlotName>.Default);
        for (var u = 0; u < Units.Length; u++)
            unitPositions.Add(Units[u].Code, u);
        for (var s = 0; s < Slots.Length; s++)
            slotPositions.Add(new SlotName(Slots[s].Offer, Slots[s].Start), s);

        OfferUnit = Array.ConvertAll(Offers, offer => UnitPosition(offer.Unit));
        (OfferSlots, SlotOffer) = SlotRanges();
        OfferCategories = Array.ConvertAll(Offers, offer => offer.Categories.Select(CategoryNumber).ToArray());
        DemandCategory = Array.ConvertAll(Demands, demand => CategoryNumber(demand.Category));
        fits = FitTable();
        (SlotCap, CapLimits, CapUsed) = Caps();
        foreach (var pairing in input.Pairings.OrderBy(pairing => pairing.Ring))
        {
            if (unitPositions.TryGetValue(pairing.Unit, out var unit) && IsRunning(pairing))
                pairings.TryAdd((unit, pairing.Community), pairing);
        }
        communityLoads = input.CommunityLoads.ToDictionary(load => load.Community, load => load.Orders);
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

    public int[][] OfferCategories { get; }

    public int[] DemandCategory { get; }

    /// <summary>Per slot, the monthly cap that counts it, or -1.</summary>
    public int[] SlotCap { get; }

    /// <summary>Per cap, orders it still allows.</summary>
    public int[] CapLimits { get; }

    /// <summary>Per cap, pinned orders that count against it.</summary>
    public int[] CapUsed { get; }

    /// <summary>Best fit of any of the offer's categories to the demand's, in millionths; 0 = not compatible.</summary>
    public int CategoryFit(int demandCategory, int offer)
    {
        var best = 0;
        foreach (var category in OfferCategories[offer])
            best = Math.Max(best, fits[demandCategory * categoryNumbers.Count + category]);
        return best;
    }

    /// <summary>The running pairing of the unit with the demand's community, if any.</summary>
    public UnitPairing? PairingOf(int unit, AreaCode area) =>
        area.At(AreaLevel.Community) is { } community && pairings.TryGetValue((unit, community), out var pairing) ? pairing : null;

    public int CommunityLoad(AreaCode area) =>
        area.At(AreaLevel.Community) is { } community ? communityLoads.GetValueOrDefault(community) : 0;

    /// <summary>Where a slot stands, or -1.</summary>
    public int SlotPosition(SlotName name) => slotPositions.GetValueOrDefault(name, -1);

    private int UnitPosition(string code) =>
        unitPositions.TryGetValue(code, out var unit) ? unit : throw new ArgumentException($"Unit '{code}' is not in the list.");

    private int CategoryNumber(string category)
    {
        if (!categoryNumbers.TryGetValue(category, out var number))
            categoryNumbers.Add(category, number = categoryNumbers.Count);
        return number;
    }

    private bool IsRunning(UnitPairing pairing) => pairing.AgreementUntil is not { } until || until > Input.Now;

    private int[] FitTable()
    {
        var n = categoryNumbers.Count;
        var table = new int[n * n];
        for (var c = 0; c < n; c++)
            table[c * n + c] = 1_000_000;
        foreach (var row in Policy.Compatibility)
        {
            if (categoryNumbers.TryGetValue(row.DemandCategory, out var demand) && categoryNumbers.TryGetValue(row.OfferCategory, out var offer))
                table[demand * n + offer] = row.Fit;
        }
        return table;
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
