using Matching.Core.Text;

namespace Matching.Benchmarks.Text;

/// <summary>How good labels, rankings and groups are, against what people said.</summary>
internal static class Measures
{
    /// <summary>The mean over the labels of 2·right ÷ (given + true).</summary>
    public static double MacroF1(IReadOnlyList<TextRow> rows, LinearModel model)
    {
        var given = rows.Select(row => Ranked(row, model)[0]).ToList();
        return rows.Select(row => row.Label!).Distinct().Average(label =>
        {
            var right = rows.Zip(given).Count(pair => pair.First.Label == label && pair.Second == label);
            return 2.0 * right / (given.Count(name => name == label) + rows.Count(row => row.Label == label));
        });
    }

    public static double RecallAt3(IReadOnlyList<TextRow> rows, LinearModel model) =>
        rows.Average(row => Ranked(row, model).Take(3).Contains(row.Label) ? 1.0 : 0);

    /// <summary>Mean of 1 ÷ the place of the first right document; 0 where none is ranked.</summary>
    public static double Mrr(IReadOnlyList<TextRow> queries, IReadOnlyList<string[]> run, IReadOnlyDictionary<string, HashSet<string>> right) =>
        queries.Zip(run).Average(pair => Array.FindIndex(pair.Second, right[pair.First.Key].Contains) is >= 0 and var place ? 1.0 / (place + 1) : 0);

    public static double HitAt(int most, IReadOnlyList<TextRow> queries, IReadOnlyList<string[]> run, IReadOnlyDictionary<string, HashSet<string>> right) =>
        queries.Zip(run).Average(pair => pair.Second.Take(most).Any(right[pair.First.Key].Contains) ? 1.0 : 0);

    /// <summary>F1 of B-cubed precision and recall (Bagga and Baldwin, 1998), each row counting once.</summary>
    public static double BCubedF1(IReadOnlyList<(string Given, string True)> rows)
    {
        var precision = rows.Average(row => Share(rows.Where(other => other.Given == row.Given), other => other.True == row.True));
        var recall = rows.Average(row => Share(rows.Where(other => other.True == row.True), other => other.Given == row.Given));
        return 2 * precision * recall / (precision + recall);
    }

    /// <summary>F1 over the pairs of rows that are put together.</summary>
    public static double PairF1(IReadOnlyList<(string Given, string True)> rows)
    {
        int given = 0, right = 0, both = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                given += rows[i].Given == rows[j].Given ? 1 : 0;
                right += rows[i].True == rows[j].True ? 1 : 0;
                both += rows[i].Given == rows[j].Given && rows[i].True == rows[j].True ? 1 : 0;
            }
        }
        return 2.0 * both / (given + right);
    }

    private static double Share<TRow>(IEnumerable<TRow> rows, Predicate<TRow> holds) => rows.Average(row => holds(row) ? 1.0 : 0);

    /// <summary>The labels, most certain first.</summary>
    public static string[] Ranked(LinearModel model, IReadOnlyList<ulong> features) => Ranked(model, model.Classify(features));

    private static string[] Ranked(TextRow row, LinearModel model) => Ranked(model, Classification.Scores(row, model));

    private static string[] Ranked(LinearModel model, float[] scores) =>
        [.. Enumerable.Range(0, scores.Length).OrderByDescending(c => scores[c]).Select(c => model.Labels[c])];
}
