namespace Matching.Core.Grid;

/// <summary>
/// A share of the streets: those whose 9-digit code hashes (FNV-1a, 32 bits) to <paramref name="Number"/> of <paramref name="Count"/>.
/// The same on every machine and in every version; a store whose count changes only deals its streets anew. The default is the whole grid.
/// </summary>
/// <param name="Number">0 to <paramref name="Count"/> − 1.</param>
/// <param name="Count">How many shares there are; 0 and 1 mean that the grid is not divided.</param>
public readonly record struct StreetShard(int Number, int Count)
{
    public bool IsWhole => Count <= 1;

    /// <summary>Whether the place, a node of any level, lies in one of these streets.</summary>
    public bool Holds(AreaCode place) => IsWhole || NumberOf(place, Count) == Number;

    /// <summary>Whether a service area touches these streets; an empty one is everywhere.</summary>
    public bool IsServedBy(IReadOnlyList<AreaCode> areas) => IsWhole || areas.Count == 0 || areas.Any(Holds);

    /// <summary>The share that a place's street is dealt to.</summary>
    public static int NumberOf(AreaCode place, int count)
    {
        if (count <= 1)
            return 0;
        var hash = 2166136261u;
        foreach (var digit in place.Street.Value)
            hash = unchecked((hash ^ digit) * 16777619u);
        return (int)(hash % (uint)count);
    }
}
