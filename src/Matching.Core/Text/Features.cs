using System.Text;

namespace Matching.Core.Text;

/// <summary>
/// The one feature routine for Chinese text, after <see cref="Normaliser"/>: each CJK character, each run of Latin letters or
/// digits, and each adjacent pair of those within a break, as numbers. Shared characters and pairs beat segmented words for
/// matching, so nothing is segmented.
/// </summary>
/// <remarks>A character is its code point; a run is 31 bits of FNV-1a with the top bit set; a pair is left × 2³² + right.</remarks>
public static class Features
{
    private const uint RunMark = 0x8000_0000;
    private const uint ConceptMark = 0x4000_0000;

    /// <summary>The features of <paramref name="text"/> in reading order, repeats kept.</summary>
    public static List<ulong> Of(string text)
    {
        var features = new List<ulong>(2 * text.Length);
        uint before = 0, run = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var value = Normaliser.Fold(rune);
            if (value != Normaliser.Break && !Normaliser.IsCjk(value))
            {
                run = Extended(run, value);
                continue;
            }
            if (run != 0)
                before = Add(features, before, run);
            run = 0;
            before = value == Normaliser.Break ? 0 : Add(features, before, (uint)value);
        }
        if (run != 0)
            Add(features, before, run);
        return features;
    }

    /// <summary>A concept called, beside the text's own features; no Unicode character lies there.</summary>
    internal static ulong OfConcept(int concept) => ConceptMark + (uint)concept;

    /// <summary>Two neighbours, not one character or run.</summary>
    public static bool IsPair(ulong feature) => feature >> 32 != 0;

    /// <summary>The features of several parts in one row, each with the weight of its part.</summary>
    internal static (ulong[] Features, int[] Weights) Laid((List<ulong> Features, int Weight)[] parts)
    {
        var count = 0;
        foreach (var part in parts)
            count += part.Features.Count;
        var (features, weights, at) = (new ulong[count], new int[count], 0);
        foreach (var (own, weight) in parts)
        {
            own.CopyTo(features, at);
            weights.AsSpan(at, own.Count).Fill(weight);
            at += own.Count;
        }
        return (features, weights);
    }

    /// <summary>How many units (characters and runs) the features were made of.</summary>
    public static int Units(List<ulong> features)
    {
        var units = 0;
        foreach (var feature in features)
            units += IsPair(feature) ? 0 : 1;
        return units;
    }

    private static uint Add(List<ulong> features, uint before, uint unit)
    {
        features.Add(unit);
        if (before != 0)
            features.Add((ulong)before << 32 | unit);
        return unit;
    }

    private static uint Extended(uint run, int value)
    {
        var hash = run == 0 ? 2_166_136_261 : run & ~RunMark;
        return unchecked((hash ^ (uint)value) * 16_777_619) | RunMark;
    }
}
