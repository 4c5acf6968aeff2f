namespace Matching.Core.Tests.Text;

/// <summary>BM25 as the book has it, over strings and doubles, one term at a time: the oracle of the fast one.</summary>
internal sealed class SlowBm25(IReadOnlyList<string> documents, double k1, double b, double k3)
{
    public double Score(string query, int document)
    {
        var (asked, held) = (Terms(query), Terms(documents[document]));
        var meanLength = documents.Average(text => (double)Terms(text).Count);
        return asked.Distinct().Where(held.Contains).Sum(term =>
        {
            var (q, d) = (asked.Count(other => other == term), held.Count(other => other == term));
            return Idf(term) * q * (k3 + 1) / (k3 + q) * d * (k1 + 1) / (k1 * (1 - b + b * held.Count / meanLength) + d);
        });
    }

    private double Idf(string term)
    {
        var holders = documents.Count(text => Terms(text).Contains(term));
        return Math.Log(1 + (documents.Count - holders + 0.5) / (holders + 0.5));
    }

    private static List<string> Terms(string text) =>
        [.. text.Select(c => $"{c}"), .. Enumerable.Range(0, Math.Max(0, text.Length - 1)).Select(i => text.Substring(i, 2))];
}
