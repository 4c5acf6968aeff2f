using Matching.Core.Demands;

namespace Matching.Core.Orders;

/// <summary>How many of those who were served are asked in a return visit (回访): policy data. Shares are in percent, 0 to 100.</summary>
public sealed record VisitSampling
{
    /// <summary>Another seed draws other visits; the same seed draws the same ones again.</summary>
    public int Seed { get; init; } = 1;

    public int Percent { get; init; } = 20;

    public int UrgentPercent { get; init; } = 50;

    /// <summary>Of those who have a part in a common demand.</summary>
    public int PartPercent { get; init; } = 100;

    /// <summary>A category's own share, by its code or that of a category above it, where it is higher than the others.</summary>
    public IReadOnlyDictionary<string, int> Categories { get; init; } = new Dictionary<string, int>();

    /// <summary>Hours of working time in which a drawn visit is to be made, 1 to 8784.</summary>
    public int DueHours { get; init; } = 5 * 24;
}

/// <summary>Draws return visits: from the seed and the numbers of order and person alone, so that neither who served nor who filed has a say.</summary>
public static class VisitDraw
{
    private const int All = 100;

    /// <summary>The share that is asked, 0 to 100: all in an emergency and all who are vulnerable, else the highest that fits.</summary>
    /// <param name="isPart">The person has a part in a common demand.</param>
    public static int PercentFor(VisitSampling sampling, string category, Urgency urgency, bool isVulnerable, bool isPart)
    {
        if (urgency == Urgency.Emergency || isVulnerable)
            return All;
        var usual = urgency == Urgency.Urgent ? Math.Max(sampling.UrgentPercent, sampling.Percent) : sampling.Percent;
        var own = sampling.Categories.Where(pair => category.StartsWith(pair.Key, StringComparison.Ordinal)).Select(pair => pair.Value).DefaultIfEmpty(0).Max();
        return Math.Clamp(Math.Max(Math.Max(usual, own), isPart ? sampling.PartPercent : 0), 0, All);
    }

    /// <param name="number">The number of who is asked.</param>
    /// <param name="round">How often the order was completed, from 1 on.</param>
    public static bool IsDrawn(int seed, string order, string number, int round, int percent) => Lot($"{seed}/{order}/{number}/{round}") < percent;

    /// <summary>An even number from 0 to 99: FNV-1a, mixed by the finalizer of SplitMix64 (Steele, Lea, Flood 2014).</summary>
    private static int Lot(string text)
    {
        // Both are defined by arithmetic that wraps at 64 bits.
        unchecked
        {
            var hash = 14695981039346656037UL;
            foreach (var letter in text)
                hash = (hash ^ letter) * 1099511628211UL;
            hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
            hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
            return (int)((hash ^ (hash >> 31)) % All);
        }
    }
}
