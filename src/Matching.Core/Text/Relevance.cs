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
    private readonly double unknownIdf;
    private readonly TextVector[] offers;

    /// <param name="offerTexts">The offers' texts; positions are the offers' positions from here on.</param>
    public Relevance(IReadOnlyList<string> offerTexts)
    {
        var counts = offerTexts.Select(text => Count(text, learn: true).Known).ToArray();
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
        unknownIdf = Math.Log(1 + (counts.Length + 0.5) / 0.5);
        offers = Array.ConvertAll(counts, count => new TextVector(count, AsDocument(count, []), Self(count, [])));
    }

    /// <summary>A demand's text made ready to be compared with many offers.</summary>
    public TextVector Query(string text)
    {
        var (known, unknown) = Count(text, learn: false);
        return new TextVector(known, Array.ConvertAll(known, term => Saturated(term.Count)), Self(known, unknown));
    }

    public TextVector Offer(int offer) => offers[offer];

    /// <summary>An offer that came later, weighed by what the corpus knew when it was read.</summary>
    public TextVector Later(string offerText)
    {
        var (known, unknown) = Count(offerText, learn: false);
        return new TextVector(known, AsDocument(known, unknown), Self(known, unknown));
    }

    /// <summary>Relevance in millionths; 0 when nothing is shared.</summary>
    public int Of(TextVector query, int offer) => Of(query, offers[offer]);

    public int Of(TextVector query, TextVector offer)
    {
        var (queryTerms, queryWeights) = (query.Terms, query.Weights);
        var (offerTerms, offerWeights) = (offer.Terms, offer.Weights);
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
        var scale = Math.Sqrt(query.Self * offer.Self);
        return scale <= 0 ? 0 : (int)Math.Min(1_000_000, Math.Round(1_000_000 * sum / scale));
    }

    /// <summary>The text's score against itself; terms that no offer has weigh as the rarest.</summary>
    private double Self((int Term, int Count)[] known, int[] unknown)
    {
        var document = AsDocument(known, unknown);
        double sum = 0;
        for (var i = 0; i < known.Length; i++)
            sum += idf[known[i].Term] * Saturated(known[i].Count) * document[i];
        for (var i = 0; i < unknown.Length; i++)
            sum += unknownIdf * Saturated(unknown[i]) * document[known.Length + i];
        return sum;
    }

    private double[] AsDocument((int Term, int Count)[] known, int[] unknown)
    {
        int[] counts = [.. known.Select(term => term.Count), .. unknown];
        double length = counts.Sum();
        var norm = K1 * (1 - B + B * length / meanLength);
        return Array.ConvertAll(counts, count => count * (K1 + 1) / (norm + count));
    }

    private static double Saturated(int count) => count * (K3 + 1) / (K3 + count);

    private ((int Term, int Count)[] Known, int[] Unknown) Count(string text, bool learn)
    {
        var known = new SortedDictionary<int, int>();
        var unknown = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var term in Text.Terms.Of(text))
        {
            if (!vocabulary.TryGetValue(term, out var id) && learn)
                vocabulary.Add(term, id = vocabulary.Count);
            else if (!vocabulary.ContainsKey(term))
            {
                unknown[term] = unknown.GetValueOrDefault(term) + 1;
                continue;
            }
            known[id] = known.GetValueOrDefault(id) + 1;
        }
        return ([.. known.Select(pair => (pair.Key, pair.Value))], [.. unknown.Values]);
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
