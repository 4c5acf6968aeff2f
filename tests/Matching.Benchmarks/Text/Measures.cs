using Matching.Core.Text;

namespace Matching.Benchmarks.Text;

/// <summary>How good labels, rankings and groups are, against what people said.</summary>
internal static class Measures
{
    /// <summary>The mean over the labels of 2·right ÷ (given + true).</summary>
    public static double MacroF1(IReadOnlyList<TextRow> rows, LinearModel model, Func<TextRow, TextRow> view)
    {
        var given = rows.Select(row => Ranked(row, model, view)[0]).ToList();
        return rows.Select(row => row.Label!).Distinct().Average(label =>
        {
            var right = rows.Zip(given).Count(pair => pair.First.Label == label && pair.Second == label);
            return 2.0 * right / (given.Count(name => name == label) + rows.Count(row => row.Label == label));
        });
    }

    public static double RecallAt3(IReadOnlyList<TextRow> rows, LinearModel model, Func<TextRow, TextRow> view) =>
        rows.Average(row => Ranked(row, model, view).Take(3).Contains(row.Label) ? 1.0 : 0);

    /// <summary>Mean of 1 ÷ the place of the first right document; 0 where none is ranked.</summary>
    public static double Mrr(IReadOnlyList<TextRow> queries, IReadOnlyList<string[]> run, IReadOnlyDictionary<string, HashSet<string>> right) =>
        queries.Zip(run).Average(pair => Array.FindIndex(pair.Second, right[pair.First.Key].Contains) is >= 0 and var place ? 1.0 / (place + 1) : 0);

    public static double HitAt(int most, IReadOnlyList<TextRow> queries, IReadOnlyList<string[]> run, IReadOnlyDictionary<string, HashSet<string>> right) =>
        queries.Zip(run).Average(pair => pair.Second.Take(most).Any(right[pair.First.Key].Contains) ? 1.0 : 0);

    private static string[] Ranked(TextRow row, LinearModel model, Func<TextRow, TextRow> view)
    {
        var scores = Classification.Scores(view(row), model);
        return [.. Enumerable.Range(0, scores.Length).OrderByDescending(c => scores[c]).Select(c => model.Labels[c])];
    }
}
