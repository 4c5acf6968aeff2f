namespace Matching.Core.Candidates;

/// <summary>A slot for a demand with its soft score.</summary>
public readonly record struct RankedSlot(int Score, int Slot)
{
    internal static readonly Comparer<RankedSlot> BestFirst = Comparer<RankedSlot>.Create((a, b) => a.IsBefore(b) ? -1 : b.IsBefore(a) ? 1 : 0);

    /// <summary>Higher score first; equal scores by position.</summary>
    public bool IsBefore(RankedSlot other) => Score != other.Score ? Score > other.Score : Slot < other.Slot;
}

/// <summary>What a search keeps of the feasible slots it meets.</summary>
internal interface ISlotSink
{
    /// <summary>The least soft score that still matters.</summary>
    int Least { get; }

    void Take(RankedSlot slot);
}

/// <summary>The best slots, as many as the buffer holds, best first.</summary>
internal ref struct BestSlots(Span<RankedSlot> kept) : ISlotSink
{
    private readonly Span<RankedSlot> kept = kept;

    public int Count { get; private set; }

    public readonly int Least => Count < kept.Length ? 0 : kept[^1].Score;

    public void Take(RankedSlot slot)
    {
        if (Count == kept.Length && !slot.IsBefore(kept[^1]))
            return;
        var at = Count < kept.Length ? Count++ : Count - 1;
        for (; at > 0 && slot.IsBefore(kept[at - 1]); at--)
            kept[at] = kept[at - 1];
        kept[at] = slot;
    }
}

/// <summary>Every slot, in the order met.</summary>
internal readonly struct EverySlot(List<RankedSlot> slots) : ISlotSink
{
    public int Least => 0;

    public void Take(RankedSlot slot) => slots.Add(slot);
}

/// <summary>
/// The slot outside a list that is worth most beyond its price and above a surplus. Worth is q (level points + soft score − price of
/// the slot) − price of its caps, for all of the demand; on equal worth the lower position.
/// </summary>
internal struct BestBeyond(int quantity, long levelPoints, SlotPrices prices, long surplus, IReadOnlyCollection<int> listed) : ISlotSink
{
    private long worth = surplus;

    /// <summary>The slot found, or null.</summary>
    public RankedSlot? Found { get; private set; }

    /// <summary>As prices are not negative, no lower score is worth more than what was found.</summary>
    public readonly int Least => (int)Math.Clamp(worth / quantity - levelPoints, 0, Scoring.Scorer.Whole + 1);

    public void Take(RankedSlot slot)
    {
        var found = quantity * (levelPoints + slot.Score - prices.Of(slot.Slot)) - prices.OfCaps(slot.Slot);
        if (found < worth || (found == worth && (Found is not { } before || before.Slot < slot.Slot)) || listed.Contains(slot.Slot))
            return;
        (worth, Found) = (found, slot);
    }
}

/// <summary>Prices per unit of each slot and per order of each cap, neither negative.</summary>
/// <param name="SlotCap">Per slot its cap, or -1.</param>
/// <param name="Row">Where the price of each slot stands in <paramref name="OfSlot"/>; null = at the slot's own position.</param>
public sealed record SlotPrices(long[] OfSlot, int[] SlotCap, long[] OfCap, IReadOnlyList<int>? Row = null)
{
    internal long Of(int slot) => OfSlot[Row is null ? slot : Row[slot]];

    internal long OfCaps(int slot) => OfCap.Length > 0 && SlotCap[slot] is >= 0 and var cap ? OfCap[cap] : 0;
}
