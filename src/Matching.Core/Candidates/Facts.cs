using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Offers;
using Matching.Core.Units;

namespace Matching.Core.Candidates;

/// <summary>A demand as the rules compare it: integers only. Instants are ticks of UTC; open ends are the least and the greatest.</summary>
public sealed class Need(Catalogue catalogue, Demand demand, Func<string, int> unitPosition, Func<SlotName, int> slotPosition)
{
    public readonly int Category = catalogue.Categories.Find(demand.Category);
    public readonly bool IsConfirmed = demand.CategoryConfirmed;
    public readonly int Licence = catalogue.LicenceFor(demand.Category);
    public readonly int Measure = catalogue.Measures.Find(demand.UnitOfQuantity);
    public readonly AreaRange Area = AreaRange.Of(demand.Area);
    public readonly TagSet Audience = new(catalogue.Tags.Find(demand.Audience));
    public readonly int Quantity = demand.Quantity;
    public readonly bool IsDivisible = demand.Divisible;
    public readonly long From = demand.From?.UtcTicks ?? long.MinValue;
    public readonly long Until = demand.Until?.UtcTicks ?? long.MaxValue;
    public readonly int[] PartyUnits = Known(demand.PartyUnits, unitPosition);
    public readonly int[] BarredUnits = Known(demand.BarredUnits, unitPosition);
    public readonly int[] BarredSlots = Known(demand.BarredSlots, slotPosition);

    /// <summary>Where offers that serve it stand: its community, its street, everywhere.</summary>
    public readonly AreaRange[] Places = [.. new[] { AreaRange.Of(demand.Area).Within(AreaRange.Community), AreaRange.Of(demand.Area).Within(AreaRange.Street), AreaRange.Everywhere }.Distinct()];

    /// <summary>The least that a slot must have left.</summary>
    public int Least => IsDivisible ? 1 : Quantity;

    private static int[] Known<T>(IReadOnlyList<T> names, Func<T, int> position) =>
        names.Count == 0 ? [] : [.. names.Select(position).Where(at => at >= 0)];
}

/// <summary>A unit as the rules and scores compare it.</summary>
/// <param name="Rings">Communities it is paired with while the agreement runs, each with its ring.</param>
public sealed record UnitFacts(int Position, AreaRange Area, bool IsSuspended, int[] Licences, IReadOnlyList<(AreaRange Community, Ring Ring)> Rings)
{
    /// <summary>The ring of its running pairing with that community, or null.</summary>
    public Ring? RingIn(AreaRange community)
    {
        for (var i = 0; i < Rings.Count; i++)
        {
            if (Rings[i].Community == community)
                return Rings[i].Ring;
        }
        return null;
    }
}

/// <summary>An offer with its slots as the rules compare it.</summary>
public sealed class OfferFacts(Catalogue catalogue, int position, Offer offer, UnitFacts unit, long now, SlotFacts[] slots)
{
    public readonly int Position = position;
    public readonly UnitFacts Unit = unit;
    public readonly int[] Categories = catalogue.Categories.Find(offer.Categories);
    public readonly int Measure = catalogue.Measures.Find(offer.UnitOfCapacity);
    public readonly AreaRange[] Areas = [.. offer.Areas.Select(AreaRange.Of)];
    public readonly TagSet Audience = new(catalogue.Tags.Find(offer.Audience));
    public readonly bool IsOver = offer.Withdrawn || offer.ValidUntil?.UtcTicks <= now;
    public readonly long ValidFrom = offer.ValidFrom?.UtcTicks ?? long.MinValue;
    public readonly long ValidUntil = offer.ValidUntil?.UtcTicks ?? long.MaxValue;

    /// <summary>Now, and the notice that the unit needs.</summary>
    public readonly long Earliest = now + offer.NoticeHours * TimeSpan.TicksPerHour;

    public SlotFacts[] Slots { get; private set; } = slots;

    /// <summary>The same offer with other slots.</summary>
    public OfferFacts With(SlotFacts[] others)
    {
        var copy = (OfferFacts)MemberwiseClone();
        copy.Slots = others;
        return copy;
    }

    public bool Serves(AreaRange area)
    {
        foreach (var served in Areas)
        {
            if (served.Contains(area))
                return true;
        }
        return Areas.Length == 0;
    }
}

/// <summary>A slot as the rules compare it; <paramref name="CapReached"/> when its month's cap allows no more orders.</summary>
public readonly record struct SlotFacts(int Position, long Start, long End, int Remaining, bool CapReached);

/// <summary>A set of tags: 64 bits tell quickly that two share none, the numbers decide.</summary>
public readonly struct TagSet
{
    private readonly ulong bits;
    private readonly int[] tags;

    public TagSet(int[] tags)
    {
        this.tags = tags;
        foreach (var tag in tags)
            bits |= 1UL << (tag & 63);
    }

    public bool IsEmpty => bits == 0;

    public bool Shares(TagSet other)
    {
        if ((bits & other.bits) == 0)
            return false;
        foreach (var tag in tags)
        {
            if (Array.IndexOf(other.tags, tag) >= 0)
                return true;
        }
        return false;
    }
}
