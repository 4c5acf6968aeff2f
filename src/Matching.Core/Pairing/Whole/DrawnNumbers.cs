namespace Matching.Core.Pairing.Whole;

/// <summary>Numbers that look random and are the same on every machine and runtime: SplitMix64 (Steele, Lea and Flood 2014).</summary>
internal sealed class DrawnNumbers(ulong seed)
{
    private ulong state = seed;

    /// <summary>From 0 up to, not including, <paramref name="limit"/> &gt; 0.</summary>
    public int Below(int limit)
    {
        unchecked
        {
            var z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) % (ulong)limit);
        }
    }
}
