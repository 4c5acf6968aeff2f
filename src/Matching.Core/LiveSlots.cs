using Matching.Core.Candidates;
using Matching.Core.Demands;
using Matching.Core.Offers;
using Matching.Core.Pairing;

namespace Matching.Core;

/// <summary>The slots of a live match: what they are called in the lists, in the candidate index and in the pairing.</summary>
internal sealed class LiveSlots
{
    private readonly MatchLists lists;
    private readonly LivePairing pairing;
    private readonly Dictionary<SlotName, Slot> slots = [];
    private readonly Dictionary<string, Offer> offers = [];
    private readonly Dictionary<(string Unit, int Month), int> caps = [];
    private readonly List<int> numbers;
    private readonly List<SlotName> names;
    private readonly Dictionary<int, int> positions = [];

    public LiveSlots(MatchLists lists, CandidateIndex index, LivePairing pairing)
    {
        (this.lists, this.pairing, Index) = (lists, pairing, index);
        names = [.. lists.Slots.Select(slot => new SlotName(slot.Offer, slot.Start))];
        numbers = [.. Enumerable.Range(0, names.Count)];
        foreach (var offer in lists.Offers)
            offers.Add(offer.Code, offer);
        for (var s = 0; s < names.Count; s++)
        {
            slots.Add(names[s], lists.Slots[s]);
            positions.Add(s, s);
            if (lists.SlotCap[s] >= 0)
                caps[(offers[names[s].Offer].Unit, lists.Slots[s].Month)] = pairing.Caps[lists.SlotCap[s]];
        }
    }

    public CandidateIndex Index { get; private set; }

    public int NumberOf(int position) => numbers[position];

    public int PositionOf(int number) => positions[number];

    public SlotName NameOf(int number) => names[positions[number]];

    public Offer OfferOf(string code) => offers[code];

    public Slot SlotOf(SlotName name) => slots[name];

    public string UnitOf(SlotName name) => lists.Units[lists.UnitPosition(offers[name.Offer].Unit)].Name;

    /// <summary>The pairing's numbers of the offer's slots.</summary>
    public IEnumerable<int> NumbersOf(string offer) =>
        Enumerable.Range(0, names.Count).Where(position => names[position].Offer == offer).Select(position => numbers[position]);

    /// <summary>Today's prices by position in the index, caps included. They are read where they stand: a copy of a district's 224,000
    /// took longer than the rest of a filing.</summary>
    public SlotPrices Prices() => new(pairing.NodePrices, [], [], numbers);

    /// <summary>Whether slots of a known offer hold more or less than these, or a cap above them does.</summary>
    public bool Differ(IReadOnlyList<Slot> own, Func<int, int?> capLeft) => own.Any(slot =>
        slots.GetValueOrDefault(new SlotName(slot.Offer, slot.Start)) != slot
        || (capLeft(slot.Month) is { } left && caps.TryGetValue((offers[slot.Offer].Unit, slot.Month), out var cap) && pairing.Capacity(cap) != left));

    public void Put(Offer offer, IReadOnlyList<Slot> own, Func<int, int?> capLeft)
    {
        Close(offer.Code);
        Index = Index.With(offer, own, month => capLeft(month) == 0);
        offers[offer.Code] = offer;
        foreach (var slot in own.OrderBy(slot => slot.Start))
            Put(new SlotName(slot.Offer, slot.Start), slot, capLeft(slot.Month));
    }

    /// <summary>Takes over what known slots of one offer, and the caps of their months, have left; its words stay as they were read.</summary>
    public void SetRemaining(IReadOnlyList<Slot> own, Func<int, int?> capLeft)
    {
        foreach (var slot in own)
        {
            Index = Index.WithRemaining(new SlotName(slot.Offer, slot.Start), slot.Remaining);
            Put(new SlotName(slot.Offer, slot.Start), slot, capLeft(slot.Month));
        }
        foreach (var month in own.Select(slot => slot.Month).Distinct())
            Index = Index.WithCap(own[0].Offer, month, capLeft(month) == 0);
    }

    public void Remove(string offer)
    {
        Close(offer);
        Index = Index.Without(offer);
    }

    private void Close(string offer)
    {
        foreach (var number in NumbersOf(offer).ToList())
            pairing.SetCapacity(number, 0);
    }

    private void Put(SlotName name, Slot slot, int? capLeft)
    {
        slots[name] = slot;
        var cap = capLeft is { } left ? CapOf((offers[name.Offer].Unit, slot.Month), left) : -1;
        var position = Index.SlotPosition(name);
        if (position < numbers.Count)
        {
            pairing.SetCapacity(numbers[position], Math.Max(0, slot.Remaining));
            return;
        }
        numbers.Add(pairing.AddSlot(Math.Max(0, slot.Remaining), cap));
        names.Add(name);
        positions.Add(numbers[^1], position);
    }

    private int CapOf((string Unit, int Month) name, int left)
    {
        if (!caps.TryGetValue(name, out var cap))
            caps.Add(name, cap = pairing.AddCap(left));
        pairing.SetCapacity(cap, left);
        return cap;
    }
}
