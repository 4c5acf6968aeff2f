namespace Matching.Core.Text;

/// <summary>
/// BM25 (Robertson and Zaragoza, 2009) of a demand's text against an offer's, divided by the geometric mean of the two
/// self-scores, as an integer in [0, 1,000,000]. k1 = 1.2, b = 0.5 (offers are short), query saturation k3 = 8; the idf is
/// taken from the offers themselves.
/// </summary>
public sealed class Relevance
{
    private const double K1 = 1.2, B = 0.5, K3 = 8;

    private readonly Dictionary<string, int> vocabulary = new(StringComparer.Ordinal);
    private readonly double[] idf;
    private readonly double meanLength;
    private readonly TextVector[] offers;

    /// <param name="offerTexts">The offers' texts; positions are the offers' positions from here on.</param>
    public Relevance(IReadOnlyList<string> offerTexts)
    {
        var counts = offerTexts.Select(text => Count(text, learn: true)).ToArray();
        var documents = new int[vocabulary.Count];
        long length = 0;
        foreach (var count in counts)
        {
            length += count.Sum(term => term.Count);
            foreach (var (term, _) in count)
                documents[term]++;
        }
        meanLength = Math.Max(1.0, (double)length / Math.Max(1, counts.Length));
        idf = Array.ConvertAll(documents, n => Math.Log(1 + (counts.Length - n + 0.5) / (n + 0.5)));
        offers = Array.ConvertAll(counts, count => new TextVector(count, AsDocument(count), Self(count)));
    }

    /// <summary>A demand's text made ready to be compared with many offers.</summary>
    public TextVector Query(string text)
    {
        var count = Count(text, learn: false);
        return new TextVector(count, Array.ConvertAll(count, term => term.Count * (K3 + 1) / (K3 + term.Count)), Self(count));
    }

    /// <summary>Relevance in millionths; 0 when nothing is shared.</summary>
    public int Of(TextVector query, int offer)
    {
        var (queryTerms, queryWeights) = (query.Terms, query.Weights);
        var (offerTerms, offerWeights) = (offers[offer].Terms, offers[offer].Weights);
        double sum = 0;
        for (int i = 0, j = 0; i < queryTerms.Length && j < offerTerms.Length;)
        {
            if (queryTerms[i] < offerTerms[j])
                i++;
            else if (queryTerms[i] > offerTerms[j])
                j++;
            else
                sum += idf[queryTerms[i]] * queryWeights[i++] * offerWeights[j++];
        }
        var scale = Math.Sqrt(query.Self * offers[offer].Self);
        return scale <= 0 ? 0 : (int)Math.Min(1_000_000, Math.Round(1_000_000 * sum / scale));
    }

    private double Self((int Term, int Count)[] counts)
    {
        var document = AsDocument(counts);
        double sum = 0;
        for (var i = 0; i < counts.Length; i++)
            sum += idf[counts[i].Term] * (counts[i].Count * (K3 + 1) / (K3 + counts[i].Count)) * document[i];
        return sum;
    }

    private double[] AsDocument((int Term, int Count)[] counts)
    {
        double length = counts.Sum(term => term.Count);
        var norm = K1 * (1 - B + B * length / meanLength);
        return Array.ConvertAll(counts, term => term.Count * (K1 + 1) / (norm + term.Count));
    }

    private (int Term, int Count)[] Count(string text, bool learn)
    {
        var counts = new SortedDictionary<int, int>();
        foreach (var term in Text.Terms.Of(text))
        {
            if (!vocabulary.TryGetValue(term, out var id))
            {
                if (!learn)
                    continue;
                vocabulary.Add(term, id = vocabulary.Count);
            }
            counts[id] = counts.GetValueOrDefault(id) + 1;
        }
        return [.. counts.Select(pair => (pair.Key, pair.Value))];
    }
}

/// <summary>Terms by rising number with their weights, and the text's score against itself.</summary>
public sealed class TextVector
{
    internal TextVector((int Term, int Count)[] counts, double[] weights, double self)
    {
        Terms = Array.ConvertAll(counts, count => count.Term);
        Weights = weights;
        Self = self;
    }

    internal int[] Terms { get; }

    internal double[] Weights { get; }

    internal double Self { get; }
}
