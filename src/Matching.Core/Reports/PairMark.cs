namespace Matching.Core.Reports;

/// <summary>Two who meet more often than chance would have it. A mark to look at, never a judgement: those who work in the same place meet
/// often too.</summary>
/// <param name="Together">How often they met, of <paramref name="All"/> meetings of anybody.</param>
/// <param name="OfFirst">Meetings of the first with anybody; <paramref name="OfSecond"/> those of the second.</param>
/// <param name="Expected">How often they would meet if each meeting of the one were drawn from all alike.</param>
/// <param name="Chance">The probability of so many or more, by the hypergeometric distribution (Fisher's exact test, one-sided).</param>
public sealed record PairMark(string First, string Second, int Together, int OfFirst, int OfSecond, int All, double Expected, double Chance)
{
    /// <summary>Fewer meetings mark nobody.</summary>
    public const int Least = 5;

    /// <summary>What the probability must stay under after it was multiplied by the number of possible pairs (Bonferroni).</summary>
    public const double Level = 0.01;

    /// <summary>The pairs that stand out, the least likely first.</summary>
    public static IReadOnlyList<PairMark> Among(IReadOnlyList<(string First, string Second)> meetings)
    {
        var (firsts, seconds) = (meetings.CountBy(pair => pair.First).ToDictionary(), meetings.CountBy(pair => pair.Second).ToDictionary());
        var logs = LogFactorials(meetings.Count);
        var possible = (double)firsts.Count * seconds.Count;
        return [.. meetings.CountBy(pair => pair).Where(pair => pair.Value >= Least)
            .Select(pair => Of(pair.Key.First, pair.Key.Second, pair.Value, firsts[pair.Key.First], seconds[pair.Key.Second], logs))
            .Where(mark => mark.Chance * possible < Level)
            .OrderBy(mark => mark.Chance).ThenBy(mark => mark.First, StringComparer.Ordinal).ThenBy(mark => mark.Second, StringComparer.Ordinal)];
    }

    /// <summary>The probability that two with so many meetings of all meet so often or more.</summary>
    public static double ChanceOf(int together, int ofFirst, int ofSecond, int all) => ChanceOf(together, ofFirst, ofSecond, LogFactorials(all));

    private static PairMark Of(string first, string second, int together, int ofFirst, int ofSecond, double[] logs) =>
        new(first, second, together, ofFirst, ofSecond, logs.Length - 1, (double)ofFirst * ofSecond / (logs.Length - 1), ChanceOf(together, ofFirst, ofSecond, logs));

    private static double ChanceOf(int together, int ofFirst, int ofSecond, double[] logs)
    {
        var (all, chance) = (logs.Length - 1, 0.0);
        for (var k = together; k <= Math.Min(ofFirst, ofSecond); k++)
        {
            if (ofSecond - k <= all - ofFirst)
                chance += Math.Exp(LogChoose(logs, ofFirst, k) + LogChoose(logs, all - ofFirst, ofSecond - k) - LogChoose(logs, all, ofSecond));
        }
        return Math.Min(1, chance);
    }

    private static double LogChoose(double[] logs, int n, int k) => logs[n] - logs[k] - logs[n - k];

    private static double[] LogFactorials(int most)
    {
        var logs = new double[most + 1];
        for (var n = 2; n <= most; n++)
            logs[n] = logs[n - 1] + Math.Log(n);
        return logs;
    }
}
